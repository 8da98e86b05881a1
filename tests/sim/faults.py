"""What goes wrong in a world, drawn from its dice: deaths, broken connections, systems that fail, clocks that jump."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from signoff.engine import crash
from signoff.sandbox.faults import ANY_ACT, FaultKind

if TYPE_CHECKING:
    from tests.sim.world import World

PORTS = ("records", "network", "charging", "billing", "loyalty", "esim", "numbers", "payments", "messages")

CALLS = (
    *(("charging", act) for act in ("reserve", "release", "settle", "read")),
    *(("billing", act) for act in ("close", "read")),
    *(("loyalty", act) for act in ("close", "read")),
    *(("network", act) for act in ("cut", "read_back", "tell")),
    ("numbers", "quarantine"),
    *(("esim", act) for act in ("release", "became")),
    *(("payments", act) for act in ("pay_out", "became")),
    ("messages", "send"),
    ("records", "look_up"),
)

FAILURES = (
    FaultKind.ANSWER_LOST,
    FaultKind.ANSWER_LOST,
    FaultKind.OUTAGE,
    FaultKind.LATENCY,
    FaultKind.LATE_ANSWER,
    FaultKind.CRASH,
)

KINDS = {
    "death at a point": 6,
    "death anywhere": 6,
    "hang up": 3,
    "call fails": 6,
    "carrier down": 1,
    "database away": 2,
    "clock jumps": 2,
    "lie": 1,
    "other hands": 2,
    "nothing": 2,
}

HOUSEKEEPING = 0.25
"""How many worlds have it: it asks about every tenant each time."""

REAL_FROM = 1_000
REAL_ONE_IN = 4
"""From this seed on, where the server is the simulation's own, so many of its restarts are real ones."""

HORIZON_SECONDS = 150.0
"""Most people are done with what they can do at once after this."""


@dataclass(frozen=True, slots=True)
class Hurt:
    """What happens to a worker the `count`th time it comes to a point."""

    point: str
    count: int
    what: str


@dataclass
class Plan:
    """The faults of one world."""

    workers: int
    hurts: dict[int, list[Hurt]] = field(default_factory=dict)
    timed: list[tuple[float, str]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """All kinds of faults in it, whether they came to happen or not."""

    has_housekeeping: bool = False
    """Whether what has expired is deleted in it."""

    @classmethod
    def drawn(cls, dice: random.Random) -> Plan:
        """One to three faults."""
        plan = cls(workers=dice.choices((1, 2), (3, 2))[0], has_housekeeping=dice.random() < HOUSEKEEPING)
        for _ in range(dice.choices((1, 2, 3), (4, 3, 2))[0]):
            kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
            plan.kinds.add(kind)
            worker = dice.randint(1, plan.workers)
            mine = plan.hurts.setdefault(worker, [])
            if kind == "death at a point":
                mine.append(Hurt(dice.choice(crash.POINTS), dice.randint(1, 15), "die"))
            elif kind == "death anywhere":
                mine.append(Hurt("io", dice.randint(1, 600), "die"))
            elif kind == "nothing":
                continue
            elif kind == "hang up":
                mine.append(Hurt("io", dice.randint(20, 500), "hang up"))
            else:
                plan.timed.append((dice.uniform(0, HORIZON_SECONDS), kind))
        plan.timed.sort()
        return plan

    @property
    def poll_seconds(self) -> float:
        """How often workers look for what is due by themselves; the world tells them when something is.

        Often where nothing else could make two of them do the same.
        """
        return 0.2 if self.kinds == {"nothing"} and self.workers > 1 else 300.0

    def at_point(self, worker: int, point: str, count: int) -> str:
        """What happens to the worker here and now; mostly nothing."""
        mine = self.hurts.get(worker)
        if not mine or mine[0].point != point or count < mine[0].count:
            return ""
        return mine.pop(0).what


async def hurt(world: World) -> None:
    """Let the timed faults happen."""
    for seconds, kind in world.plan.timed:
        await asyncio.sleep(max(seconds - world.loop.now, 0.0))
        await _TIMED[kind](world)


async def _call_fails(world: World) -> None:
    kind = world.dice.choice(FAILURES)
    carrier_id = world.dice.choice(world.books.lines).carrier_id
    times = world.dice.choice((1, 1, 2, 4))
    seconds = world.dice.choice((1.0, 10.0, 40.0))
    for port, act in world.dice.sample(CALLS, 3):
        await world.sandbox.faults.plant(carrier_id, port, act, kind, seconds=seconds, times=times)
        world.tell(f"{carrier_id} {port}.{act}: {kind} {times} times, {seconds:g} s")
    if world.books.keepers:
        await world.sandbox.faults.plant("guide", "messages", "send", kind, seconds=seconds, times=times)
        world.tell(f"guide messages.send: {kind} {times} times, {seconds:g} s")


async def _carrier_down(world: World) -> None:
    carrier_id = world.dice.choice(world.books.lines).carrier_id
    until_at = world.clock() + timedelta(hours=1)
    for port in PORTS:
        await world.sandbox.faults.plant(
            carrier_id, port, ANY_ACT, FaultKind.OUTAGE, times=None, until_at=until_at
        )
    if world.books.keepers:
        await world.sandbox.faults.plant(
            "guide", "messages", ANY_ACT, FaultKind.OUTAGE, times=None, until_at=until_at
        )
    world.tell(f"{carrier_id} is down for an hour")


async def _database_away(world: World) -> None:
    seconds = world.dice.choice((0.05, 1.0, 4.0, 20.0))
    world.tell(f"the database restarts and is back after {seconds:g} s")
    now = world.clock()
    world.away_until = world.loop.now + seconds
    world.books.away.append((now, now + timedelta(seconds=seconds)))
    if world.ground.server is not None and world.seed >= REAL_FROM and world.seed % REAL_ONE_IN == 0:
        async with world.hands_off():
            world.ground.restart()
    else:
        world.ground.terminate(
            connection for process in world.processes for connection in process.connections
        )


async def _clock_jumps(world: World) -> None:
    seconds = world.dice.choice((-90, 20, 700, 4_000, 90_000))
    world.ahead += timedelta(seconds=seconds)
    world.tell(f"all clocks jump by {seconds} s")


async def _lie(world: World) -> None:
    carrier_id = world.dice.choice(world.books.lines).carrier_id
    times = world.dice.choice((1, 2))
    await world.sandbox.faults.plant(carrier_id, "network", "cut", FaultKind.WRONG_ANSWER, times=times)
    world.tell(f"{carrier_id} network.cut says done {times} times and does nothing")


async def _other_hands(world: World) -> None:
    """A line is used while it is being ended, and tops up; what is reserved cannot be spent."""
    planted = world.dice.choice(world.books.lines)
    if not planted.is_prepaid:
        return  # nothing of it is reserved: a credit that moves between the reading and the bill is another story
    for _ in range(3):
        amount = world.dice.choice((1, 250))
        if world.dice.random() < 0.7:
            is_done, moved = await world.sandbox.hands.spend(planted.handle, amount), -amount
        else:
            is_done, moved = await world.sandbox.hands.top_up(planted.handle, amount), amount
        planted.moved_minor += moved if is_done else 0
        world.tell(f"the balance of {planted.handle} moves by {moved}: {is_done}")
        await world.passes(world.dice.uniform(1, 60))


_TIMED: dict[str, Any] = {
    "call fails": _call_fails,
    "carrier down": _carrier_down,
    "database away": _database_away,
    "clock jumps": _clock_jumps,
    "lie": _lie,
    "other hands": _other_hands,
}
