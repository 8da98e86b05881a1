"""A suspended line that is to work again: by a holder who is there, and by nobody from afar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.act import Notice
from signoff.domain.assurance import risk_signs
from signoff.domain.calling import TO_BE_TOLD
from signoff.domain.case import Deadline, State
from signoff.domain.counter_case import Document
from signoff.domain.fold import fold
from signoff.domain.refusal import Reason
from signoff.domain.staff import By, Role
from signoff.domain.step_up import RiskSign
from signoff.domain.suspended import is_left_suspended
from signoff.domain.third_party import STRICT, Right
from signoff.domain.typed_paper import Agreement
from tests.domain.careful import CAREFUL, CONTACT
from tests.domain.counter_sayings import CLERK, SECOND, SUPERVISOR
from tests.domain.walk import TRAITS, Walk

AGENT = replace(CLERK, staff_id="agent-1", role=Role.AGENT)


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _seen(walk: Walk, *, is_holder: bool = True) -> Reason | None:
    why = _said(walk, ce.IdentityChecked("id", walk.now, CLERK, Document.PASSPORT, is_holder))
    walk.claim_all(CLERK)
    return why


def _resume(walk: Walk, by: By = CLERK) -> Reason | None:
    return _said(walk, ce.ResumeWanted("resume", walk.now, by))


def _resumed(walk: Walk) -> None:
    assert walk.case is not None
    walk.say(ce.LineResumed, key=f"case-1/resume/{walk.case.counter.resumes}")


def _told(walk: Walk, notice: Notice) -> list[str]:
    return [intent.step for intent in walk.made if intent.notice is notice]


def _is_suspended(walk: Walk) -> bool:
    return walk.case is not None and walk.case.suspended_at is not None


@pytest.fixture
def lost() -> Walk:
    """A proven line that its holder said to be lost, and that the network has suspended."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.prove()
    walk.read()
    walk.say(e.LossReported)
    assert _resume(walk) is Reason.NOT_NOW  # the network has not suspended it yet
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    return walk


def test_the_holder_in_person_has_the_line_work_again(lost: Walk) -> None:
    """With their paper, before who looked at it, within the hour; everybody registered hears of it."""
    assert _resume(lost) is Reason.IDENTITY_NEEDED
    _seen(lost, is_holder=False)
    assert _resume(lost) is Reason.IDENTITY_NEEDED
    _seen(lost)
    assert _resume(lost, SECOND) is Reason.IDENTITY_NEEDED
    assert _resume(lost, AGENT) is Reason.NOT_YOUR_ROLE
    lost.later(minutes=61)
    assert _resume(lost) is Reason.IDENTITY_NEEDED
    _seen(lost)
    assert _resume(lost) is None
    assert _resume(lost) is Reason.NOT_NOW
    assert lost.acts[-1] == "resume"
    assert lost.case is not None
    assert risk_signs(lost.case, CAREFUL) == (RiskSign.SIM_LOST,)
    _resumed(lost)
    assert risk_signs(lost.case, CAREFUL) == ()
    assert len(_told(lost, Notice.LINE_RESUMED)) == 2
    _resumed(lost)
    assert len(_told(lost, Notice.LINE_RESUMED)) == 2
    lost.say(e.LossReported)
    assert lost.made[-1].key == "case-1/suspend/2"  # a call of its own, or the network would not bar it again
    lost.say(e.LineSuspended, key="case-1/suspend/1")
    assert not _is_suspended(lost)
    lost.say(e.LineSuspended, key="case-1/suspend/2")
    assert _is_suspended(lost)
    assert fold(tuple(lost.journal)) == lost.case


@pytest.mark.parametrize("ends", ["withdrawn", "stopped", "lapsed"])
def test_a_case_that_is_over_says_that_its_line_is_suspended_and_resumes_it(lost: Walk, ends: str) -> None:
    """Whoever withdrew from afar, whoever stopped it, and nobody who went on: each is told how to have it back."""
    if ends == "withdrawn":
        lost.say(e.WithdrawalWanted)
    elif ends == "stopped":
        lost.say(e.StopWanted, contact_index=CONTACT.index)
    else:
        lost.later(days=31)
        lost.say(e.DeadlinePassed, name=Deadline.CASE_LAPSES)
    assert lost.case is not None
    assert lost.state() in (State.WITHDRAWN, State.LAPSED)
    assert is_left_suspended(lost.case)
    assert len(_told(lost, Notice.STILL_SUSPENDED)) == 1
    assert "resume" not in lost.acts
    assert _resume(lost) is Reason.IDENTITY_NEEDED
    assert _seen(lost) is None
    assert _resume(lost) is None
    _resumed(lost)
    assert not is_left_suspended(lost.case)
    assert _seen(lost) is Reason.ALREADY_OVER
    assert fold(tuple(lost.journal)) == lost.case


def _left_by_a_parent(walk: Walk) -> None:
    """Somebody said that they act for the holder; then the case was left, and the line stayed suspended."""
    walk.say(e.ActingSaid, right=Right.PARENT, holder=e.Sealed("holder"))
    walk.say(e.WithdrawalWanted)
    assert walk.case is not None
    assert is_left_suspended(walk.case)
    assert _resume(walk) is Reason.PAPERS_NEEDED


def test_a_holder_for_whom_somebody_acted_has_their_line_back_from_a_case_that_is_over(lost: Walk) -> None:
    """They say so in the shop, and show their paper."""
    _left_by_a_parent(lost)
    assert _seen(lost) is Reason.ACTS_FOR_HOLDER
    assert _said(lost, ce.HolderCame("came", lost.now, AGENT)) is Reason.NOT_YOUR_ROLE
    assert _said(lost, ce.HolderCame("came", lost.now, CLERK)) is None
    assert _resume(lost) is Reason.IDENTITY_NEEDED
    assert _seen(lost) is None
    assert _resume(lost, SECOND) is Reason.IDENTITY_NEEDED
    assert _resume(lost) is None
    _resumed(lost)
    assert _told(lost, Notice.LINE_RESUMED_FOR_HOLDER) == []
    assert len(_told(lost, Notice.LINE_RESUMED)) == 2
    assert _said(lost, ce.HolderCame("came", lost.now, CLERK)) is Reason.ALREADY_OVER
    assert lost.state() is State.WITHDRAWN
    assert fold(tuple(lost.journal)) == lost.case


def test_who_acts_for_the_holder_has_the_line_back_from_a_case_that_is_over(lost: Walk) -> None:
    """With every paper on the table, before who looked at them."""
    _left_by_a_parent(lost)
    rule = STRICT[Right.PARENT]
    for paper in rule.papers:
        assert _resume(lost) is Reason.PAPERS_NEEDED
        shown = ce.PaperChecked("paper", lost.now, CLERK, paper, is_good=True, agreement=Agreement.AGREES)
        assert _said(lost, shown) is None
    assert _resume(lost, SECOND) is Reason.PAPERS_NEEDED
    assert _resume(lost) is None
    _resumed(lost)
    assert _told(lost, Notice.LINE_RESUMED) == []  # nobody is told that the holder came
    assert len(_told(lost, Notice.LINE_RESUMED_FOR_HOLDER)) == 2
    last = ce.PaperChecked("paper", lost.now, CLERK, rule.papers[0], is_good=True)
    assert _said(lost, last) is Reason.ALREADY_OVER
    assert fold(tuple(lost.journal)) == lost.case


@pytest.mark.parametrize("by", [CLERK, SUPERVISOR])
def test_a_holder_who_withdraws_at_the_counter_has_their_line_back(lost: Walk, by: By) -> None:
    """In the same step, if it is the clerk who looked at their paper; by anybody else's word nothing is resumed."""
    _seen(lost)
    said = ce.ByStaff("by", lost.now, by, e.WithdrawalWanted("by", lost.now))
    is_theirs = by is CLERK
    assert _said(lost, said) is (None if is_theirs else Reason.CALLER_UNKNOWN)
    assert ("resume" in lost.acts) is is_theirs
    if is_theirs:
        assert lost.state() is State.WITHDRAWN
        assert _told(lost, Notice.STILL_SUSPENDED) == []
        assert fold(tuple(lost.journal)) == lost.case


def test_a_line_suspended_before_it_was_proven_can_be_resumed() -> None:
    """The holder found the SIM at home: the case goes on from where it was."""
    walk = Walk(carrier=CAREFUL)
    walk.ask(TRAITS)
    _seen(walk)
    walk.say(ce.ByStaff, by=CLERK, said=e.LossReported("lost", walk.now))
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    assert _resume(walk) is None
    _resumed(walk)
    assert walk.case is not None
    assert (walk.case.lost_at, walk.case.suspended_at, walk.state()) == (None, None, State.REQUESTED)


def test_a_line_that_is_being_cut_is_not_resumed(lost: Walk) -> None:
    """It has ended, or is about to: then only a restore brings it back."""
    _seen(lost)
    case = lost.case
    assert case is not None
    assert (
        _resume(Walk(carrier=CAREFUL, now=lost.now, case=replace(case, state=State.CUTTING)))
        is Reason.NOT_NOW
    )


def test_who_was_known_by_a_code_has_no_line_resumed() -> None:
    """Before the loss the phone was in somebody's hand, too: only the paper tells."""
    walk = Walk(carrier=CAREFUL)
    walk.prove()
    walk.read()
    walk.later(minutes=2)
    wanted = e.CodeWanted("x", walk.now, "aloud", e.Sealed("code"), "source")
    for event in (wanted, e.CodeGiven("x", walk.now, "aloud"), e.LossReported("x", walk.now)):
        assert _said(walk, ce.ByStaff("by", walk.now, CLERK, event)) is None
    walk.claim_all(CLERK)
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    assert _resume(walk) is Reason.IDENTITY_NEEDED
    assert _said(walk, ce.ByStaff("by", walk.now, CLERK, e.WithdrawalWanted("by", walk.now))) is None
    assert "resume" not in walk.acts


@pytest.mark.parametrize("acts", [False, True])
def test_who_came_is_who_was_there_when_it_was_ordered(lost: Walk, *, acts: bool) -> None:
    """Somebody says something else of it while the network works: what is told stays true."""
    if acts:
        lost.say(e.ActingSaid, right=Right.HEIR, holder=e.Sealed("holder"))
        for paper in STRICT[Right.HEIR].papers:
            shown = ce.PaperChecked("paper", lost.now, CLERK, paper, is_good=True, agreement=Agreement.AGREES)
            assert _said(lost, shown) is None
        lost.claim_all(CLERK)
    else:
        _seen(lost)
    assert _resume(lost) is None
    lost.say(e.ActingSaid, right=None if acts else Right.PARENT, holder=None if acts else e.Sealed("holder"))
    assert lost.case is not None
    assert (lost.case.acting.right is None) is acts
    _resumed(lost)
    others = [Notice.LINE_RESUMED, Notice.LINE_RESUMED_FOR_HOLDER]
    assert [len(_told(lost, notice)) for notice in others] == ([0, 2] if acts else [2, 0])
    assert fold(tuple(lost.journal)) == lost.case


def test_a_case_whose_line_another_one_resumed_does_not_say_who_came(lost: Walk) -> None:
    """Only the other one knows whether it was the holder."""
    lost.later(minutes=5)
    lost.say(e.LineTold, case_id="case-2", what=e.SaidOfLine.RESUMED, since=lost.now)
    assert not _is_suspended(lost)
    assert _told(lost, Notice.LINE_RESUMED) == []
    assert len(_told(lost, Notice.LINE_RESUMED_ELSEWHERE)) == 1


# ---------------------------------------------------------------- before the proof


def _resumed_before_its_proof(*contacts: e.RegisteredContact) -> Walk:
    """A holder in a shop, on a request that nothing proves: lost, suspended, and found again."""
    walk = Walk(carrier=CAREFUL, contacts=contacts)
    walk.ask()
    _seen(walk)
    said = ce.ByStaff("lost", walk.now, by=CLERK, said=e.LossReported("lost", walk.now))
    assert _said(walk, said) is None
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    assert _resume(walk) is None
    return walk


def _contacts_are_read(walk: Walk) -> None:
    key = next(one.key for one in reversed(walk.made) if one.step == TO_BE_TOLD)
    walk.say(e.StandingRead, key=key, standing=walk.standing, contacts=walk.contacts)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_everybody_registered_hears_of_a_line_that_works_again_before_its_proof(
    *, is_withdrawn: bool
) -> None:
    """Records are asked who they are; also where the holder stays, and the request is over by then."""
    walk = _resumed_before_its_proof(CONTACT, replace(CONTACT, index="contact-index"))
    if is_withdrawn:
        walk.say(e.WithdrawalWanted)
    _resumed(walk)
    assert len(_told(walk, Notice.LINE_RESUMED)) == 1
    _contacts_are_read(walk)
    told = [one for one in walk.made if one.notice is Notice.LINE_RESUMED]
    assert [str(dict(one.sealed)["contact"]) for one in told] == ["contact", str(CONTACT.contact)]
    _contacts_are_read(walk)
    assert len(_told(walk, Notice.LINE_RESUMED)) == 2
    assert walk.case is not None
    assert (walk.case.standing, walk.case.registered) == (None, ())
    assert fold(tuple(walk.journal)) == walk.case


def test_nobody_is_told_that_a_line_works_which_is_lost_once_more() -> None:
    """Records answered late: the next time that it works they are asked anew."""
    walk = _resumed_before_its_proof(CONTACT)
    _resumed(walk)
    said = ce.ByStaff("again", walk.now, by=CLERK, said=e.LossReported("again", walk.now))
    assert _said(walk, said) is None
    _contacts_are_read(walk)
    assert len(_told(walk, Notice.LINE_RESUMED)) == 1
    walk.say(e.LineSuspended, key="case-1/suspend/2")
    assert _resume(walk) is None
    _resumed(walk)
    _contacts_are_read(walk)
    assert len(_told(walk, Notice.LINE_RESUMED)) == 3
