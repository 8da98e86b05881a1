"""How old a source is, in the reader's words: a pack writes it in English, as exact as the source is."""

from __future__ import annotations

import re
from collections.abc import Callable

Say = Callable[..., str]
"""The text of a key in a language, with its values by name."""

_BEFORE = re.compile(r"before (?P<day>\S+)")
_UNTIL = re.compile(r"to (?P<day>\S+)")
_SPAN = re.compile(r"(?P<first>\S+) to (?P<last>\S+)")
_AFTER = re.compile(r"after (?P<day>\S+)")
_ABOUT = re.compile(r"about (?P<day>\S+)")
_WAYS = (("before", _BEFORE), ("after", _AFTER), ("about", _ABOUT), ("until", _UNTIL), ("span", _SPAN))


def in_words(dated: str, say: Say, language: str) -> str:
    """What a pack calls `dated`; days and years stay as they are."""
    if dated == "undated":
        return say("carriers.dated.undated", language)
    for word, pattern in _WAYS:
        if (found := pattern.fullmatch(dated)) is not None:
            return say(f"carriers.dated.{word}", language, None, **found.groupdict())
    return dated
