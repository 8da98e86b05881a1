"""A message with its odd signs made plain, where every sign still knows which part of the original it stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

OPEN, WIDE, MASKED = 0, 1, 2
"""How a sign was written: as it is, as a wide or local form that people use too, or so that a machine misses it."""

_ACCENT_LAST = 0x0328
# A few signs stand for whole phrases (U+FDFA for 18 letters): no channel is written so, and reading all takes long.
_STANDS_FOR_MAX = 4
# Letters with no width of their own, beside the formatting signs (Cf): Hangul fillers, Braille blank, joiners.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180e")
_MARK_BLOCKS = (
    (0x0300, 0x036F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE2F),
    (0xE0100, 0xE01EF),
)
# Letters in boxes and circles, and flags: blocks of 26 that no normal form undoes.
_LETTER_BLOCKS = (0x1F150, 0x1F170, 0x1F1E6)
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile("\u202e[^\u202c\u2069\n\u202e]*|[^\u202e]+")
_KHMER = re.compile("[\u1780-\u17b3]")
_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` stands for the original's part from `starts[i]` to `ends[i]`, and was written as `marks[i]` says."""

    text: str
    starts: list[int]
    ends: list[int]
    marks: bytearray

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the signs from `start` to `end` stand in the original."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])

    def is_masked(self, start: int, end: int) -> bool:
        """Whether any of these signs was written so that a machine would miss it."""
        return max(self.marks[start:end], default=OPEN) == MASKED

    def is_wide(self, start: int, end: int) -> bool:
        """Whether any of these signs was not written as it is."""
        return max(self.marks[start:end], default=OPEN) >= WIDE

    def rewritten(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str | None]) -> Folded:
        """The same with what a pattern finds replaced (None: left); what is new counts as masked."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        marks = bytearray()
        at = 0
        for match in pattern.finditer(self.text):
            new = replace(match)
            if new is None or new == match.group():
                continue
            first, last = match.span()
            parts += (self.text[at:first], new)
            starts += self.starts[at:first]
            ends += self.ends[at:first]
            marks += self.marks[at:first]
            start, end = self.span(first, last)
            starts += [start] * len(new)
            ends += [end] * len(new)
            marks += bytes([MASKED]) * len(new)
            at = last
        if not at:
            return self
        return Folded(
            "".join((*parts, self.text[at:])),
            starts + self.starts[at:],
            ends + self.ends[at:],
            marks + self.marks[at:],
        )


def fold(text: str) -> Folded:
    """The message in plain signs: normal forms, digits of every script as 0 to 9, nothing that has no width."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    marks = bytearray()
    is_after_hidden = False
    # Khmer digits are usual where Khmer is written, and a disguise anywhere else.
    digit_mark = OPEN if _KHMER.search(text) else MASKED
    for place, sign in _as_shown(text):
        plain, mark = (sign, OPEN) if " " <= sign <= "~" or sign == "\n" else _plain(sign)
        if "\u17e0" <= sign <= "\u17e9":
            mark = digit_mark
        if not plain:
            # An accent belongs to its letter; what has no width hides between two.
            if mark == MASKED and signs:
                is_after_hidden = True
                ends[-1] = max(ends[-1], place + 1)
            continue
        if plain == " " and is_after_hidden and signs[-1] == " ":
            continue  # two spaces with something hidden between are one
        for one in plain:
            signs.append(one)
            starts.append(place)
            ends.append(place + 1)
            marks.append(MASKED if is_after_hidden and one.isalnum() else mark)
            is_after_hidden = False
    return Folded("".join(signs), starts, ends, marks)


def _as_shown(text: str) -> Iterable[tuple[int, str]]:
    """Each sign with its place, in the order in which it is seen: what is overridden from right to left is turned."""
    if _OVERRIDE not in text:
        return enumerate(text)
    placed: list[tuple[int, str]] = []
    for part in _OVERRIDDEN.finditer(text):
        signs = list(enumerate(part.group(), start=part.start()))
        placed += [signs[0], *signs[:0:-1]] if part.group().startswith(_OVERRIDE) else signs
    return placed


def _plain(sign: str) -> tuple[str, int]:
    """What a sign stands for, and how it was written; nothing for what has no width."""
    point = ord(sign)
    category = unicodedata.category(sign)
    if category in ("Cf", "Cs") or sign in _BLANKS:
        return "", MASKED
    if category in ("Cn", "Co"):
        return " ", OPEN  # a newer emoji, or a sign of one phone maker
    if category[0] == "M" and any(first <= point <= last for first, last in _MARK_BLOCKS):
        # An emoji's form and a letter's accent are usual; other marks box a sign in or strike it through.
        return "", OPEN if 0xFE00 <= point <= 0xFE0F or point <= _ACCENT_LAST else MASKED
    if sign.isspace():
        return " ", OPEN
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit), MASKED
    for first in _LETTER_BLOCKS:
        if first <= point < first + 26:
            return chr(ord("a") + point - first), MASKED
    normal = unicodedata.normalize("NFKC", sign)
    if normal != sign and len(normal) <= _STANDS_FOR_MAX:
        kept = "".join(" " if one.isspace() else one for one in normal if unicodedata.category(one)[0] != "C")
        return kept, MASKED if kept.isascii() and any(one.isalnum() for one in kept) else WIDE
    small = _SMALL_CAPITAL.fullmatch(unicodedata.name(sign, "")) if category == "Ll" else None
    return (small.group(1).lower(), MASKED) if small else (sign, OPEN)
