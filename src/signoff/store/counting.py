"""Counts that have a limit and stand beside any case: one more is taken before what it allows is done."""

from __future__ import annotations

from signoff.store.database import Connection
from signoff.store.statements import statements


async def take(connection: Connection, tenant_id: str, name: str, most: int) -> bool:
    """Raise a count by one; False, and nothing raised, where it has come to `most`."""
    cursor = await connection.execute(statements("tallies")["take"], (tenant_id, name, most))
    return await cursor.fetchone() is not None
