"""`number_ranges` (bronze): prefixes are digits that leave room for a number, and no other operating carrier has them.

Made-up numbers for demonstrations lie in the carrier's own ranges and have the form of real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from signoff.catalogue.matching import candidates
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import NumberRange, Pack, Status
from signoff.catalogue.reading import Unreadable, read_identifier_in
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each prefix that is malformed, doubled or another carrier's, and for unfit made-up numbers."""
    taken = {} if pack.status.value is Status.CEASED else _taken(pack, around)
    for place, numbers in enumerate(pack.number_ranges, start=1):
        key = f"number_ranges[{place}].prefixes"
        for prefix, count in Counter(numbers.prefixes).items():
            if not prefix.isascii() or not prefix.isdigit() or len(prefix) >= numbers.digits:
                yield Fault(
                    PACK_FILE, key, f"{prefix} is not the beginning of a number of {numbers.digits} digits"
                )
            if count > 1:
                yield Fault(PACK_FILE, key, f"{prefix} is there more than once")
            if (prefix, numbers.digits) in taken:
                yield Fault(PACK_FILE, key, f"{prefix} is also a range of {taken[prefix, numbers.digits]}")
    yield from _demo_faults(pack, around)


def _taken(pack: Pack, around: Surroundings) -> dict[tuple[str, int], str]:
    """Who else of the country has which prefix."""
    others = {
        other.id: other.number_ranges
        for other in around.catalogue.packs.values()
        if other.id != pack.id
        and other.country.id == pack.country.id
        and other.status.value is Status.OPERATING
    }
    others |= {operator.name: operator.number_ranges for operator in pack.country.other_operators}
    return {key: name for name, ranges in others.items() for key in _prefixes(ranges)}


def _prefixes(ranges: tuple[NumberRange, ...]) -> Iterator[tuple[str, int]]:
    for numbers in ranges:
        for prefix in numbers.prefixes:
            yield prefix, numbers.digits


def _demo_faults(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    key = "demo_number_prefixes"
    if not pack.demo_number_prefixes:
        yield Fault(PACK_FILE, key, "name at least one prefix for made-up numbers")
    for prefix in pack.demo_number_prefixes:
        try:
            number = read_identifier_in(demo_number(pack, 0, prefix=prefix), pack.country.id)
        except (Unreadable, ValueError):
            yield Fault(PACK_FILE, key, f"{prefix} gives no mobile number of {pack.country.id}")
            continue
        if pack.id not in candidates(number, around.catalogue):
            yield Fault(PACK_FILE, key, f"{prefix} gives numbers of another carrier")


RULE = Rule("number_ranges", Level.BRONZE, find)
