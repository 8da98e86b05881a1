"""Reads the words the scam check goes by (`packs/common/scam/`): ways to write a channel, names, what scams ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import Table, a_table, a_text, list_of, read_file

Words = tuple[str, ...]
_words = list_of(a_text)


@dataclass(frozen=True, slots=True)
class Writing:
    """How channels are written, openly or in disguise. Digits stand at their place, 0 first."""

    digit_signs: Words
    digit_letters: Words
    digit_words: tuple[Words, ...]
    star_words: Words
    hash_words: Words
    plus_words: Words
    star_signs: str
    hash_signs: str
    dot_words: Words
    dot_signs: str
    at_words: Words
    number_cues: Words
    message_cues: Words
    message_targets: Words
    own_numbers: Words
    number_cues_after: Words
    number_joiners: Words
    units: Words
    currencies: Words
    references: Words
    not_names: Words
    messengers: Mapping[str, Words]
    messenger_hosts: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Names:
    """By what names carriers go, in texts (`aliases`) and in addresses (`brands`), and what others put around them."""

    aliases: Mapping[str, Words]
    brands: Mapping[str, Words]
    common: Words
    bait: Words
    places: Words
    others: Words
    platforms: Words


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of demand: `things`, and the `asks` of which one has to stand near; by language."""

    kind: str
    asks: Mapping[str, Words]
    things: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Deception:
    """Everything the scam check knows besides the official channels."""

    writing: Writing
    names: Names
    negations: Mapping[str, Words]
    signs: tuple[Sign, ...]


FOLDER = BUILT_IN / "common" / "scam"
LANGUAGES = ("en", "zh", "pt", "km")
"""Simplified and Traditional Chinese stand in one list: people mix them, and so do scams."""


def read_deception(folder: Path = FOLDER) -> Deception:
    """The words of a folder. Raises PackError."""
    return Deception(_writing(folder), _names(folder), *_signs(folder))


def _writing(folder: Path) -> Writing:
    table = read_file(folder / "writing.toml")
    read = Writing(
        **{
            name: table.take(name, _words)
            for name in (
                *("digit_signs", "digit_letters", "star_words", "hash_words", "plus_words", "dot_words"),
                *(
                    "at_words",
                    "number_cues",
                    "message_cues",
                    "own_numbers",
                    "number_cues_after",
                    "number_joiners",
                    "units",
                    "currencies",
                ),
                *("references", "not_names", "message_targets"),
            )
        },
        digit_words=table.take("digit_words", list_of(_words)),
        star_signs=table.take("star_signs", a_text),
        hash_signs=table.take("hash_signs", a_text),
        dot_signs=table.take("dot_signs", a_text),
        messengers=_lists(table, "messengers"),
        messenger_hosts=_lists(table, "messenger_hosts"),
    )
    table.finish()
    return read


def _names(folder: Path) -> Names:
    table = read_file(folder / "names.toml")
    words = table.table("words")
    read = Names(
        aliases=_lists(table, "aliases"),
        brands=_lists(table, "brands"),
        common=words.take("common", _words),
        bait=words.take("bait", _words),
        places=words.take("places", _words),
        others=words.take("others", _words),
        platforms=words.take("platforms", _words),
    )
    words.finish()
    table.finish()
    return read


def _signs(folder: Path) -> tuple[Mapping[str, Words], tuple[Sign, ...]]:
    table = read_file(folder / "signs.toml")
    negations = _lists(table, "negations")
    signs = []
    for kind in (
        "code",
        "code_entry",
        "identity",
        "fee",
        "remote_control",
        "pressure",
        "points",
        "office",
        "office_call",
        "seller",
    ):
        row = table.table(kind)
        asks = {language: row.take_or(f"asks_{language}", _words, ()) for language in LANGUAGES}
        things = {language: row.take_or(f"things_{language}", _words, ()) for language in LANGUAGES}
        row.finish()
        signs.append(Sign(kind, asks, things))
    table.finish()
    return negations, tuple(signs)


def _lists(table: Table, key: str) -> dict[str, Words]:
    """A table of lists of words, by key."""
    lists: dict[str, Words] = {}
    for name, words in table.take(key, a_table).items():
        try:
            lists[name] = _words(words)
        except ValueError as problem:
            raise table.fault(f"{key}.{name}", str(problem)) from None
    return lists
