"""What is printed for people's eyes on a document: rows of words, labels and what stands beside them, dates, names."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import zip_longest
from pathlib import Path

from signoff.domain.name_matching import is_chinese, words_of
from signoff.identity.confined.answer import Line, Words

# The same sign between all parts of a date, or a word behind each, as in Chinese.
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?(?:(?P<between>[-./])\s?(\d{1,2})\s?(?P=between)\s?(\d{1,2})"
    r"|[^\W\d_]\s?(\d{1,2})\s?[^\W\d_]\s?(\d{1,2}))(?!\d)"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?(?P<between>[-./])\s?(\d{1,2})\s?(?P=between)\s?(\d{4})(?!\d)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NAMED_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})\s*({'|'.join(_MONTHS)})[A-Z]*\.?\s*(\d{{4}})(?!\d)")

_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\s:：/.]+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,6}")
_TOKEN = re.compile(r"[A-Z0-9()]{5,}")

NAME_SCORE_MIN = 0.95
"""Characters look alike by the dozen: a name read less surely than this is not told."""


@cache
def printed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The words that are printed on documents."""
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in one row, from left to right."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its words, apart."""
        return " ".join(line.text for line in self.lines)

    @property
    def joined(self) -> str:
        """Its words without any space, in capitals."""
        return _SPACE.sub("", self.text).upper()

    @property
    def score(self) -> float:
        """How sure the least sure part of it is."""
        return min(line.score for line in self.lines)


def rows_of(words: Words) -> list[Row]:
    """The rows of a picture from top to bottom; a tilted picture is put straight for it."""
    if not words.lines:
        return []
    # A short word has hardly an angle; all lie like the longest.
    longest = max(words.lines, key=lambda line: line.length)
    turn = math.radians(longest.angle)

    def place(line: Line) -> float:
        return line.down * math.cos(turn) - line.across * math.sin(turn)

    def begins(line: Line) -> float:
        return line.across * math.cos(turn) + line.down * math.sin(turn) - line.length / 2

    rows: list[list[Line]] = []
    for line in sorted(words.lines, key=place):
        last = rows[-1][-1] if rows else None
        if last is not None and abs(place(line) - place(last)) < min(line.height, last.height) / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Row(tuple(sorted(row, key=begins))) for row in rows]


@dataclass(frozen=True)
class Face:
    """All rows of all pictures of one document, but for the lines for machines."""

    rows: tuple[Row, ...]

    @cached_property
    def all_text(self) -> str:
        """Everything without spaces, in capitals."""
        return "\n".join(row.joined for row in self.rows)

    def has(self, kind: str, name: str) -> bool:
        """Whether one of these words stands anywhere."""
        return any(word in self.all_text for word in printed()[kind][name])

    @property
    def is_specimen(self) -> bool:
        """Whether it says that it is one."""
        return self.has("words", "specimen")

    @property
    def titles(self) -> set[str]:
        """The kinds of cards whose title stands on it."""
        return {kind for kind in printed()["title"] if self.has("title", kind)}

    def tokens(self) -> set[str]:
        """Runs of capitals and digits, such as a number, in parts of rows."""
        return {
            token for row in self.rows for line in row.lines for token in _TOKEN.findall(line.text.upper())
        } | {_SPACE.sub("", line.text.upper()) for row in self.rows for line in row.lines}

    def beside(self, label: str) -> Iterator[tuple[str, float]]:
        """What stands behind a label in its row, or else alone in the row below, and how sure it is."""
        for row, below in zip_longest(self.rows, self.rows[1:]):
            for at, line in enumerate(row.lines):
                rest = _behind(line.text, printed()["label"][label])
                if rest is None:
                    continue
                after = " ".join([rest, *(other.text for other in row.lines[at + 1 :])]).strip()
                if after:
                    yield after, row.score
                elif below is not None:
                    yield below.text, below.score

    def dates(self) -> set[date]:
        """Every date that stands anywhere."""
        return {day for row in self.rows for day in dates_in(row.text)}

    def labelled_dates(self, label: str) -> list[date]:
        """The dates beside a label."""
        return [day for text, _ in self.beside(label) for day in dates_in(text)]

    def has_words(self, words: Sequence[str]) -> bool:
        """Whether these words stand in a row, one after the other; spaces between them do not matter."""
        wanted = "".join(words)
        return bool(wanted) and any(
            wanted in _runs(words_of(line.text)) or wanted in _runs(words_of(row.text))
            for row in self.rows
            for line in row.lines
        )

    def chinese_names(self) -> Iterator[str]:
        """What may be a name in Chinese characters: beside its label first, then any that stands alone."""
        for text, score in self.beside("name"):
            name = _SPACE.sub("", text)
            if score >= NAME_SCORE_MIN and _HAN_NAME.fullmatch(name):
                yield name
        for row in self.rows:
            for line in row.lines:
                name = _SPACE.sub("", line.text)
                if line.score >= NAME_SCORE_MIN and _HAN_NAME.fullmatch(name) and is_chinese(name):
                    yield name

    def labelled_name(self) -> tuple[str, float] | None:
        """The name in Chinese characters beside its label, and how sure it is."""
        for text, score in self.beside("name"):
            name = _SPACE.sub("", text)
            if _HAN_NAME.fullmatch(name):
                return name, score
        return None

    def latin_names(self) -> Iterator[tuple[str, str, float]]:
        """Surname and given names in Latin letters: parted by a comma, or each beside its label."""
        for row in self.rows:
            for line in row.lines:
                surname, comma, given = line.text.partition(",")
                if comma and surname.isupper() and all(_is_name(part) for part in (surname, given)):
                    yield surname.strip(), given.strip().upper(), line.score
        for (surname, sure), (given, as_sure) in zip(
            self.beside("surname"), self.beside("given_names"), strict=False
        ):
            first, rest = (_latin_of(text) for text in (surname, given))
            if first and rest:
                yield first, rest, min(sure, as_sure)


def _behind(text: str, labels: Iterable[str]) -> str | None:
    """What is left of a text behind the longest label that it begins with; None if it begins with none."""
    for label in sorted(labels, key=len, reverse=True):
        at = 0
        for sign in label:
            while at < len(text) and _MARKS.fullmatch(text[at]):
                at += 1
            if at >= len(text) or text[at].upper() != sign:
                break
            at += 1
        else:
            rest = text[at:]
            # NAME begins NAMES, and a Chinese label has no space behind it.
            if not rest or not (rest[0].isascii() and rest[0].isalpha() and label[-1].isascii()):
                return rest.strip(" :：/.")
    return None


def _runs(words: Sequence[str]) -> set[str]:
    return {
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + 8) + 1)
    }


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z '-]*", text.strip()) is not None


def _latin_of(text: str) -> str:
    """The Latin words at the end of a text: a Chinese name may stand before them."""
    found = re.search(r"[A-Z][A-Z '-]*$", text.strip().upper())
    return found.group().strip() if found else ""


def dates_in(text: str) -> Iterator[date]:
    """The dates in a text, in the ways documents write them."""
    rest = text.upper()
    parts: list[tuple[str, ...]] = []
    # What one way has read is gone for the next: in 2020.04.12-2030.04.12 no day stands first.
    for way, is_year_first in ((_YEAR_FIRST, True), (_NAMED_MONTH, False), (_DAY_FIRST, False)):
        for found in way.finditer(rest):
            numbers = tuple(part for part in found.groups() if part and part.isalnum())
            parts.append(numbers if is_year_first else numbers[::-1])
        rest = way.sub(" | ", rest)
    for year, month, day in parts:
        try:
            yield date(int(year), _MONTHS.index(month) + 1 if month in _MONTHS else int(month), int(day))
        except ValueError:
            continue
