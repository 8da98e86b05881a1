"""One run: lines, people and faults drawn from a seed, the product among them, and what came of it.

`process.py` and `stillness.py` hold the product still, `people.py` speaks to it, `faults.py` hurts it, and `auditor.py`
says what was wrong in the end.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from signoff.app import App, running
from signoff.config import Settings
from signoff.desk import Desk
from signoff.engine.dispatcher import place_of
from signoff.guided import GuidedDesk
from signoff.ports import EsimState
from signoff.sandbox.box import Sandbox
from tests.sim import (
    auditor,
    charging,
    customers,
    deputies,
    erasing,
    faults,
    guided_audit,
    keepers,
    people,
    planting,
    thieves,
)
from tests.sim.books import Books
from tests.sim.ground import Ground
from tests.sim.hearing import overheard
from tests.sim.loop import Standstill, VirtualLoop, owned_by
from tests.sim.process import PROCESS, Killed, Lost, Process
from tests.sim.stillness import still

REST_TURNS_MAX = 500
"""More looks than any run needs until nothing is due any more."""

DUE = """
select greatest(at, leased_until), id like '%/release_esim/%' from signoff.due
where tenant_id <> 'guide' or kind <> 'intent'
   or id not in (select key from signoff.intents where tenant_id = 'guide' and status = 'accepted')
order by 1
"""
"""What waits for somebody who keeps a guided case may wait for ever."""

DAYS = 200
BEGINS = datetime(2026, 3, 1, tzinfo=UTC)
LATE_SECONDS_MAX = 200.0
"""When clocks are moved on it is by so much too far at the most: nobody is ever woken to the second."""

OUTSIDE_CONNECTIONS = 4
NAPS_SECONDS = 45.0
"""How often it is looked whether anything is due, and whether everybody is done."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one seed; `digest` is that of everything that happened and was written."""

    seed: int
    digest: str
    findings: list[str]
    story: list[str]
    endings: dict[str, int]
    counts: Counter[str]
    """How often there was what: faults by kind, people by the way they came, ends of cases, sayings, erasures."""


def is_quiet(seed: int) -> bool:
    """Whether the world of this seed has two workers and no fault at all."""
    dice = random.Random(f"signoff {seed}")
    dice.randrange(DAYS * 86_400)
    plan = faults.Plan.drawn(dice)
    return plan.workers > 1 and plan.kinds == {"nothing"}


@dataclass(eq=False)
class World:
    """Everything of one seed."""

    seed: int
    ground: Ground
    dice: random.Random = field(init=False)
    loop: VirtualLoop = field(init=False)
    sandbox: Sandbox = field(init=False)
    books: Books = field(default_factory=Books)
    processes: list[Process] = field(default_factory=list)
    lived: list[Process] = field(default_factory=list)
    """All processes there ever were."""

    worker_count: int = 1
    ahead: timedelta = timedelta()
    away_until: float = -1.0
    is_over: bool = False
    asleep: dict[int, tuple[datetime, asyncio.Event]] = field(default_factory=dict)
    awake: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(f"signoff {self.seed}")
        self.begins = BEGINS + timedelta(seconds=self.dice.randrange(DAYS * 86_400))
        self.loop = VirtualLoop(random.Random(f"order {self.seed}"), self.ground)
        self.plan = faults.Plan.drawn(self.dice)
        self.worker_count = self.plan.workers

    # ------------------------------------------------------------ time and telling

    def clock(self) -> datetime:
        """The instant on every clock of this world."""
        return self.begins + timedelta(seconds=self.loop.now) + self.ahead

    def tell(self, what: str) -> None:
        """Add to the story."""
        self.books.story.append(f"{self.clock():%m-%d %H:%M:%S.%f} {what}")

    def finding(self, what: str) -> None:
        """Something was seen to be wrong on the way."""
        self.tell(f"FOUND {what}")
        if what not in self.books.findings:
            self.books.findings.append(what)

    async def passes(self, seconds: float) -> None:
        """Let so much of the simulated time go by."""
        await asyncio.sleep(seconds)

    async def sleep_until(self, who: int, at: datetime) -> None:
        """Sleep for long: when all who are awake are done, the clocks are moved on to who wakes first."""
        if at <= self.clock():
            return
        woken = asyncio.Event()
        self.asleep[who] = at, woken
        await woken.wait()

    # ------------------------------------------------------------ processes

    def passing(self, process: Process, name: str, connection: psycopg.AsyncConnection[Any] | None) -> None:
        """A process comes to a point at which it may be hurt."""
        if process.is_dead:
            raise Killed
        process.passed[name] = process.passed.get(name, 0) + 1
        trouble = self.plan.at_point(process.number, name, process.passed[name])
        if trouble == "die":
            self.kill(process, f"{name} {process.passed[name]}")
            raise Killed
        if trouble == "hang up" and connection is not None:
            self.tell(f"worker {process.number} loses its connection at question {process.passed[name]}")
            self.ground.hang_up([connection])
            raise psycopg.OperationalError("the simulated connection broke")

    def kill(self, process: Process, where: str) -> None:
        """End a process with its memory; what it had sent to the database arrives there."""
        self.tell(f"worker {process.number} dies at {where}")
        for connection in process.connections:
            if not connection.closed:
                self.loop.await_answer(connection.fileno())
        process.die()
        self.ground.hang_up(process.connections)

    async def keep(self, number: int) -> None:
        """Let a worker live again and again."""
        life = 0
        while not self.is_over:
            process = Process(number, life)
            self.lived.append(process)
            self.processes[number - 1] = process
            await process.live(self._run)
            if not self.is_over:
                life += 1
                self.tell(f"worker {number} lives again")
                await asyncio.sleep(self.dice.choice((0.1, 2.0, 40.0)))

    def _run(self) -> AbstractAsyncContextManager[App]:
        settings = Settings(data_directory=self.ground.folder)
        return running(settings, self.ground.dsn, clock=self.clock)

    async def speak(self, what: Callable[[Desk], Coroutine[Any, Any, Any]]) -> Any:
        """Say something to the desk of any process that lives. Raises Lost."""
        return await self._anybody().call(lambda app: what(app.desk))

    async def keep_with(self, what: Callable[[GuidedDesk], Coroutine[Any, Any, Any]]) -> Any:
        """Say something to the guided desk of any process that lives. Raises Lost."""
        return await self._anybody().call(lambda app: what(app.guided))

    async def call(self, what: Callable[[App], Coroutine[Any, Any, Any]]) -> Any:
        """Have any process that lives do something. Raises Lost."""
        return await self._anybody().call(what)

    async def meet(self, what: Callable[[Process], Coroutine[Any, Any, Any]]) -> Any:
        """Come to any process that lives. Raises Lost."""
        process = self._anybody()
        return await process.call(lambda _: what(process))

    def _anybody(self) -> Process:
        living = [process for process in self.processes if process.app is not None]
        if not living:
            raise Lost
        return self.dice.choice(living)

    # ------------------------------------------------------------ the run

    def run(self) -> Result:
        """Play the seed and audit what it left."""
        self.ground.wipe()
        self.loop.set_task_factory(owned_by(PROCESS))
        self.loop.set_exception_handler(lambda *_: None)
        with (
            still(
                self.loop,
                self.dice,
                self.passing,
                self.ground.lending,
                self.ground.connected,
                self.is_away,
                self.ground.sandbox_url,
                self.plan.poll_seconds,
                lambda: self.tenants if self.plan.has_housekeeping else set(),
            ),
            overheard(self),
        ):
            try:
                self.loop.run_until_complete(self._live())
            except Standstill:
                self.books.findings.append("everybody waits for somebody else: a deadlock")
            finally:
                self._leave_nobody()
                self.loop.close()
        self.books.findings += auditor.audit(self)
        return Result(
            self.seed,
            self._digest(),
            self.books.findings,
            self.books.story,
            endings := auditor.endings(self.ground),
            self._counts(endings),
        )

    def _counts(self, endings: dict[str, int]) -> Counter[str]:
        counts = Counter({f"ended as {state}": count for state, count in endings.items()})
        counts.update(f"fault {kind}" for kind in self.plan.kinds)
        counts.update(f"person at the {person.comes_by}" for person in self.books.people)
        counts.update(f"erased {not erasure.reason}" for erasure in self.books.erasures)
        counts.update(
            f"customer by {one.comes_by}, {one.happens or 'nothing'}" for one in self.books.customers
        )
        counts.update(f"thief, {theft.kind}" for theft in self.books.thefts)
        counts["deeds"] += sum(len(one.deeds) for one in self.books.customers)
        counts["sayings"] += len(self.books.sayings)
        counts["charges"] += len(self.books.charges)
        counts["turns"] += self.loop.turns
        counts.update(guided_audit.counts(self))
        return counts

    def _leave_nobody(self) -> None:
        """No task of this world may go on in the next one."""
        for _ in range(20):
            if not (left := asyncio.all_tasks(self.loop)):
                break
            for task in left:
                task.cancel()
            self.loop.run_until_complete(asyncio.wait(left, timeout=60))
        self.ground.hang_up(connection for process in self.lived for connection in process.connections)

    def is_away(self) -> bool:
        """Whether the database takes no connections just now."""
        return self.loop.now < self.away_until

    @asynccontextmanager
    async def hands_off(self) -> AsyncIterator[None]:
        """Within the block no person or fault has a hand in the sandbox: only workers bear a real restart."""
        connections = self.sandbox._connections
        for _ in range(OUTSIDE_CONNECTIONS):
            await connections._turns.acquire()
        await connections.close()
        yield
        for _ in range(OUTSIDE_CONNECTIONS):
            connections._turns.release()

    async def _live(self) -> None:
        self.sandbox = Sandbox(self.ground.sandbox_url, clock=self.clock, connections=OUTSIDE_CONNECTIONS)
        await planting.plant(self)
        coming: list[Any] = [
            *await customers.draw(self),
            *await deputies.draw(self),
            *await thieves.draw(self),
        ]
        charging.begin(self)
        self.processes = [Process(number, 0) for number in range(1, self.worker_count + 1)]
        alive = [asyncio.create_task(self.keep(process.number)) for process in self.processes]
        hurting = asyncio.create_task(faults.hurt(self))
        walking = [asyncio.create_task(somebody.live()) for somebody in people.crowd(self)]
        walking += [asyncio.create_task(keeper.live()) for keeper in keepers.draw(self)]
        walking += [asyncio.create_task(customer.live()) for customer in coming]
        await self._until_rest(walking, hurting)
        await charging.go_on(self, lambda: self._until_rest(walking, hurting))
        await erasing.erase(self)
        await keepers.end(self)
        self.is_over = True
        for task in [*alive, *walking, hurting]:
            task.cancel()
        for process in self.processes:
            for task in list(process.tasks):
                task.cancel()
        await asyncio.gather(*alive, *walking, hurting, return_exceptions=True)
        await self.sandbox.close()

    async def _until_rest(self, walking: list[asyncio.Task[None]], hurting: asyncio.Task[None]) -> None:
        """Let everybody act until nothing is due and nobody wants anything."""
        for _ in range(REST_TURNS_MAX):
            await asyncio.sleep(NAPS_SECONDS)
            errors = {task.exception() for task in walking if task.done()} - {None}
            for what in sorted(f"somebody cannot go on: {place_of(error)}" for error in errors if error):
                if what not in self.books.findings:
                    self.finding(what)
            left = sum(not task.done() for task in walking)
            is_still = left <= len(self.asleep) and hurting.done()
            if is_still and left == 0:
                await self._clear_devices()
            due = self.ground.ask(DUE)
            if is_still:
                next_at = self._next_at(due)
                if next_at is None:
                    return
                if next_at > self.clock():
                    late = timedelta(seconds=self.dice.uniform(0, LATE_SECONDS_MAX))
                    self.ahead += next_at - self.clock() + late
                self._wake()
            self._look_for(due)
        self.finding(f"no rest: {self.ground.ask('select kind, id, at from signoff.due order by 1, 2')}")

    def _wake(self) -> None:
        for who, (at, woken) in list(self.asleep.items()):
            if at <= self.clock():
                del self.asleep[who]
                woken.set()

    def _look_for(self, due: list[tuple[datetime, bool]]) -> None:
        """Workers look for what is due when something is: to ask at each nap for nothing took a tenth of a world."""
        if any(at <= self.clock() for at, _ in due):
            for process in self.processes:
                if process.app is not None and process.dispatcher is not None:
                    process.dispatcher.hint()

    def _next_at(self, due: list[tuple[datetime, bool]]) -> datetime | None:
        """The next instant at which somebody wakes or something is due.

        Whoever waits for a device asks every half a minute: that is not waited for as long as something else comes.
        """
        wakes = [at for at, _ in self.asleep.values()]
        wakes += [at for at, waits_for_device in due if not waits_for_device]
        return min(wakes or [at for at, _ in due], default=None)

    async def _clear_devices(self) -> None:
        """In the end every profile that was to go is deleted on its device."""
        for planted in self.books.lines:
            state = await self.sandbox.books.line_state(planted.handle)
            if state.esim_state == EsimState.DELETE_ORDERED:
                self.tell(f"the profile of {planted.handle} is deleted on its device")
                await self.sandbox.hands.device_deleted(planted.line.iccid)

    def _digest(self) -> str:
        written = hashlib.sha256("\n".join(self.books.story).encode())
        for question in (
            "select tenant_id, case_id::text, sequence, body, chain from signoff.journal order by 1, 2, 3",
            "select carrier_id, handle, port, act, key, at::text from sandbox.effects order by id",
        ):
            for row in self.ground.ask(question):
                written.update(repr(row).encode())
        return written.hexdigest()[:16]

    @property
    def tenants(self) -> set[str]:
        """Whoever has cases in this world."""
        return self.sandbox_tenants | ({"guide"} if self.books.keepers else set())

    @property
    def sandbox_tenants(self) -> set[str]:
        """All carriers of this world."""
        planted = {planted.carrier_id for planted in self.books.lines}
        served = {customer.tenant_id for customer in self.books.customers}
        return planted | served | {theft.planted.carrier_id for theft in self.books.thefts}
