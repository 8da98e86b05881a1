"""A case at the terminal: every requirement is asked for in turn, refusals are told, and leaving changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.channels.terminal.parts import PhoneMessage
from signoff.channels.terminal.screen import Blocked, Left
from signoff.domain import answer as a
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Quote, QuoteKind, QuoteLine
from signoff.domain.view import AgreementView, CodeView
from tests.channels.first_view import FIRST, NOW
from tests.channels.terminal import views
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.channels.terminal.stage import LANGUAGES, TEXTS, PreparedDesk, ScriptedPerson, walk

SCRIPT = {
    "confirm": ["1"],
    "code": ["123456", "654 321"],
    "contact_by": ["1"],
    "other_contact": ["Mei@Example.COM"],
    "way": ["1"],
    "destination_bank_transfer": ["BNU 01-23"],
    "name": ["Chan Mei"],
    "sim": ["1"],
}


async def test_a_whole_ending_gives_every_answer_in_turn():
    """Each requirement becomes the domain's answer to it; the end is shown."""
    desk, screen, person = PreparedDesk(views.WHOLE), RecordedScreen(), ScriptedPerson(SCRIPT)

    view = await walk(desk, screen, person).go()

    assert view.state == "ended"
    assert desk.answers == [
        a.ConfirmLine(),
        a.WantCode(),
        a.GiveCode("123456"),
        a.AcknowledgeLosses(tuple(Tie), "cd" * 32),
        a.GiveOtherContact(Contact(ContactKind.EMAIL, "Mei@example.com")),
        a.ChooseMoneyWay(PayoutWay.BANK_TRANSFER, "BNU 01-23"),
        a.WantCode(),
        a.SignAgreement("Chan Mei", "654321", "ab" * 32),
        a.HandleSim(SimAnswer.DESTROYED),
    ]
    assert not person.problems


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_text_of_an_ending_exists_in_every_language(language):
    """Nothing is missing, and what is unknown is said."""
    screen = RecordedScreen()

    await walk(PreparedDesk(views.WHOLE), screen, ScriptedPerson(SCRIPT), language=language).go()

    assert TEXTS.say("claims.by.unknown", language) in screen.shown
    assert TEXTS.say("portal.ended.title", language) in screen.shown
    assert TEXTS.say("steps.state.needs_person", language) in screen.shown
    assert views.AGREEMENT.text_sha256 in screen.shown


async def test_each_thing_tied_to_the_number_is_thought_of_by_itself():
    """One question a tie, each with what it means."""
    person = ScriptedPerson(SCRIPT)

    await walk(PreparedDesk(views.WHOLE), RecordedScreen(), person).go()

    ties = [question.label for question in person.questions if question.field == "tie"]
    assert ties == [TEXTS.say(f"requirements.tie.{tie}.title", "en") for tie in Tie]


async def test_what_cannot_be_read_is_asked_for_again():
    """Each unreadable answer is met with its reason; the desk hears nothing of it."""
    script = SCRIPT | {
        "confirm": ["", "3", "yes, sure", "yes"],
        "code": ["abc", "12345", "१२३४५६", "654321"],
        "other_contact": ["nobody", "me@example.com"],
        "destination_bank_transfer": ["", "no digits", "BNU 1"],
        "name": ["", "1234", "<b>", "Mei"],
    }
    desk, person = PreparedDesk(views.WHOLE), ScriptedPerson(script)

    await walk(desk, RecordedScreen(), person).go()

    assert len(desk.answers) == 9
    assert a.GiveCode("123456") in desk.answers
    assert len(person.problems) == 3 + 2 + 1 + 2 + 3
    assert TEXTS.say("portal.problems.account_unreadable", "en") in person.problems
    assert TEXTS.say("refusals.destination_missing", "en") in person.problems


async def test_a_refusal_is_told_and_the_requirement_asked_for_again():
    """The reason stands at the next question, with the tries left and the time to wait."""
    refusals = [
        Refusal(Reason.NOT_NOW),
        Refusal(Reason.CODE_WRONG, tries_left=4, until=views.LATER),
    ]
    desk, person = (
        PreparedDesk([FIRST, views.ENDED], refusals),
        ScriptedPerson({"confirm": ["1"] * 3}),
    )

    await walk(desk, RecordedScreen(), person).go()

    assert desk.answers == [a.ConfirmLine()] * 3
    assert person.problems[0] == TEXTS.say("refusals.not_now", "en")
    assert "At most 4 tries are left" in person.problems[1]
    assert "14:15" in person.problems[1]


async def test_the_agreement_is_shown_before_it_is_signed_also_to_whoever_comes_back():
    """A code that is on its way already does not hide the text."""
    screen = RecordedScreen()

    await walk(PreparedDesk([views.SIGN_WITH_CODE, views.ENDED]), screen, ScriptedPerson(SCRIPT)).go()

    assert views.AGREEMENT.paragraphs[0] in screen.lines


async def test_a_changed_agreement_is_shown_again():
    """The text is read before every signature that covers another one."""
    changed = replace(views.AGREEMENT, paragraphs=("Now it is another text.",), text_sha256="ef" * 32)
    again = replace(views.SIGN_WITH_CODE, version=14, agreement=changed)
    desk, screen = PreparedDesk([views.SIGN_WITH_CODE, again, views.ENDED]), RecordedScreen()
    script = SCRIPT | {"name": ["Mei", "Mei"]}

    await walk(desk, screen, ScriptedPerson(script)).go()

    assert screen.lines.count(views.AGREEMENT.paragraphs[0]) == 1
    assert screen.lines.count("Now it is another text.") == 1
    signed = [answer.text_sha256 for answer in desk.answers if isinstance(answer, a.SignAgreement)]
    assert signed == ["ab" * 32, "ef" * 32]


@pytest.mark.parametrize("view", [views.GIVE_CODE, views.SIGN_WITH_CODE])
async def test_another_code_can_be_had(view):
    """At a code, one word has another one sent."""
    desk = PreparedDesk([view, views.ENDED])

    await walk(desk, RecordedScreen(), ScriptedPerson({"code": ["/again"], "name": ["Mei"]})).go()

    assert desk.answers == [a.WantCode()]


async def test_a_claim_code_is_shown_once_it_is_given():
    """Both codes are told, and told once."""
    given = replace(views.MONEY, claim_code="6QC0F-HTRVH")
    after = replace(views.ENDED, claim_code="6QC0F-HTRVH")
    desk, screen = PreparedDesk([views.CONTACT, given, after]), RecordedScreen()

    await walk(desk, screen, ScriptedPerson(SCRIPT | {"contact_by": ["claim_code"]})).go()

    assert desk.answers[0] == a.GiveOtherContact(None)
    assert screen.shown.count("6QC0F-HTRVH") == 1


async def test_money_that_is_owed_needs_no_destination():
    """Only the way to pay is asked for."""
    owed = Quote("MOP", views.QUOTE.last_on, (QuoteLine(QuoteKind.OWED, -500),), ())
    view = replace(views.MONEY, payout_ways=(), collect_ways=tuple(CollectWay), quote=owed)
    desk, screen = PreparedDesk([view, views.ENDED]), RecordedScreen()

    await walk(desk, screen, ScriptedPerson({"way": ["final_bill"]})).go()

    assert desk.answers == [a.ChooseMoneyWay(CollectWay.FINAL_BILL, "")]
    assert TEXTS.say("portal.money.you_owe", "en") in screen.shown


async def test_credit_for_another_line_needs_that_line_s_number():
    """A SIM number is refused, one from abroad or of a landline in words that fit; a number gets its canonical form."""
    desk = PreparedDesk([views.MONEY, views.ENDED])
    typed = ["8985301000000000026", "+86 138 0013 8000", "2882 8123", "6680 0007"]
    person = ScriptedPerson({"way": ["other_line"], "destination_other_line": typed})

    await walk(desk, RecordedScreen(), person).go()

    assert desk.answers == [a.ChooseMoneyWay(PayoutWay.OTHER_LINE, "+85366800007")]
    keys = (
        "portal.problems.number_wanted",
        "reading.other_line.other_country",
        "reading.other_line.not_mobile",
    )
    assert person.problems == [TEXTS.say(key, "en") for key in keys]


async def test_cash_needs_a_name():
    """Who collects the money at a shop is a name, read as one."""
    desk = PreparedDesk([views.MONEY, views.ENDED])
    person = ScriptedPerson({"way": ["cash_at_shop"], "destination_cash_at_shop": ["12345", "陈美"]})

    await walk(desk, RecordedScreen(), person).go()

    assert desk.answers == [a.ChooseMoneyWay(PayoutWay.CASH_AT_SHOP, "陈美")]


async def test_a_request_is_withdrawn_only_after_one_more_question():
    """The word alone withdraws nothing; going on after all is as easy."""
    desk = PreparedDesk([views.LOSSES, views.WITHDRAWN])
    screen = RecordedScreen()
    person = ScriptedPerson({"tie": ["/withdraw", "", "/withdraw"], "withdraw": ["stay", "withdraw"]})

    view = await walk(desk, screen, person).go()

    assert desk.answers == [a.Withdraw()]
    assert view.state == "withdrawn"
    assert TEXTS.say("portal.withdrawn.text", "en") in screen.lines


async def test_another_line_than_the_one_meant_leads_to_withdrawing():
    """The first question offers it by itself."""
    desk = PreparedDesk([FIRST, views.WITHDRAWN])

    await walk(desk, RecordedScreen(), ScriptedPerson({"confirm": ["2"], "withdraw": ["1"]})).go()

    assert desk.answers == [a.Withdraw()]


async def test_after_the_cut_has_begun_withdrawing_is_not_offered():
    """The word is then answered with those that still mean something."""
    desk, screen = PreparedDesk([views.SIM, views.ENDED]), RecordedScreen()

    await walk(desk, screen, ScriptedPerson({"sim": ["/withdraw", "later"]})).go()

    assert desk.answers == [a.HandleSim(SimAnswer.LATER)]
    assert TEXTS.say("cli.typed.withdraw", "en") not in screen.shown


@pytest.mark.parametrize("typed", ["/leave", None])
async def test_whoever_leaves_changes_nothing(typed):
    """Leaving by word or by the end of the input says nothing to the desk."""
    desk = PreparedDesk(views.WHOLE)

    with pytest.raises(Left):
        await walk(desk, RecordedScreen(), ScriptedPerson({"confirm": [typed] if typed else []})).go()

    assert desk.answers == []


async def test_where_money_and_news_go_is_shown_before_signing_and_can_be_changed():
    """Masked, with the word to type; the choice becomes the answer, and Enter leaves all as it is."""
    kinds = (RequirementKind.GIVE_OTHER_CONTACT, RequirementKind.CHOOSE_MONEY_WAY)
    sign = replace(
        views.SIGN_WITH_CODE,
        may_reopen=kinds,
        money_way="bank_transfer",
        destination_masked="•••3456",
        other_contact_masked="w•••@x.org",
    )
    desk, screen = PreparedDesk([sign, views.ENDED]), RecordedScreen()

    await walk(
        desk, screen, ScriptedPerson({"name": ["/change", "/change"], "reopen": ["", "choose_money_way"]})
    ).go()

    assert desk.answers == [a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)]
    assert "Where the money goes: By bank transfer to the account •••3456" in screen.lines
    assert "Where news goes: w•••@x.org" in screen.lines


async def test_whoever_is_asked_whether_to_withdraw_is_asked_nothing_else():
    """The word for changing does nothing there, and works again at the question they go back to."""
    kinds = (RequirementKind.CHOOSE_MONEY_WAY,)
    asked = replace(
        views.SIGN_WITH_CODE, may_reopen=kinds, money_way="cash_at_shop", destination_masked="M•••"
    )
    desk = PreparedDesk([asked, views.WITHDRAWN])
    script = {
        "name": ["/withdraw", "/change", "/withdraw"],
        "withdraw": ["/change", "stay", "withdraw"],
        "reopen": [""],
    }
    person = ScriptedPerson(script)

    await walk(desk, RecordedScreen(), person).go()

    assert desk.answers == [a.Withdraw()]


async def test_nothing_can_be_changed_where_nothing_was_said():
    """The word is answered with those that mean something."""
    desk, screen = PreparedDesk([views.SIGN_WITH_CODE, views.ENDED]), RecordedScreen()

    await walk(desk, screen, ScriptedPerson({"name": ["/change", "Chan Mei"], "code": ["654321"]})).go()

    assert desk.answers == [a.SignAgreement("Chan Mei", "654321", "ab" * 32)]
    assert TEXTS.say("cli.typed.change", "en") not in screen.shown


async def test_when_no_code_works_none_is_asked_for():
    """The instant is said, and the walk stops; later it goes on as ever."""
    blocked = replace(views.GIVE_CODE, codes_blocked_until=NOW + timedelta(hours=9))
    desk, screen = PreparedDesk([blocked]), RecordedScreen()

    with pytest.raises(Blocked):
        await walk(desk, screen, ScriptedPerson({"code": ["123456"]})).go()

    assert desk.answers == []
    assert any("No code is sent or taken here before" in line for line in screen.lines)


async def test_a_code_that_must_wait_is_not_offered():
    """Void, used up or too old: no field; before its time only looking again; after a refusal not before its time."""
    spent = replace(views.CODE, tries_left=0, may_ask_at=views.LATER)
    old = replace(views.CODE, expires_at=NOW, may_ask_at=views.LATER)
    void = CodeView(is_sent=False, expires_at=None, tries_left=0, may_ask_at=views.LATER)
    for code in (spent, old, void):
        desk, screen = PreparedDesk([replace(views.GIVE_CODE, code=code)]), RecordedScreen()
        with pytest.raises(Left):
            await walk(desk, screen, ScriptedPerson({"look_again": ["", "", "/leave"]})).go()
        assert desk.answers == []
        assert ("The last code does not work any more" in "".join(screen.lines)) is code.is_sent

    refused = [Refusal(Reason.TOO_MANY_CODES, until=views.LATER)]
    desk = PreparedDesk([replace(views.GIVE_CODE, code=None)], refused)
    with pytest.raises(Left):
        await walk(desk, RecordedScreen(), ScriptedPerson({"look_again": ["", "/leave"]})).go()
    assert desk.answers == [a.WantCode()]


async def test_what_is_under_way_at_the_end_is_said():
    """Money on its way, and a newer certificate that will say so."""
    screen = RecordedScreen()

    await walk(
        PreparedDesk([replace(views.ENDED, steps_under_way=("pay_out",))]), screen, ScriptedPerson({})
    ).go()

    assert TEXTS.say("portal.ended.step.pay_out", "en") in screen.shown
    assert TEXTS.say("portal.ended.newer", "en") in screen.shown


async def test_an_ending_on_a_date_waits_for_it():
    """Once signed, nothing is needed until the day, and that is said."""
    screen = RecordedScreen()

    view = await walk(PreparedDesk([views.DATED]), screen, ScriptedPerson({})).go()

    assert view.state == "agreed"
    assert "31 March 2027" in screen.shown


async def test_after_the_end_the_sim_can_be_told_of_or_left_open():
    """Whoever comes back is asked once; an empty line says nothing."""
    ended = replace(views.ENDED, sim_answers=(SimAnswer.DESTROYED,))
    told, silent = PreparedDesk([ended]), PreparedDesk([ended])

    await walk(told, RecordedScreen(), ScriptedPerson({"sim": ["1"]})).go()
    await walk(silent, RecordedScreen(), ScriptedPerson({})).go()

    assert told.answers == [a.HandleSim(SimAnswer.DESTROYED)]
    assert silent.answers == []


async def test_the_sandbox_phone_shows_its_messages_at_any_question():
    """The code can be read where it is asked for."""
    desk, screen = PreparedDesk([views.GIVE_CODE, views.ENDED]), RecordedScreen()
    way = walk(desk, screen, ScriptedPerson({"code": ["/phone", "/phone", "123456"]}))
    inbox: list[PhoneMessage] = []

    async def phone(_):
        shown = tuple(inbox)
        inbox.append(PhoneMessage(NOW, "123456 is the code"))
        return shown

    way.phone = phone
    await way.go()

    assert TEXTS.say("portal.sandbox.no_messages", "en") in screen.lines
    assert "23 November 2026, 14:05 (Macau, UTC+8): 123456 is the code" in screen.lines
    assert TEXTS.say("cli.end.read_code", "en") in screen.lines


async def test_the_agreement_is_read_and_signed_in_the_language_of_the_terminal():
    """Whatever language the case was begun in; the signature is under the text that was shown."""
    english = replace(views.SIGN_WITH_CODE, agreement=replace(views.AGREEMENT, language="en"))
    chinese = AgreementView(("我要注销这条线路。",), "ef" * 32, "zh-Hans")
    desk = PreparedDesk([english, views.ENDED], wordings={"zh-Hans": chinese})
    screen = RecordedScreen()

    await walk(desk, screen, ScriptedPerson(SCRIPT), language="zh-Hans").go()

    assert chinese.paragraphs[0] in screen.lines
    assert views.AGREEMENT.paragraphs[0] not in screen.lines
    assert [answer.text_sha256 for answer in desk.answers if isinstance(answer, a.SignAgreement)] == [
        "ef" * 32
    ]
