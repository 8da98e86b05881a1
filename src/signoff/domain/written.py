"""Days and amounts as banks write them: what each can mean, and when it could mean two things and has to be asked.

`statement.py` goes on with what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年 ]+(\d{1,2})[-/.月 ]+(\d{1,2})日?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_THREE_NUMBERS = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.?o(?= de ))?[-/. ]*(?:de )?"
    r"([^\W\d_]{3,12}\b|[\u1780-\u17ff]+)[-/., ]*(?:de )?(\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+(\d{4}|\d{2})(?!\d)")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?"
    r"|sabado|domingo|seg|ter|qua|qui|sex|sab|dom)[,. ]+"
)
_CENTURY = 2000
_GROUPED = re.compile(r"\d{1,3}(?:\d*|(?:[., ]\d{2,3})*[., ]\d{3})")
_DIGITS_MAX = 15  # more than any bank books, and exact in every program


class DayOrder(StrEnum):
    """In which order day, month and year stand where all are numbers."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """The days that something written can be: one for each order in which it is a day at all."""

    days: Mapping[DayOrder, date]
    is_clear: bool  # the order does not matter: the year stands first, or the month has its name

    def read(self, order: DayOrder | None) -> date | None:
        """The day; None where it is none in this order."""
        if self.is_clear:
            return next(iter(self.days.values()), None)
        return self.days.get(order) if order is not None else None


def written_day(text: str, months: Mapping[str, int]) -> WrittenDay | None:
    """What a cell says, in small letters and plain digits; None where it is no day. A time behind it is passed over."""
    bare = _WEEKDAY.sub("", text.strip(), count=1) if text[:3].isalpha() else text.strip()
    for pattern in (_YEAR_FIRST, _COMPACT):
        if found := pattern.match(bare):
            return _clear(*map(int, found.groups()))
    if found := _THREE_NUMBERS.match(bare):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        days = {
            DayOrder.DMY: _day(year, second, first),
            DayOrder.MDY: _day(year, first, second),
            DayOrder.YMD: _day(_CENTURY + first, second, int(found[3])) if len(found[3]) == 2 else None,
        }
        return WrittenDay({order: on for order, on in days.items() if on is not None}, is_clear=False)
    if (found := _DAY_MONTH.match(bare)) and found[2] in months:
        return _clear(_year(found[3]), months[found[2]], int(found[1]))
    if (found := _MONTH_DAY.match(bare)) and found[1] in months:
        return _clear(_year(found[3]), months[found[1]], int(found[2]))
    return None


def day_orders(days: Iterable[WrittenDay]) -> tuple[DayOrder, ...]:
    """The orders that fit every day, day or month first; both where nothing tells them apart.

    Two digits of a year standing first are read only when somebody says so.
    """
    unclear = [day for day in days if not day.is_clear and day.days]
    fitting = [order for order in (DayOrder.DMY, DayOrder.MDY) if all(order in day.days for day in unclear)]
    if len(fitting) > 1 and all(day.days[DayOrder.DMY] == day.days[DayOrder.MDY] for day in unclear):
        return (DayOrder.DMY,)
    return tuple(fitting)


def decimal_sign(numbers: Iterable[str]) -> str:
    """What the amounts of a column write before the cents: a point, a comma, or nothing that could be told."""
    votes = {_decimal_of(number) for number in numbers} - {""}
    return votes.pop() if len(votes) == 1 else ""


def minor_units(number: str, decimal: str, digits: int) -> int | None:
    """Digits with points and commas as minor units; `decimal` is that of its column. None where it is not clear."""
    own = _decimal_of(number) or decimal
    whole, cents = number, ""
    if own and own in number:
        if number.count(own) > 1:
            return None
        whole, _, cents = number.rpartition(own)
    elif own == "" and number.count(",") + number.count(".") == 1 and digits > 2:
        return None  # 1.234 of a currency with three decimals can be either
    cents = cents[:digits] + cents[digits:].rstrip("0")
    if len(cents) > digits or not _GROUPED.fullmatch(whole or "0"):
        return None
    bare = re.sub(r"[., ]", "", whole) + cents.ljust(digits, "0")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= _DIGITS_MAX else None


def _decimal_of(number: str) -> str:
    """The decimal sign that one number shows by itself."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    sign = "." if points else ","
    if points + commas == 1:
        return sign if len(number) - 1 - number.index(sign) != 3 or number.startswith("0" + sign) else ""
    return {".": ",", ",": "."}[sign] if points + commas > 1 else ""


def _clear(year: int, month: int, day: int) -> WrittenDay:
    on = _day(year, month, day)
    return WrittenDay({DayOrder.YMD: on} if on is not None else {}, is_clear=True)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else _CENTURY + int(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
