"""What staff do in several steps, days or people apart, each played once to its end: for the tests of all there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.calling import TO_BE_TOLD
from signoff.domain.carrier import Approved, TariffKind
from signoff.domain.case import Deadline
from signoff.domain.concern import ObjectionKind, ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.guarantee import Charge, ChargeKind
from signoff.domain.settlement import BalanceReading, BillReading
from signoff.domain.standing import Standing
from signoff.domain.step_up import PERMISSIVE, CallerProof, Risk
from tests.domain.counter_sayings import CLERK, OTHER, SUPERVISOR
from tests.domain.walk import CARRIER, TRAITS, Walk

POSTPAID = replace(TRAITS, tariff_id="postpaid", tariff_kind=TariffKind.POSTPAID)

TALKATIVE = replace(
    CARRIER,
    policy=replace(CARRIER.policy, step_up=replace(PERMISSIVE, callers=tuple(CallerProof))),
)
"""A carrier that lets a caller be known by the other contact and the claim code, too."""


def stories() -> Iterator[Walk]:
    """Each with its journal and all that it made."""
    yield _large_refund()
    yield _early_release()
    yield _flagged()
    yield _taken_back()
    yield _called()
    yield _new_sim(is_same_line=True)
    yield _new_sim(is_same_line=False)
    yield _resumed(withdraws=False)
    yield _resumed(withdraws=True)
    yield _grown(is_seen=False)
    yield _grown(is_seen=True)
    yield _charged_after_end()
    yield _told_elsewhere()
    yield _resumed_before_its_proof()
    yield _with_a_claim_code_of_a_caller()
    yield _read_again()


def _agreed(walk: Walk, what: Approved, key: str) -> None:
    walk.say(ce.ApprovalAsked, by=SUPERVISOR, what=what, key=key, value=e.Sealed("why"))
    walk.say(ce.ApprovalDecided, by=OTHER, number=1, is_granted=True)


def _read_again() -> Walk:
    """Billing finds another account than was read when the line had ended."""
    walk = Walk()
    walk.prove(POSTPAID)
    walk.read(BalanceReading())
    walk.answer()
    walk.sign()
    walk.cut()
    walk.say(e.StepStuck, key="case-1/close_billing/1", reason="amount_changed")
    walk.say(ce.MoneyReadWanted, by=SUPERVISOR, key="case-1/close_billing/1")
    walk.read_last(BillReading(owed_minor=5_00))
    return walk


def _large_refund() -> Walk:
    policy = replace(CARRIER.policy, approvals=(Approved.REFUND_ABOVE,), refund_above_minor=1)
    walk = Walk(carrier=replace(CARRIER, policy=policy))
    walk.come_to_sign()
    walk.sign()
    walk.cut()
    _agreed(walk, Approved.REFUND_ABOVE, "case-1/pay_out/1")
    walk.say(ce.RefundReleased, by=SUPERVISOR, key="case-1/pay_out/1", approval=1)
    return walk


def _early_release() -> Walk:
    walk = Walk()
    walk.end()
    walk.later(days=31)
    _agreed(walk, Approved.RELEASE_NUMBER_EARLY, "case-1/quarantine/1")
    walk.say(ce.NumberReleased, by=SUPERVISOR, approval=1)
    walk.say(ce.NumberGone, key="case-1/release_number/1")
    walk.say(ce.ObjectionMade, about=ObjectionKind.CHARGED, text=e.Sealed("text"))
    said = {"outcome": ObjectionOutcome.PUT_RIGHT, "answer": e.Sealed("answer")}
    walk.say(ce.ObjectionAnswered, by=SUPERVISOR, number=1, **said)
    return walk


def _charged_after_end() -> Walk:
    walk = Walk()
    walk.end()
    charge = Charge("line", "charge", ChargeKind.RENEWAL, 48_00, "MOP", walk.now, walk.now)
    walk.say(e.ChargesSeen, charges=(charge,))
    walk.say(e.ChargeTakenBack, key="case-1/take_back/1")
    return walk


def _taken_back() -> Walk:
    walk = Walk(carrier=replace(CARRIER, policy=replace(CARRIER.policy, cooling_off_hours=48)))
    walk.come_to_sign(reserves=False)
    walk.sign()
    walk.say(e.WithdrawalWanted)
    return walk


def _called() -> Walk:
    walk = Walk(carrier=TALKATIVE)
    walk.come_to_sign()
    walk.say(ce.CallerCodeWanted, by=CLERK, digest="right", code=e.Sealed("caller"))
    walk.say(ce.CallerCodeGiven, by=CLERK, digest="wrong")
    walk.say(ce.CallerCodeGiven, by=CLERK, digest="right")
    return walk


def _new_sim(*, is_same_line: bool) -> Walk:
    walk = Walk()
    walk.prove()
    walk.later(hours=1)
    walk.standing = Standing(sim_changed_at=walk.now)
    walk.read()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    index = "line-index" if is_same_line else "another"
    walk.say(ce.LineReadAgain, key="case-1/look_up/2", traits=TRAITS, line_index=index)
    return walk


def _flagged() -> Walk:
    walk = Walk()
    walk.prove()
    walk.say(e.StopWanted, contact_index="registered")
    walk.say(ce.FlagSolved, by=SUPERVISOR, number=1, note=e.Sealed("note"))
    return walk


def _grown(*, is_seen: bool) -> Walk:
    """So much money comes in after the signature that more is asked, or at least more time."""
    limited = replace(PERMISSIVE, large_sum_minor=1_000_00, stop_hours={Risk.ELEVATED: 24 * 7})
    walk = Walk(carrier=replace(CARRIER, policy=replace(CARRIER.policy, step_up=limited)))
    walk.prove(wanted_on=(walk.now + timedelta(days=3)).date())
    walk.read()
    if is_seen:
        walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
        walk.claim_all(CLERK)
    walk.answer()
    walk.sign()
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read(BalanceReading(1_000_01))
    return walk


def _told_elsewhere() -> Walk:
    walk = Walk()
    walk.prove()
    walk.say(e.LineTold, case_id="case-9", what=e.SaidOfLine.SUSPENDED, since=walk.now)
    walk.later(minutes=1)
    walk.say(e.LineTold, case_id="case-9", what=e.SaidOfLine.RESUMED, since=walk.now)
    return walk


def _resumed(*, withdraws: bool) -> Walk:
    walk = Walk()
    walk.prove()
    walk.say(e.LossReported)
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    if withdraws:
        walk.say(e.WithdrawalWanted)
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.ResumeWanted, by=CLERK)
    walk.say(ce.LineResumed, key="case-1/resume/1")
    return walk


def _resumed_before_its_proof() -> Walk:
    walk = Walk()
    walk.ask()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.ByStaff, by=CLERK, said=e.LossReported("lost", walk.now))
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    walk.say(ce.ResumeWanted, by=CLERK)
    walk.say(ce.LineResumed, key="case-1/resume/1")
    key = next(one.key for one in walk.made if one.step == TO_BE_TOLD)
    walk.say(e.StandingRead, key=key, standing=Standing(), contacts=())
    return walk


def _with_a_claim_code_of_a_caller() -> Walk:
    """The holder was seen by one clerk; the caller, whose code another one takes, was not."""
    walk = Walk()
    walk.prove()
    walk.read()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.acknowledge()
    given = {"contact": None, "contact_kind": None, "is_the_line": False, "claim_digest": "digest"}
    walk.say(e.OtherContactGiven, asker="case-1-1", staff_id=OTHER.staff_id, **given)
    return walk
