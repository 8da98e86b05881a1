"""Khmer is written without spaces between words: its texts say where a line may break, and only there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.khmer import BREAK, files, marked
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import read_texts

UNBROKEN_MAX = 24  # letters: the longest single word of ours has 19, and some 30 fit on a line of a phone
LETTERS = re.compile("[\u1780-\u17d3\u17d7]+")
MISPLACED = re.compile(
    f"{BREAK}{BREAK}|{BREAK}[ \u17b4-\u17d4\u17d6\u17d7]|[ \u17d2]{BREAK}|^{BREAK}|{BREAK}$|\\{{[^}}]*{BREAK}"
)


def texts_of(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text of a file with its key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts_of(value)
        elif isinstance(value, str):
            yield key, value


@pytest.mark.parametrize("file", files(), ids=lambda file: "-".join(file.parts[-4:]))
def test_every_khmer_text_says_where_its_lines_may_break(file: Path):
    """No run of letters is longer than a line; no break stands inside a cluster, beside a space or in a placeholder."""
    for key, text in texts_of(tomllib.loads(file.read_text(encoding="utf-8"))):
        long = [run for run in LETTERS.findall(text) if len(run) > UNBROKEN_MAX]

        assert not long, f"{key}: run `make khmer`: {long}"
        assert not MISPLACED.search(text), f"{key}: {text.replace(BREAK, '|')}"


def test_a_message_has_no_signs_that_are_paid_for_and_not_seen():
    """Phones know where Khmer breaks, and each sign of an SMS counts."""
    texts = read_texts(BUILT_IN / "common" / "text" / "km" / "messages.toml")

    assert texts
    assert not [key for key, text in texts.items() if BREAK in text]


def test_marking_leaves_everything_but_khmer_words_alone():
    """Placeholders, Latin words and spaces stay; a sign that repeats the word before it stays with it."""
    words = {"លេខកូដ": ["លេខ", "កូដ"], "ទៅ": ["ទៅ"], "ផ្សេងៗ": ["ផ្សេង", "ៗ"]}
    once = marked("លេខកូដ {code} ទៅ SIM ផ្សេងៗ។", words.__getitem__)

    assert once.replace(BREAK, "|") == "លេខ|កូដ {code} ទៅ SIM ផ្សេងៗ។"
    assert marked(once, words.__getitem__) == once
