"""Public holidays where a line is, up to the year a country's file vouches for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signoff.catalogue.free_days import holidays_of
from signoff.catalogue.leaving import knowledge_of
from signoff.catalogue.pack import Catalogue


@pytest.mark.parametrize(
    ("carrier_id", "day", "expected"),
    [
        ("ctm", date(2026, 12, 8), True),  # Immaculate Conception
        ("ctm", date(2026, 12, 21), True),  # offices make up for the Sunday before
        ("ctm", date(2027, 2, 7), True),  # Chinese New Year
        ("ctm", date(2026, 12, 9), False),
        ("smart_kh", date(2026, 11, 24), True),  # Water Festival
        ("smart_kh", date(2027, 4, 15), True),  # Khmer New Year
        ("smart_kh", date(2026, 12, 8), False),
        ("smart_kh", date(2031, 12, 29), True),
        ("smart_kh", date(2032, 1, 1), None),
        ("ctm", date(2032, 1, 1), None),
    ],
)
def test_holidays_are_those_of_the_place(
    carrier_id: str, day: date, expected: bool | None, catalogue: Catalogue
):
    """Macau's are not Cambodia's; after the last year that is vouched for nothing is known."""
    assert holidays_of(knowledge_of(catalogue.packs[carrier_id]))(day) is expected


def test_a_country_that_vouches_for_nothing_has_no_known_day(catalogue: Catalogue):
    """Not even New Year."""
    known = replace(knowledge_of(catalogue.packs["ctm"]), facts={})

    assert holidays_of(known)(date(2027, 1, 1)) is None
