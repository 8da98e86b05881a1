"""Columns of a batch as binary arrays, built by hand: psycopg's own lists cost more than the rows are worth.

The form is that of `array_send` (PostgreSQL, src/backend/utils/adt/arrayfuncs.c): a header, then each element with its
length in front; -1 is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from struct import Struct, pack
from typing import Any

from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format

_LENGTH = Struct(">i").pack
_INT4 = Struct(">ii").pack
_INT8 = Struct(">iq").pack
_NULL = _LENGTH(-1)
_UUID_BYTES = _LENGTH(16)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL counts microseconds from here


@dataclass(frozen=True, slots=True)
class Array:
    """One column: the type of its array, and its bytes."""

    oid: int
    body: bytes


class _ArrayDumper(Dumper):
    """Hands the bytes on as they are."""

    format = Format.BINARY

    def get_key(self, obj: Array, format: Any) -> Any:  # noqa: A002, ARG002 - named by psycopg
        return Array, obj.oid

    def upgrade(self, obj: Array, format: Any) -> Dumper:  # noqa: A002, ARG002 - named by psycopg
        dumper = _ArrayDumper(Array)
        dumper.oid = obj.oid
        return dumper

    def dump(self, obj: Array) -> bytes:
        return obj.body


adapters.register_dumper(Array, _ArrayDumper)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _LENGTH(len(encoded)) + encoded


_word = lru_cache(4_096)(_text)
"""A text of which there are few: tenants, states, acts."""


def _bytea(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _uuid(value: str) -> bytes:
    return _UUID_BYTES + bytes.fromhex(value.replace("-", ""))


def _integer(value: int) -> bytes:
    return _INT4(4, value)


def _long(value: int) -> bytes:
    return _INT8(8, value)


def _instant(value: datetime) -> bytes:
    since = value - _EPOCH
    return _INT8(8, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


# By letter: the type of the array, that of its elements (pg_type.dat), and how one element is written.
_KINDS: dict[str, tuple[int, int, Callable[[Any], bytes]]] = {
    "t": (1009, 25, _text),
    "w": (1009, 25, _word),
    "b": (1001, 17, _bytea),
    "u": (2951, 2950, _uuid),
    "i": (1007, 23, _integer),
    "l": (1016, 20, _long),
    "z": (1185, 1184, _instant),
}


def columns(rows: Sequence[Sequence[Any]], kinds: str) -> tuple[Array, ...]:
    """Rows turned into columns, as `unnest` wants them; `kinds` has one letter a column.

    t text, w text of a small vocabulary, b bytea, u uuid (as text), i integer, l bigint, z timestamptz; None is null.
    """
    if not rows:
        return tuple(_array((), kind) for kind in kinds)
    return tuple(_array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True))


def _array(values: Iterable[Any], kind: str) -> Array:
    oid, element_oid, write = _KINDS[kind]
    elements = [_NULL if value is None else write(value) for value in values]
    if not elements:
        return Array(oid, pack(">iii", 0, 0, element_oid))
    return Array(oid, pack(">iiiii", 1, 1, element_oid, len(elements), 1) + b"".join(elements))
