"""Public holidays of a country, worked out by the library `holidays`; UNKNOWN beyond what a pack vouches for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from signoff.domain.situation import Knowledge

HOLIDAYS = "public_holidays"
"""The topic under which a country's file says up to which year they are worked out."""

# A shop may close on days that bind only offices, and a regulator's line is silent on them.
_WANTED = ("public", "government")


def holidays_of(known: Knowledge) -> Callable[[date], bool | None]:
    """Tells whether a day is a public holiday where the line is; None for a day that nobody vouches for."""
    last_year = known.days(HOLIDAYS)

    def is_holiday(day: date) -> bool | None:
        if last_year is None or day.year > last_year:
            return None
        return day in holidays_in(known.country, day.year)

    return is_holiday


@cache
def holidays_in(country: str, year: int) -> frozenset[date]:
    """All public holidays of a year. The library has to know the country."""
    # Loaded late: most commands and pages never ask.
    import holidays  # noqa: PLC0415 - see above

    offered = getattr(holidays, country).supported_categories
    found = holidays.country_holidays(
        country, years=year, categories=tuple(one for one in _WANTED if one in offered)
    )
    return frozenset(day for day in found if day.year == year)
