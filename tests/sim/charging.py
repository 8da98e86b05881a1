"""Systems that go on charging: some take money on lines that have ended, and on lines that live, when all is quiet.

The watch of the product is asked then, as it asks itself each hour; it dies, or its answers are lost, by dice of its
own. `charge_audit.py` says which of the money has to come back.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signoff.engine.submission import Busy
from signoff.sandbox.faults import FaultKind
from signoff.store.database import UNREACHABLE
from tests.sim.books import PlantedLine
from tests.sim.faults import Hurt
from tests.sim.process import Lost

if TYPE_CHECKING:
    from signoff.app import App
    from tests.sim.world import World

WORLDS = 1 / 4
"""In so many worlds systems charge on."""

KINDS = ("renewal", "bill_run", "add_on", "payment_retry", "carrier_billing", "usage", "other", "late fee")
"""The last is a word that the product does not know."""

POINTS = (
    "io",
    "batch loaded",
    "batch written",
    "batch committed",
    "call begins",
    "call ended",
    "result reported",
)
FAILURES = (
    FaultKind.ANSWER_LOST,
    FaultKind.ANSWER_LOST,
    FaultKind.OUTAGE,
    FaultKind.LATE_ANSWER,
    FaultKind.CRASH,
)
ROUNDS_MAX = 40
AMOUNT_MINOR = 70_103
"""No sum of anything else; each charge is a little more than the one before."""

CHARGE = """
insert into sandbox.charges (reference, carrier_id, handle, kind, amount_minor, currency, used_at, charged_at)
values (%s, %s, %s, %s, %s, %s, %s, %s)
"""
FINAL = "select coalesce(final_minor, 0) from sandbox.bills where handle = %s"


@dataclass(frozen=True, slots=True)
class Charged:
    """What a system took, as the simulation knows it."""

    planted: PlantedLine
    reference: str
    kind: str
    amount_minor: int
    at: datetime


def has_charges(seed: int) -> bool:
    """Whether systems charge on in the world of this seed."""
    return _dice(seed).random() < WORLDS


def _dice(seed: int) -> random.Random:
    return random.Random(f"charges {seed}")


def begin(world: World) -> None:
    """What is charged before anybody asks for anything is nobody's concern."""
    if has_charges(world.seed):
        dice = random.Random(f"early charges {world.seed}")
        for planted in _lines(world):
            if dice.random() < 0.5:
                _charge(world, planted, dice.choice(KINDS))


async def go_on(world: World, rest: Callable[[], Awaitable[None]]) -> None:
    """Charge on what has ended and what lives, let the watch look, and wait until nothing is due."""
    dice = _dice(world.seed)
    if dice.random() >= WORLDS:
        return
    for _ in range(dice.choice((1, 1, 2))):
        for planted in _lines(world):
            for _ in range(dice.choice((0, 1, 1, 2))):
                _charge(world, planted, dice.choice(KINDS))
            if dice.random() < 0.3:
                _final_bill(world, planted, dice)
        await _hurt(world, dice)
        for _ in range(ROUNDS_MAX):
            if await _looked(world, dice):
                break
            await world.passes(dice.uniform(1.0, 60.0))
        else:
            world.finding("the guarantees are never watched to the end")
        await rest()


def _lines(world: World) -> list[PlantedLine]:
    return [*world.books.lines, *(customer.planted for customer in world.books.customers)]


def _final_bill(world: World, planted: PlantedLine, dice: random.Random) -> None:
    """What the agreement says is owed is charged, and at times once more; or a final bill that nobody has spoken of."""
    owed_minor = -world.ground.ask(FINAL, (planted.handle,))[0][0]
    for _ in range(dice.choice((1, 1, 2))):
        _charge(world, planted, "final_bill", owed_minor if owed_minor > 0 else None)


def _charge(world: World, planted: PlantedLine, kind: str, amount_minor: int | None = None) -> None:
    """Under a name of our own: the sandbox would draw one."""
    number, at = len(world.books.charges), world.clock()
    amount = amount_minor or AMOUNT_MINOR + number
    reference = f"sim-{number}"
    used_at = at - timedelta(days=2) if kind == "usage" else at
    values = reference, planted.carrier_id, planted.handle, kind, amount, planted.currency, used_at, at
    world.ground.admin.execute(CHARGE.encode(), values)
    world.books.charges.append(Charged(planted, reference, kind, amount, at))
    world.tell(f"{planted.handle} is charged {amount} for {kind}: {reference}")


async def _hurt(world: World, dice: random.Random) -> None:
    """A worker dies soon, or a system does not answer as it should; mostly nothing."""
    roll = dice.random()
    if roll < 0.3:
        process = dice.choice(world.processes)
        point = dice.choice(POINTS)
        count = process.passed.get(point, 0) + dice.randint(1, 30 if point == "io" else 3)
        world.plan.hurts.setdefault(process.number, []).insert(0, Hurt(point, count, "die"))
        world.tell(f"worker {process.number} will die at {point} {count}")
    elif roll < 0.7:
        kind, act = dice.choice(FAILURES), dice.choice(("take_back", "take_back", "charged"))
        times, seconds = dice.choice((1, 2, 4)), dice.choice((1.0, 40.0))
        for carrier_id in sorted({planted.carrier_id for planted in _lines(world)}):
            if act == "charged" and kind is FaultKind.CRASH:
                kind = FaultKind.OUTAGE  # a port that breaks ends the watch, which `/healthz` says
            await world.sandbox.faults.plant(carrier_id, "charges", act, kind, seconds=seconds, times=times)
        world.tell(f"charges.{act}: {kind} {times} times, {seconds:g} s")
    else:
        return
    world.books.is_charging_hurt = True


async def _looked(world: World, dice: random.Random) -> bool:
    """Whether a round of all carriers came to its end; at times two processes make one at once."""
    tenants = sorted(world.sandbox_tenants)

    async def look(app: App) -> bool:
        return not any(one.is_unknown for one in await app.guard.look(tenants))

    async def one() -> bool:
        try:
            return bool(await world.call(look))
        except (Lost, Busy, *UNREACHABLE):
            return False

    count = dice.choice((1, 2))
    return any(await asyncio.gather(*(one() for _ in range(count))))
