"""What is put around the product so that a run depends on its seed alone: clocks, chance, the database's turn.

Everything here is taken back when the run ends; the product itself is not changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import secrets
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import SimpleNamespace
from typing import Any
from unittest import mock

import psycopg
import psycopg.waiting
import psycopg_pool.base
import psycopg_pool.pool_async
import psycopg_pool.sched_async
from psycopg.rows import tuple_row
from psycopg.waiting import Ready, Wait

from signoff import app as application
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.engine import calls, crash, dispatcher, entering, housekeeping
from signoff.engine.dispatcher import Dispatcher
from signoff.engine.housekeeping import Housekeeping
from signoff.evidence import record
from signoff.evidence.log_keys import LogKeys
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Sandbox
from signoff.store import database
from signoff.store.exchange import Exchange
from signoff.store.vault import KeyRing
from tests.sim.intake import StillIntake
from tests.sim.lending import Lending
from tests.sim.loop import READS, WRITES, VirtualLoop
from tests.sim.papers import StillVouching
from tests.sim.process import PROCESS, Process

Connection = psycopg.AsyncConnection[Any]
Put = Callable[[Any, str, Any], None]
Passing = Callable[[Process, str, Connection | None], None]
"""Called wherever a process may be killed: at each named point, and before and after each question to the database."""

CLOCKED = (time, psycopg.waiting, psycopg_pool.base, psycopg_pool.pool_async, psycopg_pool.sched_async)
"""Modules that know the monotonic clock by themselves."""

CONNECTIONS_MAX = 2
"""Of each kind in one process: a new connection costs as much as a dozen questions, and a death takes them all."""

INTERRUPTED_ONE_IN = 12
"""Within a transaction, others may come first before one question in so many."""

INTERRUPTED_AT_POINT_ONE_IN = 4
"""The same at the named points: there locks are held."""

TIDY_SECONDS = 60.0
"""Clocks move on while nobody waits: an hour of the loop never comes."""

_load = cache(load)
_texts = cache(lambda folder: Texts(_load(folder)))


def catalogue() -> Catalogue:
    """The built-in packs, read once."""
    return _load(None)


def texts() -> Texts:
    """The texts of the built-in packs, read once."""
    return _texts(None)


@contextlib.contextmanager
def still(
    loop: VirtualLoop,
    dice: random.Random,
    passing: Passing,
    lending: Lending,
    connected: Callable[[Connection], None],
    refuse: Callable[[], bool],
    sandbox_url: str,
    poll_seconds: float,
    kept_tidy: Callable[[], set[str]],
) -> Iterator[None]:
    """Within the block chance and time are the seed's; `refuse` says whether the database takes connections now.

    `kept_tidy` says whose expired rows are deleted.
    """
    state = random.getstate()
    random.seed(dice.random())
    with contextlib.ExitStack() as stack:

        def put(what: Any, name: str, value: Any) -> None:
            stack.enter_context(mock.patch.object(what, name, value))

        for module in CLOCKED:
            put(module, "monotonic", loop.time)
        # Codes and keys have dice of their own, which the keys of logs never touch: the first world makes them,
        # later ones find them. Those of tenants are the same in every run: what is kept under them is compared.
        codes, bytes_ = random.Random(dice.random()), random.Random(dice.random())
        put(secrets, "randbelow", codes.randrange)
        put(secrets, "token_bytes", lambda size=32: bytes_.randbytes(size))
        put(secrets, "token_hex", lambda size=32: bytes_.randbytes(size).hex())
        put(LogKeys, "ensure", _without_dice(bytes_, LogKeys.ensure))
        put(KeyRing, "_secret", lambda _, tenant_id: hashlib.sha256(f"sim {tenant_id}".encode()).digest())
        put(psycopg.waiting, "wait_async", _driving(loop))
        put(psycopg.AsyncConnection, "_try_cancel", _too_late)
        put(psycopg.AsyncConnection, "wait", _waiting(loop))
        _talk(put, loop, passing)
        put(psycopg.AsyncConnection, "connect", classmethod(_connecting(loop, lending, connected, refuse)))
        put(psycopg.AsyncConnection, "close", _closing(lending))
        put(Exchange, "__init__", _beginning(lending))
        put(crash, "point", lambda name: _point(loop, passing, name))
        _plain_application(put, sandbox_url, poll_seconds)
        put(
            application,
            "Housekeeping",
            lambda database, _, clock: Housekeeping(database, kept_tidy(), clock=clock),
        )
        try:
            yield
        finally:
            random.setstate(state)


def _without_dice(dice: random.Random, make: Callable[..., None]) -> Callable[..., None]:
    """The same, leaving the dice as they were."""

    def made(*args: Any, **named: Any) -> None:
        state = dice.getstate()
        make(*args, **named)
        dice.setstate(state)

    return made


def _plain_application(put: Put, sandbox_url: str, poll_seconds: float) -> None:
    """What is done once for all runs is not done again, and nothing is drawn: what papers say is tried elsewhere."""
    put(application, "migrate", lambda _: None)
    put(application, "install", lambda _: sandbox_url)
    put(application, "ensure_specimen_keys", lambda _: None)
    put(application, "load", _load)
    put(application, "Texts", lambda catalogue: _texts(None))
    put(housekeeping, "EVERY_SECONDS", TIDY_SECONDS)
    put(application, "os", SimpleNamespace(getpid=_number))
    put(Signer, "load", staticmethod(_signer))
    put(Signer, "sign", lambda _, pdf: pdf)
    for name in ("draw_acknowledgement", "draw_agreement", "draw_certificate"):
        put(calls, name, lambda content, _: repr(content.heading).encode())
    put(calls, "draw_guided_certificate", _plain_certificate)
    put(application, "Intake", StillIntake)
    put(application, "Vouching", StillVouching)
    put(dispatcher, "POLL_SECONDS", poll_seconds)
    put(application, "Dispatcher", _dispatcher)
    put(database, "READERS_MAX", CONNECTIONS_MAX)
    put(application, "Sandbox", partial(Sandbox, connections=CONNECTIONS_MAX))
    put(entering, "EVERY_SECONDS", 60.0)


def _plain_certificate(content: Any, _: Any) -> bytes:
    """What a guided certificate says, without the log's part: its keys are others in each database."""
    said = record.guided_certificate_record(content)
    del said["log"]
    return json.dumps(said).encode()


def _dispatcher(*args: Any, **named: Any) -> Dispatcher:
    """The product's, known to its process: the world tells it when something is due."""
    made = Dispatcher(*args, **named)
    process = PROCESS.get()
    if process is not None:
        process.dispatcher = made
    return made


_signer = cache(Signer.load)


def _number() -> int:
    process = PROCESS.get()
    return process.number if process is not None else 0


def _point(loop: VirtualLoop, passing: Passing, name: str) -> None:
    process = PROCESS.get()
    if process is not None:
        passing(process, name, None)
        if loop.dice.randrange(INTERRUPTED_AT_POINT_ONE_IN) == 0:
            loop.interrupt()


def _waiting(loop: VirtualLoop) -> Any:
    original = psycopg.AsyncConnection.wait

    async def wait(self: Connection, gen: Any, *args: Any, **named: Any) -> Any:
        await loop.turn(self, self.pgconn.socket if not self.closed else -1)
        try:
            answer = await original(self, gen, *args, **named)
            await loop.breathe()
            return answer
        finally:
            if self.closed or _has_said_all(self):
                loop.release(self)

    return wait


def _driving(loop: VirtualLoop) -> Any:
    """The driver's way to wait for an answer, without its timers and look-outs: the loop knows when it is there."""

    async def drive(gen: Any, socket: int, **_: Any) -> Any:
        try:
            wanted = next(gen)
            while True:
                mask = (READS if wanted & Wait.R else 0) | (WRITES if wanted & Wait.W else 0)
                # What is sent has room nearly always: only what is not there yet is worth a turn of the loop.
                found = loop.ready_now(socket, mask) if mask & WRITES else 0
                found = found or await loop.answer(socket, mask)
                ready = Ready.W if found & WRITES else Ready.NONE
                wanted = gen.send(ready | Ready.R if found & ~WRITES else ready)
        except OSError as error:
            raise psycopg.OperationalError("connection socket closed") from error
        except StopIteration as ended:
            return ended.value

    return drive


async def _too_late(_: Connection, **__: Any) -> None:
    """Who is cancelled asks the database to leave off: by then it has answered; which was first, no dice would know."""


def _has_said_all(connection: Connection) -> bool:
    is_idle = connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
    return is_idle and connection.pgconn.pipeline_status == psycopg.pq.PipelineStatus.OFF


def _talk(put: Put, loop: VirtualLoop, passing: Passing) -> None:
    """Whoever talks with the database may be hurt at each question and at each end of a transaction."""
    put(psycopg.AsyncCursor, "execute", _asking(loop, passing))
    put(psycopg.AsyncTransaction, "__aexit__", _ending(passing))
    put(Exchange, "put", _putting(loop, passing))
    put(Exchange, "answered", _heard(passing))


def _asking(loop: VirtualLoop, passing: Passing) -> Any:
    """Before each question, a process may be hurt, and another one may come first."""
    original = psycopg.AsyncCursor.execute

    async def execute(self: psycopg.AsyncCursor[Any], *args: Any, **named: Any) -> Any:
        process = PROCESS.get()
        if process is not None:
            passing(process, "io", self.connection)
            if loop.dice.randrange(INTERRUPTED_ONE_IN) == 0:
                loop.interrupt()
        return await original(self, *args, **named)

    return execute


def _putting(loop: VirtualLoop, passing: Passing) -> Any:
    """The same for a question of an exchange."""
    original = Exchange.put

    def put(self: Exchange, *args: Any) -> Any:
        process = PROCESS.get()
        if process is not None:
            passing(process, "io", self.connection)
            if loop.dice.randrange(INTERRUPTED_ONE_IN) == 0:
                loop.interrupt()
        return original(self, *args)

    return put


def _beginning(lending: Lending) -> Any:
    """An exchange knows what is prepared on its connection already."""
    original = Exchange.__init__

    def begin(self: Exchange, connection: Connection) -> None:
        original(self, connection)
        self._names = lending.known(connection).names

    return begin


def _heard(passing: Passing) -> Any:
    """Before and after the answers of an exchange, the last of which end a transaction, a process may be hurt."""
    original = Exchange.answered

    async def answered(self: Exchange) -> None:
        process = PROCESS.get()
        if process is None:
            await original(self)
            return
        passing(process, "io", self.connection)
        await original(self)
        passing(process, "io", self.connection)

    return answered


def _ending(passing: Passing) -> Any:
    """Before and after each end of a transaction, a process may be hurt."""
    original = psycopg.AsyncTransaction.__aexit__

    async def leave(self: psycopg.AsyncTransaction, *raised: Any) -> Any:
        process = PROCESS.get()
        if process is None or raised[0] is not None:
            return await original(self, *raised)
        passing(process, "io", self.connection)
        answer = await original(self, *raised)
        passing(process, "io", self.connection)
        return answer

    return leave


def _connecting(
    loop: VirtualLoop,
    lending: Lending,
    connected: Callable[[Connection], None],
    refuse: Callable[[], bool],
) -> Any:
    """A connection is there at once, or not at all: how long it takes to begin must make no difference."""

    async def connect(cls: Any, conninfo: str, **named: Any) -> Any:
        process = PROCESS.get()
        me = object()
        await loop.turn(me)
        try:
            if process is not None and (process.is_dead or refuse()):
                raise psycopg.OperationalError("the simulated database takes no connections now")
            connection = cls(lending.lend(conninfo), row_factory=named.get("row_factory", tuple_row))
            connection._autocommit = bool(named.get("autocommit"))
            connection._prepared = lending.known(connection).manager
            await loop.breathe()
        finally:
            loop.release(me)
        connected(connection)
        if process is not None:
            process.connections.append(connection)
            if process.is_dead:
                lending.take_back(connection)
        return connection

    return connect


def _closing(lending: Lending) -> Any:
    async def close(self: Connection) -> None:
        if not self.closed:
            self._closed = True
            lending.take_back(self)

    return close
