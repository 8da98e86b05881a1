"""The log as it is stored: which facts wait to be entered, tiles, checkpoints. What they mean is `evidence`'s."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from signoff.store.arrays import columns
from signoff.store.database import Connection, see
from signoff.store.exchange import Exchange, Row
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


@dataclass(frozen=True, slots=True)
class Held:
    """A tenant's log while nobody else may enter anything: how far it is, what waits, and what was signed last."""

    state: LogState
    entries: list[Entry]
    newest: StoredCheckpoint | None
    tiles: dict[Place, bytes]


async def waiting(connection: Connection, tenant_ids: Sequence[str]) -> list[str]:
    """Which of these tenants have facts that are not entered; the transaction sees all of them afterwards."""
    await see(connection, tenant_ids)
    cursor = await connection.execute(statements("log")["waiting"], (list(tenant_ids),))
    return [row[0] for row in await cursor.fetchall()]


async def hold(
    exchange: Exchange, tenant_id: str, key: str, most: int, edge: Callable[[int], list[Place]], foreseen: int
) -> Held:
    """Hold the tenant's log until the transaction ends; it is begun under this key when there is none.

    `edge` says which tiles are wanted of a tree of so many entries; where there are as many as `foreseen`, they come
    in the same round trip as the lock.
    """

    def look(size: int) -> tuple[list[Row], list[Row], list[Row]]:
        return (
            exchange.put(statements("log")["next"], (tenant_id, most)),
            exchange.put(statements("log")["newest"], (tenant_id,)),
            exchange.put(statements("log")["tiles"], (*columns(edge(size), "il"), tenant_id)),
        )

    exchange.put(statements("log")["pin"])
    states, found = exchange.put(statements("log")["lock"], (tenant_id,)), look(foreseen)
    await exchange.answered()
    if not states:
        exchange.put(statements("log")["begin"], (tenant_id, key))
        states = exchange.put(statements("log")["lock"], (tenant_id,))
        await exchange.answered()
        foreseen = -1  # nothing was locked yet when it was looked at
    state = LogState(*states[0])
    if state.size != foreseen:
        found = look(state.size)
        await exchange.answered()
    waiting, newest, tiles = found
    return Held(
        state,
        [Entry(*row) for row in waiting],
        StoredCheckpoint(*newest[0]) if newest else None,
        {(level, number): hashes for level, number, hashes in tiles},
    )


async def state(connection: Connection, tenant_id: str) -> LogState | None:
    """How far the tenant's log is; None before its first entry."""
    cursor = await connection.execute(statements("log")["state"], (tenant_id,))
    row = await cursor.fetchone()
    return LogState(*row) if row is not None else None


async def tiles(connection: Connection, tenant_id: str, places: Iterable[Place]) -> dict[Place, bytes]:
    """Those of the tiles that are there."""
    levels, numbers = _columns(places)
    cursor = await connection.execute(statements("log")["tiles"], (levels, numbers, tenant_id))
    return {(level, number): hashes for level, number, hashes in await cursor.fetchall()}


def enter(
    exchange: Exchange,
    tenant_id: str,
    size: int,
    entries: Sequence[Entry],
    changed: Mapping[Place, bytes],
    note: str,
) -> None:
    """Ask to store that these facts follow the first `size`.

    Where something stored is not as it was read, the transaction cannot be ended: that raises one of CONFLICTS.
    """
    places = [(tenant_id, one.case_id, one.sequence, position) for position, one in enumerate(entries, size)]
    grown = [(level, number, hashes) for (level, number), hashes in changed.items()]
    new_size = size + len(entries)
    exchange.put(statements("log")["enter"], (*columns(places, "wuil"), len(entries)))
    exchange.put(statements("log")["put_tiles"], (tenant_id, *columns(grown, "ilb"), len(changed)))
    exchange.put(statements("log")["grow"], (new_size, tenant_id, size))
    exchange.put(statements("log")["keep_checkpoint"], (tenant_id, new_size, note))


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
