"""What a traveller says of a line, and what is known of its carrier: the two things an advice is made of.

`advice.py` decides; the facts come from the packs by way of `catalogue/leaving.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.line import SimKind


class Need(StrEnum):
    """What still hangs on the number."""

    BANK_CODES = "bank_codes"
    ACCOUNTS = "accounts"  # sign-in by a code, password resets, chat apps
    WALLET = "wallet"
    SIBLING_NUMBER = "sibling_number"  # a second number on the same card


@dataclass(frozen=True, slots=True)
class Situation:
    """The line and the journey, as far as the traveller says; money in minor units of the country's currency."""

    today: date
    leaving_on: date  # today for somebody who has left already
    back_on: date | None = None  # None: not coming back
    tariff_kind: TariffKind | None = None  # None: not known
    sim_kind: SimKind = SimKind.PLASTIC
    balance_minor: int | None = None  # None: not known
    expires_on: date | None = None  # the day on which a prepaid balance expires, if it is known
    owed_minor: int = 0
    has_loan: bool = False
    is_suspended: bool = False
    is_lost: bool = False
    is_abroad: bool = False
    needs: frozenset[Need] = frozenset()

    @property
    def days_away(self) -> int | None:
        """How long nobody uses the line; None for good."""
        return None if self.back_on is None else (self.back_on - self.leaving_on).days


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known of a carrier or its country, with the keys of its sources; no value when it is UNKNOWN."""

    topic: str
    value: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has found out."""
        return self.value is None or not self.sources


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a carrier and of what its country's carriers share, by topic."""

    carrier_id: str
    country: str
    successor: str | None = None
    facts: Mapping[str, Known] = field(default_factory=dict)

    def fact(self, topic: str) -> Known:
        """What is known under a topic; UNKNOWN where there is nothing."""
        return self.facts.get(topic, Known(topic))

    def has(self, *topics: str) -> bool:
        """Whether each of them is known."""
        return not any(self.fact(topic).is_unknown for topic in topics)

    def days(self, topic: str) -> int | None:
        """A known number of days; None when it is UNKNOWN or no number."""
        value = None if self.fact(topic).is_unknown else self.fact(topic).value
        return int(value) if value is not None and value.isascii() and value.isdecimal() else None

    def most_days(self, topic: str) -> int | None:
        """The largest number in what is known ("8–200"); None when it is UNKNOWN or names none."""
        value = None if self.fact(topic).is_unknown else self.fact(topic).value
        return max(map(int, re.findall("[0-9]+", value or "")), default=None)
