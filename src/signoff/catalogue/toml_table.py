"""Strict reading of a TOML table: every key has a type, and a key nobody asked for is an error that names it.

`packs.py` uses it for packs and countries, `examples.py` for worked examples.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from signoff.catalogue.pack import Confidence, Stated
from signoff.catalogue.writing import placeholders, unseen_in

Value = TypeVar("Value")
Other = TypeVar("Other")
Word = TypeVar("Word", bound=StrEnum)

_NOTHING: dict[str, object] = {}

FILE_BYTES_MAX = 1024 * 1024
"""The largest file of a pack has 30 kB; the limit bounds what a file given by mistake can take."""


class PackError(Exception):
    """A file of a pack cannot be read; says which file, which key and what is wrong."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        key, problem = _shown(key), _shown(problem)
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


class Table:
    """A table being read: take every key that is known, then `finish`. All methods raise PackError."""

    def __init__(self, file: Path, key: str, data: dict[str, object]) -> None:
        self._file = file
        self._key = key
        self._left = dict(data)

    def fault(self, key: str, problem: str) -> PackError:
        """The error to raise about a key of this table."""
        return PackError(self._file, f"{self._key}.{key}" if self._key else key, problem)

    def has(self, key: str) -> bool:
        """Whether a key is there and has not been taken."""
        return key in self._left

    def take(self, key: str, convert: Callable[[object], Value]) -> Value:
        """The value of a key that must be there."""
        if key not in self._left:
            raise self.fault(key, "is missing")
        return self._convert(key, self._left.pop(key), convert)

    def take_or(self, key: str, convert: Callable[[object], Value], otherwise: Other) -> Value | Other:
        """The value of a key, or `otherwise` when it is not there."""
        return self.take(key, convert) if key in self._left else otherwise

    def table(self, key: str) -> Table:
        """The table under a key; an empty one when it is not there."""
        return Table(self._file, self._sub(key), self.take_or(key, a_table, _NOTHING))

    def tables(self, key: str) -> list[Table]:
        """The tables of an array of tables; none when it is not there."""
        rows = self.take_or(key, list_of(a_table), ())
        return [Table(self._file, f"{self._sub(key)}[{n}]", row) for n, row in enumerate(rows, start=1)]

    def named_tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """The tables below a table, by name, in the order of the file."""
        for name, row in self.take_or(key, a_table, _NOTHING).items():
            yield name, Table(self._file, f"{self._sub(key)}.{name}", self._convert(name, row, a_table))

    def stated(self, key: str, convert: Callable[[object], Value]) -> Stated[Value]:
        """A value with what stands behind it: `{ value, source }`, `{ value, sample }` or `{ unknown }`."""
        if key not in self._left:
            raise self.fault(key, "is missing")
        return self.table(key).as_stated(convert)

    def stated_or(
        self, key: str, convert: Callable[[object], Value], otherwise: Stated[Value]
    ) -> Stated[Value]:
        """The same where the key is there."""
        return self.stated(key, convert) if key in self._left else otherwise

    def as_stated(self, convert: Callable[[object], Value]) -> Stated[Value]:
        """The same, read from the keys of this table itself."""
        is_unknown = self.take_or("unknown", a_truth, otherwise=False)
        stated = Stated(
            value=None if is_unknown else self.take("value", convert),
            sources=self.sources(),
            is_sample=self.take_or("sample", a_truth, otherwise=False),
            searched_on=self.take_or("searched_on", a_day, None),
            confidence=self.take_or("confidence", a_word(Confidence), None),
            note=self.take_or("note", a_text, ""),
        )
        self.finish()
        return stated

    def sources(self) -> tuple[str, ...]:
        """The keys under `source`: one text, or a list of them."""
        raw = self._left.pop("source", [])
        return self._convert("source", [raw] if isinstance(raw, str) else raw, list_of(a_text))

    def flat_texts(self) -> dict[str, str]:
        """All texts of this table and the tables below it, by dotted key."""
        texts: dict[str, str] = {}
        for key, raw in self._left.items():
            if isinstance(raw, dict):
                inner = Table(self._file, self._sub(key), raw).flat_texts()
                texts.update({f"{key}.{inner_key}": text for inner_key, text in inner.items()})
            else:
                texts[key] = self._convert(key, raw, a_wording)
        return texts

    def finish(self) -> None:
        """Raise about the first key that nobody asked for."""
        for key in self._left:
            raise self.fault(key, "is not a key that is known here")

    def _sub(self, key: str) -> str:
        return f"{self._key}.{key}" if self._key else key

    def _convert(self, key: str, raw: object, convert: Callable[[object], Value]) -> Value:
        try:
            return convert(raw)
        except ValueError as problem:
            raise self.fault(key, str(problem)) from None


def read_file(file: Path) -> Table:
    """The top table of a TOML file. Raises PackError when it is missing, too large, or not TOML in UTF-8."""
    try:
        return Table(file, "", tomllib.loads(bytes_of(file).decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise PackError(file, "", f"cannot be read: {problem}") from None
    except RecursionError:
        raise PackError(file, "", "cannot be read: it is nested too deep") from None


def read_texts(file: Path) -> dict[str, str]:
    """All texts of a TOML file, by dotted key. Raises PackError."""
    try:
        return read_file(file).flat_texts()
    except RecursionError:
        raise PackError(file, "", "cannot be read: it is nested too deep") from None


def bytes_of(file: Path) -> bytes:
    """The content of a file of a pack. Raises PackError; nothing but a regular file is ever waited for."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise PackError(file, "", "is not a regular file")
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise PackError(file, "", "is missing") from None
    except OSError as problem:
        raise PackError(file, "", f"cannot be read: {problem}") from None
    if len(content) > FILE_BYTES_MAX:
        raise PackError(file, "", f"is larger than {FILE_BYTES_MAX // 1024} KiB")
    return content


def _shown(text: str) -> str:
    """What a file says, fit for a message."""
    return "".join(sign if unseen_in(sign) is None else "\N{REPLACEMENT CHARACTER}" for sign in text)


def a_text(raw: object) -> str:
    """A text without signs that work unseen. Raises ValueError, as all converters here do."""
    if not isinstance(raw, str):
        raise ValueError("must be a text")
    if (unseen := unseen_in(raw)) is not None:
        raise ValueError(f"has a sign that works unseen, {unseen}; only line breaks and joiners may")
    return raw


def a_wording(raw: object) -> str:
    """A text that people read, with plain placeholders."""
    text = a_text(raw)
    placeholders(text)
    return text


def a_whole_number(raw: object) -> int:
    """A whole number; true and false are none."""
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError("must be a whole number")
    return raw


def a_truth(raw: object) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise ValueError("must be true or false")
    return raw


def a_day(raw: object) -> date:
    """A date without a time."""
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise ValueError("must be a date, like 2026-11-21")
    return raw


def a_table(raw: object) -> dict[str, object]:
    """A table."""
    if not isinstance(raw, dict):
        raise ValueError("must be a table")
    return raw


def a_word(words: type[Word]) -> Callable[[object], Word]:
    """A converter for one of the words of an enumeration."""

    def convert(raw: object) -> Word:
        if raw not in [str(word) for word in words]:
            raise ValueError(f"must be one of {', '.join(words)}")
        return words(str(raw))

    return convert


def list_of(convert: Callable[[object], Value]) -> Callable[[object], tuple[Value, ...]]:
    """A converter for a list of things of one kind."""

    def convert_all(raw: object) -> tuple[Value, ...]:
        if not isinstance(raw, list):
            raise ValueError("must be a list")
        return tuple(convert(item) for item in raw)

    return convert_all
