"""The words that stand in stored bytes, tables and packs: every one is a promise to cases that were begun before.

`freeze.py` writes them down with each release; `test_words.py` holds this release to those of the ones before.
"""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
import types
import typing
from collections.abc import Iterator
from enum import Enum
from importlib import resources
from typing import Any

import psycopg

from signoff.catalogue.packs import load
from signoff.domain.case import Case, State
from signoff.domain.intent import CLOSING_ACTS, Intent
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.refusal import Reason
from signoff.store.coding import FACTS, StoredAnswer

Words = dict[str, dict[str, list[str]]]
"""Kind of word, what it belongs to, the words themselves, sorted."""

ROOTS: tuple[type, ...] = (Case, Intent, StoredAnswer, Line, Contact, Identifier, State, Reason)

TEXT_AREAS = ("claims", "messages", "reasons", "refusals", "requirements", "steps")
"""Texts that are found by a stored word, or that packs word anew."""

COLUMNS = """
select table_name, column_name from information_schema.columns where table_schema = 'signoff' order by 1, 2
"""

CHECKS = """
select conrelid::regclass::text || '/' || conname, pg_get_constraintdef(oid) from pg_constraint
where contype = 'c' and connamespace = 'signoff'::regnamespace order by 1
"""


def words_in_code() -> Words:
    """What stands in stored bytes: facts, fields, enum words, steps; and what packs promise."""
    kinds = set(_reachable([*ROOTS, *FACTS.values()], set()))
    shapes = [kind for kind in kinds if dataclasses.is_dataclass(kind)]
    names = sorted(kind.__name__ for kind in kinds)
    if twice := [name for name, after in itertools.pairwise(names) if name == after]:
        raise ValueError(f"two stored shapes are called {twice}: one of them would not be held to its words")
    return {
        "facts": {"all": sorted(FACTS)},
        "fields": {kind.__name__: [field.name for field in dataclasses.fields(kind)] for kind in shapes},
        "words": {
            kind.__name__: sorted(str(word.value) for word in kind)
            for kind in kinds
            if issubclass(kind, Enum)
        },
        "steps": {"all": sorted(CLOSING_ACTS)},
        "texts": {area: sorted(_texts(area)) for area in TEXT_AREAS},
        "tariffs": {carrier.id: sorted(carrier.tariffs) for carrier in load(None).carriers.values()},
    }


def words_in_tables(url: str) -> Words:
    """Tables with their columns, and the words that their checks allow."""
    tables: dict[str, list[str]] = {}
    checks: dict[str, list[str]] = {}
    with psycopg.connect(url) as connection:
        for table, column in connection.execute(COLUMNS):
            tables.setdefault(table, []).append(column)
        for name, definition in connection.execute(CHECKS):
            if quoted := definition.split("'")[1::2]:
                checks[name] = sorted(quoted)
    return {"columns": tables, "checks": checks}


def defaults() -> dict[str, set[str]]:
    """The fields of each stored shape that may be missing in stored bytes."""
    kinds = _reachable([*ROOTS, *FACTS.values()], set())
    return {
        kind.__name__: {
            field.name
            for field in dataclasses.fields(kind)
            if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        }
        for kind in kinds
        if dataclasses.is_dataclass(kind)
    }


def _reachable(kinds: list[type], seen: set[type]) -> Iterator[type]:
    """These classes and all that their fields are made of."""
    for kind in kinds:
        if kind in seen or not (dataclasses.is_dataclass(kind) or issubclass(kind, Enum)):
            continue
        seen.add(kind)
        yield kind
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            parts = [part for field in dataclasses.fields(kind) for part in _parts(hints[field.name])]
            yield from _reachable(parts, seen)


def _parts(hint: Any) -> Iterator[type]:
    """The classes in a type: `tuple[Claim, ...] | None` is made of Claim."""
    if typing.get_origin(hint) is not None or isinstance(hint, types.UnionType):
        for part in typing.get_args(hint):
            yield from _parts(part)
    elif isinstance(hint, type):
        yield hint


def _texts(area: str) -> Iterator[str]:
    """The dotted keys of the texts of one area."""
    path = resources.files("signoff") / "packs" / "common" / "text" / "en" / f"{area}.toml"
    yield from _keys(tomllib.loads(path.read_text("utf-8")), "")


def _keys(table: dict[str, Any], prefix: str) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
