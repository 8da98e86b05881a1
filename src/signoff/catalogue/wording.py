"""Amounts, dates and instants as people of each language write them; the sentences around them are in `texts.py`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_datetime_format, get_timezone_location
from babel.numbers import format_currency, format_decimal

from signoff.catalogue.currency import minor_digits

# Plain English would mean the United States, whose order of month and day is read wrongly in Macau and Cambodia.
_REGIONS = {"en": "en_GB", "pt": "pt_PT"}

# CLDR follows the spelling of 1990; before it, and in Macau's Official Gazette, months begin with a capital.
_MONTHS_IN_CAPITALS = ("pt",)

# CLDR writes Macao in English; everything else in this product writes Macau.
_PLACES = {("en", "Asia/Macau"): "Macau"}

SAID_MAX = 4_096
"""Amounts and days remembered: one case says each of its own on several pages and papers, a moment apart."""


@cache
def locale_of(language: str) -> Locale:
    """The locale for a language tag like `zh-Hans`. Raises ValueError for none."""
    return Locale.parse(_REGIONS.get(language, language.replace("-", "_")))


@lru_cache(SAID_MAX)
def money(amount_minor: int, currency: str, language: str) -> str:
    """An amount with its ISO code, like `MOP 12.50`: a bare `$` would be read as three different currencies."""
    digits = minor_digits(currency)
    decimals = "." + "0" * digits if digits else ""
    return format_currency(
        Decimal(amount_minor).scaleb(-digits),
        currency,
        format=f"¤¤\N{NO-BREAK SPACE}#,##0{decimals};-¤¤\N{NO-BREAK SPACE}#,##0{decimals}",
        locale=locale_of(language),
        currency_digits=False,
    )


@lru_cache(SAID_MAX)
def amount(number: int, language: str) -> str:
    """A whole number with the separators of the language."""
    return format_decimal(number, locale=locale_of(language))


@lru_cache(SAID_MAX)
def day(on: date, language: str) -> str:
    """A date in words, like `22 November 2026`."""
    written = format_date(on, format="long", locale=locale_of(language))
    if language not in _MONTHS_IN_CAPITALS:
        return written
    month = format_date(on, format="MMMM", locale=locale_of(language))
    return written.replace(month, month.capitalize())


def weekday(on: date, language: str) -> str:
    """The day of the week, like `Sunday`."""
    return format_date(on, format="EEEE", locale=locale_of(language))


def instant(at: datetime, language: str, time_zone: str) -> str:
    """An instant on the clock of a time zone, with the zone named, like `22 November 2026, 14:05 (Macau, UTC+8)`.

    Raises ValueError for a time without a zone.
    """
    there = _there(at, time_zone)
    place = _PLACES.get((language, time_zone)) or get_timezone_location(
        time_zone, locale=locale_of(language), return_city=True
    )
    if language.startswith("zh"):
        return f"{clock(at, language, time_zone)}（{place}，{_offset(there)}）"
    return f"{clock(at, language, time_zone)} ({place}, {_offset(there)})"


def clock(at: datetime, language: str, time_zone: str) -> str:
    """The same without the zone, for a page that names it once. Raises ValueError for a time without a zone."""
    there = _there(at, time_zone)
    pattern = str(
        get_datetime_format("long", locale_of(language))
    )  # CLDR: {1} is the day, {0} the time of day
    return pattern.format(f"{there:%H:%M}", day(there.date(), language))


def _there(at: datetime, time_zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(ZoneInfo(time_zone))


def _offset(at: datetime) -> str:
    sign, hours, minutes = at.strftime("%z")[0], at.strftime("%z")[1:3], at.strftime("%z")[3:5]
    return f"UTC{sign}{int(hours)}" + (f":{minutes}" if minutes != "00" else "")
