"""A line with several cases: what is said of it on one of them, in a shop, holds for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.case import Case, State
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.third_party import Right
from signoff.engine.submission import Submission
from signoff.store import reading
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.channels.counter.stage import Counter, Person, begin, named
from tests.channels.counter.test_visits import checked
from tests.engine.stage import Stage

CARRIER = "smartone_mo"
PAPERS = ("own_identity", "holder_document", "birth_or_guardianship")
pytestmark = pytest.mark.usefixtures("no_paper")


async def _case(app: App, case_id: str) -> Case:
    async with app.database.reading(CARRIER) as connection:
        found = await reading.opened(connection, app.keys.of(CARRIER), case_id, [])
    assert found is not None
    return found.case


async def _suspended_in_the_shop(counter: Counter, stage: Stage, number: str) -> tuple[Person, str]:
    """The holder's own request, their paper, and the button."""
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, CARRIER, number, contact="holder@example.com")
    await stage.calls_made()
    await clerk.get(place)
    await clerk.post(f"{place}/confirm-line")
    await checked(clerk, place)
    assert (await clerk.post(f"{place}/lost")).status_code == 303
    await stage.calls_made()
    return clerk, place


async def test_a_loss_said_on_a_new_request_stops_what_a_thief_has_signed(
    app: App, counter: Counter, stage: Stage, clock: MovableClock
) -> None:
    """By code, for a day to come: the line is not cut on that day, and nothing untrue is said of it."""
    line = await stage.line()
    thief = stage.person(app.desk, line, key="thief")
    on = (app.clock() + timedelta(days=5)).date()
    thief = replace(thief, plan=replace(thief.plan, ask=replace(thief.plan.ask, wanted_on=on)))
    async for view in app.desk.changes(await thief.ask()):
        if view.state == State.AGREED:
            break
        await thief.act(view)
    _, place = await _suspended_in_the_shop(counter, stage, line.numbers[0])
    after = await _case(app, thief.case_id)
    clock.move(6 * 86400)
    for case_id in (thief.case_id, place.rsplit("/", 1)[1]):
        await app.committer.submit(Submission(CARRIER, case_id, is_wake=True))
    await stage.calls_made()

    assert (after.state, after.lost_at is None, after.suspended_at is None) == (State.OPEN, False, False)
    assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    assert (await _case(app, thief.case_id)).state is State.OPEN


async def test_a_suspension_goes_with_the_request_that_joins_and_is_lifted_there(
    app: App, counter: Counter, stage: Stage
) -> None:
    """Proven without the card, by a second person; the case it joins says so, and resumes the line."""
    line = await stage.line()
    thief = stage.person(app.desk, line, key="thief")
    await thief.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    clerk, own = await _suspended_in_the_shop(counter, stage, line.numbers[0])
    chief = await counter.person(Role.SUPERVISOR)
    await clerk.get(own)
    await clerk.post(f"{own}/ask-approval", what="prove_without_card")
    await chief.get(own)
    await chief.post(f"{own}/approval", number="1", outcome="yes")
    await clerk.get(own)
    assert (await clerk.post(f"{own}/in-person")).status_code == 303
    await stage.calls_made()
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    await checked(clerk, place)
    await clerk.sort(place, "other", "mine")
    offered = f"{place}/resume" in clerk.page.text, f"{place}/lost" in clerk.page.text
    assert (await clerk.post(f"{place}/resume")).status_code == 303
    await stage.calls_made()

    assert (await _case(app, own.rsplit("/", 1)[1])).state is State.JOINED
    assert offered == (True, False)
    assert not (await app.sandbox.books.line_state(line.handle)).registered.standing.is_suspended
    assert (await _case(app, own.rsplit("/", 1)[1])).lost_at is None
    told = [one.text for one in await app.sandbox.books.outbox("holder@example.com")]
    assert sum("is lifted" in text for text in told) == 1


async def test_what_is_lost_after_another_case_has_ended_the_line_is_not_called_suspended(
    app: App, counter: Counter, stage: Stage
) -> None:
    """Neither at once nor when that request is left: there is no line any more."""
    line = await stage.line()
    clerk = await counter.person(Role.CLERK)
    place = await begin(clerk, CARRIER, line.numbers[0], contact="holder@example.com")
    await stage.calls_made()
    ends = stage.person(app.desk, line, key="ends")
    async for view in app.desk.changes(await ends.ask()):
        if view.state == State.ENDED:
            break
        await ends.act(view)
    await clerk.get(place)
    await checked(clerk, place)
    assert (await clerk.post(f"{place}/lost")).status_code == 303
    await stage.calls_made()
    case = await _case(app, place.rsplit("/", 1)[1])

    assert (case.lost_at, case.suspended_at) == (None, None)
    told = [one.text for one in await app.sandbox.books.outbox("holder@example.com")]
    assert not any("suspended" in text for text in told)


async def _guardian(app: App, stage: Stage, *, swaps: bool) -> tuple[str, str]:
    """Somebody with a link who says that they act for the holder; the line got another SIM before that, or not."""
    line = await stage.line()
    parent = stage.person(app.desk, line, key="parent")
    await parent.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    if swaps:
        await app.sandbox.hands.swap_sim(line)
        news = e.LineChanged("news", app.clock(), e.LineChange.SIM_CHANGED)
        await app.committer.submit(Submission(CARRIER, parent.case_id, event=news))
        await stage.calls_made()
    said = a.ActFor(Right("parent"), "Chan Tai Man")
    assert await app.desk.answer(await parent.ask(), said, key="act", source="parent") is None
    return parent.case_id, f"/counter/case/{CARRIER}/{parent.case_id}"


async def test_whoever_acts_for_the_holder_goes_on_with_a_new_sim(
    app: App, counter: Counter, stage: Stage
) -> None:
    """With all their papers on the table, as a holder does with theirs."""
    case_id, place = await _guardian(app, stage, swaps=True)
    clerk = await counter.person(Role.CLERK)
    await clerk.get(place)
    for paper in PAPERS:
        await clerk.post(f"{place}/paper", **named(paper))
    before = await _case(app, case_id)
    assert (await clerk.sort(place, "mine")).status_code == 303
    await stage.calls_made()
    after = await _case(app, case_id)

    assert before.counter.sim_asked_at is None
    assert before.counter.sim_seen_at is not None
    assert after.counter.sim_taken_at == before.counter.sim_seen_at
    assert after.acting.accepted_at is not None


async def test_a_holder_who_comes_takes_back_that_somebody_acts_for_them(
    app: App, counter: Counter, stage: Stage
) -> None:
    """Whoever has a link can say that they act; the paper of the holder is taken all the same, once that is gone."""
    case_id, place = await _guardian(app, stage, swaps=False)
    clerk = await counter.person(Role.CLERK)
    await clerk.get(place)
    await clerk.post(f"{place}/paper", paper="own_identity", outcome="yes")
    refused = await clerk.post(
        f"{place}/identity", document="passport", is_holder="yes", paper_name="Chan Tai Man"
    )
    await clerk.get(place)
    assert (await clerk.post(f"{place}/holder-here")).status_code == 303
    await checked(clerk, place)
    case = await _case(app, case_id)
    assert refused.status_code == 409  # the holder's document is among the papers
    assert (case.acting.right, case.acting.papers, case.acting.told) == (None, (), 2)
    assert "Whose requests are these?" in clerk.page.text
    assert (await clerk.sort(place, "other")).status_code == 303
    assert f"{place}/withdraw" in clerk.page.text


@pytest.mark.parametrize("is_holder", [True, False])
async def test_a_line_left_suspended_by_who_acts_for_its_holder_works_again(
    app: App, counter: Counter, stage: Stage, *, is_holder: bool
) -> None:
    """The holder comes, and nobody acts for them any more; or whoever acts shows every paper."""
    line = await stage.line()
    clerk, place = await _suspended_in_the_shop(counter, stage, line.numbers[0])
    await clerk.post(f"{place}/acting", right=Right.PARENT, holder_name="Chan Tai Man")
    link = app.keys.of(CARRIER).link_token(place.rsplit("/", 1)[1])
    assert await app.desk.answer(link, a.Withdraw(), key="leave", source="child") is None
    assert (await clerk.get(place)).text.count(f"{place}/resume") == 0
    assert "every paper of the person who acts" in clerk.page.text
    if is_holder:
        assert (await clerk.post(f"{place}/holder-here")).status_code == 303
        await checked(clerk, place)
    else:
        for paper in PAPERS:
            assert (await clerk.post(f"{place}/paper", **named(paper))).status_code == 303
    await clerk.get(place)
    assert (await clerk.post(f"{place}/resume")).status_code == 303
    await stage.calls_made()

    assert not (await app.sandbox.books.line_state(line.handle)).registered.standing.is_suspended
    assert (await _case(app, place.rsplit("/", 1)[1])).state is State.WITHDRAWN
