"""The languages people are spoken to in: the one list of them, and whose words serve where a carrier's own are missing.

The texts themselves are looked up in `texts.py`.
"""

from __future__ import annotations

OFFERED = ("en", "zh-Hans", "zh-Hant", "pt", "km")
"""In the order they are offered in. The check of the packs fails while one of these lacks a text."""

_OTHER_SCRIPT = {"zh-Hans": ("zh-Hant",), "zh-Hant": ("zh-Hans",)}


def nearest(language: str) -> tuple[str, ...]:
    """A language, then those whose readers can best read a name that is not written in it."""
    return (language, *_OTHER_SCRIPT.get(language, ()), "en")
