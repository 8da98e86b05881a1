"""A claim code belongs to one choice of it: what a thief's link has shown opens nothing of the holder's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from signoff.app import App
from signoff.counter import acts
from signoff.desk import NoSuchCase
from signoff.domain import answer as a
from signoff.domain.case import Case, State
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.store import reading
from signoff.testing.person import Person as Asker
from tests.channels.counter.stage import Counter, Person
from tests.channels.counter.test_visits import HIDDEN, NAME, TIES, checked, signed
from tests.engine.stage import Stage

pytestmark = pytest.mark.usefixtures("no_paper")

CARRIER = "smartone_mo"
CODE = re.compile(r'<dd class="mono">([0-9A-Z]{5}-[0-9A-Z]{5})</dd>')


async def _case(app: App, case_id: str) -> Case:
    async with app.database.reading(CARRIER) as connection:
        found = await reading.opened(connection, app.keys.of(CARRIER), case_id, [])
    assert found is not None
    return found.case


def _characters(app: App, case_id: str, claim: str) -> str:
    places = acts.claim_places(app.keys.of(CARRIER), case_id)
    return "".join(claim.replace("-", "")[place - 1] for place in places)


async def _with_claim_code(app: App, stage: Stage, key: str) -> tuple[Asker, str]:
    """Somebody who has come to the money with a claim code, for a day that is yet to come; and that code."""
    person = stage.person(app.desk, await stage.line(), key=key)
    on = (app.clock() + timedelta(days=5)).date()
    person = replace(person, plan=replace(person.plan, ask=replace(person.plan.ask, wanted_on=on)))
    await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    claim = (await app.desk.view(await person.ask())).claim_code
    assert claim is not None
    return person, claim


async def _takes_claim_code(clerk: Person, place: str) -> str:
    """The holder, who is there, reads what is lost and asks for a claim code; what the page shows of it."""
    text = await clerk.until(place, 'name="losses_digest"')
    digest = re.search(HIDDEN.format('name="losses_digest'), text)
    assert digest is not None
    await clerk.post(f"{place}/losses", losses_digest=digest[1], ties=TIES.findall(text))
    answer = await clerk.post(f"{place}/contact", contact_by="claim_code", contact="")
    assert answer.status_code == 303, answer.text
    return str(CODE.findall(clerk.page.text)[1])


async def test_the_code_that_a_thiefs_link_has_shown_tells_nobody_and_opens_nothing(
    app: App, counter: Counter, stage: Stage, owner: psycopg.Connection
) -> None:
    """The holder closes that link, takes a code of their own, signs; a thief calls, and then the holder."""
    thief, stolen = await _with_claim_code(app, stage, "thief")
    code = (await app.desk.view(await thief.ask())).case_code
    clerk, other = await counter.person(Role.CLERK), await counter.person(Role.CLERK, "other")
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    await checked(clerk, place)
    assert (await clerk.sort(place, "other")).status_code == 303
    claim = await _takes_claim_code(clerk, place)
    assert claim != stolen
    assert claim not in (await other.get(place)).text
    await clerk.get(place)
    await clerk.post(f"{place}/money", way="cash_at_shop", destination_cash_at_shop=NAME)
    await signed(clerk, place)
    assert (await _case(app, thief.case_id)).state is State.AGREED

    agent = await counter.person(Role.AGENT)
    await agent.get(place)
    with pytest.raises(NoSuchCase):
        await app.desk.claim(code, stolen, source="thief")
    guess = _characters(app, thief.case_id, stolen)
    assert (await agent.post(f"{place}/claim-code", characters=guess)).status_code == 422
    assert (await agent.client.get(f"{place}/agreement.pdf")).status_code == 404
    assert (await agent.post(f"{place}/withdraw")).status_code == 403 or "••" not in agent.page.text
    assert (await _case(app, thief.case_id)).state is State.AGREED

    link = await app.desk.claim(code, claim.lower(), source="holder")
    assert isinstance(link, str)
    view = await app.desk.view(link)
    assert (view.is_passed_on, view.state, view.contact_masked, view.joined) == (False, "agreed", "", None)
    assert (view.claim_code, view.messages, view.has_acknowledgement) == (claim, (), False)
    asked = await app.desk.answer(link, a.AskHelp("Is it done?"), key="help", source="holder")
    assert asked == Refusal(Reason.NOT_NOW)

    await agent.get(place)
    said = _characters(app, thief.case_id, claim)
    assert (await agent.post(f"{place}/claim-code", characters=said)).status_code == 303
    assert "A claim code, given" in agent.page.text
    assert (await agent.sort(place, "mine")).status_code == 303
    assert claim not in agent.page.text
    assert await app.desk.answer(link, a.Withdraw(), key="back", source="holder") is None
    assert (await _case(app, thief.case_id)).state is State.WITHDRAWN
    journal = str(owner.execute("select convert_from(body, 'utf8') from journal").fetchall())
    assert claim not in journal
    assert stolen not in journal


async def test_a_code_goes_with_who_was_a_mistake_and_with_a_newer_one(
    app: App, counter: Counter, stage: Stage
) -> None:
    """Nobody goes on with what somebody else was given in the shop, nor with the code before the last."""
    holder, own = await _with_claim_code(app, stage, "holder")
    code = (await app.desk.view(await holder.ask())).case_code
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    await checked(clerk, place)
    await clerk.sort(place, "mine")
    await clerk.until(place, "change-contact", 'name="way"')
    if f"{place}/change-contact" not in clerk.page.text:
        await clerk.post(f"{place}/money", way="cash_at_shop", destination_cash_at_shop=NAME)
        await clerk.until(place, "change-contact")
    given = []
    for _ in range(2):
        await clerk.post(f"{place}/change-contact")
        await clerk.post(f"{place}/contact", contact_by="claim_code", contact="")
        given += CODE.findall(clerk.page.text)[1:2]
        await clerk.get(place)
    first, second = given
    with pytest.raises(NoSuchCase):
        await app.desk.claim(code, first, source="first")
    link = await app.desk.claim(code, second, source="second")
    assert isinstance(link, str)
    assert not (await app.desk.view(link)).is_passed_on
    await clerk.post(f"{place}/identity", document="passport", is_holder="no")
    closed = await app.desk.view(link)
    assert (closed.is_passed_on, closed.has_acknowledgement) == (True, False)  # it never asked for anything
    with pytest.raises(NoSuchCase):
        await app.desk.claim(code, second, source="second")
    back = await app.desk.answer(link, a.Withdraw(), key="back", source="second")
    assert back == Refusal(Reason.PASSED_ON)
    assert await app.desk.claim(code, own, source="holder") == await holder.ask()
    assert (await _case(app, holder.case_id)).answers.claim_digest is None
