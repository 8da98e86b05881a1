"""What the simulation itself knows: the lines it planted, and everything that was said and answered.

The auditor compares this with what product and sandbox have written; nothing here was told by either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from signoff.domain.line import Line

UNANSWERED = "unanswered"
OK = "ok"


@dataclass(eq=False)
class PlantedLine:
    """A line as it was planted, and what other hands did to it since."""

    carrier_id: str
    tariff_id: str
    time_zone: str
    currency: str
    line: Line
    balance_minor: int = 0
    airtime_loan_minor: int = 0
    allowances: dict[str, int] = field(default_factory=dict)
    cycle_day: int | None = None
    owed_minor: int = 0
    deposit_minor: int = 0
    contract_last_on: date | None = None
    points: int = 0
    moved_minor: int = 0

    @property
    def handle(self) -> str:
        """The carrier's own key for it."""
        return self.line.handle

    @property
    def is_prepaid(self) -> bool:
        """Whether it is paid before use."""
        return self.line.tariff_kind == "prepaid"


@dataclass(eq=False)
class Saying:
    """One thing a person said, as often as it took; `shown` is the page they had before them."""

    person: int
    what: str
    said: Any
    key: str
    began_at: datetime
    began: float
    """The simulated seconds, which are never set back, as clocks may be."""

    shown: Any = None
    ended_at: datetime | None = None
    ended: float = math.inf
    answer: Any = UNANSWERED
    shown_after: Any = None
    was_lost: bool = False
    """Whether a process went away with it, unheard, before it was answered."""

    @property
    def reason(self) -> str:
        """`ok`, the word of the refusal, or `unanswered`."""
        if self.answer == UNANSWERED:
            return UNANSWERED
        refusal = getattr(self.answer, "reason", None)
        return OK if refusal is None else str(refusal)

    @property
    def is_accepted(self) -> bool:
        """Whether it was acknowledged."""
        return self.reason == OK


@dataclass
class Books:
    """All of it, with the findings that showed up on the way and the story as it went."""

    lines: list[PlantedLine] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    keepers: list[Any] = field(default_factory=list)
    """Those who keep a guided case."""

    customers: list[Any] = field(default_factory=list)
    """Those who come to the counter, or show who they are."""

    thefts: list[Any] = field(default_factory=list)
    """Each a holder and a thief of one line."""

    charges: list[Any] = field(default_factory=list)
    """What systems took on lines, before and after their end."""

    is_charging_hurt: bool = False
    """Whether something went wrong on purpose while the money was to come back."""

    findings: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    erasures: list[Any] = field(default_factory=list)
    away: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When the database took no questions: only then may anybody be told that nothing was recorded."""
