"""Time passes: requests and cases lapse, a reserve is given back, the day of a dated ending comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from signoff.app import App, running
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain import limits
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.line import Line
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.engine import dispatcher
from signoff.engine.submission import Submission
from signoff.sandbox.faults import FaultKind
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS, Stage, expect_certificate

REFUNDED = ENDINGS[1]
ZONE = ZoneInfo("Asia/Macau")
DAY_SECONDS = 86_400


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """What is due is looked for all the time."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.01)
    monkeypatch.setattr(dispatcher, "BREAKER_SECONDS", 0.05)


async def _until(person: Person, state: str) -> None:
    async with asyncio.timeout(60):
        while (await person.view()).state != state:  # noqa: ASYNC110 - the view is in a database
            await asyncio.sleep(0.01)


async def test_a_request_that_nobody_proves_lapses(app: App, stage: Stage, clock: MovableClock) -> None:
    """After seven days it is over; its link still opens and takes nothing more."""
    person = stage.person(app.desk, await stage.line())
    await person.say("confirm", a.ConfirmLine())
    await stage.calls_made()

    clock.move(limits.REQUEST_LIFE.total_seconds() - 60)
    await app.committer.submit(Submission(REFUNDED.carrier_id, person.case_id, is_wake=True))
    before = (await person.view()).state
    clock.move(61)
    await _until(person, "lapsed")

    assert before == "requested"
    assert await person.say("code/1", a.WantCode()) == Refusal(Reason.ALREADY_OVER)
    await stage.at_rest()
    await stage.expect_sound()


async def test_a_case_that_nobody_signs_lapses_and_lets_go_of_its_line(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """After thirty days the line is free for a new case; what was reserved is given back."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.walk_to(RequirementKind.SIGN_AGREEMENT)

    clock.move(limits.CASE_LIFE.total_seconds() + 1)
    await _until(first, "lapsed")
    await stage.calls_made()
    freed = await stage.sandbox.books.line_state(line.handle)
    await second.prove()

    assert freed.balance_state == "open"
    assert (await second.view()).state == "open"
    assert (await second.view()).case_code != (await first.view()).case_code
    await stage.expect_sound()


async def test_a_reserve_that_nobody_signs_for_is_given_back_and_taken_anew(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """After an hour the line can spend again; the losses are shown anew, and the ending goes on from there."""
    line, person = await _about_to_sign(app, stage)
    reserved = await stage.sandbox.books.line_state(line.handle)

    clock.move(limits.RESERVE_LIFE.total_seconds() + 1)
    view = await _asks_again(person)
    await stage.calls_made()
    released = await stage.sandbox.books.line_state(line.handle)
    may_spend = await stage.sandbox.hands.spend(line.handle, 850)
    ended = await person.walk()
    await stage.at_rest()

    assert (reserved.balance_state, released.balance_state) == ("reserved", "open")
    assert view.quote is not None
    assert may_spend
    expect_certificate(ended)
    done = await _done(stage, line)
    assert done["reserve"] == 2
    assert done["release"] == 1
    assert {done[act] for act in ("cut", "settle", "pay_out", "quarantine")} == {1}
    paid = (await stage.sandbox.books.payouts(person.plan.destination))[-1]
    assert paid.amount_minor == reserved.balance_minor - 850
    await stage.expect_sound()


async def test_a_late_release_does_not_undo_the_next_reserve(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Charging was down when the reserve lapsed: it is not reserved anew before the first one is given back."""
    line, person = await _about_to_sign(app, stage)
    await stage.sandbox.faults.plant(
        REFUNDED.carrier_id, "charging", "release", FaultKind.OUTAGE, handle=line.handle, times=8
    )

    clock.move(limits.RESERVE_LIFE.total_seconds() + 1)
    await _asks_again(person)
    view = await person.walk()
    await stage.at_rest()

    expect_certificate(view)
    acts = [
        effect.act for effect in await stage.sandbox.books.effects(line.handle) if effect.port == "charging"
    ]
    assert acts == ["reserve", "release", "reserve", "settle"]
    await stage.expect_sound()


async def test_withdrawing_gives_the_reserve_back(app: App, stage: Stage) -> None:
    """Once, and the line is as it was."""
    line, person = await _about_to_sign(app, stage)

    assert await person.say("withdraw", a.Withdraw()) is None
    await stage.at_rest()

    state = await stage.sandbox.books.line_state(line.handle)
    assert (state.balance_state, state.ended_at, state.is_barred) == ("open", None, False)
    done = await _done(stage, line)
    assert (done["reserve"], done["release"], done["cut"]) == (1, 1, 0)
    await stage.expect_sound()


async def test_a_dated_ending_waits_for_the_end_of_its_day(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """In the carrier's zone: a second before midnight the line is cut, not a minute earlier."""
    line = await stage.line()
    on = clock().astimezone(ZONE).date() + timedelta(days=3)
    person = _wishing_for(stage.person(app.desk, line), on)
    view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.act(view)
    await stage.calls_made()

    _move_to(clock, datetime.combine(on, time(23, 58), ZONE))
    await app.committer.submit(Submission(REFUNDED.carrier_id, person.case_id, is_wake=True))
    waiting = await person.view()
    still_alive = await stage.sandbox.books.line_state(line.handle)
    _move_to(clock, datetime.combine(on, time(23, 59, 59), ZONE))
    view = await person.walk()
    await stage.at_rest()

    assert waiting.state == "agreed"
    assert still_alive.ended_at is None
    assert still_alive.balance_state == "open"
    expect_certificate(view)
    assert view.ended_at is not None
    assert view.ended_at.astimezone(ZONE).date() >= on
    await stage.expect_ended_once([(REFUNDED, line, person)])
    await stage.expect_sound()


async def test_a_dated_ending_can_be_withdrawn_until_its_day(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """The day comes and goes, and nothing happens to the line."""
    line = await stage.line()
    on = clock().astimezone(ZONE).date() + timedelta(days=2)
    person = _wishing_for(stage.person(app.desk, line), on)
    await person.act(await person.walk_to(RequirementKind.SIGN_AGREEMENT))

    assert await person.say("withdraw", a.Withdraw()) is None
    clock.move(4 * DAY_SECONDS)
    await stage.at_rest()

    assert (await stage.sandbox.books.line_state(line.handle)).ended_at is None
    assert not (await _done(stage, line))["cut"]
    await stage.expect_sound()


async def test_who_says_nothing_of_the_sim_gets_the_certificate_all_the_same(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """After the carrier's time the SIM is unknown on it; a word later makes a new certificate."""
    line = await stage.line()
    person = stage.person(app.desk, line)
    await person.walk_to(RequirementKind.HANDLE_SIM)
    await stage.calls_made()
    hours = app.catalogue.carriers[REFUNDED.carrier_id].policy.sim_answer_hours

    clock.move(hours * 3_600 + 1)
    await _until(person, "ended")
    await stage.at_rest()
    silent = await person.view()
    assert await person.say("sim", a.HandleSim(silent.sim_answers[0])) is None
    await stage.at_rest()
    spoken = await person.view()

    expect_certificate(silent)
    assert _sim(silent.claims) is Witness.UNKNOWN
    assert _sim(spoken.claims) is Witness.ATTESTED
    await stage.expect_sound()


async def test_deadlines_that_passed_while_nobody_worked_are_met_afterwards(
    product_dsn: str, product_folder: Path, clock: MovableClock
) -> None:
    """No worker for ten days: whoever starts then finds what is due."""
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=clock, pace=PACE, carries_out=False) as app:
        stage = Stage.of(app)
        people = [stage.person(app.desk, await stage.line()) for _ in range(5)]
        await asyncio.gather(*(person.ask() for person in people))
        clock.move(10 * DAY_SECONDS)
        assert {(await person.view()).state for person in people} == {"requested"}

        async with running(settings, product_dsn, clock=clock, pace=PACE):
            for person in people:
                await _until(person, "lapsed")
            await stage.at_rest()
        await stage.expect_sound()


async def test_a_deadline_that_two_workers_meet_counts_once(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """However often a case is woken, what was due happens once, and nothing before its time."""
    person = stage.person(app.desk, await stage.line())
    await person.ask()
    await stage.calls_made()
    version = (await person.view()).version
    wake = Submission(REFUNDED.carrier_id, person.case_id, is_wake=True)

    await asyncio.gather(*(app.committer.submit(wake) for _ in range(5)))
    early = (await person.view()).version
    clock.move(limits.REQUEST_LIFE.total_seconds() + 1)
    await asyncio.gather(*(app.committer.submit(wake) for _ in range(5)))
    await stage.at_rest()

    assert (early, (await person.view()).version) == (version, version + 1)
    await stage.expect_sound()


async def _about_to_sign(app: App, stage: Stage) -> tuple[Line, Person]:
    """A fresh line whose balance is reserved, and its holder, who is asked for the signature."""
    line = await stage.line()
    person = stage.person(app.desk, line)
    await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    return line, person


async def _done(stage: Stage, line: Line) -> Counter[str]:
    """How often each thing was done to the line, by the sandbox's own books."""
    return Counter(effect.act for effect in await stage.sandbox.books.effects(line.handle))


def _wishing_for(person: Person, on: date) -> Person:
    object.__setattr__(person.plan.ask, "wanted_on", on)
    return person


def _move_to(clock: MovableClock, at: datetime) -> None:
    clock.move((at - clock()).total_seconds())


async def _asks_again(person: Person) -> CaseView:
    """Wait until the losses are shown anew."""
    async with asyncio.timeout(60):
        async for view in person.desk.changes(await person.ask()):
            if view.requirement is RequirementKind.ACKNOWLEDGE_LOSSES:
                return view
    raise AssertionError("the case was over first")


def _sim(claims: Iterable[Claim]) -> Witness:
    return next(claim.by for claim in claims if claim.kind is ClaimKind.SIM_HANDLED)
