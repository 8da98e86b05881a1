"""Whether there is anything to see in a text: what looks empty is taken for no name, reason or message."""

from __future__ import annotations

import unicodedata

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Fillers of Hangul, the empty Braille cell and the empty note: letters and symbols to Unicode, nothing to see."""


def is_seen(text: str) -> bool:
    """Whether one character at least leaves a mark by itself: not a space, nor a mark on another one."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in _BLANK for one in text)
