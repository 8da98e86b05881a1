"""What to say to a clerk or on a hotline, in the languages spoken there and in the traveller's own.

Data in `packs/common/scripts.toml`: the one place with sentences in languages that pages may not be offered in yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import a_table, a_text, a_wording, list_of, read_file

FILE = BUILT_IN / "common" / "scripts.toml"

LANGUAGES = ("zh-Hant", "pt", "km", "en", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Scripts:
    """Every script by name and language tag, and the languages a clerk of each country may speak, likeliest first."""

    spoken: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, Mapping[str, str]]

    def languages(self, country: str, own: str) -> tuple[str, ...]:
        """The languages to show a script in: those of the place, and the traveller's own if it is another one."""
        there = self.spoken.get(country, ("en",))
        return there if own in there or own not in LANGUAGES else (*there, own)


@cache
def read_scripts(file: Path = FILE) -> Scripts:
    """All of them. Raises PackError."""
    table = read_file(file)
    spoken = table.take("spoken", a_table)
    texts = {
        name: {language: row.take(language, a_wording) for language in LANGUAGES}
        for name, row in table.named_tables("scripts")
    }
    table.finish()
    return Scripts({country: list_of(a_text)(tags) for country, tags in spoken.items()}, texts)
