"""Worker processes of the product, and the people outside of them: a desk that may be gone, a clock all share."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signoff.catalogue.packs import load
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.refusal import Refusal
from signoff.domain.view import AgreementView, CaseView
from signoff.sandbox.box import Sandbox
from signoff.sandbox.install import install
from signoff.store.database import Database
from signoff.testing.audit import loose_ends
from signoff.testing.person import Person
from tests.engine.nursery import LEASE, PACE, SECONDS, SharedClock, read_frame, write_frame
from tests.engine.stage import ENDINGS, PATIENCE_SECONDS, Ending, Stage, expect_certificate

ROOT = Path(__file__).parents[2]

BUSY = """
select exists (select from signoff.due)
    or exists (select from signoff.intents where status in ('open', 'accepted'))
"""

TERMINATE = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and application_name <> %s
"""

OUTSIDE = "outside"
"""The name of the connections of people and auditors, who are left alone when those of the workers are cut."""

NO_PLAN = "never:0"
"""Counts the points that are passed and dies at none."""


class Lost(Exception):
    """The process that was spoken to is gone; whether it heard is not known."""


class Nursery:
    """The process that forks workers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.engine.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def order(self, **order: Any) -> int:
        """Give one order; the number it answers with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it and all its workers."""
        self._process.communicate()


@dataclass(slots=True)
class Worker:
    """One worker process, seen from outside: it implements `Desk`, and every call may raise Lost."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    is_lost: bool = False

    async def listen(self) -> None:
        """Hand out answers until the worker is gone."""
        try:
            while True:
                number, answer = await read_frame(self.reader)
                found = self.waiting.pop(number, None)
                if found is None or found.done():
                    continue
                if isinstance(answer, Exception):
                    found.set_exception(answer)
                else:
                    found.set_result(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.is_lost = True
            self.writer.close()
            for found in self.waiting.values():
                if not found.done():
                    found.set_exception(Lost())

    async def call(self, method: str, *args: Any, **named: Any) -> Any:
        """Ask the worker. Raises Lost, and what was raised there."""
        if self.is_lost:
            raise Lost
        number = next(self.numbers)
        found = self.waiting[number] = asyncio.get_running_loop().create_future()
        write_frame(self.writer, (number, method, args, named))
        return await found

    def kill(self) -> None:
        """As hard as it can be done."""
        os.kill(self.pid, signal.SIGKILL)

    async def plan(self, plan: str) -> dict[str, int]:
        """Let it die at `point:count`, counted from now; how often each point was passed since the last plan."""
        return dict(await self.call("plan", plan))

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request."""
        asked: Asked | Refusal = await self.call("ask", ask, key=key, source=source)
        return asked

    async def view(self, token: str) -> CaseView:
        """What the link shows."""
        view: CaseView = await self.call("view", token)
        return view

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer."""
        refusal: Refusal | None = await self.call("answer", token, answer, key=key, source=source)
        return refusal

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed, in a language."""
        shown: AgreementView | None = await self.call("agreement", token, language)
        return shown

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change."""
        version = -1
        while (view := await self.call("changed", token, version)) is not None:
            version = view.version
            yield view

    async def document(self, token: str, kind: str) -> bytes | None:
        """A PDF."""
        pdf: bytes | None = await self.call("document", token, kind)
        return pdf

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """A link for a claim code."""
        token: str | Refusal = await self.call("claim", case_code, claim_code, source=source)
        return token


@dataclass(slots=True)
class Ground:
    """A database with any number of worker processes on it, all on one clock, and the stage around them."""

    dsn: str
    sandbox_dsn: str
    folder: Path
    nursery: Nursery
    stage: Stage
    draws: bool = False
    workers: list[Worker] = field(default_factory=list)
    owner: psycopg.AsyncConnection[Any] | None = None
    deaths: int = 0
    is_over: bool = False
    replaces: bool = True  # False: while anybody lives, the dead are not replaced
    newcomers: Callable[[], str] = lambda: NO_PLAN
    arrivals: asyncio.Queue[Worker] = field(default_factory=asyncio.Queue)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, plan: str = NO_PLAN) -> Worker:
        """One more worker, which dies as planned."""
        self.nursery.order(
            do="fork",
            dsn=self.dsn,
            sandbox=self.sandbox_dsn,
            folder=str(self.folder),
            clock=str(self.folder / "clock"),
            socket=str(self.folder / "socket"),
            draws=self.draws,
            plan=plan,
        )
        worker = await asyncio.wait_for(self.arrivals.get(), PATIENCE_SECONDS)
        self.workers.append(worker)
        return worker

    async def worker(self) -> Worker:
        """One that lives; who died at the very end of the play before is being replaced just now."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (alive := [worker for worker in self.workers if not worker.is_lost]):  # noqa: ASYNC110 - it is another task that starts it
                await asyncio.sleep(0.005)
        return alive[0]

    async def plan(self, plan: str) -> dict[str, int]:
        """A plan for one that lives and hears it; the plan before may have killed its worker after the play."""
        while True:
            try:
                return await (await self.worker()).plan(plan)
            except Lost:
                await self.revive()

    async def arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A worker is up."""
        worker = Worker(await read_frame(reader), reader, writer)
        task = asyncio.create_task(self._attend(worker))
        self.listeners.add(task)
        task.add_done_callback(self.listeners.discard)
        await self.arrivals.put(worker)

    async def _attend(self, worker: Worker) -> None:
        """Nobody may be talking to a worker when it dies."""
        await worker.listen()
        await self.revive()

    async def revive(self) -> None:
        """Bury the dead, let their leases run out, and start as many anew, with the plan for newcomers."""
        async with self.lock:
            if self.is_over:
                return
            dead = [worker for worker in self.workers if worker.is_lost]
            for worker in dead:
                self.workers.remove(worker)
                assert self.nursery.order(do="wait", pid=worker.pid) == -signal.SIGKILL
                self.deaths += 1
            if dead:
                # Nobody has to sit the lease of the dead out.
                self.move_clock(LEASE.total_seconds() + 0.1)
            if not self.workers or self.replaces:
                for _ in dead:
                    await self.start(self.newcomers())

    def move_clock(self, seconds: float) -> None:
        """Let time pass for everybody."""
        with (self.folder / "clock").open("r+b") as file:
            ahead = SECONDS.unpack(file.read(SECONDS.size))[0]
            file.seek(0)
            file.write(SECONDS.pack(ahead + seconds))

    async def at_rest(self) -> None:
        """Wait until nothing is under way or due, reviving whoever dies meanwhile."""
        ends_at = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while await self._is_busy():
            if asyncio.get_running_loop().time() > ends_at:
                pytest.fail("\n".join(await loose_ends(self.stage.database, self.stage.catalogue.carriers)))
            await self.revive()
            await asyncio.sleep(0.01)

    async def _is_busy(self) -> bool:
        try:
            if self.owner is None:
                address = f"{self.dsn}&application_name={OUTSIDE}"
                self.owner = await psycopg.AsyncConnection.connect(address, autocommit=True)
            row = await (await self.owner.execute(BUSY)).fetchone()
        except psycopg.OperationalError:
            self.owner = None
            return True
        return bool(row and row[0])

    async def terminate_backends(self) -> int:
        """Cut every connection of the workers; how many there were."""
        async with await psycopg.AsyncConnection.connect(f"{self.dsn}&application_name={OUTSIDE}") as owner:
            row = await (await owner.execute(TERMINATE, (OUTSIDE,))).fetchone()
        return int(row[0]) if row else 0

    async def progress(self) -> int:
        """How many facts there are; -1 while the database is away."""
        try:
            async with await psycopg.AsyncConnection.connect(
                f"{self.dsn}&application_name={OUTSIDE}"
            ) as owner:
                row = await (await owner.execute("select count(*) from signoff.journal")).fetchone()
        except psycopg.OperationalError:
            return -1
        return int(row[0]) if row else -1


@asynccontextmanager
async def ground(dsn: str, folder: Path, nursery: Nursery, *, draws: bool = False) -> AsyncIterator[Ground]:
    """A ground without workers yet; all that were started are killed at its end."""
    (folder / "clock").write_bytes(SECONDS.pack(0.0))
    clock = SharedClock(folder / "clock")
    sandbox_dsn = install(dsn)
    database = Database(f"{dsn}&application_name={OUTSIDE}")
    sandbox = Sandbox(f"{sandbox_dsn} application_name={OUTSIDE}", clock=clock, pace=PACE)
    await database.open()
    made = Ground(dsn, sandbox_dsn, folder, nursery, Stage(load(None), database, sandbox), draws)
    server = await asyncio.start_unix_server(made.arrived, folder / "socket")
    try:
        yield made
    finally:
        made.is_over = True
        async with made.lock:
            for worker in made.workers:
                worker.kill()
                nursery.order(do="wait", pid=worker.pid)
        await asyncio.gather(*made.listeners)
        server.close()
        await server.wait_closed()
        if made.owner is not None:
            await made.owner.close()
        await sandbox.close()
        await database.close()


async def play(ground: Ground, name: str, endings: Sequence[Ending] = ENDINGS) -> None:
    """Endings at once by people outside, who say again what was not answered; then the auditor counts effects."""
    stage = ground.stage
    lines = [await stage.line(ending) for ending in endings]
    people = [
        stage.person(
            ground.workers[place % len(ground.workers)],
            line,
            ending.carrier_id,
            key=f"{name}/{place}",
            lost=(Lost, psycopg.OperationalError),
        )
        for place, (ending, line) in enumerate(zip(endings, lines, strict=True))
    ]
    for person in people:
        person.again = partial(_turn_to_another, ground, person)
    views = await asyncio.gather(*(person.walk() for person in people))
    await ground.at_rest()
    for view in views:
        expect_certificate(view)
    await stage.expect_ended_once(list(zip(endings, lines, people, strict=True)))


async def _turn_to_another(ground: Ground, person: Person) -> None:
    """To whoever lives now; who has just died may be found dead only in a moment."""
    await asyncio.sleep(0.001)
    await ground.revive()
    person.desk = random.choice(ground.workers)
