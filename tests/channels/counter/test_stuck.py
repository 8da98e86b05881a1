"""Calls that wait for a person, at the counter: tried again, paid elsewhere, attested or given up, once and by two."""

from __future__ import annotations

import re

import psycopg
import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.staff import Role
from signoff.sandbox.faults import FaultKind
from signoff.testing.person import Person as Holder
from tests.channels.counter.stage import Counter, begin
from tests.engine.stage import Stage

NAME = "Chan Tai Man"


async def until_stuck(holder: Holder) -> None:
    """Do what is asked until a step needs a person."""
    async for view in holder.desk.changes(await holder.ask()):
        await holder.act(view)
        if any(step.state == "needs_person" for step in view.steps):
            return


async def stuck_payout(app: App, stage: Stage) -> tuple[Holder, Line, str]:
    """An ending whose money cannot be credited: the line it was to go to is gone."""
    line, other = await stage.line(), await stage.line()
    holder = stage.person(app.desk, line)
    await holder.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    await holder.say("way/1", a.ChooseMoneyWay(PayoutWay.OTHER_LINE, other.numbers[0]))
    await stage.sandbox.hands.end(other.handle, quarantined_until_on=app.clock().date())
    await until_stuck(holder)
    await stage.calls_made()
    return holder, line, f"/counter/case/smartone_mo/{holder.case_id}"


async def test_money_that_was_refused_goes_elsewhere_once_two_agree(
    app: App, counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """The list has it with its reason; again brings the same; elsewhere is a new key, and money goes out once."""
    holder, line, place = await stuck_payout(app, stage)
    office, chief = await counter.person(Role.BACK_OFFICE), await counter.person(Role.SUPERVISOR)
    assert place in (await office.get("/counter/waiting")).text
    assert "is not known" in (await office.get(place)).text
    call = f"{holder.case_id}/pay_out/1"
    assert (await office.post(f"{place}/retry", call=call)).status_code == 303
    await stage.calls_made()
    assert "is not known" in (await office.get(place)).text

    where = {"call": call, "payout": "cash_at_shop", "to": NAME}
    asked = {**where, "what": "correct_destination"}
    assert (await office.post(f"{place}/payout", **where)).status_code == 409
    assert (await office.post(f"{place}/ask-approval", **asked | {"to": "\u3164\u200b"})).status_code == 422
    assert (await office.post(f"{place}/ask-approval", **asked)).status_code == 303
    assert f"{place}/payout" not in office.page.text
    chief_page = (await chief.get(place)).text
    assert NAME in chief_page
    assert "MOP" in chief_page
    auditor = await counter.person(Role.AUDITOR)
    assert NAME not in (await auditor.get(place)).text
    await chief.get(place)
    assert (await chief.post(f"{place}/approval", number="1", outcome="yes")).status_code == 303
    assert f"{place}/payout" in (await office.get(place)).text
    assert (await office.post(f"{place}/payout", call=call, approval="2")).status_code == 409
    assert (await office.post(f"{place}/payout", call=call, approval="1")).status_code == 303
    assert (await office.post(f"{place}/payout", call=call, approval="1")).status_code == 409
    assert (await office.post(f"{place}/retry", call=call)).status_code == 409
    await stage.at_rest()
    rows = owner.execute("select convert_from(body, 'utf8') from journal").fetchall()
    assert sum('"ApprovalUsed"' in body for (body,) in rows) == 1
    assert place not in (await office.get("/counter/waiting")).text
    effects = await app.sandbox.books.effects(line.handle)
    paid = [one.key for one in effects if (one.port, one.act) == ("payments", "pay_out")]
    assert paid == [f"{holder.case_id}/pay_out/2"]
    await stage.expect_sound()


@pytest.mark.parametrize(
    ("form", "said"), [("attest", {}), ("give-up", {"why": "The holder cannot be found."})]
)
async def test_a_step_is_attested_or_given_up_and_the_case_ends(
    app: App, counter: Counter, stage: Stage, no_paper: None, form: str, said: dict[str, str]
) -> None:
    """Attested says so on the certificate; given up stays unknown; neither makes the call again."""
    holder, _, place = await stuck_payout(app, stage)
    chief, other = await counter.person(Role.SUPERVISOR), await counter.person(Role.SUPERVISOR, "other")
    await chief.get(place)
    call = f"{holder.case_id}/pay_out/1"
    if form == "give-up":
        asked = {"call": call, "what": "give_up_step"}
        assert (await chief.post(f"{place}/give-up", call=call, **said)).status_code == 409
        assert (await chief.post(f"{place}/ask-approval", why="\u2800 \u200b", **asked)).status_code == 422
        assert (await chief.post(f"{place}/ask-approval", **asked, **said)).status_code == 303
        assert said["why"] in (await other.get(place)).text
        assert (await other.post(f"{place}/approval", number="1", outcome="yes")).status_code == 303
        await chief.get(place)
        said = {"approval": "1"}
    assert (await chief.post(f"{place}/{form}", call=call, **said)).status_code == 303
    view = await holder.view()
    if view.sim_answers:
        await holder.say("sim/1", a.HandleSim(SimAnswer.LOST))
    await stage.at_rest()
    view = await holder.view()
    assert view.state == "ended"
    (claim,) = [one for one in view.claims if one.kind == "money_paid_out"]
    assert claim.by == ("attested" if form == "attest" else "unknown")
    await stage.expect_sound()


async def test_a_cut_that_was_not_seen_is_only_tried_again(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Nobody's word makes a line dead: the network is asked anew, and then the case goes on."""
    line = await stage.line()
    await stage.sandbox.faults.plant("smartone_mo", "network", "cut", FaultKind.WRONG_ANSWER, times=3)
    holder = stage.person(app.desk, line)
    await until_stuck(holder)
    place = f"/counter/case/smartone_mo/{holder.case_id}"
    chief = await counter.person(Role.SUPERVISOR)
    text = (await chief.get(place)).text
    assert f"{place}/attest" not in text
    for form, said in (("attest", {}), ("give-up", {"why": "x"})):
        cut = f"{holder.case_id}/cut/3"
        assert (await chief.post(f"{place}/{form}", call=cut, **said)).status_code == 409
    for made_up in ("cut/1", "cut/4", "nothing/1", "certificate/1"):
        key = f"{holder.case_id}/{made_up}"
        assert (await chief.post(f"{place}/retry", call=key)).status_code == 409
    await chief.get(place)
    call = re.search(r'name="call" value="([^"]+)"', chief.page.text)
    assert call is not None
    assert (await chief.post(f"{place}/retry", call=call[1])).status_code == 303
    assert (await holder.walk()).state == "ended"
    await stage.at_rest()
    await stage.expect_sound()


async def test_a_call_beside_the_steps_is_made_again_while_it_waits(
    counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """A message or a look-up that waits for a person, once; a key of a call that waits for nobody does nothing."""
    chief = await counter.person(Role.SUPERVISOR)
    place = await begin(chief, "smartone_mo", (await stage.line()).numbers[0])
    await stage.calls_made()
    call = f"{place.rsplit('/', 1)[1]}/look_up/1"
    assert (await chief.post(f"{place}/retry", call=call)).status_code == 409
    owner.execute("update intents set status = 'needs_person', note = 'not_allowed' where key = %s", (call,))
    assert call in (await chief.get(place)).text
    assert (await chief.post(f"{place}/retry", call=call)).status_code == 303
    assert (await chief.post(f"{place}/retry", call=call)).status_code == 409
    await stage.calls_made()
    assert owner.execute("select status from intents where key = %s", (call,)).fetchone() == ("done",)
