"""The letters about charges after the end, part by part in all languages, and how long a dispute can be opened.

Data in `packs/common/letters.toml`; `traveller/dispute.py` puts the parts together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from signoff.catalogue.pack import Confidence, Source
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.scripts import LANGUAGES
from signoff.catalogue.toml_table import (
    Table,
    a_day,
    a_table,
    a_text,
    a_whole_number,
    a_word,
    a_wording,
    list_of,
    read_file,
)

FILE = BUILT_IN / "common" / "letters.toml"


@dataclass(frozen=True, slots=True)
class DisputeRule:
    """Under which name a card network takes such a dispute, and for how many days, with where it was read."""

    code: str
    days: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """Every part by name and language, the languages of each country's letters, and the rules of card networks."""

    written: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, Mapping[str, str]]
    rules: Mapping[str, DisputeRule]

    def languages(self, country: str) -> tuple[str, ...]:
        """The languages that a carrier or an office of a country is written to in, the usual one first."""
        return self.written.get(country, ("en",))


@cache
def read_letters(file: Path = FILE) -> Letters:
    """All of them. Raises PackError."""
    table = read_file(file)
    written = table.take("written", a_table)
    sources = {key: _source(key, row) for key, row in table.named_tables("sources")}
    rules = {
        name: DisputeRule(
            code=row.take("code", a_text),
            days=row.take("days", a_whole_number),
            sources=tuple(sources[key] for key in row.take("source", list_of(a_text))),
        )
        for name, row in table.named_tables("rules")
    }
    parts = {
        name: {language: row.take(language, a_wording) for language in LANGUAGES}
        for name, row in table.named_tables("parts")
    }
    table.finish()
    return Letters({country: list_of(a_text)(tags) for country, tags in written.items()}, parts, rules)


def _source(key: str, row: Table) -> Source:
    return Source(
        key=key,
        title=row.take("title", a_text),
        url=row.take("url", a_text),
        dated=row.take("dated", a_text),
        checked_on=row.take("checked_on", a_day),
        confidence=row.take("confidence", a_word(Confidence)),
    )
