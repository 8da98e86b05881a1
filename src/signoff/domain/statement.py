"""What a statement shows of a carrier after the end of a line: charges, refunds, and what lies before the end.

Reading the file is `traveller/statement.py`'s; the letter about what is found here is `dispute.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

PARTS = (2, 3)
"""In how many parts a charge is looked for among the refunds: with more, sums meet by chance."""

PARTED_MAX = 20
"""Of so many refunds at most parts are put together: the work grows with their third power."""


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
    def came_back(self) -> dict[int, tuple[Entry, ...]]:
        """What may have come back: the line of a charge, and the refunds of its whole amount on that day or later.

        Each refund speaks for one charge, the latest before it; what none is the whole of may have come back in parts.
        Whether it is this one, only the person can tell.
        """
        found: dict[int, tuple[Entry, ...]] = {}
        left: list[Entry] = []
        for refund in sorted(self.refunds, key=lambda one: one.on):
            like = [one for one in self.after if _is_whole((refund,), one) and one.line not in found]
            if like:
                found[max(like, key=lambda one: (one.on, one.line)).line] = (refund,)
            else:
                left.append(refund)
        left = left[-PARTED_MAX:]
        for charge in self.after:
            parted = (parts for count in PARTS for parts in combinations(left, count))
            parts = next((one for one in parted if charge.line not in found and _is_whole(one, charge)), ())
            if parts:
                found[charge.line] = parts
                left = [one for one in left if one not in parts]
        return found

    @property
    def disputed(self) -> tuple[Entry, ...]:
        """What goes into a letter unless somebody says otherwise: surely the carrier's, and not come back."""
        back = self.came_back
        return tuple(one for one in self.after if one.likeness is Likeness.SURE and one.line not in back)

    @property
    def part_back(self) -> tuple[Entry, ...]:
        """The refunds that are a part of a charge after the end, and the whole of none.

        What is the whole of a charge before the end is taken for that one's.
        """
        told = {one.line for parts in self.came_back.values() for one in parts}
        wholes = {(one.currency, one.amount_minor) for one in self.before}
        loose = (one for one in self.refunds if one.line not in told)
        return part_refunds(
            self.after, (one for one in loose if (one.currency, -one.amount_minor) not in wholes)
        )


def part_refunds(charges: Iterable[Entry], refunds: Iterable[Entry]) -> tuple[Entry, ...]:
    """The refunds that some of these charges have room for, each the latest before it of its own currency."""
    placed = sorted(charges, key=lambda one: (one.on, one.line))
    left = [one.amount_minor for one in placed]
    found = []
    for refund in sorted(refunds, key=lambda one: (one.on, one.line)):
        fitting = [at for at, charge in enumerate(placed) if _has_room(charge, left[at], refund)]
        if fitting:
            left[fitting[-1]] += refund.amount_minor
            found.append(refund)
    return tuple(found)


def _has_room(charge: Entry, left: int, refund: Entry) -> bool:
    is_of_it = refund.likeness is Likeness.SURE or refund.name == charge.name
    return (
        is_of_it
        and charge.currency == refund.currency
        and charge.on <= refund.on
        and left >= -refund.amount_minor > 0
    )


def _is_whole(refunds: tuple[Entry, ...], charge: Entry) -> bool:
    if any(one.currency != charge.currency or one.on < charge.on for one in refunds):
        return False
    return -sum(one.amount_minor for one in refunds) == charge.amount_minor


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
