"""How every call reaches the sandbox's systems: faults first, then the key, then the effect and the books at once.

One transaction holds the effect, its entry in the sandbox's own books and the answer kept for the key; two calls with
one key at the same moment take turns at the row of that key.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import psycopg
from psycopg.types.json import Jsonb

from signoff.ports import NeedsPerson, TryLater
from signoff.sandbox.connections import Connection, Connections, Row, row, row_or_none
from signoff.sandbox.faults import FaultKind, MetFault, SandboxCrash, met
from signoff.sandbox.queries import queries

SQL = queries("door")

Answer = dict[str, Any]
"""What a system answered, as plain JSON values."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to one system; `content` is all that matters besides the line, as plain JSON values."""

    carrier_id: str
    port: str
    act: str
    key: str = ""
    handle: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content_sha256(self) -> str:
        """SHA-256 (hex) of everything that must be the same when the key comes again."""
        whole = [self.act, self.handle, dict(self.content)]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    def values(self, at: datetime) -> Row:
        """The call as named values of a query."""
        known = {name: value for name, value in asdict(self).items() if name != "content"}
        return {**known, "content_sha256": self.content_sha256, "at": at}


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that belongs to a key, and the instant of its effect."""

    handle: str
    answer: Answer
    at: datetime
    is_new: bool = False  # the effect came with this very call


Effect = Callable[[Connection, Call, datetime], Awaitable[Answer]]
"""What a call does, inside the door's transaction; raises NeedsPerson when it cannot be done, TryLater when not now."""

Read = TypeVar("Read")
Query = Callable[[Connection, Call, datetime], Awaitable[Read]]
"""What a question finds out, inside the door's transaction; raises NeedsPerson when there is nothing to ask about."""


class Door:
    """The only way into the sandbox's systems."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    async def once(self, call: Call, effect: Effect) -> Given:
        """Carry the call out, or give again what its key was given.

        Raises TryLater (outage, lost answer, database gone), NeedsPerson (key_reused), and what the effect raises.
        """
        if not call.key:
            raise ValueError("a call that changes something needs a key")
        async with _gone_is_try_later():
            faults = await self._meet(call)
            kinds = {fault.kind for fault in faults}
            async with self._connections.transaction() as connection:
                outcome = await self._carry_out(connection, call, effect, kinds)
        if isinstance(outcome, NeedsPerson):
            raise outcome
        await _wait(faults, FaultKind.LATE_ANSWER)
        if FaultKind.ANSWER_LOST in kinds:
            raise TryLater("the answer was lost")
        return outcome

    async def read(self, call: Call, query: Query[Read]) -> Read:
        """Ask without changing anything. Raises TryLater, and NeedsPerson as the query does."""
        async with _gone_is_try_later():
            faults = await self._meet(call)
            at = self._clock()
            async with self._connections.transaction() as connection:
                if not faults:
                    await connection.execute(SQL["note_read"], call.values(at))
                answer = await query(connection, call, at)
            await _wait(faults, FaultKind.LATE_ANSWER)
        if any(fault.kind is FaultKind.ANSWER_LOST for fault in faults):
            raise TryLater("the answer was lost")
        return answer

    async def became(self, carrier_id: str, port: str, key: str) -> Given | None:
        """What is known of a key; None when nothing came of it."""
        return await self.read(Call(carrier_id, port, "became", key), _answer_of_key)

    async def add_reading(self, carrier_id: str, port: str, key: str, reading: Answer) -> Given:
        """Keep what was read back after the effect of a key; the first reading stays."""
        values = {"carrier_id": carrier_id, "port": port, "key": key, "reading": Jsonb(reading)}
        async with _gone_is_try_later(), self._connections.one() as connection:
            return _given(await row(connection, SQL["add_reading"], values))

    async def _meet(self, call: Call) -> tuple[MetFault, ...]:
        """Meet the faults planted for this call; those that stop it, stop it here."""
        at = self._clock()
        async with self._connections.one() as connection:
            faults = await met(
                connection,
                carrier_id=call.carrier_id,
                port=call.port,
                act=call.act,
                handle=call.handle,
                at=at,
            )
            if faults:
                outcome = " ".join(sorted(fault.kind for fault in faults))
                await connection.execute(SQL["note_faulty_call"], {**call.values(at), "outcome": outcome})
        kinds = {fault.kind for fault in faults}
        if FaultKind.CRASH in kinds:
            raise SandboxCrash("a planted crash")
        if FaultKind.OUTAGE in kinds:
            raise TryLater("the system is down")
        await _wait(faults, FaultKind.LATENCY)
        return faults

    async def _carry_out(
        self, connection: Connection, call: Call, effect: Effect, kinds: set[FaultKind]
    ) -> Given | NeedsPerson:
        at = self._clock()
        values = call.values(at)

        async def note(outcome: str, *, is_repeated: bool) -> None:
            if not kinds:
                noted = {**values, "outcome": outcome, "is_repeated": is_repeated}
                await connection.execute(SQL["note_call"], noted)

        if await row_or_none(connection, SQL["claim_key"], values) is None:
            before = await row(connection, SQL["answer_of_key"], values)
            if before["content_sha256"] != call.content_sha256:
                await note("key_reused", is_repeated=True)
                return NeedsPerson("key_reused")
            await note("repeated", is_repeated=True)
            return _given(before)
        try:
            # A wrong answer claims an effect that is taken back before it shows.
            async with connection.transaction(force_rollback=FaultKind.WRONG_ANSWER in kinds):
                answer = await effect(connection, call, at)
        except NeedsPerson as refusal:
            await connection.execute(SQL["free_key"], values)
            await note(refusal.reason, is_repeated=False)
            return refusal
        await connection.execute(SQL["keep_answer"], {**values, "answer": Jsonb(answer)})
        await note("done", is_repeated=False)
        return Given(call.handle, answer, at, is_new=True)


async def journal(
    connection: Connection, call: Call, at: datetime, *, handle: str | None = None, is_already: bool = False
) -> None:
    """Enter an effect in the sandbox's own books; `is_already` when another hand had done it before."""
    values = call.values(at) | {"is_already": is_already}
    await connection.execute(SQL["journal"], values if handle is None else values | {"handle": handle})


async def _wait(faults: tuple[MetFault, ...], kind: FaultKind) -> None:
    await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind is kind))


async def _answer_of_key(connection: Connection, call: Call, at: datetime) -> Given | None:
    found = await row_or_none(connection, SQL["answer_of_key"], call.values(at))
    return None if found is None else _given(found)


def _given(found: Row) -> Given:
    return Given(found["handle"], found["answer"], found["at"])


@asynccontextmanager
async def _gone_is_try_later() -> AsyncIterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as gone:
        raise TryLater("the sandbox's database did not answer") from gone
