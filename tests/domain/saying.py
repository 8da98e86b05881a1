"""One event as the tests of the rules say it."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.tallies import NOTHING_FOUND, Found
from tests.domain.walk import CARRIER


@dataclass(frozen=True, slots=True)
class Saying:
    """One event, what the store found for it, and the terms of that day."""

    event: e.Event
    found: Found = NOTHING_FOUND
    carrier: Carrier = CARRIER
