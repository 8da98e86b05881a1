"""What one transaction of the engine reads and writes, for many cases of many tenants at once.

`load` locks the cases, `look` finds what a decision needs beside them, `write` stores everything in one pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from signoff.domain.case import Case
from signoff.domain.tallies import SHARED
from signoff.store.arrays import columns
from signoff.store.coding import decode_case
from signoff.store.database import Connection
from signoff.store.statements import statements

CaseId = tuple[str, str]
"""Tenant id and case id."""

AnswerId = tuple[str, str, str]
"""Tenant id, scope (who speaks, where) and Idempotency-Key."""


@dataclass(slots=True)
class Loaded:
    """What was found for a batch: cases with head and wrapped key, stored answers.

    `unchanged` are cases whose remembered version is the stored one; `busy` are those that another worker holds now.
    """

    cases: dict[CaseId, tuple[Case, bytes]] = field(default_factory=dict)
    unchanged: set[CaseId] = field(default_factory=set)
    busy: set[CaseId] = field(default_factory=set)
    keys: dict[CaseId, bytes] = field(default_factory=dict)
    answers: dict[AnswerId, tuple[bytes, bytes]] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """The rows of one batch, a list a table; everything in it is written together or not at all."""

    cases: list[tuple[Any, ...]] = field(default_factory=list)
    journal: list[tuple[Any, ...]] = field(default_factory=list)
    intents: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[tuple[Any, ...]] = field(default_factory=list)
    due: list[tuple[Any, ...]] = field(default_factory=list)
    not_due: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    sealed: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    tallies: dict[tuple[str, str, int], int] = field(default_factory=dict)
    erased: list[tuple[Any, ...]] = field(default_factory=list)


async def load(
    connection: Connection, remembered: Mapping[CaseId, int], answer_ids: set[AnswerId], at: datetime
) -> Loaded:
    """Lock these cases and read those whose version is not the remembered one (0: none), and stored answers.

    Cases that another worker holds are left out.
    """
    wanted = columns([(*place, remembered[place]) for place in sorted(remembered)], "wui")
    cold = sorted(place for place, version in remembered.items() if not version)
    answers = columns(sorted(answer_ids), "wtt")
    loaded = Loaded()
    async with connection.pipeline():
        locked = await connection.execute(statements("cases")["lock"], wanted)
        existing = (
            await connection.execute(statements("cases")["existing"], columns(cold, "wu")) if cold else None
        )
        stored = (
            await connection.execute(statements("answers")["read"], (at, *answers)) if answer_ids else None
        )
        for tenant_id, case_id, is_known, head, body, wrapped in await locked.fetchall():
            place = tenant_id, case_id
            if is_known:
                loaded.unchanged.add(place)
                continue
            loaded.cases[place] = decode_case(body), head
            if wrapped is not None:
                loaded.keys[place] = wrapped
        found = loaded.cases.keys() | loaded.unchanged
        loaded.busy = {place for place, version in remembered.items() if version} - found
        if existing is not None:
            loaded.busy |= {(row[0], row[1]) for row in await existing.fetchall()} - found
        if stored is not None:
            rows = await stored.fetchall()
            loaded.answers = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows if row[5]}
            if len(loaded.answers) < len(rows):
                await connection.execute(statements("answers")["free_expired"], (*answers, at))
    return loaded


@dataclass(slots=True)
class Looks:
    """What the decisions of a batch ask for beside their cases, and what was found."""

    tallies: set[tuple[str, str]] = field(default_factory=set)
    lines: set[tuple[str, str]] = field(default_factory=set)
    erasures: set[CaseId] = field(default_factory=set)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    open_intents: dict[CaseId, int] = field(default_factory=dict)


async def look(connection: Connection, looks: Looks) -> None:
    """Find the counts (locked, except those of a whole tenant), the cases that hold the lines, the open intents."""
    strict = sorted(name for name in looks.tallies if not name[1].startswith(SHARED))
    shared = sorted(name for name in looks.tallies if name[1].startswith(SHARED))
    for wanted, statement in ((strict, "lock"), (shared, "sum")):
        if wanted:
            cursor = await connection.execute(statements("tallies")[statement], columns(wanted, "wt"))
            looks.counts.update({(row[0], row[1]): row[2] for row in await cursor.fetchall()})
    if looks.lines:
        cursor = await connection.execute(statements("cases")["holders"], columns(sorted(looks.lines), "wt"))
        looks.holders = {(row[0], row[1]): row[2] for row in await cursor.fetchall()}
    if looks.erasures:
        ids = columns(sorted(looks.erasures), "wu")
        cursor = await connection.execute(statements("intents")["open_of_cases"], ids)
        looks.open_intents = {(row[0], row[1]): row[2] for row in await cursor.fetchall()}


async def write(connection: Connection, rows: Rows) -> None:
    """Store a batch. Raises psycopg.Error when any row does not fit; then nothing of it is stored."""
    plan = (
        ("cases", "append", rows.journal, "wuibb"),
        ("intents", "insert", rows.intents, "wtuwb"),
        ("intents", "close", rows.closed, "wtww"),
        ("due", "drop", rows.not_due, "wwt"),
        ("due", "put", rows.due, "wwtzz"),
        ("personal", "insert_keys", rows.keys, "wub"),
        ("personal", "seal", rows.sealed, "wutb"),
        ("answers", "write", rows.answers, "wttbbz"),
        ("personal", "destroy_keys", rows.erased, "wu"),
        ("personal", "destroy_sealed", rows.erased, "wu"),
        ("personal", "destroy_documents", rows.erased, "wu"),
    )
    raised = [(*name, count) for name, count in sorted(rows.tallies.items())]
    async with connection.pipeline():
        if rows.cases:
            await connection.execute(
                statements("cases")["write"], (*columns(rows.cases, "wutwwiitbb"), len(rows.cases))
            )
        for aggregate, statement, table, kinds in plan:
            if table:
                await connection.execute(statements(aggregate)[statement], columns(table, kinds))
        if raised:
            await connection.execute(statements("tallies")["raise"], columns(raised, "wtii"))
