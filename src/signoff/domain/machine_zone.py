"""The lines for machines on documents: ICAO Doc 9303, and the one line of the permit for Hong Kong and Macau.

Layouts, check digits, names and dates; how a zone that was misread is mended stands in `zone_repair.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FILLER = "<"
_WEIGHTS = (7, 3, 1)  # Doc 9303-3, 4.9


class Format(StrEnum):
    """How a zone is laid out."""

    TD1 = "td1"  # Doc 9303-5, 4.2: cards
    TD2 = "td2"  # Doc 9303-6, 4.2: larger cards
    TD3 = "td3"  # Doc 9303-4, 4.2: passports
    PERMIT = (
        "permit"  # the card for travelling to Hong Kong and Macau (2014), known from public readers of it
    )


class Class(StrEnum):
    """What may stand at a place of a zone."""

    LETTER = "letter"
    DIGIT = "digit"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Field:
    """Where something stands: line, first and last place (not included), and of which class."""

    line: int
    start: int
    end: int
    holds: Class = Class.DIGIT

    def of(self, lines: Sequence[str]) -> str:
        """The text that stands there."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one format, and which check digit stands for which of them."""

    lines: int
    length: int
    fields: Mapping[str, Field]
    composite: tuple[Field, ...]
    """What the check digit over all is made of."""


CHECKED = ("number", "birth", "expiry")
"""Fields with a check digit of their own right behind them."""

LAYOUTS: Mapping[Format, Layout] = {
    Format.TD1: Layout(
        3,
        30,
        {
            "code": Field(0, 0, 2, Class.LETTER),
            "issuer": Field(0, 2, 5, Class.LETTER),
            "number": Field(0, 5, 14, Class.EITHER),
            "number_check": Field(0, 14, 15),
            "optional": Field(0, 15, 30, Class.EITHER),
            "birth": Field(1, 0, 6),
            "birth_check": Field(1, 6, 7),
            "sex": Field(1, 7, 8, Class.LETTER),
            "expiry": Field(1, 8, 14),
            "expiry_check": Field(1, 14, 15),
            "nationality": Field(1, 15, 18, Class.LETTER),
            "composite": Field(1, 29, 30),
            "name": Field(2, 0, 30, Class.LETTER),
        },
        (Field(0, 5, 30), Field(1, 0, 7), Field(1, 8, 15), Field(1, 18, 29)),
    ),
    Format.TD2: Layout(
        2,
        36,
        {
            "code": Field(0, 0, 2, Class.LETTER),
            "issuer": Field(0, 2, 5, Class.LETTER),
            "name": Field(0, 5, 36, Class.LETTER),
            "number": Field(1, 0, 9, Class.EITHER),
            "number_check": Field(1, 9, 10),
            "nationality": Field(1, 10, 13, Class.LETTER),
            "birth": Field(1, 13, 19),
            "birth_check": Field(1, 19, 20),
            "sex": Field(1, 20, 21, Class.LETTER),
            "expiry": Field(1, 21, 27),
            "expiry_check": Field(1, 27, 28),
            "optional": Field(1, 28, 35, Class.EITHER),
            "composite": Field(1, 35, 36),
        },
        (Field(1, 0, 10), Field(1, 13, 20), Field(1, 21, 35)),
    ),
    Format.TD3: Layout(
        2,
        44,
        {
            "code": Field(0, 0, 2, Class.LETTER),
            "issuer": Field(0, 2, 5, Class.LETTER),
            "name": Field(0, 5, 44, Class.LETTER),
            "number": Field(1, 0, 9, Class.EITHER),
            "number_check": Field(1, 9, 10),
            "nationality": Field(1, 10, 13, Class.LETTER),
            "birth": Field(1, 13, 19),
            "birth_check": Field(1, 19, 20),
            "sex": Field(1, 20, 21, Class.LETTER),
            "expiry": Field(1, 21, 27),
            "expiry_check": Field(1, 27, 28),
            "optional": Field(1, 28, 42, Class.EITHER),
            "optional_check": Field(1, 42, 43),
            "composite": Field(1, 43, 44),
        },
        (Field(1, 0, 10), Field(1, 13, 20), Field(1, 21, 43)),
    ),
    Format.PERMIT: Layout(
        1,
        30,
        {
            "code": Field(0, 0, 2, Class.LETTER),
            "number": Field(0, 2, 11, Class.EITHER),
            "number_check": Field(0, 11, 12),
            "expiry": Field(0, 13, 19),
            "expiry_check": Field(0, 19, 20),
            "birth": Field(0, 21, 27),
            "birth_check": Field(0, 27, 28),
            "composite": Field(0, 29, 30),
        },
        (Field(0, 2, 12), Field(0, 13, 20), Field(0, 21, 28)),
    ),
}

PERMIT_CODE = "CS"
_PERMIT_FILLERS = (12, 20, 28)

# What other readers make of the sign that fills a zone.
_FILLER_LIKE = str.maketrans(dict.fromkeys("＜〈‹く∠∧Λʌ^({[⟨", FILLER) | {"«": "<<", "《": "<<"})
_ZONE_SIGNS = re.compile(r"[^A-Z0-9<]")


def plain_line(read: str) -> str:
    """A line as it was read, in the signs that a zone has."""
    return _ZONE_SIGNS.sub("", read.upper().translate(_FILLER_LIKE))


def value_of(sign: str) -> int:
    """What a sign counts in a check digit: digits their value, A to Z 10 to 35, the filler nothing."""
    return 0 if sign == FILLER else int(sign, 36)


def check_digit(text: str) -> int:
    """The check digit of a text: its signs weighted 7, 3, 1 and so on, modulo 10 (Doc 9303-3, 4.9)."""
    return sum(value_of(sign) * _WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10


def held(layout: Layout, lines: Sequence[str]) -> tuple[str, ...]:
    """The check digits that hold, by what they stand for."""
    holding = [
        name
        for name in (*CHECKED, "optional")
        if f"{name}_check" in layout.fields and _holds(name, layout, lines)
    ]
    whole = "".join(part.of(lines) for part in layout.composite)
    if layout.fields["composite"].of(lines) == str(check_digit(whole)):
        holding.append("composite")
    return tuple(holding)


def all_hold(layout: Layout, lines: Sequence[str]) -> bool:
    """Whether every check digit that the layout has holds."""
    needed = {name for name in (*CHECKED, "optional") if f"{name}_check" in layout.fields} | {"composite"}
    return needed <= set(held(layout, lines))


def _holds(name: str, layout: Layout, lines: Sequence[str]) -> bool:
    text, check = layout.fields[name].of(lines), layout.fields[f"{name}_check"].of(lines)
    if name == "number" and check == FILLER and layout.lines == 3:
        number, check = _long_number(layout, lines)
        return bool(check) and check == str(check_digit(number))
    if name == "optional" and check == FILLER:
        return not text.strip(FILLER)  # Doc 9303-4, 4.2.2: nothing there, so it may be filled
    return check == str(check_digit(text))


def _long_number(layout: Layout, lines: Sequence[str]) -> tuple[str, str]:
    """A number of more than nine signs goes on in the optional field, its check digit last (Doc 9303-5, 4.2.4)."""
    rest = layout.fields["optional"].of(lines).split(FILLER, 1)[0]
    return layout.fields["number"].of(lines) + rest[:-1], rest[-1:]


def number_of(layout: Layout, lines: Sequence[str]) -> str:
    """The number of the document without what fills its field."""
    if layout.lines == 3 and layout.fields["number_check"].of(lines) == FILLER:
        return _long_number(layout, lines)[0].replace(FILLER, "")
    return layout.fields["number"].of(lines).replace(FILLER, "")


@dataclass(frozen=True, slots=True)
class ZoneName:
    """A name in a zone: two fillers part surname and given names, one parts the words of either."""

    surname: str
    given_names: str
    is_cut: bool


def name_of(layout: Layout, lines: Sequence[str]) -> ZoneName:
    """The name, and whether the zone may have cut it: then no filler stands at its end (Doc 9303-3, 4.6)."""
    if "name" not in layout.fields:
        return ZoneName("", "", is_cut=False)
    text = layout.fields["name"].of(lines)
    surname, _, given = text.strip(FILLER).partition(FILLER * 2)
    return ZoneName(_apart(surname), _apart(given), is_cut=not text.endswith(FILLER))


def _apart(words: str) -> str:
    return " ".join(word for word in words.split(FILLER) if word)


def is_possible(format_: Format, lines: Sequence[str]) -> bool:
    """Whether lines of the right length have what every zone of this format has, apart from check digits."""
    layout = LAYOUTS[format_]
    code = layout.fields["code"].of(lines)
    if format_ is Format.PERMIT:
        return code == PERMIT_CODE and all(lines[0][place] == FILLER for place in _PERMIT_FILLERS)
    if (code[0] == "P") is not (format_ is Format.TD3) or code[0] not in "PIAC":
        return False
    return re.fullmatch(r"[A-Z]{3}|[A-Z]<<|[A-Z]{2}<", layout.fields["issuer"].of(lines)) is not None


def date_of(digits: str, today: date, *, is_past: bool) -> date | None:
    """The day that six digits (YYMMDD) mean, or None where they mean none.

    A birth is in the past: the latest year that is. Another day is at most fifty years back and forty-nine ahead.
    """
    if re.fullmatch(r"[0-9]{6}", digits) is None:
        return None
    year, month, day = (int(digits[at : at + 2]) for at in (0, 2, 4))
    latest = today.year if is_past else today.year + 49
    try:
        found = date(latest - (latest - year) % 100, month, day)
        return found.replace(year=found.year - 100) if is_past and found > today else found
    except ValueError:
        return None
