"""Everything stored of one tenant's cases, for whoever checks that row and journal agree; nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from signoff.store.database import Connection
from signoff.store.due import Pointer
from signoff.store.log import StoredCheckpoint
from signoff.store.statements import statements


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One row of the journal."""

    sequence: int
    body: bytes
    chain: bytes
    position: int | None = None  # in the log


@dataclass(frozen=True, slots=True)
class StoredPosting:
    """One row of the ledger; `sequence` is that of the fact which posts it."""

    sequence: int
    account: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class StoredCase:
    """One row of the cases, with the rows of journal and ledger in order."""

    id: str
    code: str
    carrier_id: str
    state: str
    version: int
    line_index: str | None
    head: bytes
    body: bytes
    journal: list[StoredFact] = field(default_factory=list)
    ledger: list[StoredPosting] = field(default_factory=list)


async def stored_cases(connection: Connection, tenant_id: str) -> tuple[list[StoredCase], list[str]]:
    """All cases of a tenant with their journals, and the ids under which there are facts without a case."""
    cursor = await connection.execute(statements("cases")["all"], (tenant_id, tenant_id))
    cases: dict[str, StoredCase] = {}
    strays: dict[str, None] = {}
    for facts_of, sequence, body, chain, case_id, *columns in await cursor.fetchall():
        if case_id is None:
            strays[facts_of] = None
            continue
        case = cases.get(case_id)
        if case is None:
            case = cases[case_id] = StoredCase(case_id, *columns)
        if facts_of is not None:
            case.journal.append(StoredFact(sequence, body, chain))
    await _with_ledgers(connection, tenant_id, cases)
    return list(cases.values()), list(strays)


async def cases_after(connection: Connection, tenant_id: str, case_id: str, most: int) -> list[StoredCase]:
    """The next cases of a tenant by their ids, with their journals."""
    cursor = await connection.execute(statements("log")["cases"], (tenant_id, case_id, most))
    cases: dict[str, StoredCase] = {}
    for *columns, sequence, body, chain, position in await cursor.fetchall():
        case = cases.setdefault(columns[0], StoredCase(*columns))
        if sequence is not None:
            case.journal.append(StoredFact(sequence, body, chain, position))
    await _with_ledgers(connection, tenant_id, cases)
    return list(cases.values())


async def _with_ledgers(connection: Connection, tenant_id: str, cases: Mapping[str, StoredCase]) -> None:
    """Put each posting with its case."""
    cursor = await connection.execute(statements("ledger")["of_cases"], (tenant_id, list(cases)))
    for case_id, *columns in await cursor.fetchall():
        cases[case_id].ledger.append(StoredPosting(*columns))


async def strays(connection: Connection, tenant_id: str) -> list[str]:
    """Ids under which there are facts without a case, a hundred at the most."""
    cursor = await connection.execute(statements("log")["strays"], (tenant_id,))
    return [row[0] for row in await cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a log says it is, with the facts behind its end, all facts, and its checkpoints."""

    key: str
    size: int
    beyond: int
    facts: int
    checkpoints: int


async def extent(connection: Connection, tenant_id: str) -> Extent:
    """The extent of the tenant's log; that of an empty one before its first entry."""
    cursor = await connection.execute(statements("log")["extent"], (tenant_id,))
    row = await cursor.fetchone()
    if row is not None:
        return Extent(*row)
    cursor = await connection.execute(statements("log")["facts"], (tenant_id,))
    row = await cursor.fetchone()
    facts, placed = row if row is not None else (0, 0)
    return Extent("", 0, placed, facts, 0)


@dataclass(frozen=True, slots=True)
class Entered:
    """One fact at its place in the log."""

    position: int
    case_id: str
    sequence: int
    chain: bytes


async def entered(connection: Connection, tenant_id: str, first: int, end: int) -> list[Entered]:
    """The facts at these places, in order."""
    cursor = await connection.execute(statements("log")["entered"], (tenant_id, first, end))
    return [Entered(*row) for row in await cursor.fetchall()]


async def checkpoints_after(
    connection: Connection, tenant_id: str, size: int, most: int
) -> list[StoredCheckpoint]:
    """The next checkpoints by their size."""
    cursor = await connection.execute(statements("log")["checkpoints"], (tenant_id, size, most))
    return [StoredCheckpoint(*row) for row in await cursor.fetchall()]


async def unfinished_intents(connection: Connection, tenant_id: str) -> list[tuple[str, str, str]]:
    """Key, act and status of the intents that are neither done nor for a person."""
    cursor = await connection.execute(statements("intents")["unfinished"], (tenant_id,))
    return [tuple(row) for row in await cursor.fetchall()]


async def all_pointers(connection: Connection) -> list[Pointer]:
    """What is due some day, of all tenants."""
    cursor = await connection.execute(statements("due")["all"])
    return [Pointer(*row) for row in await cursor.fetchall()]
