"""Two people at the counter: a large payout, and a number that goes before its day; and a line that works again."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.app import App
from signoff.domain.carrier import Approved
from signoff.domain.staff import Role
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person as Holder
from tests.channels.counter.stage import Counter
from tests.channels.counter.test_stuck import until_stuck
from tests.engine.stage import Stage

CARRIER = "smartone_mo"


async def ended(app: App, stage: Stage) -> Holder:
    """A line that has ended."""
    holder = stage.person(app.desk, await stage.line())
    assert (await holder.walk()).state == "ended"
    await stage.at_rest()
    return holder


async def test_a_large_payout_waits_for_the_second_person(
    app: App, counter: Counter, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in the list with its reason; who asked pays it once somebody else has agreed, and once."""
    carrier = app.desk.carriers[CARRIER]
    assert Approved.REFUND_ABOVE in carrier.policy.approvals
    low = replace(carrier, policy=replace(carrier.policy, refund_above_minor=1_000))
    monkeypatch.setitem(app.desk.carriers, CARRIER, low)  # one dictionary for all
    line = await stage.line()
    holder = stage.person(app.desk, line)
    await until_stuck(holder)
    await stage.calls_made()
    place, call = f"/counter/case/{CARRIER}/{holder.case_id}", f"{holder.case_id}/pay_out/1"
    chief, other = await counter.person(Role.SUPERVISOR), await counter.person(Role.SUPERVISOR, "other")
    assert place in (await chief.get("/counter/waiting")).text
    text = (await chief.get(place)).text
    assert "only once two people have agreed" in text
    assert f"{place}/retry" not in text
    assert (await chief.post(f"{place}/refund", call=call, approval="1")).status_code == 409
    assert (await chief.post(f"{place}/ask-approval", call=call, what="refund_above")).status_code == 303
    assert (await chief.post(f"{place}/approval", number="1", outcome="yes")).status_code == 409
    await other.get(place)
    assert (await other.post(f"{place}/approval", number="1", outcome="yes")).status_code == 303
    await chief.get(place)
    assert (await chief.post(f"{place}/refund", call=call, approval="1")).status_code == 303
    assert (await holder.walk()).state == "ended"
    await stage.at_rest()
    paid = [one for one in await app.sandbox.books.effects(line.handle) if one.act == "pay_out"]
    assert len(paid) == 1
    await stage.expect_sound()


async def test_a_number_goes_before_its_day_once_two_agree(
    app: App, counter: Counter, stage: Stage, no_paper: None, clock: MovableClock
) -> None:
    """Not while the line can be brought back; then with a reason, and the holder's page says the new day."""
    holder = await ended(app, stage)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    chief, other = await counter.person(Role.SUPERVISOR), await counter.person(Role.SUPERVISOR, "other")
    assert 'value="release_number_early"' not in (await chief.get(place)).text
    clock.move(timedelta(days=31).total_seconds())
    chief, other = await counter.person(Role.SUPERVISOR, "c"), await counter.person(Role.SUPERVISOR, "o")
    assert 'value="release_number_early"' in (await chief.get(place)).text
    asked = {"what": "release_number_early", "call": f"{holder.case_id}/quarantine/1"}
    assert (await chief.post(f"{place}/ask-approval", **asked, why=" ")).status_code == 422
    assert (await chief.post(f"{place}/ask-approval", **asked, why="The family wants it.")).status_code == 303
    assert "The family wants it." in (await other.get(place)).text
    assert (await other.post(f"{place}/approval", number="1", outcome="yes")).status_code == 303
    await chief.get(place)
    assert (await chief.post(f"{place}/release-number", approval="1")).status_code == 303
    await stage.at_rest()
    view = await holder.view()
    assert view.quarantine_until_on is not None
    assert view.quarantine_until_on <= app.clock().date() + timedelta(days=1)
    await stage.expect_sound()


async def test_what_a_holder_says_is_wrong_is_answered_on_their_page(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """From the page of the certificate into the list, to whoever solves what is stuck, and back with an answer."""
    holder = await ended(app, stage)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    link = f"/case/{app.keys.of(CARRIER).link_token(holder.case_id)}"
    browser, clerk, office = (
        counter.browser(),
        await counter.person(Role.CLERK),
        await counter.person(Role.BACK_OFFICE),
    )
    assert f"{link}/wrong" in (await browser.get(link)).text
    text = "<b>Billed</b> again on the 3rd."
    form = {"key": "a" * 32, "kind": "charged", "message": text}
    assert (await browser.post(f"{link}/wrong", data=form | {"kind": "because"})).status_code == 422
    assert (await browser.post(f"{link}/wrong", data=form | {"message": "\u200b"})).status_code == 422
    assert (await browser.post(f"{link}/wrong", data=form)).status_code == 303
    waiting = (await browser.get(link)).text
    assert html.escape(text) in waiting
    assert f"{link}/wrong" not in waiting
    assert (await browser.get(f"{link}/wrong")).headers["location"] == link

    assert place in (await office.get("/counter/waiting")).text
    assert f"{place}/objection" not in (await clerk.get(place)).text
    assert html.escape(text) in (await office.get(place)).text
    said = {"number": "1", "outcome": "put_right"}
    assert (await office.post(f"{place}/objection", answer=" ", **said)).status_code == 422
    assert (await office.post(f"{place}/objection", answer="Taken back.", **said)).status_code == 303
    assert place not in (await office.get("/counter/waiting")).text
    page = (await browser.get(link)).text
    assert "Taken back." in page
    assert "It was put right." in page
    await stage.at_rest()
    await stage.expect_sound()
