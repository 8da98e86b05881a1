"""What texts of packs may be written with: plain `{name}` placeholders, and no sign that works unseen.

Read by whoever reads texts (`toml_table.py`), so that nothing else is ever loaded; rules ask the same questions.
"""

from __future__ import annotations

import re
import unicodedata
from string import Formatter

# Khmer and Indic scripts need the first three: where a word may break, and which letters join.
_UNSEEN_BUT_NEEDED = frozenset("\u200b\u200c\u200d\n")
_NEEDED = re.compile(f"[{''.join(_UNSEEN_BUT_NEEDED)}]")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, formats, halves of signs, odd ends of lines


def unseen_in(text: str) -> str | None:
    """The name of the first sign in a text that would steer its reader's screen; None when there is none."""
    if _NEEDED.sub("", text).isprintable():
        return None  # nearly every text: each start of the program reads ten thousand
    for sign in text:
        if unicodedata.category(sign) in _UNSEEN and sign not in _UNSEEN_BUT_NEEDED:
            return f"U+{ord(sign):04X}"
    return None


def placeholders(text: str) -> frozenset[str]:
    """The names of the placeholders in a text. Raises ValueError when one is no plain `{name}`."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("has braces that do not match") from None
    names = [(name, form, conversion) for _, name, form, conversion in parts if name is not None]
    # A form can ask for gigabytes of spaces, a conversion or an attribute for what is inside a value.
    if any(form or conversion or not name.isidentifier() for name, form, conversion in names):
        raise ValueError("has a placeholder that is no plain {name}")
    return frozenset(name for name, _, _ in names)
