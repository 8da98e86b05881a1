"""Somebody else proves the line of an open case: what was answered is asked again, and everybody hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import PayoutWay
from signoff.domain.case import State
from signoff.domain.decision import NOTHING
from signoff.domain.fold import fold
from signoff.domain.intent import Act, Intent, Notice
from signoff.domain.line import ContactKind
from signoff.domain.outstanding import outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.settlement import BalanceReading
from signoff.domain.showing import Shown, show
from tests.domain.walk import CARRIER, Walk

ASKED_AGAIN = (
    RequirementKind.ACKNOWLEDGE_LOSSES,
    RequirementKind.GIVE_OTHER_CONTACT,
    RequirementKind.CHOOSE_MONEY_WAY,
    RequirementKind.SIGN_AGREEMENT,
)


def _before_signing() -> Walk:
    """A case in which somebody has said all that comes before the signature."""
    walk = Walk()
    walk.come_to_sign()
    return walk


def _asked(walk: Walk) -> tuple[RequirementKind, ...]:
    assert walk.case is not None
    return outstanding(walk.case, CARRIER)


def _messages(walk: Walk, notice: Notice) -> list[tuple[str, str, str]]:
    """Where the messages of a kind go, by which link, in which language."""
    return [_addressed(intent) for intent in walk.made if intent.notice is notice]


def _addressed(intent: Intent) -> tuple[str, str, str]:
    return str(intent.sealed[0][1]), intent.request_id, intent.language


def _another_contact(walk: Walk, name: str, asker: str = "case-1") -> None:
    refusal = walk.say(
        e.OtherContactGiven,
        contact=e.Sealed(name),
        contact_kind=ContactKind.EMAIL,
        is_the_line=False,
        claim_digest=None,
        contact_index=f"{name}-inbox",
        asker=asker,
    ).refusal
    assert refusal is None


def test_who_joins_tells_the_case_of_the_line() -> None:
    """One keyed call with the contact in it; the other case is named."""
    walk = Walk(held_by="case-0")
    walk.prove()

    told = walk.made[-1]

    assert (told.act, told.key, told.case_id) == (Act.TELL_CASE, "case-1/tell_case/1", "case-0")
    assert told.sealed == (("contact", e.Sealed("contact")),)


def test_what_was_answered_is_void_once_somebody_else_proves_the_line() -> None:
    """Losses, contact and money are asked again; account, contact and quote of the one before are gone."""
    walk = _before_signing()
    assert _asked(walk) == (RequirementKind.SIGN_AGREEMENT,)

    walk.join()

    assert walk.case is not None
    assert _asked(walk) == ASKED_AGAIN
    assert walk.case.money.destination is None
    assert walk.case.money.quote is None
    assert walk.case.answers.other_contact is None
    assert fold(tuple(walk.journal)) == walk.case
    walk.answer()
    assert _asked(walk) == (RequirementKind.SIGN_AGREEMENT,)
    assert walk.acts.count("reserve") == 1


def test_a_code_that_was_sent_before_signs_for_nobody_else() -> None:
    """The code of the one before is void with the answers; it signs nothing that is answered afterwards."""
    walk = _before_signing()
    walk.want_code("signing")

    walk.join()
    walk.answer()

    refusal = walk.put_name().refusal
    assert refusal is not None
    assert refusal.reason is Reason.NOT_NOW


def test_whoever_joins_does_not_wait_for_the_codes_of_others() -> None:
    """Six codes were asked for before, each after a longer wait; the newcomer has one at once, then 1, 2, 4 minutes."""
    walk = _before_signing()
    waits = [_wait_after(walk, f"before {turn}") for turn in range(7)]
    walk.join()
    walk.answer()
    assert walk.case is not None

    shown = show(walk.case, walk.carrier, Shown("", "", None, None)).code

    assert shown is not None
    assert (shown.is_sent, shown.expires_at, shown.may_ask_at) == (False, None, None)
    assert waits == [1, 2, 4, 8, 16, 32, 32]
    assert [_wait_after(walk, f"after {turn}") for turn in range(3)] == [1, 2, 4]


def _wait_after(walk: Walk, digest: str) -> float:
    """Ask for a code, and again before its time; how many minutes that takes, after which it is that time."""
    assert walk.want_code(digest).refusal is None
    refusal = walk.want_code(f"{digest}, early").refusal
    assert refusal is not None
    assert (refusal.reason, refusal.until is None) == (Reason.CODE_TOO_SOON, False)
    minutes = ((refusal.until or walk.now) - walk.now).total_seconds() / 60
    walk.now = refusal.until or walk.now
    return minutes


def test_what_is_told_twice_is_heard_once() -> None:
    """The same joining comes again after everything was answered: nothing is void again."""
    walk = _before_signing()
    walk.join()
    walk.answer()

    assert walk.join() == NOTHING
    assert _asked(walk) == (RequirementKind.SIGN_AGREEMENT,)
    assert len(_messages(walk, Notice.PROVEN_AGAIN)) == 2  # the first asker, and the contact they had named


def test_a_signature_stays_and_both_hear_the_news() -> None:
    """Joined after the signature: nothing is void; each is told of the end, by their own link."""
    walk = _before_signing()
    walk.sign()
    walk.join()
    assert not [fact for fact in walk.journal if isinstance(fact, f.AnswersVoided)]
    walk.cut()
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    walk.close()

    assert walk.state() is State.ENDED
    everybody = [("other", "", "en"), ("contact", "", "en"), ("asker/case-2", "case-2", "zh-Hans")]
    assert _messages(walk, Notice.ENDED) == everybody
    assert _messages(walk, Notice.PROVEN_AGAIN) == [("other", "", "en"), ("contact", "", "en")]


def test_everybody_who_proved_the_line_hears_that_it_stays() -> None:
    """Withdrawn by one of three: each inbox once, though two asked with the same one."""
    walk = Walk()
    walk.prove()
    walk.join("case-2", "second-inbox")
    walk.join("case-3", "contact-index")
    walk.join("case-4", "second-inbox")
    walk.say(e.WithdrawalWanted)

    assert _messages(walk, Notice.WITHDRAWN) == [("contact", "", "en"), ("asker/case-2", "case-2", "zh-Hans")]


def test_whoever_goes_on_signs_in_their_own_language() -> None:
    """The text and the documents are the newcomer's to read; the one before is written to as before."""
    walk = _before_signing()
    walk.join()
    assert walk.case is not None
    spoken = walk.case.language, walk.case.first_language
    walk.say(e.WithdrawalWanted)

    assert spoken == ("zh-Hans", "en")
    assert ("contact", "", "en") in _messages(walk, Notice.WITHDRAWN)
    signed = _before_signing()
    signed.sign()
    signed.join()
    assert signed.case is not None
    assert (signed.case.language, signed.case.first_language) == ("en", "")


def test_a_message_is_worded_the_same_at_every_attempt() -> None:
    """The language it was meant in goes with it: by the second attempt the case may speak another one."""
    walk = Walk()
    walk.prove()
    walk.join()

    assert walk.case is not None
    assert walk.case.language == "zh-Hans"
    before = [intent for intent in walk.made if intent.act in (Act.SEND_CODE, Act.SEND_NOTICE)]
    assert {(intent.notice, intent.language) for intent in before} == {
        (Notice.ACKNOWLEDGED, "en"),
        (Notice.CODE_FOR_POSSESSION, "en"),
        (Notice.PROVEN_AGAIN, "en"),
    }


def test_nobody_keeps_the_news_quiet_by_naming_the_same_inbox() -> None:
    """A stranger with the phone names the holder's address: the holder hears of it, once."""
    walk = _before_signing()
    walk.join(inbox="contact-index")

    assert _asked(walk) == ASKED_AGAIN
    assert _messages(walk, Notice.PROVEN_AGAIN) == [("other", "", "en"), ("contact", "", "en")]


def test_the_link_to_another_contact_is_that_of_who_named_it() -> None:
    """Somebody's other contact must not open the acknowledgement of somebody else."""
    walk = _before_signing()
    walk.join()
    walk.acknowledge()
    _another_contact(walk, "theirs", asker="case-2")
    walk.say(e.WithdrawalWanted)

    assert ("theirs", "case-2", "zh-Hans") in _messages(walk, Notice.WITHDRAWN)


@pytest.mark.parametrize("notice", [Notice.ENDED, Notice.WITHDRAWN])
def test_who_joins_a_case_that_is_just_over_hears_how(notice: Notice) -> None:
    """The line's case ended in the same moment: its last news goes to the newcomer too, and to nobody twice."""
    walk = Walk()
    if notice is Notice.ENDED:
        walk.end()
    else:
        walk.prove()
        walk.say(e.WithdrawalWanted)
    before = _messages(walk, notice)

    walk.join()

    assert _messages(walk, notice) == [*before, ("asker/case-2", "case-2", "zh-Hans")]
    assert walk.case is not None
    assert fold(tuple(walk.journal)) == walk.case


def _reopened(walk: Walk, requirement: RequirementKind) -> None:
    assert walk.say(e.AnswerReopened, requirement=requirement).refusal is None
    assert _asked(walk)[0] is requirement


def test_money_and_contact_are_given_anew_until_the_signature() -> None:
    """Gone back before signing: only that is asked, the quote stays; after the signature it is too late."""
    walk = _before_signing()
    assert walk.case is not None
    quote = walk.case.money.quote

    _reopened(walk, RequirementKind.CHOOSE_MONEY_WAY)
    walk.say(e.MoneyWayChosen, way=PayoutWay.CASH_AT_SHOP, destination=e.Sealed("somebody"))
    _reopened(walk, RequirementKind.GIVE_OTHER_CONTACT)
    _another_contact(walk, "new")

    assert walk.case.money.quote == quote
    assert (walk.case.money.way, walk.case.answers.other_contact) == ("cash_at_shop", "new")
    assert _asked(walk) == (RequirementKind.SIGN_AGREEMENT,)
    walk.sign()
    late = walk.say(e.AnswerReopened, requirement=RequirementKind.CHOOSE_MONEY_WAY).refusal
    assert late is not None
    assert late.reason is Reason.NOT_NOW


@pytest.mark.parametrize("requirement", RequirementKind)
def test_nothing_is_asked_again_that_was_not_answered(requirement: RequirementKind) -> None:
    """Neither before there is an answer nor once the case is over."""
    walk = Walk()
    walk.prove()
    early = walk.say(e.AnswerReopened, requirement=requirement).refusal
    walk.say(e.WithdrawalWanted)
    late = walk.say(e.AnswerReopened, requirement=requirement).refusal

    assert early is not None
    assert late is not None
    assert (early.reason, late.reason) == (Reason.NOT_NOW, Reason.ALREADY_OVER)


@pytest.mark.parametrize(
    "text", [{"destination": e.Sealed("another account")}, {"money_way": "cash_at_shop"}]
)
def test_a_signature_holds_only_for_the_destination_in_its_text(text: dict[str, object]) -> None:
    """Somebody changed where the money goes while the text was read: it is shown again, with the code still good."""
    walk = _before_signing()
    walk.later(minutes=5)
    walk.want_code("signing")
    assert walk.case is not None
    money = walk.case.money
    assert money.quote is not None
    shown = e.AgreementSigned(
        "signed",
        walk.now,
        e.Sealed("name"),
        "signing",
        "1" * 64,
        money.quote.digest,
        money.way,
        money.destination,
    )

    refusal = walk.take(replace(shown, **text)).refusal  # type: ignore[arg-type]  # by name

    assert refusal is not None
    assert refusal.reason is Reason.AGREEMENT_CHANGED
    assert walk.take(shown).refusal is None


def _ended_with_payout_under_way() -> Walk:
    walk = Walk()
    walk.prove()
    walk.read(balance=BalanceReading(12_00))
    walk.answer()
    walk.reserve()
    walk.sign()
    walk.cut()
    walk.say(e.SimAnswered, how=SimAnswer.LATER)
    walk.say(e.StepAccepted, key="case-1/pay_out/1")
    walk.close()
    assert walk.state() is State.ENDED
    return walk


def _drawn(walk: Walk, occurrence: int) -> None:
    walk.say(e.DocumentDrawn, key=f"case-1/certificate/{occurrence}", sha256="0" * 64)


def test_a_newer_certificate_is_told_of_once() -> None:
    """The payout is confirmed after the end: whoever had the news of the end hears of the certificate that says so."""
    walk = _ended_with_payout_under_way()
    _drawn(walk, 1)
    assert _messages(walk, Notice.CERTIFICATE_RENEWED) == []

    walk.say(e.StepDone, key="case-1/pay_out/1")
    assert _messages(walk, Notice.CERTIFICATE_RENEWED) == []
    _drawn(walk, 2)
    _drawn(walk, 2)
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    _drawn(walk, 3)

    assert (
        _messages(walk, Notice.CERTIFICATE_RENEWED) == _messages(walk, Notice.ENDED) == [("other", "", "en")]
    )


def test_a_certificate_that_its_holder_made_newer_is_no_news() -> None:
    """What was said of the SIM after the end is on a newer certificate; nobody is written to for that."""
    walk = _ended_with_payout_under_way()
    _drawn(walk, 1)
    walk.say(e.SimAnswered, how=SimAnswer.DESTROYED)
    _drawn(walk, 2)

    assert _messages(walk, Notice.CERTIFICATE_RENEWED) == []


def test_certificates_drawn_out_of_turn_are_told_of_once_all_the_same() -> None:
    """The newest is drawn first, by another worker: one message, and the older one brings none."""
    walk = _ended_with_payout_under_way()
    walk.say(e.StepDone, key="case-1/pay_out/1")
    _drawn(walk, 2)
    _drawn(walk, 1)

    assert len(_messages(walk, Notice.CERTIFICATE_RENEWED)) == 1
