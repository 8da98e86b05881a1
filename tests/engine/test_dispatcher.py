"""The dispatcher: one pair of hands a call, longer and longer pauses, systems that are down left alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signoff.app import App, running
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.engine import dispatcher
from signoff.engine.calls import Job
from signoff.engine.dispatcher import Dispatcher
from signoff.sandbox.faults import ANY_ACT, FaultKind
from signoff.store import due
from signoff.testing.audit import unfinished
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS, Stage, expect_certificate

REFUNDED, OTHER = ENDINGS[1], ENDINGS[2]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """What is due is looked for all the time."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, float]]:
    """Every time a call is put off: which act, why, for how many seconds."""
    noted: list[tuple[str, str, float]] = []
    postpone = Dispatcher._postpone

    async def noting(self: Dispatcher, job: Job, why: str, seconds: float) -> None:
        noted.append((job.intent.act, why, seconds))
        await postpone(self, job, why, seconds)

    monkeypatch.setattr(Dispatcher, "_postpone", noting)
    return noted


async def test_no_call_is_made_twice_while_nothing_fails(app: App, stage: Stage) -> None:
    """Handed over and looked for at the same time, each call that changes something comes once to the carrier."""
    endings = (*ENDINGS, *ENDINGS)
    lines = [await stage.line(ending) for ending in endings]
    people = [
        stage.person(app.desk, line, ending.carrier_id) for ending, line in zip(endings, lines, strict=True)
    ]
    await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()

    for ending, person in zip(endings, people, strict=True):
        async with app.database.reading(ending.carrier_id) as connection:
            intents = await due.of_case(connection, ending.carrier_id, person.case_id)
        assert {status for _, _, status, _, _ in intents} == {"done"}
        assert {attempts for _, _, _, attempts, _ in intents} == {0}
        for key, *_ in intents:
            outcomes = Counter(call.outcome for call in await stage.sandbox.books.calls(key))
            assert outcomes["done"] <= 1
            assert outcomes["repeated"] == 0


async def test_pauses_grow_to_five_minutes_and_no_longer(
    app: App,
    stage: Stage,
    clock: MovableClock,
    pauses: list[tuple[str, str, float]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twice as long each time, a little by chance, and at most so long that a carrier is soon found to be back."""
    monkeypatch.setattr(dispatcher, "BREAKER_FAILURES", 1_000)
    line = await stage.line()
    person = stage.person(app.desk, line)
    await stage.sandbox.faults.plant(REFUNDED.carrier_id, "records", ANY_ACT, FaultKind.OUTAGE, times=14)
    await person.say("confirm", a.ConfirmLine())
    await person.say("code/1", a.WantCode())

    proving = asyncio.create_task(person.code(1))
    while not proving.done():
        clock.move(10)
        await asyncio.sleep(0.01)
    await proving

    seconds = [pause for act, why, pause in pauses if act == "records.look_up" and why == "TryLater"]
    assert len(seconds) == 14
    for attempt, pause in enumerate(seconds, 1):
        longest = min(dispatcher.RETRY_SECONDS_MIN * 2**attempt, dispatcher.RETRY_SECONDS_MAX)
        assert longest / 2 <= pause <= longest
    assert len({round(pause / seconds[-1], 3) for pause in seconds[-3:]}) > 1


async def test_a_system_that_is_down_is_left_alone_for_a_while_and_no_other_is(
    app: App, stage: Stage, pauses: list[tuple[str, str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five failures in a row its calls are put off without being made; another carrier's are not."""
    monkeypatch.setattr(dispatcher, "BREAKER_SECONDS", 0.3)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.005)
    await stage.sandbox.faults.plant(REFUNDED.carrier_id, "charging", ANY_ACT, FaultKind.OUTAGE, times=12)
    people = [stage.person(app.desk, await stage.line(), key=f"down-{place}") for place in range(3)]
    free = stage.person(app.desk, await stage.line(OTHER), OTHER.carrier_id, key="free")

    views = await asyncio.gather(*(person.walk() for person in (*people, free)))
    await stage.at_rest()

    for view in views:
        expect_certificate(view)
    left_alone = Counter(act.split(".")[0] for act, why, _ in pauses if why == "not_reached")
    assert set(left_alone) == {"charging"}
    failed = [act for act, why, _ in pauses if why == "TryLater"]
    assert len(failed) == 12
    await stage.expect_sound()


async def test_what_another_worker_holds_is_left_to_it(
    product_dsn: str, product_folder: Path, clock: MovableClock
) -> None:
    """Calls under somebody's lease are not made by anybody else, and are made once the lease has run out."""
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=clock, pace=PACE, carries_out=False) as front:
        stage = Stage.of(front)
        person = stage.person(front.desk, await stage.line())
        await person.ask()
        async with front.database.pointers() as connection:
            held = await due.lease(connection, clock(), clock() + timedelta(minutes=10), 100)

        async with running(settings, product_dsn, clock=clock, pace=PACE):
            other = stage.person(front.desk, await stage.line())
            await other.prove()
            keys = [pointer.id for pointer in held if pointer.kind == "intent"]
            before = [await stage.sandbox.books.calls(key) for key in keys if "notice" in key]
            open_before = await unfinished(front.database, [REFUNDED.carrier_id])
            clock.move(601)
            await stage.calls_made()

    assert len(keys) == 3
    assert before == [()]
    assert {finding.split()[2] for finding in open_before} >= set(keys)


async def test_a_call_that_waited_too_long_for_a_hand_is_not_made() -> None:
    """It may be somebody else's by now: only while the lease has room for the call is it begun."""
    made: list[Any] = []

    async def note(task: object) -> None:
        made.append(task)

    worker = Dispatcher.__new__(Dispatcher)
    worker._tasks = asyncio.Queue()
    worker._carry_out = note  # type: ignore[method-assign]  # whatever is begun is noted
    for give_up_at in (0.0, 1e12):
        worker._tasks.put_nowait(dispatcher._Task("intent", "t", f"{give_up_at}", None, give_up_at))

    task = asyncio.create_task(worker._serve())
    for _ in range(10):
        await asyncio.sleep(0)
    task.cancel()

    assert [task.id for task in made] == ["1000000000000.0"]


async def test_it_ends_even_when_an_error_takes_the_place_of_its_cancellation() -> None:
    """As psycopg may do when a connection breaks in that moment: the hand must not wait for more work then."""
    begun = asyncio.Event()

    async def breaks(_: object) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise psycopg.ProgrammingError from None

    worker = Dispatcher.__new__(Dispatcher)
    worker._tasks = asyncio.Queue()
    worker._carry_out = breaks  # type: ignore[method-assign,assignment]  # the call meets the cancellation
    worker._tasks.put_nowait(dispatcher._Task("intent", "t", "i", None, 1e12))

    task = asyncio.create_task(worker._serve())
    await begun.wait()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)

    assert done == {task}


async def test_a_backlog_is_not_carried_out_a_handful_at_a_time(
    product_dsn: str, product_folder: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited while nobody worked is leased as fast as it is done, however long an idle worker would rest."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 3_600.0)
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=clock, pace=PACE, carries_out=False) as front:
        stage = Stage.of(front)
        people = [stage.person(front.desk, await stage.line(), key=f"waits-{place}") for place in range(25)]
        await asyncio.gather(*(person.ask() for person in people))
        async with running(settings, product_dsn, clock=clock, pace=PACE):
            await stage.calls_made()
