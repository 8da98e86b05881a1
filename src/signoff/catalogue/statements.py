"""How banks write their statements: words over columns, for money in and out, months and currencies, and around names.

Data in `packs/common/statements.toml`; what a statement says by them is worked out in `traveller/statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category

from babel.numbers import is_currency

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.spelling import plain
from signoff.catalogue.toml_table import a_table, a_text, list_of, read_file

FILE = BUILT_IN / "common" / "statements.toml"

STRANGE = "?"
"""Stands for a currency that is named and not known: what it names is never taken for another."""

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class StatementWords:
    """All of them, as `spelling.plain` writes them."""

    columns: Mapping[str, str]  # what stands over a column -> what the column is
    out: frozenset[str]
    into: frozenset[str]
    spent: frozenset[str]
    brought: frozenset[str]
    back: frozenset[str]
    back_kind: frozenset[str]
    not_back: frozenset[str]
    no: frozenset[str]
    void: frozenset[str]
    booked: frozenset[str]
    refunded: frozenset[str]
    booked_over: frozenset[str]
    bought_over: frozenset[str]
    pending: frozenset[str]
    withheld: frozenset[str]
    no_currency: frozenset[str]
    months: Mapping[str, int]
    currencies: Mapping[str, str]  # a sign -> the ISO 4217 code
    legal: frozenset[str]
    places: frozenset[str]
    telecom: frozenset[str]
    everyday: frozenset[str]
    trades: frozenset[str]
    fillers: frozenset[str]
    short: Mapping[str, frozenset[str]]  # a word of a name -> how it is cut short, or said otherwise
    simplified: Mapping[int, str]

    def as_listed(self, text: str) -> str:
        """A word of a statement as these are written."""
        return plain(text).translate(self.simplified)

    def currency(self, text: str) -> str:
        """The code a sign, name or code stands for; empty where it is none, or stands for several."""
        bare = text.strip()
        known = self.currencies.get(self.as_listed(bare), "")
        if known:
            return known
        code = bare.upper()
        return code if _CODE.fullmatch(code) and is_currency(code) else ""

    def named_currency(self, text: str) -> str:
        """The code, STRANGE for a currency that nobody here knows, or nothing where none is named."""
        word = self.as_listed(text.strip())
        names_none = word in self.no_currency | self.out | self.into
        has_name = sum(sign.isalpha() for sign in word) > 1 or any(category(sign) == "Sc" for sign in word)
        return self.currency(text) or (STRANGE if has_name and not names_none else "")


@cache
def read_statement_words(file: Path = FILE) -> StatementWords:
    """The words. Raises PackError."""
    table = read_file(file)
    columns, words = table.take("columns", a_table), table.take("words", a_table)
    months, currencies = table.take("months", a_table), table.take("currencies", a_table)
    merchants = table.take("merchants", a_table)
    pairs = zip(table.take("traditional", a_text), table.take("simplified", a_text), strict=True)
    table.finish()
    return StatementWords(
        columns={word: role for role, listed in columns.items() for word in _plain(listed)},
        out=frozenset(_plain(words["out"])),
        into=frozenset(_plain(words["in"])),
        **{
            name: frozenset(_plain(words[name]))
            for name in (
                *("spent", "brought", "back", "back_kind", "not_back", "no", "void", "booked", "pending"),
                *("withheld", "no_currency", "booked_over", "bought_over", "refunded"),
            )
        },
        months={word: int(number) for number, listed in months.items() for word in _plain(listed)},
        currencies={sign: code for code, listed in currencies.items() for sign in _plain(listed)},
        simplified={ord(traditional): simplified for traditional, simplified in pairs},
        **{
            name: frozenset(_plain(merchants[name]))
            for name in ("legal", "places", "telecom", "everyday", "trades", "fillers")
        },
        short={word: frozenset(_plain(listed)) for word, listed in a_table(merchants["short"]).items()},
    )


def _plain(listed: object) -> tuple[str, ...]:
    return tuple(plain(word) for word in list_of(a_text)(listed))
