"""Kill -9 at every point before and after each commit and each call: nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from signoff.engine import crash
from tests.conftest import IS_SOAK
from tests.engine.processes import NO_PLAN, Ground, Nursery, ground, play
from tests.engine.stage import ENDINGS, PATIENCE_SECONDS, Ending

# A worker that takes up all of six endings begins many calls before the first one ends.
MOST = dict.fromkeys(crash.POINTS, 15) | {
    "intent leased": 2,
    "call begins": 40,
    "call ended": 30,
    "result reported": 30,
    "log written": 2,
    "log committed": 2,
}

# How often work is found by looking, and how many share one round of the log, depends on the clock.
BY_THE_CLOCK = {"intent leased", "log written", "log committed"}

pytestmark = pytest.mark.timeout(900)


# One kind of line is killed closely, point by point; of the others a sample is enough in `make test`.
WHOLE = ENDINGS[-1]
STEPS = {False: 28, True: 3}
PLANS = {f"{WHOLE.carrier_id}, {point}": (WHOLE, (point,)) for point in crash.POINTS} | {
    ending.carrier_id: (ending, crash.POINTS) for ending in ENDINGS[:-1]
}


@pytest.mark.soak
@pytest.mark.parametrize(("ending", "points"), PLANS.values(), ids=PLANS)
async def test_one_worker_is_killed_each_time_it_passes_a_point(
    ending: Ending, points: tuple[str, ...], product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """An ending unhurt says how often each point is passed; for each of these times one more has its kill there.

    One kind of line is killed every third time that it passes, of the others every twenty-eighth is enough here; each
    time in `make soak`.
    """
    step = 1 if IS_SOAK else STEPS[ending is WHOLE]
    place = 0 if ending is WHOLE else ENDINGS.index(ending)
    async with ground(product_dsn, product_folder, nursery) as field:
        await field.start()
        passed = await _passes(field, ending)
        kills: Counter[str] = Counter()
        for point in points:
            for count in itertools.count(1 + place % step, step):
                is_killed = await _is_killed_at(field, f"{point}:{count}", ending)
                kills[point] += is_killed
                if not is_killed and count >= passed[point]:
                    break
        await field.stage.expect_sound()

    for point in set(points) - BY_THE_CLOCK:
        tried = (passed[point] - 1 - place % step) // step + 1
        assert tried > 0
        assert kills[point] >= (tried * 0.8 if step == 1 else (tried + 1) // 2), (point, kills, passed)
    # A certificate has its facts entered: there is one round at least, and where the first time is tried it is that.
    for point in BY_THE_CLOCK.intersection(points) - {"intent leased"}:
        assert kills[point] >= (ending is WHOLE or step == 1), (point, kills, passed)


async def _passes(field: Ground, ending: Ending) -> Counter[str]:
    await field.plan(NO_PLAN)
    await play(field, "unhurt", [ending])
    return Counter(await field.plan(NO_PLAN))


async def _is_killed_at(field: Ground, plan: str, ending: Ending) -> bool:
    await field.plan(plan)
    before = field.deaths
    await play(field, plan, [ending])
    return field.deaths > before


@pytest.mark.soak
@pytest.mark.parametrize("point", [*crash.POINTS, "any"] if IS_SOAK else ["call ended", "log written", "any"])
async def test_a_worker_is_killed_again_and_again(
    point: str, product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """Six endings at once; each worker that comes after a killed one is killed at such a point too, sooner or later."""
    dice = random.Random(f"dice of {point}")
    async with ground(product_dsn, product_folder, nursery) as field:

        def plan() -> str:
            chosen = dice.choice(crash.POINTS) if point == "any" else point
            return f"{chosen}:{1 if field.deaths == 1 else dice.randint(1, MOST[chosen])}"

        # Only who comes after somebody else finds work by looking for it.
        await field.start("batch committed:3")
        field.newcomers = plan
        await play(field, point)
        await field.stage.expect_sound()
        assert field.deaths >= 2


@pytest.mark.soak
@pytest.mark.parametrize("point", crash.POINTS)
async def test_of_two_workers_one_is_killed_and_the_other_goes_on(
    point: str, product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """The one that is left takes up what the dead one had leased, once the lease has run out."""
    async with ground(product_dsn, product_folder, nursery) as field:
        field.replaces = False
        for turn, count in enumerate((1, 4, 9, 16) if IS_SOAK else (1, 6)):
            while len(field.workers) < 2:
                await field.start()
            # Work is found by looking for it when the other one has died: there both die, one after the other.
            await field.workers[0].plan(f"{point}:{1 if point in BY_THE_CLOCK else count}")
            await field.workers[1].plan("call ended:20" if point == "intent leased" else NO_PLAN)
            await play(field, f"{point}/{turn}")
        await field.stage.expect_sound()
        assert field.deaths >= (3 if IS_SOAK else 1)


async def test_killed_while_documents_are_drawn(
    product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """With real documents, drawn in threads and signed: each is kept once, and the certificate shows the end."""
    dice = random.Random("documents")
    async with ground(product_dsn, product_folder, nursery, draws=True) as field:
        field.newcomers = lambda: f"{dice.choice(crash.POINTS)}:{dice.randint(10, 40)}"
        await field.start("call ended:20")
        await play(field, "documents")
        await field.stage.expect_sound()
        assert field.deaths >= 1


@pytest.mark.soak
async def test_killed_while_a_charge_after_the_end_is_paid_back(
    product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """Before and after the breach is stored, its money goes back and that is stored: once, with one letter."""
    sample = ("batch written", "batch committed", "call ended")
    points = ("batch loaded", *sample, "batch written", "call begins", *sample) if IS_SOAK else sample
    plans = iter(f"{point}:1" for point in points)
    async with ground(product_dsn, product_folder, nursery) as field:
        await field.start()
        await play(field, "charged", [ENDINGS[1]])
        with psycopg.connect(product_dsn) as owner:
            (handle,) = owner.execute(
                "select handle from sandbox.lines where ended_at is not null"
            ).fetchall()[0]
        await field.stage.sandbox.hands.charge(handle, "renewal", 48_00)
        field.newcomers = lambda: next(plans, NO_PLAN)
        field.workers[0].kill()

        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await _is_repaid(field, handle):  # noqa: ASYNC110 - it is another process that pays
                await asyncio.sleep(0.02)
        await field.at_rest()

        effects = await field.stage.sandbox.books.effects(handle)
        letters = [one.text for one in await field.stage.sandbox.books.outbox("charged/0@example.org")]
        await field.stage.expect_sound()
        assert field.deaths > len(sample)
    assert [one.act for one in effects if one.port == "charges"] == ["take_back"]
    assert sum("48.00" in text for text in letters) == 1


async def _is_repaid(field: Ground, handle: str) -> bool:
    effects = await field.stage.sandbox.books.effects(handle)
    return any(one.port == "charges" for one in effects)
