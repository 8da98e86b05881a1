"""What a statement shows of a carrier after the end of a line: charges, refunds, and what lies before the end.

Reading the file is `traveller/statement.py`'s; the letter about what is found here is `dispute.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Likeness(StrEnum):
    """How surely a row is the carrier's."""

    SURE = "sure"  # it bears the carrier's name
    POSSIBLE = "possible"  # it bears a word that is others' name as well


class Placing(StrEnum):
    """Where a row belongs."""

    AFTER = "after"
    BEFORE = "before"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that bears the carrier's name; `amount_minor` is what went out, below zero for what came back."""

    line: int
    on: date
    text: str
    amount_minor: int
    currency: str
    name: str  # the name it bears
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of a carrier, each in one place, in the order of the file."""

    after: tuple[Entry, ...]
    before: tuple[Entry, ...]
    refunds: tuple[Entry, ...]

    @property
    def came_back(self) -> dict[int, Entry]:
        """What may have come back whole: the line of a charge, and the refund of its amount on that day or later.

        Each refund speaks for one charge, the latest before it. Whether it is this one, only the person can tell.
        """
        found: dict[int, Entry] = {}
        for refund in sorted(self.refunds, key=lambda one: one.on):
            like = [one for one in self.after if _is_whole(refund, one) and one.line not in found]
            if like:
                found[max(like, key=lambda one: (one.on, one.line)).line] = refund
        return found

    @property
    def disputed(self) -> tuple[Entry, ...]:
        """What goes into a letter unless somebody says otherwise: surely the carrier's, and not come back."""
        back = self.came_back
        return tuple(one for one in self.after if one.likeness is Likeness.SURE and one.line not in back)


def _is_whole(refund: Entry, charge: Entry) -> bool:
    is_same = (refund.currency, -refund.amount_minor) == (charge.currency, charge.amount_minor)
    return is_same and charge.on <= refund.on


def sift(entries: Iterable[Entry], ended_on: date) -> Sifted:
    """Each row in its place. What was charged on the day of the end itself counts as after it."""
    placed: dict[Placing, list[Entry]] = {placing: [] for placing in Placing}
    for entry in entries:
        if entry.amount_minor:
            placed[_placing(entry, ended_on)].append(entry)
    return Sifted(*(tuple(placed[placing]) for placing in Placing))


def totals(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """The sum of each currency, by code; currencies are never added to each other."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.currency] = sums.get(entry.currency, 0) + entry.amount_minor
    return tuple(sorted(sums.items()))


def _placing(entry: Entry, ended_on: date) -> Placing:
    if entry.amount_minor < 0:
        return Placing.REFUND
    return Placing.AFTER if entry.on >= ended_on else Placing.BEFORE
