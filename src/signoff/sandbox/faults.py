"""Faults on demand: planted in the database, so that every process's adapters meet them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signoff.sandbox.connections import Connection, Connections, Row, row, rows
from signoff.sandbox.queries import queries

SQL = queries("hands")
ANY_ACT = "*"


class FaultKind(StrEnum):
    """What can go wrong with a call to the sandbox."""

    LATENCY = "latency"  # the call waits `seconds` before it has its effect
    OUTAGE = "outage"  # TryLater, no effect
    CRASH = "crash"  # the adapter fails in a way no port knows (SandboxCrash), no effect
    ANSWER_LOST = "answer_lost"  # the effect happens, then TryLater
    LATE_ANSWER = "late_answer"  # the effect happens, the answer comes `seconds` later
    WRONG_ANSWER = "wrong_answer"  # the answer says done, the effect never happens


class SandboxCrash(Exception):
    """The planted crash of a call: what an adapter's own bug looks like to its caller."""


@dataclass(frozen=True, slots=True)
class MetFault:
    """A fault that a call has met; `seconds` matters to the two slow kinds."""

    kind: FaultKind
    seconds: float


@dataclass(frozen=True, slots=True)
class PendingFault:
    """A planted fault that will still strike."""

    id: int
    carrier_id: str
    port: str
    act: str
    handle: str | None
    kind: FaultKind
    seconds: float
    times_left: int | None
    until_at: datetime | None


class Faults:
    """Where tests and demonstrations plant faults."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    async def plant(
        self,
        carrier_id: str,
        port: str,
        act: str,
        kind: FaultKind,
        *,
        handle: str | None = None,
        seconds: float = 0.0,
        times: int | None = 1,
        until_at: datetime | None = None,
    ) -> int:
        """Let the next `times` calls of `act` (ANY_ACT: of all acts) fail, or all until `until_at`, or both bounds.

        With a `handle` only that line's calls fail. Pass `times=None` to bound it by time alone. Returns its id.
        Raises ValueError when nothing bounds it.
        """
        if times is None and until_at is None:
            raise ValueError("a fault needs an end: a number of times or an instant")
        values: Row = {
            "carrier_id": carrier_id,
            "port": port,
            "act": act,
            "handle": handle,
            "kind": kind.value,
            "seconds": seconds,
            "times_left": times,
            "until_at": until_at,
        }
        async with self._connections.one() as connection:
            return int((await row(connection, SQL["plant_fault"], values))["id"])

    async def pending(self) -> tuple[PendingFault, ...]:
        """The faults that will still strike."""
        async with self._connections.one() as connection:
            found = await rows(connection, SQL["pending_faults"], {"at": self._clock()})
        return tuple(PendingFault(**{**fault, "kind": FaultKind(fault["kind"])}) for fault in found)

    async def clear(self, carrier_id: str | None = None) -> None:
        """Take away all planted faults, or those of one carrier."""
        async with self._connections.one() as connection:
            await connection.execute(SQL["clear_faults"], {"carrier_id": carrier_id})


async def met(
    connection: Connection, *, carrier_id: str, port: str, act: str, handle: str, at: datetime
) -> tuple[MetFault, ...]:
    """The faults that strike this call; each is used up by one."""
    values = {"carrier_id": carrier_id, "port": port, "act": act, "handle": handle, "at": at}
    found = await rows(connection, queries("door")["take_faults"], values)
    return tuple(MetFault(FaultKind(fault["kind"]), fault["seconds"]) for fault in found)
