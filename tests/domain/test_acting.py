"""What is said of somebody who acts for the holder, by whom the case goes on, and where money never goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.act import Act
from signoff.domain.acting import TOLD_MAX
from signoff.domain.assurance import gained, is_sure, risk
from signoff.domain.carrier import Approved
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.decide import decide
from signoff.domain.identity import IdentityStatus
from signoff.domain.outstanding import last_day, outstanding
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.showing import Shown, show
from signoff.domain.staff import By, Role
from signoff.domain.step_up import Assurance, Channel, Risk
from signoff.domain.third_party import STRICT, MoneyTo, Paper, Right
from tests.domain.acted_for import (
    answer,
    at_the_cut,
    case_of,
    check,
    check_all,
    opened,
    reason_of,
    settled,
    sign_here,
    tell,
)
from tests.domain.careful import CAREFUL, CLERK, CONTACT
from tests.domain.walk import CARRIER, Walk

SUPERVISOR, SECOND = By("staff-3", Role.SUPERVISOR), By("staff-4", Role.SUPERVISOR)


# ---------------------------------------------------------------- what was said


def test_whoever_said_so_cannot_become_the_holder_by_a_code() -> None:
    """Taken back, it stays a sign of risk: a document of the holder and a day's wait are needed."""
    walk = opened()
    tell(walk, Right.HEIR)
    tell(walk, None)
    case = case_of(walk)
    assert case.acting.right is None
    assert risk(case, CAREFUL) is Risk.ELEVATED
    assert not any(is_sure(case, CAREFUL, channel) for channel in Channel)
    settled(walk)
    assert outstanding(case_of(walk), CAREFUL)[0] is RequirementKind.PROVE_IDENTITY


def test_what_was_shown_as_the_holder_is_void_for_who_acts() -> None:
    """And a code asked for as the holder signs nothing any more."""
    walk = opened()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.answer()
    walk.reserve()
    walk.want_code("signing")
    tell(walk, Right.POWER_OF_ATTORNEY)
    case = case_of(walk)
    assert case.identity.status is IdentityStatus.NONE
    assert not case.counter.checked(walk.now)
    assert (case.money.way, case.money.destination) == (None, None)
    assert case.proof.code is not None
    assert case.proof.code.is_used


def test_the_holders_own_document_in_other_hands_is_not_their_presence() -> None:
    """It is among the papers: a clerk who takes it for the person's own must not open the line by it."""
    walk = opened()
    tell(walk, Right.POWER_OF_ATTORNEY)
    said = {"document": Document.PASSPORT, "is_holder": True}
    assert reason_of(walk.say(ce.IdentityChecked, by=CLERK, **said)) is Reason.ACTS_FOR_HOLDER


@pytest.mark.parametrize("holder", [None, e.Sealed("holder/1")])
def test_it_is_said_for_whom(holder: e.Sealed | None) -> None:
    """Without the holder's name there is nobody to compare papers with."""
    walk = opened()
    said = walk.say(e.ActingSaid, right=Right.HEIR, holder=holder)
    assert reason_of(said) is (Reason.NAME_MISSING if holder is None else None)


def test_it_is_said_before_the_signature_and_not_for_ever_anew() -> None:
    """As the holder one is already, there is nothing to take back; after some slips it is enough."""
    walk = opened()
    assert reason_of(walk.say(e.ActingSaid, right=None)) is Reason.NOT_NOW
    for _ in range(TOLD_MAX):
        assert tell(walk, Right.HEIR).refusal is None
    assert reason_of(tell(walk, Right.HEIR)) is Reason.TOO_MANY_REQUESTS
    late = opened()
    tell(late, Right.HEIR)
    check_all(late)
    answer(late)
    sign_here(late)
    assert reason_of(tell(late, None)) is Reason.NOT_NOW
    late.say(e.WithdrawalWanted)
    assert reason_of(tell(late, None)) is Reason.ALREADY_OVER


# ---------------------------------------------------------------- without a code, and somebody else


def _at_the_counter(but: Paper | None = None) -> Walk:
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    tell(walk, Right.HEIR)
    check_all(walk, but)
    return walk


@pytest.mark.parametrize("missing", [*STRICT[Right.HEIR].papers, None])
def test_the_line_is_proven_in_person_with_every_paper_and_the_card(missing: Paper | None) -> None:
    """An heir has no code; the card alone is not enough, nor are papers without it."""
    walk = _at_the_counter(missing)
    assert reason_of(walk.say(ce.ProvenInPerson, by=CLERK)) is (
        Reason.CARD_NEEDED if missing is None else Reason.PAPERS_NEEDED
    )
    walk.say(ce.CardScanned, by=CLERK, is_card_there=True)
    proven = walk.say(ce.ProvenInPerson, by=CLERK)
    assert reason_of(proven) is (None if missing is None else Reason.PAPERS_NEEDED)
    assert case_of(walk).identity.status is IdentityStatus.NONE


def test_without_the_card_a_second_person_approves() -> None:
    """For this visit, and by who asked."""
    walk = _at_the_counter()
    walk.say(ce.ApprovalAsked, by=CLERK, what=Approved.PROVE_WITHOUT_CARD)
    walk.say(ce.ApprovalDecided, by=SUPERVISOR, number=1, is_granted=True)
    assert walk.say(ce.ProvenInPerson, by=CLERK).refusal is None
    assert walk.state() is State.OPEN
    late = _at_the_counter(but=Paper.DEATH_CERTIFICATE)
    asked = late.say(ce.ApprovalAsked, by=CLERK, what=Approved.PROVE_WITHOUT_CARD)
    assert reason_of(asked) is Reason.PAPERS_NEEDED


def test_nobody_goes_on_with_the_papers_of_another_asker() -> None:
    """Whoever joins is asked for what is theirs; that somebody was not the holder stays said."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    walk.join()
    case = case_of(walk)
    assert (case.acting.right, case.acting.papers, case.acting.accepted_at) == (None, (), None)
    assert risk(case, CAREFUL) is Risk.ELEVATED


def test_who_joins_acts_as_they_said_in_their_request() -> None:
    """The right and the name come with them; papers are looked at again here."""
    walk = opened()
    said = {"contact": e.Sealed("asker/2"), "contact_index": "second", "language": "en"}
    acting = {"acting": Right.PARENT, "holder": e.Sealed("holder/case-2")}
    walk.say(e.AskerProved, key="case-2/tell_case/1", request_id="case-2", **said, **acting)
    assert case_of(walk).acting.right is Right.PARENT
    assert case_of(walk).acting.holder == "holder/case-2"


@pytest.mark.parametrize("acts", [None, Right.PARENT])
def test_papers_of_who_signed_go_with_the_signature(acts: Right | None) -> None:
    """Somebody joins while it waits for its day: once it is void, nobody goes on with them."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    answer(walk)
    sign_here(walk)
    said = {"contact": e.Sealed("asker/2"), "contact_index": "second", "language": "en", "acting": acts}
    walk.say(e.AskerProved, key="case-2/tell_case/1", request_id="case-2", **said)
    assert gained(case_of(walk), CAREFUL) is Assurance.AUTHORISED
    assert reason_of(check(walk, Paper.OWN_IDENTITY)) is Reason.NOT_NOW
    walk.later(days=31)
    walk.say(e.LineChanged, change=e.LineChange.MONEY_MOVED)
    walk.stand()
    assert walk.state() is State.OPEN
    case = case_of(walk)
    assert (case.acting.right, case.acting.papers) == (acts, ())
    assert case.acting.told == 1


def test_a_request_that_joins_says_for_whom_its_asker_acts() -> None:
    """The call that tells the case carries the sealed name, and no fact does."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.ask()
    tell(walk, Right.HEIR)
    walk.held_by = "case-2"
    walk.want_code()
    walk.say(e.CodeGiven, digest="right")
    assert ("holder", "holder/1") in walk.made[-1].sealed


# ---------------------------------------------------------------- the money


def test_who_acts_does_not_say_where_money_goes() -> None:
    """It is not asked, it cannot be said, and the payout waits for a person."""
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    settled(walk)
    walk.acknowledge()
    said = {"way": CAREFUL.policy.payout_ways[0], "destination": e.Sealed("mine")}
    assert reason_of(walk.say(e.MoneyWayChosen, **said)) is Reason.MONEY_TO_HOLDER
    answer(walk)
    assert show(case_of(walk), CAREFUL, Shown("", "", None, None)).payout_ways == ()
    sign_here(walk)
    at_the_cut(walk)
    walk.reserve()
    walk.cut()
    walk.close()
    paid = [(one.way, one.sealed) for one in walk.made if one.act is Act.PAY_OUT]
    assert paid == [("", ())]  # which its system refuses: somebody has to ask where it goes


@pytest.mark.parametrize("what", ["correct", "attest", "give up"])
def test_money_of_a_holder_goes_nowhere_without_two_people(what: str) -> None:
    """Whatever the pack says of other cases."""
    assert CARRIER.policy.approvals == ()
    walk = opened()
    tell(walk, Right.HEIR)
    check_all(walk)
    answer(walk)
    sign_here(walk)
    at_the_cut(walk)
    walk.reserve()
    walk.cut()
    for step in ("settle", "close_billing"):
        walk.say(e.StepDone, key=f"case-1/{step}/1")
    key = "case-1/pay_out/1"
    walk.say(e.StepStuck, key=key, reason="destination_unknown")
    way = CAREFUL.policy.payout_ways[0]
    to = e.Sealed("estate")
    acts: dict[str, tuple[type[e.Event], dict[str, object]]] = {
        "correct": (ce.PayoutCorrected, {"way": way, "destination": to}),
        "attest": (ce.StepAttested, {}),
        "give up": (ce.StepGivenUp, {"why": to}),
    }
    kind, said = acts[what]
    assert reason_of(walk.say(kind, by=SUPERVISOR, key=key, **said)) is Reason.APPROVAL_NEEDED
    if what == "correct":
        asked = {"what": Approved.CORRECT_DESTINATION, "key": key, "way": way, "value": to}
        walk.say(ce.ApprovalAsked, by=SUPERVISOR, **asked)
        alone = walk.say(ce.ApprovalDecided, by=SUPERVISOR, number=1, is_granted=True)
        assert reason_of(alone) is Reason.SECOND_PERSON_NEEDED
        walk.say(ce.ApprovalDecided, by=SECOND, number=1, is_granted=True)
        done = walk.say(kind, by=SUPERVISOR, key=key, way=None, destination=None, approval=1)
        assert done.refusal is None
        assert walk.made[-1].act is Act.PAY_OUT


def test_what_an_estate_owes_is_paid_as_by_anybody() -> None:
    """Only money that comes back is not theirs."""
    walk = opened()
    tell(walk, Right.HEIR)
    shown = show(case_of(walk), CAREFUL, Shown("", "", None, None))
    assert shown.acting is not None
    assert shown.acting.money_to is MoneyTo.ESTATE


# ---------------------------------------------------------------- bounds of the rules


def test_a_pack_may_wait_longer_than_its_risk_asks() -> None:
    """The longer of both holds."""
    walk = opened()
    before = last_day(case_of(walk), CAREFUL, walk.now)
    tell(walk, Right.HEIR)
    after = last_day(case_of(walk), CAREFUL, walk.now)
    hours = STRICT[Right.HEIR].stop_hours
    assert after - before >= timedelta(hours=hours)


def test_a_guided_case_has_nobody_who_acts_for_anybody() -> None:
    """There the person does the steps, and nothing is proven to us."""
    walk = Walk()
    walk.ask()
    guided = replace(case_of(walk), guided=object())  # type: ignore[arg-type]  # whatever it is guided by
    decision = decide(guided, e.ActingSaid("x", walk.now, Right.HEIR, e.Sealed("holder/1")), CARRIER)
    assert reason_of(decision) is Reason.NOT_NOW
