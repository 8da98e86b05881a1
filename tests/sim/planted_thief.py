"""Faults planted where a thief comes by: a new SIM that counts as an old one, a stop that stops nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from signoff.domain import assurance, decide
from signoff.domain import event as e
from signoff.domain.decision import NOTHING
from tests.sim.ground import Ground
from tests.sim.planted import Planted


def new_sim_proves(_: Ground) -> AbstractContextManager[Any]:
    """A SIM that the line got a minute ago tells as well who has it as an old one."""
    return mock.patch.object(assurance, "_is_sim_new", return_value=False)


def stop_stops_nothing(_: Ground) -> AbstractContextManager[Any]:
    """Whoever is registered for the line is thanked for their tap, and the line ends."""
    return mock.patch.dict(decide._RULES, {e.StopWanted: lambda *_: NOTHING})


THIEF: tuple[Planted, ...] = (new_sim_proves, stop_stops_nothing)
