"""A code is not always enough: new SIMs, held lines, registered contacts who say no; on a real database."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.app import App
from signoff.channels.news.site import LineNews
from signoff.desk import DocumentPicture, NoSuchCase
from signoff.domain import answer as a
from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.identity import IdentityStatus
from signoff.domain.identity_document import DocumentKind
from signoff.domain.limits import PICTURE_LIFE
from signoff.domain.line import Contact, ContactKind, Line
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import By, Role
from signoff.domain.standing import Hold
from signoff.domain.step_up import RiskSign
from signoff.domain.view import CaseView
from signoff.engine.submission import Submission
from signoff.store.reading import journal
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from signoff.website import tell
from tests.engine.stage import ENDINGS, Stage
from tests.identity.drawing import drawn

pytestmark = pytest.mark.usefixtures("no_paper")

CTM = ENDINGS[1].carrier_id
HOLDER = Contact(ContactKind.EMAIL, "holder@registered.example")


def _photo() -> bytes:
    """A passport of somebody who is not the holder: read, and left to a person."""
    picture, chance = io.BytesIO(), random.Random(7)
    drawn(DocumentKind.PASSPORT, chance, date(2026, 11, 22)).pictures[0].convert("RGB").save(picture, "JPEG")
    return picture.getvalue()


async def _say(app: App, person: Person, event: e.Event) -> None:
    """What staff or a carrier's system say, by the engine's one door."""
    outcome = await app.committer.submit(Submission(CTM, person.case_id, event=event))
    assert outcome.refusal is None


async def _shown(app: App, person: Person) -> CaseView:
    return await app.desk.view(await person.ask())


async def _swapped(app: App, stage: Stage) -> tuple[Line, Person]:
    """A line with a new SIM and a registered contact, and somebody who has it in hand."""
    line = await stage.line(contacts=(HOLDER,))
    line = await app.sandbox.hands.swap_sim(line)
    return line, stage.person(app.desk, line)


async def _identified(app: App, clock: MovableClock, person: Person) -> None:
    """The document was sent, and somebody of the carrier has looked at it."""
    await person.walk_to(RequirementKind.PROVE_IDENTITY)
    token = await person.ask()
    picture = DocumentPicture(DocumentKind.PASSPORT.value, _photo(), "passport.jpg")
    assert await app.desk.show_document(token, picture, key="picture") is None
    async for view in app.desk.changes(token):
        if view.identity is IdentityStatus.WAITS:
            break
    office = By("staff-7", Role.BACK_OFFICE)
    await _say(app, person, ce.PictureOpened("opened", clock(), office, 1))
    await _say(app, person, ce.DocumentDecided("decided", clock(), office, 1, is_accepted=True))


async def test_a_new_sim_needs_a_document_and_a_day_in_which_others_can_stop_it(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """No code to sign before that; the registered contact is told with a link, and the cut is not before tomorrow."""
    line, person = await _swapped(app, stage)
    view = await person.walk_to(RequirementKind.PROVE_IDENTITY)
    refused = await app.desk.answer(await person.ask(), a.WantCode(), key="too soon", source="s")
    await _identified(app, clock, person)
    signing = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.say("code/2", a.WantCode())
    assert signing.agreement is not None
    signature = a.SignAgreement("Ana Lei", await person.code(2), signing.agreement.text_sha256)
    assert await person.say("sign", signature) is None
    agreed = await _shown(app, person)
    await stage.calls_made()

    assert view.risk_signs == (RiskSign.SIM_CHANGED,)
    assert refused is not None
    assert refused.reason is Reason.NOT_NOW
    assert (agreed.state, agreed.ends_on is not None) == ("agreed", True)
    (told,) = await app.sandbox.books.outbox(HOLDER.value)
    assert told.text.count("/stop/") == 3
    assert all(word in told.text for word in ("somebody signed", "alguém", "有人簽署"))
    assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    clock.move(2 * 86_400)
    ended = await person.walk()
    assert ended.state == "ended"
    await stage.expect_sound()


async def test_whoever_is_registered_stops_it_by_one_button(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Looking at the page changes nothing; the button twice stops once; the link of another contact opens nothing."""
    line, person = await _swapped(app, stage)
    await person.walk_to(RequirementKind.PROVE_IDENTITY)
    await _say(
        app, person, ce.IdentityChecked("seen", clock(), By("staff-7", Role.CLERK), Document.PASSPORT, True)
    )
    mine = (person.case_id,)
    await _say(app, person, ce.RequestsSorted("mine", clock(), By("staff-7", Role.CLERK), mine, ()))
    signing = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.say("code/2", a.WantCode())
    assert signing.agreement is not None
    signature = a.SignAgreement("Ana Lei", await person.code(2), signing.agreement.text_sha256)
    await person.say("sign", signature)
    await stage.calls_made()
    (told,) = await app.sandbox.books.outbox(HOLDER.value)
    found = re.search(r"/stop/(\S+)", told.text)
    assert found is not None
    token = found[1]

    before = await app.desk.stoppable(token)
    first = await app.desk.stop(token, key="stop")
    again = await app.desk.stop(token, key="stop")
    with pytest.raises(NoSuchCase):
        await app.desk.stop(token[:-1] + ("0" if token[-1] != "0" else "1"), key="guess")
    clock.move(5 * 86_400)
    await stage.calls_made()

    assert (before.may_stop, first, again) == (True, None, None)
    assert (await app.desk.stoppable(token)).state == State.WITHDRAWN
    assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    await stage.expect_sound()


async def test_a_sim_that_is_changed_after_the_signature_makes_it_void(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """The carrier's system says so in the middle of the case; it is asked for a document then."""
    line = await stage.line()
    person = stage.person(app.desk, line)
    person.plan = replace(
        person.plan, ask=replace(person.plan.ask, wanted_on=(clock() + timedelta(days=9)).date())
    )
    view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.say("code/2", a.WantCode())
    assert view.agreement is not None
    await person.say("sign", a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256))
    assert (await _shown(app, person)).state == "agreed"
    await app.sandbox.hands.swap_sim(line)
    await _say(app, person, e.LineChanged("swap", clock(), e.LineChange.SIM_CHANGED))
    await stage.calls_made()

    after = await _shown(app, person)
    assert (after.state, after.requirement) == ("open", RequirementKind.PROVE_IDENTITY)
    await stage.expect_sound()


async def test_a_held_line_waits_and_goes_on_by_itself(app: App, stage: Stage, clock: MovableClock) -> None:
    """Records are asked again every few hours, or at once when they say that something has changed."""
    line = await stage.line()
    await app.sandbox.hands.put_hold(line.handle, Hold.LOCKED)
    person = stage.person(app.desk, line)
    await person.ask()
    await person.say("confirm", a.ConfirmLine())
    await person.say("code/1", a.WantCode())
    await person.say("give", a.GiveCode(await person.code(1)))
    async for view in app.desk.changes(await person.ask()):
        if view.holds:
            break
    assert (view.holds, view.requirement, view.is_waiting) == ((Hold.LOCKED,), None, False)
    await app.sandbox.hands.lift_hold(line.handle, Hold.LOCKED)
    clock.move(7 * 3600)
    asked = await person.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    assert asked.holds == ()
    await stage.expect_sound()


async def test_what_changed_without_news_is_seen_before_the_cut(app: App, stage: Stage) -> None:
    """A hold that came after the reading keeps the line; another SIM takes the case back to who they are."""
    held, swapped = await stage.line(), await stage.line()
    people = [stage.person(app.desk, line) for line in (held, swapped)]
    asked = [await person.walk_to(RequirementKind.SIGN_AGREEMENT) for person in people]
    await app.sandbox.hands.put_hold(held.handle, Hold.LEGAL)
    await app.sandbox.hands.swap_sim(swapped)
    for person, view in zip(people, asked, strict=True):
        await person.say("code/2", a.WantCode())
        assert view.agreement is not None
        signature = a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256)
        assert await person.say("sign", signature) is None
    await stage.calls_made()

    kept, asked_again = [await _shown(app, person) for person in people]
    assert (kept.state, kept.holds) == ("agreed", (Hold.LEGAL,))
    assert (asked_again.state, asked_again.requirement) == ("open", RequirementKind.PROVE_IDENTITY)
    for line in (held, swapped):
        assert not (await app.sandbox.books.line_state(line.handle)).is_barred
    await stage.expect_sound()


async def test_pictures_are_gone_a_week_after_the_decision(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Of the case's sealed values only that of the picture; what was decided stays."""
    _, person = await _swapped(app, stage)
    await _identified(app, clock, person)
    query = "select count(*) from signoff.sealed where case_id = %s and name like 'evidence/%%'"

    async def kept() -> int:
        async with app.database.reading(CTM) as connection:
            row = await (await connection.execute(query, (person.case_id,))).fetchone()
        assert row is not None
        return int(row[0])

    assert await kept() == 1
    clock.move(PICTURE_LIFE.total_seconds() + 60)
    async for _view in app.desk.changes(await person.ask()):
        if not await kept():
            break
    assert (await _shown(app, person)).identity is IdentityStatus.ACCEPTED
    await stage.expect_sound()


async def test_a_sim_changed_in_the_middle_of_a_case_is_heard_of_once(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """What was to be signed with a code is not any more; the same news twice is one; of another line it is nothing."""
    line = await stage.line(contacts=(HOLDER,))
    person = stage.person(app.desk, line)
    before = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    clock.move(3_600)
    line = await app.sandbox.hands.swap_sim(line)
    news = LineNews("news-1", line.numbers[0], e.LineChange.SIM_CHANGED)
    for _ in range(2):
        await tell(app, CTM, news)
    await tell(app, CTM, LineNews("news-2", (await stage.line()).numbers[0], e.LineChange.SIM_CHANGED))
    with pytest.raises(ValueError, match="identifier"):
        await tell(app, CTM, LineNews("news-3", "no number", e.LineChange.SIM_CHANGED))
    after = await person.walk_to(RequirementKind.PROVE_IDENTITY)
    async with app.database.reading(CTM) as connection:
        facts = [type(fact).__name__ for fact, _, _ in await journal(connection, CTM, person.case_id)]

    assert before.risk_signs == ()
    assert after.risk_signs == (RiskSign.SIM_CHANGED,)
    assert facts.count("LineChangeHeard") == 1


async def test_a_lost_sim_is_suspended_before_anything_else(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """One answer, once; the network has barred the line, which has not ended, and no code reaches it."""
    line = await stage.line(contacts=(HOLDER,))
    person = stage.person(app.desk, line)
    await person.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
    token = await person.ask()
    for _ in range(2):
        assert await app.desk.answer(token, a.ReportLoss(), key="lost", source="s") is None
    async for view in app.desk.changes(token):
        if view.is_suspended and not view.is_waiting:
            break
    state = await app.sandbox.books.line_state(line.handle)
    suspensions = [one for one in await app.sandbox.books.effects(line.handle) if one.act == "suspend"]

    assert state.registered.standing.is_suspended
    assert not state.is_barred
    assert len(suspensions) == 1
    assert view.risk_signs == (RiskSign.SIM_LOST,)
    assert view.requirement is RequirementKind.PROVE_IDENTITY
