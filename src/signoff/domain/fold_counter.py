"""How the facts of the counter change a case. Part of `fold.py`; no rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.acting import Acting
from signoff.domain.case import Case, CaseStep, IllegalMove, State, StepStatus
from signoff.domain.changing import replace
from signoff.domain.concern import Flag, Objection
from signoff.domain.counter_case import Approval, CallerCode, IdentityCheck, KeptMessage
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.event import Sealed
from signoff.domain.fold_ending import again_if_ended, claimed
from signoff.domain.fold_identity import identity_left
from signoff.domain.fold_vouching import known_anew
from signoff.domain.requirement import CodePurpose


def _unchanged(case: Case, _: f.Fact) -> Case:
    return case


def _at_counter(case: Case, **values: Any) -> Case:
    return replace(case, counter=replace(case.counter, **values))


def _identity_checked(case: Case, fact: c.IdentityChecked) -> Case:
    said = fact.document, fact.is_holder, fact.at
    if fact.keeps_look:
        case = replace(case, counter=case.counter.with_look(fact.staff_id, fact.at))
    return _at_counter(case, identity=IdentityCheck(*said, fact.staff_id, fact.agreement))


def _caller_known(case: Case, fact: c.CallerKnown) -> Case:
    code, is_read = case.proof.code, fact.by is c.Knowing.CODE
    is_for_proof = code is not None and code.purpose is CodePurpose.POSSESSION
    if code is not None and is_for_proof and (is_read or case.state is not State.REQUESTED):
        case = replace(case, proof=replace(case.proof, code=replace(code, is_used=True)))
    if is_read and case.state is State.REQUESTED:
        case = _at_counter(case, proven_to=((fact.staff_id, fact.at),))
    visits = tuple({**dict(case.counter.visits), fact.staff_id: fact.at}.items())
    known = _at_counter(case, visits=visits, caller_code=None)  # it has told who calls, or is not needed
    return known_anew(known, fact)


def _caller_code_issued(case: Case, fact: c.CallerCodeIssued) -> Case:
    code = CallerCode(fact.digest, fact.expires_at, fact.staff_id)
    return _at_counter(case, caller_code=code, caller_codes=fact.occurrence)


def _caller_failed(case: Case, _: c.CallerFailed) -> Case:
    code = case.counter.caller_code
    return case if code is None else _at_counter(case, caller_code=replace(code, failures=code.failures + 1))


def _picture_opened(case: Case, fact: c.PictureOpened) -> Case:
    one = (fact.staff_id, fact.number)
    return _at_counter(case, opened=tuple(dict.fromkeys((*case.counter.opened, one))))


def _card_scanned(case: Case, fact: c.CardScanned) -> Case:
    if not fact.staff_id:  # of a release that did not say who held it
        return _at_counter(case, is_card_there=fact.is_card_there)
    by = {"scanned_at": fact.at, "scanned_by": fact.staff_id}
    return _at_counter(case, is_card_there=fact.is_card_there, **by)


def _scan_undone(case: Case, _: c.ScanUndone) -> Case:
    return _at_counter(case, is_card_there=None)


def _strokes_kept(case: Case, fact: c.StrokesKept) -> Case:
    return _at_counter(case, strokes_sha256=fact.sha256)


def _payment_taken(case: Case, fact: c.PaymentTaken) -> Case:
    claim = Claim(ClaimKind.MONEY_COLLECTED, Witness.ATTESTED, fact.at)
    ending = again_if_ended(case, claimed(case.ending, (claim,)))
    paid_minor = case.counter.paid_minor + fact.amount_minor
    return _at_counter(replace(case, ending=ending), paid_minor=paid_minor)


def _card_bagged(case: Case, fact: c.CardBagged) -> Case:
    return _at_counter(case, bag=fact.bag)


def _card_destroyed(case: Case, fact: c.CardDestroyed) -> Case:
    if fact.staff_id in case.counter.destroyed_by:
        raise IllegalMove("one person destroyed a card twice")
    return _at_counter(case, destroyed_by=(*case.counter.destroyed_by, fact.staff_id))


def _stepped(case: Case, name: str, status: StepStatus, fact: f.Fact) -> Case:
    steps = tuple(
        CaseStep(name, status, fact.at) if step.name == name else step for step in case.ending.steps
    )
    return replace(case, ending=replace(case.ending, steps=steps))


def _call_reopened(case: Case, fact: c.CallReopened) -> Case:
    step = case.step(fact.step)
    if step is None or step.status is not StepStatus.NEEDS_PERSON:
        return case
    return _stepped(case, fact.step, StepStatus.OPEN, fact)


def _step_given_up(case: Case, fact: c.StepGivenUp) -> Case:
    if case.step(fact.step) is None:
        raise IllegalMove(f"the case has no step {fact.step}")
    return _stepped(case, fact.step, StepStatus.GIVEN_UP, fact)


def _payout_corrected(case: Case, fact: c.PayoutCorrected) -> Case:
    stepped = _stepped(case, "pay_out", StepStatus.OPEN, fact)
    money = replace(case.money, way=fact.way, destination=fact.destination)
    return _at_counter(replace(stepped, money=money), payouts=fact.occurrence)


def _money_read_again(case: Case, fact: c.MoneyReadAgain) -> Case:
    stepped = _stepped(case, "close_billing", StepStatus.OPEN, fact)
    ending = replace(stepped.ending, is_bill_awaited=True, billings=stepped.ending.billings + 1)
    return replace(stepped, ending=ending, money=replace(case.money, readings=fact.occurrence))


def _account_settled(case: Case, fact: c.AccountSettled) -> Case:
    """Whether there is anything to pay out is known by now; who has agreed to a sum has not to a larger one."""
    pays = fact.quote.total_minor > 0
    steps = tuple(one for one in case.ending.steps if one.name != "pay_out" or pays)
    if pays and case.step("pay_out") is None:
        steps = (*steps, CaseStep("pay_out", StepStatus.OPEN, fact.at))
    is_other = fact.quote.digest != fact.before.digest
    signed = case.money.signed or (fact.before if is_other else None)
    is_more = fact.quote.total_minor > fact.before.total_minor
    settled = replace(
        case,
        ending=replace(case.ending, steps=steps, is_bill_awaited=False),
        money=replace(case.money, bill=fact.reading, quote=fact.quote, signed=signed),
    )
    return _at_counter(settled, is_refund_agreed=case.counter.is_refund_agreed and not is_more)


def _refund_released(case: Case, fact: c.RefundReleased) -> Case:
    return _at_counter(_stepped(case, "pay_out", StepStatus.OPEN, fact), is_refund_agreed=True)


def _number_release_ordered(case: Case, fact: c.NumberReleaseOrdered) -> Case:
    return _at_counter(case, release_on=fact.on)


def _number_released(case: Case, fact: c.NumberReleased) -> Case:
    ending = replace(case.ending, quarantine_until_on=fact.on)
    return replace(case, ending=again_if_ended(case, ending))


def _resume_ordered(case: Case, fact: c.ResumeOrdered) -> Case:
    is_for_holder = case.acting.right is not None
    return _at_counter(case, resumes=fact.occurrence, is_resuming=True, is_resumed_for_holder=is_for_holder)


def _line_resumed(case: Case, fact: c.LineResumed) -> Case:
    since = fact.at if fact.tells_line else case.resumed_at
    resumed = replace(case, lost_at=None, suspended_at=None, resumed_at=since)
    resumed = replace(resumed, line_turn=fact.turn or case.line_turn)
    return _at_counter(resumed, is_resuming=False, is_telling=fact.asks_contacts)


def _registered_told(case: Case, _: c.RegisteredTold) -> Case:
    return _at_counter(case, is_telling=False)


def _sim_replaced(case: Case, fact: c.SimReplaced) -> Case:
    """Who somebody is was shown before; that they act for the holder is still so, and their papers are shown again."""
    left = identity_left(case, fact.at)
    if not case.identity.is_of_signer:
        left = replace(left, acting=Acting(case.acting.right, case.acting.holder, case.acting.told))
    return _at_counter(left, sim_seen_at=fact.sim_changed_at)


def _line_asked_again(case: Case, fact: c.LineAskedAgain) -> Case:
    return _at_counter(case, sim_asked_at=fact.sim_changed_at, line_reads=fact.occurrence)


def _line_taken_over(case: Case, fact: c.LineTakenOver) -> Case:
    taken = replace(case, proof=replace(case.proof, traits=fact.traits))
    return _at_counter(taken, sim_taken_at=fact.sim_changed_at, sim_asked_at=None)


def _line_not_taken_over(case: Case, _: c.LineNotTakenOver) -> Case:
    return _at_counter(case, sim_asked_at=None)


def _approval_asked(case: Case, fact: c.ApprovalAsked) -> Case:
    asked = Approval(fact.number, fact.what, fact.staff_id, fact.at, subject=fact.subject)
    return _at_counter(case, approvals=(*case.counter.approvals, asked))


def _approval_decided(case: Case, fact: c.ApprovalDecided) -> Case:
    if any(one.number == fact.number and one.asked_by == fact.staff_id for one in case.counter.approvals):
        raise IllegalMove("somebody approved what they had asked for themselves")
    approvals = tuple(
        replace(one, is_granted=fact.is_granted, decided_at=fact.at) if one.number == fact.number else one
        for one in case.counter.approvals
    )
    return _at_counter(case, approvals=approvals)


def _approval_used(case: Case, fact: c.ApprovalUsed) -> Case:
    if not any(one.number == fact.number and one.is_live(fact.at) for one in case.counter.approvals):
        raise IllegalMove("something was done on an approval that did not hold")
    approvals = tuple(
        replace(one, used_at=fact.at) if one.number == fact.number else one for one in case.counter.approvals
    )
    return _at_counter(case, approvals=approvals)


def _flag_raised(case: Case, fact: c.FlagRaised) -> Case:
    flag = Flag(fact.number, fact.kind, fact.at)
    return replace(case, concerns=replace(case.concerns, flags=(*case.concerns.flags, flag)))


def _flag_solved(case: Case, fact: c.FlagSolved) -> Case:
    flags = tuple(
        replace(one, solved_at=fact.at, note=fact.note) if one.number == fact.number else one
        for one in case.concerns.flags
    )
    return replace(case, concerns=replace(case.concerns, flags=flags))


def _objection_kept(case: Case, fact: c.ObjectionKept) -> Case:
    objection = Objection(fact.number, fact.kind, fact.text, fact.at, fact.request_id)
    return replace(case, concerns=replace(case.concerns, objections=(*case.concerns.objections, objection)))


def _objection_answered(case: Case, fact: c.ObjectionAnswered) -> Case:
    objections = tuple(
        replace(one, outcome=fact.outcome, answer=fact.answer, answered_at=fact.at)
        if one.number == fact.number
        else one
        for one in case.concerns.objections
    )
    return replace(case, concerns=replace(case.concerns, objections=objections))


def _message_kept(case: Case, fact: c.MessageKept) -> Case:
    kept = KeptMessage(Sealed(fact.message), fact.at, fact.is_staff)
    return _at_counter(case, messages=(*case.counter.messages, kept))


CHANGES_AT_THE_COUNTER: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    c.StaffLooked: _unchanged,
    c.StaffFound: _unchanged,
    c.StaffActed: _unchanged,
    c.IdentityChecked: _identity_checked,
    c.CallerKnown: _caller_known,
    c.CallerCodeIssued: _caller_code_issued,
    c.CallerFailed: _caller_failed,
    c.PaperDiffered: _unchanged,
    c.PictureOpened: _picture_opened,
    c.CardScanned: _card_scanned,
    c.ScanUndone: _scan_undone,
    c.StrokesKept: _strokes_kept,
    c.PaymentTaken: _payment_taken,
    c.CardBagged: _card_bagged,
    c.CardDestroyed: _card_destroyed,
    c.CallReopened: _call_reopened,
    c.CallClosed: _unchanged,
    c.StepGivenUp: _step_given_up,
    c.PayoutCorrected: _payout_corrected,
    c.MoneyReadAgain: _money_read_again,
    c.AccountSettled: _account_settled,
    c.RefundReleased: _refund_released,
    c.NumberReleaseOrdered: _number_release_ordered,
    c.NumberReleased: _number_released,
    c.ResumeOrdered: _resume_ordered,
    c.LineResumed: _line_resumed,
    c.RegisteredTold: _registered_told,
    c.SimReplaced: _sim_replaced,
    c.LineAskedAgain: _line_asked_again,
    c.LineTakenOver: _line_taken_over,
    c.LineNotTakenOver: _line_not_taken_over,
    c.ApprovalAsked: _approval_asked,
    c.ApprovalDecided: _approval_decided,
    c.ApprovalUsed: _approval_used,
    c.FlagRaised: _flag_raised,
    c.FlagSolved: _flag_solved,
    c.ObjectionKept: _objection_kept,
    c.ObjectionAnswered: _objection_answered,
    c.MessageKept: _message_kept,
}
"""How each of these facts changes a case."""
