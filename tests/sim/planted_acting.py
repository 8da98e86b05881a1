"""Faults planted where somebody acts for a holder: papers nobody needs or that never grow old, a holder in vain."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from signoff.domain import authority
from signoff.domain.acting import Acting
from signoff.domain.third_party import ThirdParty
from tests.sim.ground import Ground
from tests.sim.planted import Planted


def paper_not_needed(_: Ground) -> AbstractContextManager[Any]:
    """Whoever has shown all papers but one has shown them all."""
    original = Acting.is_complete

    def is_complete(self: Acting, rule: ThirdParty) -> bool:
        missing = [one for one in rule.papers if not original(self, ThirdParty((one,)))]
        return len(missing) <= 1

    return mock.patch.object(Acting, "is_complete", is_complete)


def papers_hold_for_ever(_: Ground) -> AbstractContextManager[Any]:
    """Nobody asks again for what was looked at weeks ago."""
    return mock.patch.object(Acting, "too_old", return_value=())


def holder_who_came_forgotten(_: Ground) -> AbstractContextManager[Any]:
    """The holder comes to the shop, and whoever acts for them goes on."""
    return mock.patch.object(authority, "holder_came", return_value=())


ACTING: tuple[Planted, ...] = (
    paper_not_needed,
    papers_hold_for_ever,
    holder_who_came_forgotten,
)
