"""The text and the rows of a statement file, whatever wrote it; anything but text is refused with what to do.

`statement_columns.py` finds out what the columns are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from signoff.catalogue.spelling import plain, with_digits
from signoff.catalogue.statements import read_statement_words
from signoff.domain.written import written_day

BYTES_MAX = 1024 * 1024
ROWS_MAX = 20_000  # a busy account has about 2,000 rows a year
_CELLS_MAX = 64
_CELL_LENGTH_MAX = 1000
_TEXT_SHOWN_MAX = 120
_QUOTED_LINES_MAX = 8  # a quote that is still open after these was never one
_LINE_LENGTH_MAX = 16_000  # eight of them are still less than the reader of CSV takes as one cell

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t", "|")
_OTHER_FILES = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"OFXHEADER", "other_format"),
    (b"<?xml", "other_format"),
    (b"!Type:", "other_format"),
    (b"<html", "web_page"),
    (b"<!DOCTYPE html", "web_page"),
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LINE = re.compile(r"\r\n|\n|\r")


class Unreadable(ValueError):
    """The file, or something typed with it, cannot be taken; `key` is the text that says why and what to do."""

    def __init__(self, word: str, field_name: str = "file", **values: object) -> None:
        super().__init__(word)
        self.key = f"after.refused.{word}"
        self.field = field_name
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, slots=True)
class Record:
    """One row with the line it begins on, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows that are not empty, and how the file was read."""

    records: tuple[Record, ...]
    encoding: str
    delimiter: str
    too_wide: tuple[int, ...] = field(default=())  # lines that no statement has, left out


def read_sheet(content: bytes, encoding: str = "") -> Sheet:
    """The rows of a file. Raises Unreadable."""
    if len(content) > BYTES_MAX:
        raise Unreadable("too_large", max=BYTES_MAX // 1024)
    if not content.strip():
        raise Unreadable("empty")
    start = content[:64].lstrip().lower()
    for sign, word in _OTHER_FILES:
        if start.startswith(sign.lower()):
            raise Unreadable(word)
    text, found = _decoded(content, encoding)
    if _BINARY.search(text):
        raise Unreadable("binary")
    lines = _LINE.split(text)
    if len(lines) > 2 * ROWS_MAX:
        raise Unreadable("too_many_rows", max=ROWS_MAX)
    too_wide = [number for number, line in enumerate(lines, start=1) if len(line) > _LINE_LENGTH_MAX]
    lines = [line if len(line) <= _LINE_LENGTH_MAX else "" for line in lines]
    named = re.fullmatch(r"sep=(.)", lines[0].strip(), re.IGNORECASE)  # a spreadsheet's own first line
    delimiter = named[1] if named else _delimiter(lines)
    records = []
    for line, cells in _records(lines, delimiter):
        if not any(cells) or (named and line == 1):
            continue
        if len(cells) > _CELLS_MAX or any(len(cell) > _CELL_LENGTH_MAX for cell in cells):
            too_wide.append(line)
        else:
            records.append(Record(line, tuple(cells)))
        if len(records) > ROWS_MAX:
            raise Unreadable("too_many_rows", max=ROWS_MAX)
    return Sheet(tuple(records), found, delimiter, tuple(too_wide))


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    """The text and what it was read as."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _strictly(content, name), name.removesuffix("-sig")
    if encoding:
        return _strictly(content, encoding), encoding
    if content.count(0) * 4 > len(content) and len(content) % 2 == 0:  # two bytes a letter, and no mark
        for name, place in (("utf-16-le", 1), ("utf-16-be", 0)):
            if content[place::2].count(0) * 4 > len(content) and not content[1 - place :: 2].count(0):
                return _strictly(content, name), "utf-16"
    if 0 in content:
        raise Unreadable("binary")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _of_old_kind(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable("encoding", encoding=encoding) from None


def _of_old_kind(content: bytes) -> tuple[str, str]:
    """The encodings of one place each: what gives words that stand in statements is it, else what is common in it."""
    best: tuple[float, str, str] | None = None
    for name, codec in (("gb18030", "gb18030"), ("big5", "big5hkscs"), ("cp1252", "cp1252")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        found = (_likeness(text, name), text, name)
        if best is None or found[0] > best[0]:
            best = found
    if best is None:
        raise Unreadable("binary")
    return best[1], best[2]


def _likeness(text: str, name: str) -> float:
    """How much a text looks like one that was written in an encoding: between 0 and 2."""
    words = read_statement_words().columns
    head = read_statement_words().as_listed(text[:4000])
    known = sum(1 for word in words if len(word) > 1 and not word.isascii() and word in head)
    foreign = [sign for sign in text if ord(sign) > 127]
    if name == "cp1252":
        common = sum(sign in "áàâãéêíóôõúçüÁÀÂÃÉÊÍÓÔÕÚÇºª€£§°\u00a0–’" for sign in foreign)
    else:
        common = sum(_is_common(sign, name) for sign in foreign)
    return min(known, 3) / 3 + common / len(foreign)


def _is_common(sign: str, name: str) -> bool:
    """Whether a Chinese character is one of the everyday ones of its standard."""
    try:
        lead, *rest = sign.encode("gb2312" if name == "gb18030" else "big5")
    except UnicodeEncodeError:
        return False
    return bool(rest) and (
        0xA1 <= lead <= 0xA3 or (0xB0 <= lead <= 0xD7 if name == "gb18030" else 0xA4 <= lead <= 0xC6)
    )


def _delimiter(lines: list[str]) -> str:
    """What cuts most of the first lines into the same number of cells, and the most cells."""
    sample = [line for line in lines[:200] if line.strip()]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        widths = Counter(len(cells) for _, cells in _records(sample, delimiter) if len(cells) > 1)
        width, rows = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        if rows * width > best_score:
            best, best_score = delimiter, rows * width
    if not best_score:
        raise Unreadable("no_columns")
    return best


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their first line. A quote that never closes holds up its own line only, so that no row is lost."""
    place = 0
    while place < len(lines):
        end = place + 1
        quotes = lines[place].count('"')
        while quotes % 2 and end < len(lines) and end - place < _QUOTED_LINES_MAX:
            if _begins_with_day(lines[end], delimiter):
                break  # a row of its own, that the quote would swallow
            quotes += lines[end].count('"')
            end += 1
        if quotes % 2:
            yield place + 1, _cells(lines[place].replace('"', ""), delimiter)
            place += 1
            continue
        reader = csv.reader(io.StringIO("\n".join(lines[place:end]), newline=""), delimiter=delimiter)
        before = 0
        for cells in reader:
            yield place + 1 + before, [cell.strip() for cell in cells]
            before = reader.line_num
        place = end


def _begins_with_day(line: str, delimiter: str) -> bool:
    first = with_digits(plain(line.split(delimiter, 1)[0].strip('" ')[:_CELL_LENGTH_MAX]))
    return written_day(first, read_statement_words().months) is not None


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in line.split(delimiter)]


def shown(text: str) -> str:
    """A cell as it is shown: on one line, without invisible signs, and no formula for whoever pastes it elsewhere."""
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    short = " ".join(seen.split())[:_TEXT_SHOWN_MAX]
    return f"'{short}" if short[:1] in "=+-@|%" and short else short
