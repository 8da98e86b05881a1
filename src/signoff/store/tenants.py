"""The tenants that have been served on this database, whatever packs a process was started with, and their cases."""

from __future__ import annotations

from collections.abc import Iterable

from signoff.domain.case import OVER, State
from signoff.store.database import Connection
from signoff.store.statements import statements


async def keep(connection: Connection, tenant_ids: Iterable[str]) -> None:
    """Note that these tenants are served."""
    await connection.execute(statements("tenants")["keep"], (sorted(set(tenant_ids)),))


async def stored(connection: Connection) -> tuple[str, ...]:
    """All tenants that ever were served here."""
    cursor = await connection.execute(statements("tenants")["all"])
    return tuple(row[0] for row in await cursor.fetchall())


async def counts(
    connection: Connection, tenant_id: str, known: Iterable[str]
) -> list[tuple[str, int, int, int]]:
    """Of each carrier that is not known: its id, its cases, those that are not over, those signed for their day."""
    not_over = [state.value for state in State if state not in OVER]
    values = not_over, State.AGREED.value, tenant_id, list(known)
    cursor = await connection.execute(statements("tenants")["counts"], values)
    return [tuple(row) for row in await cursor.fetchall()]
