"""What is due: pointers across tenants, and the intents they point to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.store.database import Connection
from signoff.store.statements import statements


@dataclass(frozen=True, slots=True)
class Pointer:
    """One thing that is due: an intent by its key, or a case with a deadline by its id."""

    kind: str
    tenant_id: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredIntent:
    """An intent as it lies in the store."""

    key: str
    case_id: str
    act: str
    body: bytes
    status: str
    attempts: int


async def lease(
    connection: Connection, now: datetime, until: datetime, most: int, tenant_ids: list[str] | None = None
) -> list[Pointer]:
    """Take at most `most` due pointers that nobody holds, until the instant `until`; of these tenants, or of all."""
    values = until, now, now, ["intent", "deadline"], tenant_ids, tenant_ids, most
    cursor = await connection.execute(statements("due")["lease"], values)
    return [Pointer(*row) for row in await cursor.fetchall()]


async def intent(connection: Connection, tenant_id: str, key: str) -> StoredIntent | None:
    """The intent with this key."""
    cursor = await connection.execute(statements("intents")["read"], (tenant_id, key))
    row = await cursor.fetchone()
    return StoredIntent(*row) if row is not None else None


async def failed(connection: Connection, tenant_id: str, key: str, note: str) -> int:
    """Count one more attempt that brought nothing; the answer is how many there were."""
    cursor = await connection.execute(statements("intents")["failed"], (note, tenant_id, key))
    row = await cursor.fetchone()
    return int(row[0]) if row is not None else 0


async def postpone(connection: Connection, kind: str, tenant_id: str, id_: str, at: datetime) -> None:
    """Let go of a pointer until `at`."""
    await connection.execute(statements("due")["postpone"], (at, kind, tenant_id, id_))


async def drop(connection: Connection, kind: str, tenant_id: str, id_: str) -> None:
    """Take a pointer away that points to nothing to do."""
    await connection.execute(statements("due")["drop"], ([kind], [tenant_id], [id_]))


async def for_a_person(connection: Connection, tenant_id: str) -> list[tuple[str, str, str, str]]:
    """The intents that wait for a person: key, case id, act and the word of the reason."""
    cursor = await connection.execute(statements("intents")["for_a_person"], (tenant_id,))
    return [tuple(row) for row in await cursor.fetchall()]


async def of_case(
    connection: Connection, tenant_id: str, case_id: str
) -> list[tuple[str, str, str, int, str]]:
    """The intents of a case: key, act, status, attempts, note."""
    cursor = await connection.execute(statements("intents")["of_case"], (tenant_id, case_id))
    return [tuple(row) for row in await cursor.fetchall()]
