"""Finds in a text that was written freely which line is meant and for which day; `reading.py` reads each by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache

from babel.dates import get_month_names

from signoff.catalogue.reading import Unreadable, read_contact, read_identifier_in, read_wanted_on
from signoff.domain.line import Identifier
from signoff.domain.mail_grammar import WRITTEN_DAY

_RUN = re.compile(r"(?<![0-9A-Za-z])\+?[0-9(][0-9 ().\-/\u2010-\u2015]{4,80}[0-9]")
_PIECES_MAX = 12  # a number is written in five pieces at most; a longer run is a list of them
_ADDRESS = re.compile(r"\S+@\S+|[a-z]{2,10}://\S+", re.IGNORECASE)
_NUMBER_LENGTH_MIN = 9
"""A run of so many digits is no day, however it is written: a day has eight at most."""
_FIGURES = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{1,4}(?![0-9])(?!\s?[gG](?![A-Za-z]))|(?<![0-9A-Za-z])(?:[0-9]{6}|[0-9]{8})(?![0-9])"
    r"|[一二三四五六七八九十廿卅两兩0-9]\s?[日号號](?![码碼线線])"
)


def lines_in(text: str, country: str) -> tuple[Identifier, ...]:
    """The numbers and SIM numbers of a country's lines in a text, each once, in their order."""
    found: dict[Identifier, None] = {}
    for one in numbers_in(text, (country,)):
        found.update(dict.fromkeys(one))
    return tuple(found)


def numbers_in(text: str, countries: Sequence[str]) -> tuple[tuple[Identifier, ...], ...]:
    """The numbers and SIM numbers in a text, each once, in order, with all that each may be in these countries."""
    found: dict[tuple[Identifier, ...], None] = {}
    for run in _RUN.findall(WRITTEN_DAY.sub(" / ", _plain(text))):
        found.update(dict.fromkeys(_read_run(run, countries)[0]))
    return tuple(found)


def days_in(text: str, country: str, today: date) -> tuple[date | None, ...]:
    """The days in a text that are still to come, each once; None for one that is not certain, or is too far.

    Certain is what is written year, month, day. Whatever figures are left once the lines of the country, other numbers
    and addresses are taken out may be a day, and so may the name of a month: 3/4/2027, the 31st, from January.
    """
    plain = _ADDRESS.sub(" ", _plain(text))
    found: dict[date | None, None] = {}
    for written in WRITTEN_DAY.findall(plain):
        try:
            found[read_wanted_on(written, today)] = None
        except Unreadable as problem:
            if problem.key != "reading.wanted_on.past":
                found[None] = None
    rest = _RUN.sub(lambda run: _left(run.group(), country), WRITTEN_DAY.sub(" / ", plain))
    if _FIGURES.search(rest) or _months().search(rest.casefold()):
        found[None] = None
    return tuple(found)


def _left(run: str, country: str) -> str:
    """What of a run of digits is no number of anything."""
    lines, rest = _read_run(run, (country,))
    if lines:
        return f" {rest} "
    is_number = run.startswith("+") or sum(map(str.isdigit, run)) >= _NUMBER_LENGTH_MIN
    is_dated = re.search(r"(?<![0-9])[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}\s?[./-]\s?(?:20)?[0-9]{2}(?![0-9])", run)
    return " " if is_number and not is_dated else run


@cache
def _months() -> re.Pattern[str]:
    """The months by their names, but for two that are other words in English: those count beside a figure only."""
    months = {
        re.escape(name.casefold())
        for language in ("en", "pt", "km")
        for name in get_month_names("wide", locale=language).values()
    } - {"may", "march"}
    return re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(months, key=len, reverse=True))})(?![a-z])")


def _read_run(run: str, countries: Sequence[str]) -> tuple[list[tuple[Identifier, ...]], str]:
    """The longest readable pieces of a run of digits, from its start; and what is left of it.

    A number with a plus is of its own country as a whole: its end is no number of another one.
    """
    pieces, found, left = run.split(), [], []
    start = 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + _PIECES_MAX), start, -1):
            piece = " ".join(pieces[start:end])
            readings = _readings(piece, countries)
            if not readings and not _is_foreign(piece):
                continue
            found += [readings] if readings else []
            start = end - 1
            break
        else:
            left.append(pieces[start])
        start += 1
    return found, " ".join(left)


def _readings(piece: str, countries: Sequence[str]) -> tuple[Identifier, ...]:
    """What a piece is in each country that it can be of."""
    found: dict[Identifier, None] = {}
    for country in countries:
        try:
            found[read_identifier_in(piece, country)] = None
        except Unreadable:
            continue
    return tuple(found)


def _is_foreign(piece: str) -> bool:
    """Whether a piece is a number with the code of its country before it, whichever that is."""
    if not piece.startswith(("+", "00")):
        return False
    try:
        read_contact(piece, "")
    except Unreadable:
        return False
    return True


def _plain(text: str) -> str:
    """The text with the digits of every script as 0 to 9, and with plain spaces."""
    normal = unicodedata.normalize("NFKC", text)
    signs = (_digit(sign) for sign in normal if unicodedata.category(sign) != "Cf")
    return "".join(signs)


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
