"""When all is quiet somebody wants their data gone: at once, and perhaps again after the time for a restore.

No channel offers it yet: the event is given to the engine itself. What is left of a case is judged in `erased`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from signoff.domain.event import ErasureWanted
from signoff.engine.submission import Busy, Submission
from signoff.store.database import UNREACHABLE
from tests.sim import rules
from tests.sim.process import Lost

if TYPE_CHECKING:
    from tests.sim.books import PlantedLine
    from tests.sim.process import Process
    from tests.sim.stored import Stored
    from tests.sim.world import World

WANTED = 0.35
"""How often whoever asked wants their data gone in the end."""

OVER = ("withdrawn", "lapsed", "joined")
KEYS = "select 1 from signoff.case_keys where case_id = %s::uuid"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One wish, and what came of it: empty for yes, else the reason for no."""

    case_id: str
    at: datetime
    reason: str


async def erase(world: World) -> None:
    """Some of the people want it, as soon as everything has come to rest."""
    wanting = [one for one in world.books.people if one.case_id is not None and world.dice.random() < WANTED]
    for person in wanting:
        await _want(world, person.planted, person.case_id or "", 1)
        if world.books.erasures[-1].reason and world.dice.random() < 0.7:
            restore = timedelta(days=rules.of(person.planted).policy["restore_days"] + 2)
            world.ahead += restore
            world.tell(f"{restore.days} days go by")
            await _want(world, person.planted, person.case_id or "", 2)
        if not world.books.erasures[-1].reason:
            await person.look()


async def _want(world: World, planted: PlantedLine, case_id: str, time: int) -> None:
    at = world.clock()

    async def submit(process: Process) -> str:
        app = process.app
        assert app is not None
        event = ErasureWanted(f"{case_id}/erasure/{time}", at)
        outcome = await app.committer.submit(Submission(planted.carrier_id, case_id, event=event))
        return "" if outcome.refusal is None else str(outcome.refusal.reason)

    reason = None
    while reason is None:
        try:
            reason = await world.meet(submit)
        except (Lost, Busy, *UNREACHABLE):
            await world.passes(2.0)
            # The event has no key of its own: whoever was not answered looks whether it had arrived.
            if not world.ground.ask(KEYS, (case_id,)):
                reason = ""
    world.books.erasures.append(Erasure(case_id, at, reason))
    world.tell(f"the data of {case_id} are to go: {reason or 'they are gone'}")


def wrong(world: World, stored: Stored, case_id: str, planted: PlantedLine) -> Iterator[str]:
    """What is wrong with the erasures of one case."""
    wishes = [one for one in world.books.erasures if one.case_id == case_id]
    is_gone = any(not one.reason for one in wishes)
    if stored.count(case_id, "KeyDestroyed") != is_gone:
        yield f"its key is destroyed {stored.count(case_id, 'KeyDestroyed')} times"
    left = stored.readable[case_id]
    if is_gone and left:
        yield f"its data are to be gone, and there is {left}"
    if not is_gone and "case_keys" not in left:
        yield "its key is gone, and nobody wanted that"
    for one in wishes:
        expected = "" if _may_go(stored, one, planted) else "still_needed"
        if one.reason != expected and "clock jumps" not in world.plan.kinds:
            yield f"erasing it was answered {one.reason or 'yes'!r}"


def _may_go(stored: Stored, wish: Erasure, planted: PlantedLine) -> bool:
    state = stored.states[wish.case_id]
    if state in OVER:
        return True
    made = stored.first(wish.case_id, "CutMade")
    if state != "ended" or made is None or any(key.startswith(wish.case_id) for key, _ in stored.stuck):
        return False
    restored_until = date.fromisoformat(made["ended_on"]) + timedelta(
        days=rules.of(planted).policy["restore_days"]
    )
    return rules.day(wish.at, planted) > restored_until
