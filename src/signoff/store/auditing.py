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
    cursor = await connection.execute(statements("cases")["all"], (tenant_id,))
    cases = {row[0]: StoredCase(*row) for row in await cursor.fetchall()}
    cursor = await connection.execute(statements("cases")["whole_journal"], (tenant_id,))
    strays = []
    for case_id, sequence, body, chain in await cursor.fetchall():
        if case_id in cases:
            cases[case_id].journal.append(StoredFact(sequence, body, chain))
        else:
            strays.append(case_id)
    return list(cases.values()), sorted(set(strays))


async def unfinished_intents(connection: Connection, tenant_id: str) -> list[tuple[str, str, str]]:
    """Key, act and status of the intents that are neither done nor for a person."""
    cursor = await connection.execute(statements("intents")["unfinished"], (tenant_id,))
    return [tuple(row) for row in await cursor.fetchall()]


async def all_pointers(connection: Connection) -> list[Pointer]:
    """What is due some day, of all tenants."""
    cursor = await connection.execute(statements("due")["all"])
    return [Pointer(*row) for row in await cursor.fetchall()]
