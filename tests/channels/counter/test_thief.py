"""A thief asks first, and the holder comes to the counter: from the portal to the cut, what the thief's link can do."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from signoff.app import App
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain.case import Case, State
from signoff.domain.limits import CODE_DIGITS
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.staff import Role
from signoff.domain.third_party import Right
from signoff.store import reading
from signoff.testing.person import Person
from tests.channels.counter.stage import Counter
from tests.channels.counter.test_visits import checked, signed, told
from tests.engine.stage import Stage

pytestmark = pytest.mark.usefixtures("no_paper")

CARRIER = "smartone_mo"
SAID: tuple[a.Answer, ...] = (
    a.ConfirmLine(),
    a.WantCode(),
    a.GiveCode("0" * CODE_DIGITS),
    a.AcknowledgeLosses((), "0" * 64),
    a.GiveOtherContact(Contact(ContactKind.EMAIL, "thief@example.org")),
    a.ReopenAnswer(RequirementKind.GIVE_OTHER_CONTACT),
    a.SignAgreement("Thief", "0" * CODE_DIGITS, "0" * 64),
    a.HandleSim(SimAnswer.LATER),
    a.Withdraw(),
    a.ReportLoss(),
    a.ActFor(Right.HEIR, "Chan Tai Man"),
    a.AskHelp("It is me."),
)
"""Whatever a link can say."""


async def _case(app: App, case_id: str) -> Case:
    async with app.database.reading(CARRIER) as connection:
        found = await reading.opened(connection, app.keys.of(CARRIER), case_id, [])
    assert found is not None
    return found.case


def _said(case: Case) -> tuple[object, ...]:
    """All that people say of a case: systems may answer meanwhile."""
    said = case.answers, case.identity, case.acting, case.lost_at, case.proof, case.counter.messages
    return (case.state, *said, case.money.way)


async def _opens_nothing(app: App, thief: Person, case_id: str = "") -> None:
    """It shows that somebody goes on, and takes no word."""
    link, case_id = await thief.ask(), case_id or thief.case_id
    view = await app.desk.view(link)
    assert (view.is_passed_on, view.quote, view.identifier_masked, view.ties) == (True, None, "", ())
    assert (view.requirement, await app.desk.agreement(link, "en")) == (None, None)
    assert [await app.desk.document(link, kind) for kind in ("agreement", "certificate")] == [None, None]
    before = _said(await _case(app, case_id))
    for place, said in enumerate(SAID):
        refusal = await app.desk.answer(link, said, key=f"thief/{place}", source="thief")
        is_anothers = isinstance(said, a.AskHelp) and case_id != thief.case_id  # whose thread is not theirs
        assert refusal == Refusal(Reason.NOT_NOW if is_anothers else Reason.PASSED_ON), said
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(blank, "JPEG")
    picture = DocumentPicture("passport", blank.getvalue(), "paper.jpg")
    assert await app.desk.show_document(link, picture, key="thief/picture") == Refusal(Reason.PASSED_ON)
    assert _said(await _case(app, case_id)) == before


async def test_a_thief_who_asked_by_the_number_has_nothing_of_the_holders_visit(
    app: App, counter: Counter, stage: Stage
) -> None:
    """The clerk finds that one request, looks at the paper, asks whose it is; the holder signs, the line ends."""
    line = await stage.line()
    thief = stage.person(app.desk, line, key="by-number")
    await thief.ask()
    await thief.say("confirm", a.ConfirmLine())
    await stage.calls_made()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    await checked(clerk, place)
    await clerk.post(f"{place}/scan", iccid=line.iccid)
    unsaid = await clerk.post(f"{place}/in-person")
    await clerk.get(place)
    assert (unsaid.status_code, (await clerk.sort(place, "other")).status_code) == (409, 303)
    await _opens_nothing(app, thief)
    assert (await clerk.post(f"{place}/in-person")).status_code == 303
    await told(clerk, place)
    await _opens_nothing(app, thief)
    await signed(clerk, place)
    await stage.calls_made()
    await _opens_nothing(app, thief)
    assert (await app.sandbox.books.line_state(line.handle)).is_barred
    heard = [one.text for one in await app.sandbox.books.outbox("by-number@example.org")]
    assert not any(word in text for text in heard for word in ("ended", line.numbers[0], "other@example.com"))
    await stage.expect_sound()


@pytest.mark.parametrize("does", ["says whose it is", "reports the loss"])
async def test_what_a_thief_signed_by_a_code_goes_with_the_holders_visit(
    app: App, counter: Counter, stage: Stage, does: str
) -> None:
    """Signed for a day to come with the phone in hand: the holder's word in the shop takes it back before that."""
    line = await stage.line()
    thief = stage.person(app.desk, line, key=f"signed-{line.handle}")
    on = (app.clock() + timedelta(days=5)).date()
    thief = replace(thief, plan=replace(thief.plan, ask=replace(thief.plan.ask, wanted_on=on)))
    async for view in app.desk.changes(await thief.ask()):
        if view.state == State.AGREED:
            break
        await thief.act(view)
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{thief.case_id}"
    await checked(clerk, place)
    waits = (await _case(app, thief.case_id)).state
    if does == "reports the loss":
        assert f"{place}/lost" in clerk.page.text
        assert (await clerk.post(f"{place}/lost")).status_code == 303
        lost = await _case(app, thief.case_id)
        assert (lost.state, lost.answers.signed_at) == (State.OPEN, None)
        await clerk.get(place)
    assert (await clerk.sort(place, "other")).status_code == 303
    case = await _case(app, thief.case_id)

    assert (waits, case.state) == (State.AGREED, State.OPEN)
    assert (case.answers.signed_at, case.money.way, case.answers.other_contact) == (None, None, None)
    assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    await _opens_nothing(app, thief)
    assert (await clerk.post(f"{place}/withdraw")).status_code == 303
    assert (await _case(app, thief.case_id)).state is State.WITHDRAWN


async def test_a_thief_who_joined_the_holders_case_is_shut_out_of_it(
    app: App, counter: Counter, stage: Stage
) -> None:
    """By a request of their own and a code: the holder's link stays, and nothing of the thief's."""
    line = await stage.line()
    holder, thief = (stage.person(app.desk, line, key=f"{who}-{line.handle}") for who in ("own", "stolen"))
    await holder.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    await thief.walk_to(RequirementKind.SIGN_AGREEMENT)
    await stage.calls_made()
    clerk = await counter.person(Role.CLERK)
    place = f"/counter/case/{CARRIER}/{holder.case_id}"
    await checked(clerk, place)
    assert (await clerk.sort(place, "mine", "other")).status_code == 303
    await stage.calls_made()
    await _opens_nothing(app, thief, holder.case_id)
    view = await app.desk.view(await holder.ask())

    assert (view.is_passed_on, view.requirement) == (False, RequirementKind.ACKNOWLEDGE_LOSSES)
