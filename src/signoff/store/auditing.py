"""Everything stored of one tenant's cases, for whoever checks that row and journal agree; nothing is changed here."""

from __future__ import annotations

from dataclasses import dataclass, field

from signoff.store.database import Connection
from signoff.store.due import Pointer
from signoff.store.statements import statements


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One row of the journal."""

    sequence: int
    body: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class StoredCase:
    """One row of the cases, with the journal's rows in order."""

    id: str
    code: str
    carrier_id: str
    state: str
    version: int
    line_index: str | None
    head: bytes
    body: bytes
    journal: list[StoredFact] = field(default_factory=list)


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
    return list(cases.values()), list(strays)


async def unfinished_intents(connection: Connection, tenant_id: str) -> list[tuple[str, str, str]]:
    """Key, act and status of the intents that are neither done nor for a person."""
    cursor = await connection.execute(statements("intents")["unfinished"], (tenant_id,))
    return [tuple(row) for row in await cursor.fetchall()]


async def all_pointers(connection: Connection) -> list[Pointer]:
    """What is due some day, of all tenants."""
    cursor = await connection.execute(statements("due")["all"])
    return [Pointer(*row) for row in await cursor.fetchall()]
