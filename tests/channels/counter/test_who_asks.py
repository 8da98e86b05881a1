"""Who asks, at the counter: a line that is held, and a picture of a document that somebody looks at."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from PIL import Image

from signoff.app import App
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain.identity import IdentityStatus
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Contact, ContactKind
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.standing import Hold
from signoff.identity.vouching import Vouching
from signoff.ports import DocumentVerdict
from tests.channels.counter.stage import Counter, begin, told_on
from tests.engine.stage import Stage

CARRIER = "smartone_mo"
HOLDER_NAME = "Chan Tai Man"
YES = {"outcome": "yes", "picture_name": HOLDER_NAME}
HELD = "This line cannot be ended for now"
PARTS = {
    RequirementKind.PROVE_POSSESSION: "A code to the line",
    RequirementKind.ACKNOWLEDGE_LOSSES: "What you give up",
    RequirementKind.GIVE_OTHER_CONTACT: "Another contact",
}


async def test_a_line_that_is_held_says_why(app: App, counter: Counter, stage: Stage, no_paper: None) -> None:
    """Each hold in words, in the place of what would be next."""
    line = await stage.line()
    for hold in (Hold.LEGAL, Hold.PORTING_OUT):
        await app.sandbox.hands.put_hold(line.handle, hold)
    holder = stage.person(app.desk, line)
    await holder.ask()
    await holder.prove()
    clerk = await counter.person(Role.CLERK)
    text = await clerk.until(f"/counter/case/{CARRIER}/{holder.case_id}", HELD)

    assert "An authority or a court wants it kept." in text
    assert "on its way to another carrier" in text
    assert "has locked it" not in text
    assert 'name="losses_digest"' not in text


async def test_the_back_office_looks_at_a_picture_and_the_customer_goes_on(
    app: App, counter: Counter, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits in the list; only who may decide has the picture, as a file; a refusal names one of six reasons."""

    async def another_name(_: Vouching, __: bytes, ___: RegisteredHolder, ____: date) -> DocumentVerdict:
        return DocumentVerdict(is_match=False, asks_again=False, doubts=("name_differs",))

    monkeypatch.setattr(Vouching, "read", another_name)
    line = await app.sandbox.hands.swap_sim(await stage.line())
    holder, blank = stage.person(app.desk, line), io.BytesIO()
    await holder.walk_to(RequirementKind.PROVE_IDENTITY)
    Image.new("RGB", (400, 300), "white").save(blank, "JPEG")
    given = DocumentPicture("passport", blank.getvalue(), "passport.jpg")
    assert await app.desk.show_document(await holder.ask(), given, key="picture") is None
    clerk, office = await counter.person(Role.CLERK), await counter.person(Role.BACK_OFFICE)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    shown = await office.until(place, "A document to look at")
    waiting = (await office.get("/counter/waiting")).text
    picture = await office.client.get(f"{place}/picture.jpg")
    assert (await clerk.client.get(f"{place}/picture.jpg")).status_code == 403
    await clerk.get(place)
    assert "picture.jpg" not in clerk.page.text
    assert (await clerk.post(f"{place}/document", **YES)).status_code == 403
    await office.get(place)
    assert (
        await office.post(f"{place}/document", number="1", outcome="no", doubt="because")
    ).status_code == 422
    assert (
        await office.post(f"{place}/document", number="1", outcome="no", doubt="expired")
    ).status_code == 303
    refused = await app.desk.view(await holder.ask())
    assert await app.desk.show_document(await holder.ask(), given, key="again") is None
    assert 'name="number" value="2"' in await office.until(place, "A document to look at")
    assert (await office.post(f"{place}/document", number="1", **YES)).status_code == 409
    assert (await office.post(f"{place}/document", number="2", **YES)).status_code == 409
    assert "Open the picture first" in office.page.text
    await office.client.get(f"{place}/picture.jpg")
    assert (await office.post(f"{place}/document", number="2", **YES)).status_code == 303
    accepted = await app.desk.view(await holder.ask())

    assert "is not the one the line is registered to" in shown
    assert holder.case_id in waiting
    assert picture.headers["content-disposition"].startswith("attachment")
    assert picture.content.startswith(b"\xff\xd8")
    assert (refused.identity, refused.identity_doubts) == (IdentityStatus.REFUSED, ("expired",))
    assert accepted.identity is IdentityStatus.ACCEPTED


@pytest.mark.parametrize("role", [Role.BACK_OFFICE, Role.AUDITOR])
async def test_who_takes_nothing_from_a_customer_sees_what_the_customer_is_asked(
    app: App, counter: Counter, stage: Stage, no_paper: None, role: Role
) -> None:
    """The same as in the list and on the customer's page: not that a caller should read a code to them."""
    holder = stage.person(app.desk, await stage.line())
    office = await counter.person(role)
    await holder.ask()
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    for kind in (RequirementKind.ACKNOWLEDGE_LOSSES, RequirementKind.GIVE_OTHER_CONTACT):
        await holder.walk_to(kind)
        shown = (await office.get(place)).text
        assert f"<h1>{PARTS[kind]}</h1>" in shown
        assert f"<h1>{PARTS[RequirementKind.PROVE_POSSESSION]}</h1>" not in shown
        assert "a clerk or an agent takes it" in shown
        assert holder.plan.ask.identifier.value not in shown


async def test_a_clerk_has_the_line_of_a_lost_sim_suspended_once_they_know_the_holder(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """One button, which is not there before; the network has barred the line, and it is not proven by that."""
    line = await stage.line()
    clerk, office = await counter.person(Role.CLERK), await counter.person(Role.BACK_OFFICE)
    place = await begin(clerk, CARRIER, line.numbers[0])
    await stage.calls_made()
    before = (await clerk.get(place)).text
    assert (await clerk.post(f"{place}/lost")).status_code == 409
    await clerk.get(place)
    await clerk.post(f"{place}/identity", document="passport", is_holder="yes", paper_name=HOLDER_NAME)
    offered, not_theirs = clerk.page.text, (await office.get(place)).text
    assert (await clerk.post(f"{place}/lost")).status_code == 303
    await stage.calls_made()
    after = (await clerk.get(place)).text
    standing = (await app.sandbox.books.line_state(line.handle)).registered.standing

    assert [f"{place}/lost" in text for text in (before, offered, not_theirs, after)] == [
        False,
        True,
        False,
        False,
    ]
    assert "Lost or stolen SIM" not in not_theirs
    assert standing.is_suspended
    assert 'name="losses_digest"' not in after

    offered, not_theirs = (await clerk.get(place)).text, (await office.get(place)).text
    assert (f"{place}/resume" in offered, f"{place}/resume" in not_theirs) == (True, False)
    assert (await clerk.post(f"{place}/withdraw")).status_code == 303
    await stage.calls_made()
    assert not (await app.sandbox.books.line_state(line.handle)).registered.standing.is_suspended
    assert f"{place}/resume" not in (await clerk.get(place)).text
    sent = [one.key.split("/")[1] for one in await app.sandbox.books.outbox("me@example.com")]
    assert [one for one in sent if "suspended" in one or "resumed" in one] == [
        "notice_line_suspended",
        "notice_line_resumed",
    ]


async def test_an_agent_knows_a_caller_without_seeing_a_code(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """By the other contact, which stays hidden, or by characters of a claim code; what is typed is not shown."""
    by_contact = stage.person(app.desk, await stage.line(), key="one")
    by_claim = stage.person(app.desk, await stage.line(), key="two")
    await by_contact.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    inbox = Contact(ContactKind.EMAIL, "other@example.com")
    await by_contact.say("contact", a.GiveOtherContact(inbox))
    await by_claim.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    await by_claim.say("claim", a.GiveOtherContact(None))
    agent = await counter.person(Role.AGENT)

    place = f"/counter/case/{CARRIER}/{by_contact.case_id}"
    assert "••" not in (await agent.get(place)).text
    assert (await agent.post(f"{place}/want-caller-code")).status_code == 303
    await stage.calls_made()
    shown = (await agent.get(place)).text
    assert 'id="caller_code" name="code" type="password"' in shown
    rows = await app.sandbox.books.outbox(inbox.value)
    code = re.search(r"(?<!\d)\d{6}(?!\d)", rows[-1].text)
    assert code is not None
    assert code[0] not in told_on(shown)
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06}"
    assert (await agent.post(f"{place}/caller-code", code=wrong)).status_code == 422
    assert wrong not in told_on(agent.page.text)
    assert (await agent.post(f"{place}/caller-code", code=code[0])).status_code == 303
    assert (f"{place}/want-code" in agent.page.text, f"{place}/withdraw" in agent.page.text) == (True, False)
    assert (
        await agent.sort(place, "other")
    ).status_code == 409  # they might be the thief, who gave the contact
    await agent.get(place)
    assert (await agent.sort(place, "mine")).status_code == 303
    assert "••" in agent.page.text
    assert f"{place}/withdraw" in agent.page.text

    place = f"/counter/case/{CARRIER}/{by_claim.case_id}"
    asked = re.search(r"Characters ([0-9, ]+) of the claim code", (await agent.get(place)).text)
    assert asked is not None
    claim = app.keys.of(CARRIER).claim_code(by_claim.case_id).replace("-", "")
    assert claim not in agent.page.text
    said = "".join(claim[int(one) - 1] for one in asked[1].split(","))
    assert (await agent.post(f"{place}/claim-code", characters=said[::-1] + "0")).status_code == 422
    assert (await agent.post(f"{place}/claim-code", characters=said.lower())).status_code == 303
    assert "••" in agent.page.text
