"""A carrier's systems fail in every way they can: the case ends all the same, or a person is told why not."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.cut import ClaimKind, Witness
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.engine import dispatcher
from signoff.sandbox.faults import ANY_ACT, FaultKind
from signoff.store import due
from signoff.testing.audit import second_effects
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Ending, Stage, expect_certificate

ESIM = ENDINGS[4]

CHANGES = (
    ("charging", "reserve"),
    ("charging", "settle"),
    ("billing", "close"),
    ("loyalty", "close"),
    ("network", "cut"),
    ("numbers", "quarantine"),
    ("esim", "release"),
    ("payments", "pay_out"),
    ("messages", "send"),
)
READS = (
    ("records", "look_up"),
    ("charging", "read"),
    ("billing", "read"),
    ("loyalty", "read"),
    ("network", "read_back"),
    ("esim", "read"),
    ("esim", "became"),
    ("payments", "became"),
)

# These calls name no line: the fault meets whoever comes first.
NAMELESS = {
    ("records", "look_up"),
    ("payments", "pay_out"),
    ("payments", "became"),
    ("messages", "send"),
    ("esim", "became"),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """Nobody waits long: neither for an answer nor before asking again."""
    monkeypatch.setattr(dispatcher, "CALL_SECONDS_MAX", 0.5)
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.01)
    monkeypatch.setattr(dispatcher, "BREAKER_SECONDS", 0.05)


@pytest.fixture
async def nothing_left_behind(stage: Stage) -> AsyncIterator[None]:
    """After the test the journals are whole."""
    yield
    await stage.expect_sound()


@pytest.mark.usefixtures("nothing_left_behind")
@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.ANSWER_LOST,
        FaultKind.OUTAGE,
        FaultKind.LATENCY,
        FaultKind.LATE_ANSWER,
        FaultKind.CRASH,
    ],
)
async def test_a_call_that_fails_once_is_made_again_and_has_one_effect(
    kind: FaultKind, app: App, stage: Stage
) -> None:
    """One ending for each act of each port, all at once, each with its fault: all end, nothing is doubled."""
    acts = CHANGES + READS
    lines = [await stage.line(ESIM) for _ in acts]
    for line, act in zip(lines, acts, strict=True):
        handle = None if act in NAMELESS else line.handle
        await stage.sandbox.faults.plant(ESIM.carrier_id, *act, kind, handle=handle, seconds=3_600.0)
    people = [stage.person(app.desk, line, ESIM.carrier_id) for line in lines]

    views = await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()

    for view in views:
        expect_certificate(view)
    await stage.expect_ended_once([(ESIM, line, person) for line, person in zip(lines, people, strict=True)])
    # Whether a deletion or a transfer has to be asked about depends on how soon it was there.
    pending = {(fault.port, fault.act) for fault in await stage.sandbox.faults.pending()}
    assert pending <= {("esim", "became"), ("payments", "became")}


@pytest.mark.usefixtures("nothing_left_behind")
async def test_an_outage_of_everything_passes(app: App, stage: Stage) -> None:
    """Every system of every carrier is down for its next three calls; then all goes on."""
    lines = [await stage.line(ending) for ending in ENDINGS]
    for ending in ENDINGS:
        for port in {port for port, _ in CHANGES + READS}:
            await stage.sandbox.faults.plant(ending.carrier_id, port, ANY_ACT, FaultKind.OUTAGE, times=3)
    people = [
        stage.person(app.desk, line, ending.carrier_id) for ending, line in zip(ENDINGS, lines, strict=True)
    ]

    views = await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()

    for view in views:
        expect_certificate(view)
    await stage.expect_ended_once(list(zip(ENDINGS, lines, people, strict=True)))


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_network_that_lies_about_the_cut_is_asked_again(app: App, stage: Stage) -> None:
    """It says done; reading back shows a line that still works, so the cut is ordered anew, with a key of its own."""
    line = await stage.line(ESIM)
    await stage.sandbox.faults.plant(ESIM.carrier_id, "network", "cut", FaultKind.WRONG_ANSWER)
    person = stage.person(app.desk, line, ESIM.carrier_id)

    view = await person.walk()
    await stage.at_rest()

    expect_certificate(view)
    await stage.expect_ended_once([(ESIM, line, person)])
    cuts = [effect.key for effect in await stage.sandbox.books.effects(line.handle) if effect.act == "cut"]
    assert cuts == [f"{person.case_id}/cut/2"]


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_network_that_always_lies_gets_a_person_and_no_certificate(app: App, stage: Stage) -> None:
    """After three cuts that nobody could see, the list for a person says so; nothing was closed, nothing claimed."""
    line = await stage.line(ESIM)
    await stage.sandbox.faults.plant(ESIM.carrier_id, "network", "cut", FaultKind.WRONG_ANSWER, times=9)
    person = stage.person(app.desk, line, ESIM.carrier_id)

    view = await _follow_until(person, "needs_person")

    assert view.state == "cutting"
    assert not view.has_certificate
    assert view.claims == ()
    assert await _acts(stage, line) == Counter({"charging.reserve": 1})


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_node_that_was_not_reached_is_unknown_on_the_certificate(app: App, stage: Stage) -> None:
    """The line is barred and read back as barred; that its serving node knows is claimed by nobody."""
    line = await stage.line(ESIM)
    await stage.sandbox.faults.plant(ESIM.carrier_id, "network", "tell", FaultKind.OUTAGE)

    view = await stage.person(app.desk, line, ESIM.carrier_id).walk()

    expect_certificate(view)
    told_by = {claim.kind: claim.by for claim in view.claims}
    assert told_by[ClaimKind.ACCESS_BARRED] is Witness.OBSERVED
    assert told_by[ClaimKind.SERVING_NODE_TOLD] is Witness.UNKNOWN


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_reserve_that_was_a_lie_is_found_when_the_balance_is_settled(app: App, stage: Stage) -> None:
    """The balance can still be spent: it is not settled, and a person hears why."""
    line = await stage.line(ESIM)
    await stage.sandbox.faults.plant(ESIM.carrier_id, "charging", "reserve", FaultKind.WRONG_ANSWER)
    person = stage.person(app.desk, line, ESIM.carrier_id)

    view = await _follow_until(person, "needs_person")

    assert {step.kind for step in view.steps if step.state == "needs_person"} == {"settle"}
    assert await _for_a_person(stage, ESIM, person) == {("charging.settle", "not_allowed")}


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_sim_that_was_swapped_meanwhile_is_not_cut(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Somebody has another card for this line since it was looked up; a code to that one signs nothing, however old.

    No dead end: who they are is asked for, and they can withdraw.
    """
    line = await stage.line(ESIM)
    person = stage.person(app.desk, line, ESIM.carrier_id)
    await person.ask()
    await person.say("confirm", a.ConfirmLine())
    await stage.sandbox.hands.swap_sim(line)
    clock.move(4 * 86_400)

    view = await person.walk_to(RequirementKind.PROVE_IDENTITY)
    await stage.calls_made()

    assert (view.state, view.agreement, view.may_withdraw) == ("open", None, True)
    assert await _for_a_person(stage, ESIM, person) == set()
    assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    assert await person.say("withdraw", a.Withdraw()) is None
    await stage.expect_sound()


@pytest.mark.usefixtures("nothing_left_behind")
async def test_money_that_cannot_be_paid_out_waits_for_a_person(app: App, stage: Stage) -> None:
    """The line to be credited is gone by then: everything else is closed, the money is not lost, a person hears why."""
    ending = ENDINGS[1]
    line, other = await stage.line(ending), await stage.line(ending)
    person = stage.person(app.desk, line)
    view = await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    way = next(way for way in view.payout_ways if way == "other_line")
    await person.say("way/1", a.ChooseMoneyWay(way, other.numbers[0]))
    await stage.sandbox.hands.end(other.handle, quarantined_until_on=app.clock().date())

    view = await _follow_until(person, "needs_person")
    await stage.calls_made()

    assert {step.kind for step in view.steps if step.state == "needs_person"} == {"pay_out"}
    assert await _for_a_person(stage, ending, person) == {("payments.pay_out", "destination_unknown")}
    acts = await _acts(stage, line)
    assert acts == Counter(act for act in ending.effects if act != "payments.pay_out")


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_system_that_never_answers_gets_a_person_in_the_end(
    app: App, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down, or broken in a way no port knows: after so many attempts the list for a person has it."""
    monkeypatch.setattr(dispatcher, "ATTEMPTS_MAX", 3)
    lines = [await stage.line(ESIM) for _ in range(2)]
    for line, kind in zip(lines, (FaultKind.OUTAGE, FaultKind.CRASH), strict=True):
        await stage.sandbox.faults.plant(
            ESIM.carrier_id, "numbers", "quarantine", kind, handle=line.handle, times=99
        )
    people = [stage.person(app.desk, line, ESIM.carrier_id) for line in lines]

    await asyncio.gather(*(_follow_until(person, "needs_person") for person in people))

    for line, person in zip(lines, people, strict=True):
        assert await _for_a_person(stage, ESIM, person) == {("numbers.quarantine", "tried_too_often")}
        assert second_effects(await stage.sandbox.books.effects(line.handle)) == []


@pytest.mark.usefixtures("nothing_left_behind")
async def test_a_line_that_another_hand_ended_meanwhile_is_found_ended(app: App, stage: Stage) -> None:
    """Whoever settled the reserved balance may have paid it out: a person looks, and nothing goes out by itself.

    Every other system says that there was nothing left to do.
    """
    line = await stage.line(ESIM)
    person = stage.person(app.desk, line, ESIM.carrier_id)
    await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.say("code/2", a.WantCode())
    await person.code(2)
    await stage.sandbox.hands.end(line.handle, quarantined_until_on=app.clock().date())

    view = await _follow_until(person, "needs_person")
    await stage.calls_made()

    assert {step.kind for step in view.steps if step.state == "needs_person"} == {"settle"}
    assert await _for_a_person(stage, ESIM, person) == {("charging.settle", "amount_changed")}
    effects = await stage.sandbox.books.effects(line.handle)
    mine = {effect.act: effect.is_already for effect in effects if effect.port != "messages"}
    assert mine["cut"] is True
    assert not {"settle", "pay_out"} & mine.keys()
    assert mine["quarantine"] is False  # ours keeps the number longer
    assert second_effects(effects) == []


async def _follow_until(person: Person, step_state: str) -> CaseView:
    """Do what is asked until a step of the ending has this state."""
    async for view in person.desk.changes(await person.ask()):
        await person.act(view)
        if any(step.state == step_state for step in view.steps):
            return view
    raise AssertionError("the case was over first")


async def _for_a_person(stage: Stage, ending: Ending, person: Person) -> set[tuple[Any, ...]]:
    async with stage.database.reading(ending.carrier_id) as connection:
        listed = await due.for_a_person(connection, ending.carrier_id)
    return {(act, reason) for _, case_id, act, reason in listed if case_id == person.case_id}


async def _acts(stage: Stage, line: Line) -> Counter[str]:
    effects = await stage.sandbox.books.effects(line.handle)
    return Counter(f"{effect.port}.{effect.act}" for effect in effects if effect.port != "messages")
