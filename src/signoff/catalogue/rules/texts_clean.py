"""`texts_clean` (bronze): no addresses, markup or stray spaces in texts.

Addresses are values with a source (`channels`), never part of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import Fault, Level, Rule, Surroundings, text_file

JOINERS = ("and", "between")
"""Keys of what stands between the items of a list, whose spaces are meant."""

_ADDRESS = re.compile(r"https?:|www\.|\bt\.me\b", re.IGNORECASE)
_STRAY = re.compile(r"  |\t| \n|\n ")
_MARKUP = re.compile(r"<[a-z/!]|&[a-z]+;|&#", re.IGNORECASE)


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each unclean text of the pack."""
    for language, texts in pack.texts.items():
        for key, text in texts.items():
            for problem in problems(key, text):
                yield Fault(text_file(language), key, problem)


def problems(key: str, text: str) -> Iterator[str]:
    """What is unclean about one text."""
    if not text.strip():
        yield "is empty"
    elif key.rpartition(".")[2] not in JOINERS and (text != text.strip() or _STRAY.search(text)):
        yield "has stray spaces"
    if _ADDRESS.search(text):
        yield "has a web address; put it under channels, with a source"
    if _MARKUP.search(text):
        yield "has markup"


RULE = Rule("texts_clean", Level.BRONZE, find)
