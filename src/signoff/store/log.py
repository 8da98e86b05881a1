"""The log as it is stored: which facts wait to be entered, tiles, checkpoints. What they mean is `evidence`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from signoff.store.database import Connection, see
from signoff.store.statements import statements

Place = tuple[int, int]
"""Level and number of a tile."""


@dataclass(frozen=True, slots=True)
class LogState:
    """How far a tenant's log is, and the public key under which it was begun."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact to be entered: the hash of it and of all before it in its case."""

    case_id: str
    sequence: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A signed note, and the lines of witnesses that belong under it."""

    size: int
    signed: str
    cosignatures: str

    @property
    def note(self) -> str:
        """The note with all its signatures."""
        return self.signed + self.cosignatures


async def waiting(connection: Connection, tenant_ids: Sequence[str]) -> list[str]:
    """Which of these tenants have facts that are not entered; the transaction sees all of them afterwards."""
    await see(connection, tenant_ids)
    cursor = await connection.execute(statements("log")["waiting"], (list(tenant_ids),))
    return [row[0] for row in await cursor.fetchall()]


async def lock(connection: Connection, tenant_id: str, key: str) -> LogState:
    """Hold the tenant's log until the transaction ends; it is begun under this key when there is none."""
    await connection.execute(statements("log")["pin"])
    await connection.execute(statements("log")["begin"], (tenant_id, key))
    cursor = await connection.execute(statements("log")["lock"], (tenant_id,))
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("the log was taken away at the same moment")
    return LogState(*row)


async def state(connection: Connection, tenant_id: str) -> LogState | None:
    """How far the tenant's log is; None before its first entry."""
    cursor = await connection.execute(statements("log")["state"], (tenant_id,))
    row = await cursor.fetchone()
    return LogState(*row) if row is not None else None


async def not_entered(connection: Connection, tenant_id: str, most: int) -> list[Entry]:
    """The facts that wait, each case's in order."""
    cursor = await connection.execute(statements("log")["next"], (tenant_id, most))
    return [Entry(*row) for row in await cursor.fetchall()]


async def tiles(connection: Connection, tenant_id: str, places: Iterable[Place]) -> dict[Place, bytes]:
    """Those of the tiles that are there."""
    levels, numbers = _columns(places)
    cursor = await connection.execute(statements("log")["tiles"], (levels, numbers, tenant_id))
    return {(level, number): hashes for level, number, hashes in await cursor.fetchall()}


async def enter(
    connection: Connection,
    tenant_id: str,
    size: int,
    entries: Sequence[Entry],
    changed: Mapping[Place, bytes],
    note: str,
) -> bool:
    """Store that these facts follow the first `size`; False when something stored is not as it was read.

    Whoever hears False must not let the transaction commit.
    """
    levels, numbers = _columns(changed)
    positions = range(size, size + len(entries))
    new_size = size + len(entries)
    counting = (
        (
            "enter",
            (
                [tenant_id] * len(entries),
                [one.case_id for one in entries],
                [one.sequence for one in entries],
                list(positions),
            ),
        ),
        ("put_tiles", (tenant_id, levels, numbers, list(changed.values()))),
        ("grow", (new_size, tenant_id, size)),
    )
    cursors = [await connection.execute(statements("log")[name], values) for name, values in counting]
    await connection.execute(statements("log")["keep_checkpoint"], (tenant_id, new_size, note))
    counts = [row[0] for cursor in cursors if (row := await cursor.fetchone()) is not None]
    return counts == [len(entries), len(changed), 1]


async def newest(connection: Connection, tenant_id: str) -> StoredCheckpoint | None:
    """The last checkpoint."""
    cursor = await connection.execute(statements("log")["newest"], (tenant_id,))
    row = await cursor.fetchone()
    return StoredCheckpoint(*row) if row is not None else None


async def last_cosigned(connection: Connection, tenant_id: str) -> int:
    """The size of the last checkpoint that a witness signed; 0 when there is none."""
    cursor = await connection.execute(statements("log")["last_cosigned"], (tenant_id,))
    row = await cursor.fetchone()
    return int(row[0]) if row is not None else 0


async def cosign(connection: Connection, tenant_id: str, size: int, lines: str) -> None:
    """Put the witness's lines under a checkpoint that has none."""
    await connection.execute(statements("log")["cosign"], (lines, tenant_id, size))


async def place(
    connection: Connection, tenant_id: str, case_id: str, sequence: int
) -> tuple[int | None, bytes] | None:
    """Where a fact is entered (None: not yet) and its hash; None when there is no such fact."""
    cursor = await connection.execute(statements("log")["place"], (tenant_id, case_id, sequence))
    row = await cursor.fetchone()
    return (row[0], row[1]) if row is not None else None


async def entries(connection: Connection, tenant_id: str, first: int, most: int) -> list[bytes]:
    """The entries from this one on, as far as they follow on one another."""
    cursor = await connection.execute(statements("log")["entries"], (tenant_id, first, first + most))
    rows = await cursor.fetchall()
    return [chain for at, (position, chain) in enumerate(rows, first) if position == at]


def _columns(places: Iterable[Place]) -> tuple[list[int], list[int]]:
    wanted = list(places)
    return [level for level, _ in wanted], [number for _, number in wanted]
