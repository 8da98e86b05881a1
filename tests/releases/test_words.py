"""Stored words are promises: what an earlier release wrote, this one still has, by the same name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from signoff.store.database import migrate
from tests.releases.frozen import Release, releases
from tests.releases.words import Words, defaults, words_in_code, words_in_tables

RELEASES = pytest.mark.parametrize("release", releases(), ids=lambda release: release.version)

ADVICE = (
    "Bring it back under the same name: cases begun on that release hold it. What it should mean from now on gets a"
    " new name beside it (CONTRIBUTING.md, docs/decisions/0007-old-and-new.md)."
)

DROPPED: Mapping[str, str] = {}
"""What the second half of a migration took away, as `columns cases/word`, and the release that needed it no more."""


def broken(promised: Words, kept: Words, version: str) -> list[str]:
    """A sentence for each word that was promised and is not there any more."""
    return [
        f"{kind} {owner}: `{word}` was stored by release {version} and is gone. {ADVICE}"
        for kind, owners in promised.items()
        for owner, words in owners.items()
        for word in words
        if word not in kept.get(kind, {}).get(owner, ()) and f"{kind} {owner}/{word}" not in DROPPED
    ]


@RELEASES
def test_no_word_that_was_stored_is_removed_or_renamed(release: Release) -> None:
    """Facts, fields, enum words, steps, texts that stored words are said with, tariffs of carriers."""
    promised = {kind: owners for kind, owners in release.words.items() if kind not in ("columns", "checks")}

    assert broken(promised, words_in_code(), release.version) == []


@RELEASES
def test_no_column_or_word_of_a_table_is_taken_away(release: Release, database_dsn: str) -> None:
    """In a database with both halves of every migration; what a second half took away is listed in `DROPPED`."""
    migrate(database_dsn)
    promised = {kind: release.words[kind] for kind in ("columns", "checks")}

    assert broken(promised, words_in_tables(database_dsn), release.version) == []


@RELEASES
def test_what_was_added_may_be_missing_in_what_was_stored(release: Release) -> None:
    """A field that is new has a default, which stands for everything that was stored before it."""
    fields = release.words["fields"]
    now, optional = words_in_code()["fields"], defaults()
    missing = [
        f"{owner}.{field} is not in what release {release.version} stored: give it a default. {ADVICE}"
        for owner in fields
        for field in now.get(owner, ())
        if field not in fields[owner] and field not in optional[owner]
    ]

    assert missing == []


def test_a_word_that_is_taken_away_is_named_with_what_to_do() -> None:
    """Planted: a fact renamed, an enum word removed, a shape gone; a word that is added is fine."""
    promised = {
        "facts": {"all": ["LineEnded"]},
        "words": {"State": ["open", "ended"]},
        "fields": {"Gone": ["at"]},
    }
    kept = {"facts": {"all": ["LineFinished"]}, "words": {"State": ["ended", "parked"]}}

    found = broken(promised, kept, "0.1.0")

    assert [finding.split(". ")[0] for finding in found] == [
        "facts all: `LineEnded` was stored by release 0.1.0 and is gone",
        "words State: `open` was stored by release 0.1.0 and is gone",
        "fields Gone: `at` was stored by release 0.1.0 and is gone",
    ]
    assert all(ADVICE in finding for finding in found)
