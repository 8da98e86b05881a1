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
                surest = max(like, key=lambda one: (one.likeness is refund.likeness, one.on, one.line))
                found[surest.line] = (refund,)
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
        """The refunds after the first charge after the end that are the whole of none: a part of one, or of several.

        What is the whole of a charge before the end is taken for that one's, one refund for one charge.
        """
        told = {one.line for parts in self.came_back.values() for one in parts}
        before, loose = list(self.before), []
        for refund in sorted(self.refunds, key=lambda one: (one.on, one.line)):
            whole = next((one for one in before if _is_whole((refund,), one)), None)
            if refund.line in told:
                continue
            if whole is not None:
                before.remove(whole)
            else:
                loose.append(refund)
        return part_refunds(self.after, loose)

    def part_back_of(self, charges: Iterable[Entry]) -> tuple[Entry, ...]:
        """The refunds to take off these charges: not those that are a part of another one of the carrier's."""
        chosen, back = {one.line for one in charges}, self.came_back
        standing = (
            one
            for one in self.after
            if one.line in chosen or (one.likeness is Likeness.SURE and one.line not in back)
        )
        placed = _placed(standing, self.part_back, self.after)
        return tuple(refund for refund, lines in placed if lines & chosen)


def part_refunds(
    charges: Iterable[Entry], refunds: Iterable[Entry], among: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """The refunds to take off these charges, as far as they are of them: those after the first charge of all `among`.

    No refund is left out for being more than a charge: it is of several then, and never may more be claimed than is
    left of all of them.
    """
    held = tuple(charges)
    return tuple(refund for refund, _ in _placed(held, refunds, tuple(among) or held))


def claimed(charges: Iterable[Entry], part_back: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """What is left of the charges in each currency, without what came back of them; never below nought."""
    return tuple((code, max(amount, 0)) for code, amount in totals((*charges, *part_back)))


def _placed(
    charges: Iterable[Entry], refunds: Iterable[Entry], among: Iterable[Entry]
) -> list[tuple[Entry, set[int]]]:
    """Each refund with the lines of its charges: the latest before it that has room for it, else the oldest first."""
    places = sorted(charges, key=lambda one: (one.on, one.line))
    left = [one.amount_minor for one in places]
    first: dict[str, date] = {}
    for one in sorted(among, key=lambda one: one.on):
        first.setdefault(one.currency, one.on)
    found = []
    for refund in sorted(refunds, key=lambda one: (one.on, one.line)):
        own = [at for at, charge in enumerate(places) if _is_of(refund, charge)]
        if own and refund.on >= first.get(refund.currency, places[own[0]].on):
            before = [at for at in own if places[at].on <= refund.on] or own[:1]
            found.append((refund, {places[at].line for at in _take(left, before, -refund.amount_minor)}))
    return found


def _take(left: list[int], before: list[int], amount_minor: int) -> list[int]:
    """Takes an amount off what is left of charges, and tells of which."""
    fitting = [at for at in before if left[at] >= amount_minor]
    if fitting:
        left[fitting[-1]] -= amount_minor
        return fitting[-1:]
    taken = []
    for at in before:
        if amount_minor and left[at]:
            part = min(left[at], amount_minor)
            left[at], amount_minor = left[at] - part, amount_minor - part
            taken.append(at)
    return taken or before[-1:]


def _is_of(refund: Entry, charge: Entry) -> bool:
    is_of_it = refund.likeness is Likeness.SURE or refund.name == charge.name
    return is_of_it and charge.currency == refund.currency and refund.amount_minor < 0


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
