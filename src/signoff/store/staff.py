"""The rows of the counter's staff: accounts, sessions, failed sign-ins; within a transaction of the house's tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signoff.store.database import Connection
from signoff.store.statements import statements

HOUSE = "house"
"""The tenant of those who run this Signoff: its staff, whichever carriers they serve."""


@dataclass(frozen=True, slots=True)
class Row:
    """One account as it lies in the store."""

    id: str
    name: bytes
    role: str
    serves: tuple[str, ...]
    password: str
    totp: bytes
    is_revoked: bool


def _row(found: tuple[Any, ...] | None) -> Row | None:
    if found is None:
        return None
    id_, name, role, serves, password, totp, is_revoked = found
    return Row(id_, bytes(name), role, tuple(serves), password, bytes(totp), is_revoked)


async def _one(connection: Connection, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
    cursor = await connection.execute(statements("staff")[statement], values)
    return await cursor.fetchone()


async def add(connection: Connection, row: Row, name_index: str) -> bool:
    """Store an account; False when the name is taken."""
    values = (HOUSE, row.id, name_index, row.name, row.role, list(row.serves), row.password)
    return await _one(connection, "add", (*values, row.totp)) is not None


async def by_name(connection: Connection, name_index: str) -> Row | None:
    """The account of this name."""
    return _row(await _one(connection, "by_name", (HOUSE, name_index)))


async def every(connection: Connection) -> list[Row]:
    """All accounts, those that were revoked too."""
    cursor = await connection.execute(statements("staff")["all"], (HOUSE,))
    return [row for found in await cursor.fetchall() if (row := _row(found)) is not None]


async def revoke(connection: Connection, name_index: str, at: datetime) -> str | None:
    """Let nobody sign in by this name any more; the id it was of, None when there was nothing to revoke."""
    found = await _one(connection, "revoke", (at, HOUSE, name_index))
    return str(found[0]) if found is not None else None


async def take_step(connection: Connection, staff_id: str, step: int) -> bool:
    """Whether a code of this step of time is the first one taken of it."""
    return await _one(connection, "take_step", (step, HOUSE, staff_id, step)) is not None


async def begin(connection: Connection, token_hash: bytes, staff_id: str, at: datetime) -> None:
    """Somebody is signed in from now on."""
    await connection.execute(statements("staff")["begin"], (HOUSE, token_hash, staff_id, at, at))


async def see(
    connection: Connection, token_hash: bytes, at: datetime, *, begun_after: datetime, seen_after: datetime
) -> Row | None:
    """Who a session is of, if it still is one; it counts as used now."""
    values = (at, HOUSE, token_hash, begun_after, seen_after)
    return _row(await _one(connection, "see", values))


async def end(connection: Connection, token_hash: bytes) -> None:
    """One session is over."""
    await connection.execute(statements("staff")["end"], (HOUSE, token_hash))


async def end_all(connection: Connection, staff_id: str) -> None:
    """All sessions of somebody are over."""
    await connection.execute(statements("staff")["end_all"], (HOUSE, staff_id))


async def end_old(connection: Connection, begun_before: datetime, seen_before: datetime) -> None:
    """Sessions that can be used no more are deleted."""
    await connection.execute(statements("staff")["end_old"], (HOUSE, begun_before, seen_before))


async def failures(connection: Connection, place: str) -> tuple[int, datetime] | None:
    """How many sign-ins have failed at a place, and when the last one did."""
    found = await _one(connection, "failures", (HOUSE, place))
    return (found[0], found[1]) if found is not None else None


async def count_failure(connection: Connection, place: str, at: datetime, *, forgotten: datetime) -> None:
    """One more failed; what is older than `forgotten` begins anew."""
    await connection.execute(statements("staff")["count_failure"], (HOUSE, place, at, forgotten))


async def uncount_failure(connection: Connection, place: str) -> None:
    """What was counted beforehand did not fail."""
    await connection.execute(statements("staff")["uncount_failure"], (HOUSE, place))


async def forget_failures(connection: Connection, place: str, *, forgotten: datetime) -> None:
    """Failures of a place, and all old ones, are forgotten."""
    await connection.execute(statements("staff")["forget_failures"], (HOUSE, place, forgotten))
