"""Two who prove one line, over the whole product: what the second one sees and signs, and what both hear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage, expect_certificate

CASH_OR_BANK = ENDINGS[1]
THIEF_CONTACT = Contact(ContactKind.EMAIL, "thief@evil.example")
THIEF_ACCOUNT = "Bank of Nowhere 9999-888877-6"


async def _borrowed(app: App, stage: Stage) -> tuple[Person, Person]:
    """Somebody had the phone for a minute, filled in everything and stopped; the holder asks anew and proves."""
    line = await stage.line()
    thief, holder = (stage.person(app.desk, line, key=key) for key in ("thief", "holder"))
    thief.plan = replace(thief.plan, other_contact=THIEF_CONTACT, destination=THIEF_ACCOUNT)
    await thief.walk_to(RequirementKind.SIGN_AGREEMENT)
    await holder.prove()
    await stage.calls_made()
    return thief, holder


async def _texts(stage: Stage, inbox: str) -> list[str]:
    return [
        f"{message.key.split('/')[1]} {message.text}" for message in await stage.sandbox.books.outbox(inbox)
    ]


async def test_what_a_borrower_filled_in_is_asked_of_the_holder(app: App, stage: Stage) -> None:
    """Losses, contact and money are asked again; nothing of the borrower's is left, and the borrower's text is void."""
    thief, holder = await _borrowed(app, stage)

    seen = await holder.view()

    assert seen.requirement is RequirementKind.ACKNOWLEDGE_LOSSES
    assert (seen.money_way, seen.destination_masked, seen.other_contact_masked) == ("", "", "")
    assert seen.agreement is None
    signing = a.SignAgreement("Eve", "000000", "0" * 64)
    assert await app.desk.answer(await thief.ask(), signing, key="k", source="s") == Refusal(Reason.NOT_NOW)
    await stage.expect_sound()


async def test_before_the_case_has_heard_of_the_holder_nothing_can_be_signed_unseen(
    app: App, stage: Stage
) -> None:
    """In the moment between the proof and the news of it the link shows nothing to sign, and then the losses."""
    line = await stage.line()
    thief, holder = (stage.person(app.desk, line, key=key) for key in ("thief", "holder"))
    await thief.walk_to(RequirementKind.SIGN_AGREEMENT)
    await holder.prove()
    views = [view async for view in _until_asked(app, holder)]

    assert RequirementKind.SIGN_AGREEMENT not in {view.requirement for view in views}
    assert views[-1].requirement is RequirementKind.ACKNOWLEDGE_LOSSES


async def _until_asked(app: App, person: Person) -> AsyncIterator[CaseView]:
    async for view in app.desk.changes(await person.ask()):
        yield view
        if view.requirement is not None:
            return


async def test_where_the_money_goes_stands_in_what_is_signed(app: App, stage: Stage) -> None:
    """Masked on the page, in the text that is signed and in both documents' contents; never in full."""
    line = await stage.line()
    person = stage.person(app.desk, line)
    view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)

    assert view.agreement is not None
    text = "\n".join(view.agreement.paragraphs)
    assert view.destination_masked
    assert view.destination_masked in text
    assert person.plan.destination not in text
    expect_certificate(await person.walk())


async def test_money_and_contact_can_be_changed_at_the_signature(app: App, stage: Stage) -> None:
    """The text and its hash follow; a signature under the text of before is refused, and the new one is taken."""
    person = stage.person(app.desk, await stage.line())
    before = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    assert before.agreement is not None
    assert set(before.may_reopen) == {RequirementKind.GIVE_OTHER_CONTACT, RequirementKind.CHOOSE_MONEY_WAY}

    reopen = a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)
    assert await person.say("reopen", reopen) is None
    asked = await person.view()
    assert asked.requirement is RequirementKind.CHOOSE_MONEY_WAY
    person.plan = replace(person.plan, destination="Maria Chan")
    after = await person.walk_to(RequirementKind.SIGN_AGREEMENT)

    assert after.agreement is not None
    assert after.agreement.text_sha256 != before.agreement.text_sha256
    await person.say("code/2", a.WantCode())
    old = a.SignAgreement("Ana Lei", await person.code(2), before.agreement.text_sha256)
    assert await person.say("old text", old) == Refusal(Reason.AGREEMENT_CHANGED)
    expect_certificate(await person.walk())


async def test_another_destination_behind_the_same_mask_is_another_text(app: App, stage: Stage) -> None:
    """Whoever holds a link sees the mask and can fit it: what was shown before covers nothing then."""
    person = stage.person(app.desk, await stage.line())
    person.plan = replace(person.plan, destination="Ana Lei")
    before = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    await person.say("code/2", a.WantCode())
    code = await person.code(2)
    assert await person.say("reopen", a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)) is None
    fitting = a.ChooseMoneyWay(PayoutWay(before.money_way), "Abe Loo")
    assert await person.say("fits", fitting) is None
    after = await person.view()

    assert before.agreement is not None
    assert after.agreement is not None
    assert after.destination_masked == before.destination_masked
    assert after.agreement.text_sha256 != before.agreement.text_sha256
    old = a.SignAgreement("Ana Lei", code, before.agreement.text_sha256)
    assert await person.say("old text", old) == Refusal(Reason.AGREEMENT_CHANGED)


async def test_each_prover_hears_what_happens(app: App, stage: Stage) -> None:
    """The first hears of the second; both hear of the end, each by their own link, and the thief's address too."""
    line = await stage.line()
    first, second = (stage.person(app.desk, line, key=key) for key in ("first", "second"))
    await first.prove()
    await second.prove()
    await stage.calls_made()
    told = await _texts(stage, "first@example.org")
    assert [text.split()[0] for text in told] == ["notice_acknowledged", "notice_proven_again"]

    assert (await second.view()).contact_masked == "s•••@example.org"
    expect_certificate(await first.walk())
    await stage.at_rest()

    ended = {}
    for person in (first, second):
        texts = await _texts(stage, person.plan.ask.contact.value)
        ended[person.key] = [text for text in texts if text.startswith("notice_ended")]
        assert len(ended[person.key]) == 1
        assert f"/case/{person.token}" in ended[person.key][0]
    await stage.expect_sound()


async def test_a_page_names_the_contact_that_news_will_reach(app: App, stage: Stage) -> None:
    """The first contact until another one is given; then that one, since nothing more comes to the first."""
    person = stage.person(app.desk, await stage.line())
    other = Contact(ContactKind.EMAIL, "later@example.net")
    person.plan = replace(person.plan, other_contact=other)

    def named(view: CaseView) -> str:
        return view.contact_masked

    before = named(await person.walk_to(RequirementKind.GIVE_OTHER_CONTACT))
    after = named(await person.walk_to(RequirementKind.SIGN_AGREEMENT))
    expect_certificate(await person.walk())
    await stage.at_rest()

    assert (before[0], after) == ("p", "l•••@example.net")
    news = await _texts(stage, "later@example.net")
    assert {text.split()[0] for text in news} == {"notice_ended"}


async def test_a_text_that_was_shown_before_the_way_was_taken_back_is_not_signed(
    app: App, stage: Stage
) -> None:
    """Whoever signs an old page while the way of the money is asked again is told so; nothing breaks."""
    person = stage.person(app.desk, await stage.line())
    shown = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    assert shown.agreement is not None
    await person.say("reopen", a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY))

    refusal = await person.say("sign", a.SignAgreement("Ana", "000000", shown.agreement.text_sha256))

    assert refusal == Refusal(Reason.NOT_NOW)
    await stage.expect_sound()
