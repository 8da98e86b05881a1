"""Reads the words the scam check goes by (`packs/common/scam/`): ways to write a channel, names, what scams ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import Table, a_table, a_text, a_truth, list_of, read_file

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
    number_verbs_behind: Words
    number_verbs_go_on: Words
    number_labels: Words
    number_joiners: Words
    units: Words
    currencies: Words
    references: Words
    banks: Words
    account_words: Words
    not_names: Words
    messengers: Mapping[str, Words]
    messenger_hosts: Mapping[str, Words]
    code_placeholders: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Names:
    """By what names carriers go, in texts (`aliases`) and in addresses (`brands`), and what others put around them."""

    aliases: Mapping[str, Words]
    brands: Mapping[str, Words]
    offices: Words
    common: Words
    bait: Words
    places: Words
    others: Words
    platforms: Words


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of demand: `things`, and the `asks` of which one has to stand in their clause; by language."""

    kind: str
    asks: Mapping[str, Words]
    things: Mapping[str, Words]
    close: Mapping[str, Words]
    """Verbs that are parts of other words too, and have to stand right before their thing."""
    ordinary: Mapping[str, Words]
    """Words that make a clause an ordinary one."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a sentence may speak of, by language: its words, and those that have one as a part and are others."""

    words: Mapping[str, Words]
    apart: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One rule: in a sentence with this act and each of these things, no ordinary word, is a demand of that kind."""

    kind: str
    act: str
    things: Words
    ordinary: Mapping[str, Words]
    is_over: bool = False
    """Whether its things may stand in the sentence before or behind."""


@dataclass(frozen=True, slots=True)
class Deception:
    """Everything the scam check knows besides the official channels."""

    writing: Writing
    names: Names
    negations: Mapping[str, Words]
    cautions: Mapping[str, Words]
    reports: Mapping[str, Words]
    signs: tuple[Sign, ...]
    concepts: Mapping[str, Concept]
    meetings: tuple[Meeting, ...]
    own: Mapping[str, Words]
    """How a question of one's own is asked, or told of oneself."""


FOLDER = BUILT_IN / "common" / "scam"
LANGUAGES = ("en", "zh", "pt", "km")
"""Simplified and Traditional Chinese stand in one list: people mix them, and so do scams."""


def read_deception(folder: Path = FOLDER) -> Deception:
    """The words of a folder. Raises PackError."""
    return Deception(_writing(folder), _names(folder), *_signs(folder), *_meetings(folder))


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
                    "number_verbs_behind",
                    "number_verbs_go_on",
                    "number_labels",
                    "number_joiners",
                    "units",
                    "currencies",
                ),
                *("references", "banks", "account_words", "not_names", "message_targets"),
            )
        },
        digit_words=table.take("digit_words", list_of(_words)),
        star_signs=table.take("star_signs", a_text),
        hash_signs=table.take("hash_signs", a_text),
        dot_signs=table.take("dot_signs", a_text),
        messengers=_lists(table, "messengers"),
        messenger_hosts=_lists(table, "messenger_hosts"),
        code_placeholders=_lists(table, "code_placeholders"),
    )
    table.finish()
    return read


def _names(folder: Path) -> Names:
    table = read_file(folder / "names.toml")
    words = table.table("words")
    read = Names(
        aliases=_lists(table, "aliases"),
        brands=_lists(table, "brands"),
        offices=_lists(table, "offices")["names"],
        common=words.take("common", _words),
        bait=words.take("bait", _words),
        places=words.take("places", _words),
        others=words.take("others", _words),
        platforms=words.take("platforms", _words),
    )
    words.finish()
    table.finish()
    return read


def _signs(
    folder: Path,
) -> tuple[Mapping[str, Words], Mapping[str, Words], Mapping[str, Words], tuple[Sign, ...]]:
    table = read_file(folder / "signs.toml")
    negations, cautions, reports = (_lists(table, key) for key in ("negations", "cautions", "reports"))
    signs = []
    for kind in (
        "code",
        "code_asked",
        "code_entry",
        "secret_entry",
        "secret_confirm",
        "identity_entry",
        "identity_confirm",
        "identity_login",
        "identity",
        "fee",
        "money",
        "money_sent",
        "money_due",
        "money_first",
        "remote_control",
        "pressure",
        "points",
        "office",
        "office_call",
        "office_threat",
        "seller",
    ):
        row = table.table(kind)
        lists = [
            {language: row.take_or(f"{name}_{language}", _words, ()) for language in LANGUAGES}
            for name in ("asks", "things", "close", "ordinary")
        ]
        row.finish()
        signs.append(Sign(kind, *lists))
    table.finish()
    return negations, cautions, reports, tuple(signs)


def _meetings(
    folder: Path,
) -> tuple[Mapping[str, Concept], tuple[Meeting, ...], Mapping[str, Words]]:
    table = read_file(folder / "concepts.toml")
    concepts = {}
    for name, row in table.named_tables("concepts"):
        everywhere = row.take_or("any", _words, ())
        concepts[name] = Concept(
            {one: (*everywhere, *row.take_or(one, _words, ())) for one in LANGUAGES},
            {one: row.take_or(f"apart_{one}", _words, ()) for one in LANGUAGES},
        )
        row.finish()
    meetings = []
    for _, row in table.named_tables("rules"):
        act, things = row.take("act", a_text), row.take("with", _words)
        for name in {act, *things} - set(concepts):
            raise row.fault("with", f"there is no concept {name}")
        ordinary = {one: row.take_or(f"ordinary_{one}", _words, ()) for one in LANGUAGES}
        is_over = row.take_or("over", a_truth, False)
        meetings.append(Meeting(row.take("kind", a_text), act, things, ordinary, is_over))
        row.finish()
    own = _lists(table, "own")
    table.finish()
    return concepts, tuple(meetings), own


def _lists(table: Table, key: str) -> dict[str, Words]:
    """A table of lists of words, by key."""
    lists: dict[str, Words] = {}
    for name, words in table.take(key, a_table).items():
        try:
            lists[name] = _words(words)
        except ValueError as problem:
            raise table.fault(f"{key}.{name}", str(problem)) from None
    return lists
