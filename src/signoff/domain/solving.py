"""What staff do about a step that cannot go on by itself: again, by hand, elsewhere, not at all, or agreed to by two.

`approving.py` says what takes two people; the other rules of the counter are in `counter_rules.py`.
"""

from __future__ import annotations

from signoff.domain import approving
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.approving import DUE_UNKNOWN, NEVER_AGAIN, fits, not_payable, stuck
from signoff.domain.carrier import Approved, Carrier, PayoutWay
from signoff.domain.case import Case, CaseStep, State, StepStatus
from signoff.domain.counter_case import Approval
from signoff.domain.counter_looks import done
from signoff.domain.cut import Claim, Witness
from signoff.domain.decision import Decision, refused
from signoff.domain.intent import BEFORE_PAYING, pays_later
from signoff.domain.large_refund import HELD
from signoff.domain.refusal import Reason
from signoff.domain.resulting import STEP_CLAIMS, is_payout_over
from signoff.domain.staff import May
from signoff.domain.tallies import Found


def call_retried(case: Case, event: ce.CallRetried, _: Carrier, __: Found) -> Decision:
    """The same key again, which is harmless; a cut that was not seen is ordered anew.

    Of a step only the last call can be made again: an older one was closed when it was replaced.
    """
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    parts = event.key.split("/")
    name = parts[1] if len(parts) > 1 and parts[0] == case.id else ""
    step = stuck(case, event.key)
    if step is None and (not event.is_waiting or not name or case.step(name) is not None):
        return refused(Reason.NOT_NOW)
    if step is not None and step.reason in NEVER_AGAIN:
        return refused(Reason.NOT_NOW)  # no call was ever made
    again = c.CallReopened(event.at, event.key, name)
    if step is not None and step.name == "cut" and step.reason == "not_barred":
        return done(event, again, f.CutNotSeen(event.at, case.ending.cut_attempts + 1))
    return done(event, again)


def may_read_again(case: Case, step: CaseStep) -> bool:
    """Whether reading the money again is a way on: no money has gone out or come in by what was read before."""
    is_another = step.name == "close_billing" and step.reason == "amount_changed"
    payment = case.step("pay_out")
    is_ordered = payment is not None and (case.counter.payouts > 1 or not pays_later(case))
    return (
        is_another
        and not (is_ordered or is_payout_over(case))
        and not case.counter.paid_minor
        and not case.is_key_destroyed
    )


def money_read_wanted(case: Case, event: ce.MoneyReadWanted, _: Carrier, __: Found) -> Decision:
    """Billing is read again, and closed on what it says then; a payout that takes two is asked of two after that."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    step = stuck(case, event.key)
    if step is None or not may_read_again(case, step):
        return refused(Reason.NOT_NOW)
    again = c.MoneyReadAgain(event.at, case.money.readings + 1)
    return done(event, c.CallClosed(event.at, event.key), again)


Solving = ce.StepAttested | ce.StepGivenUp | ce.PayoutCorrected | ce.RefundReleased


def _solvable(
    case: Case, event: Solving, what: Approved, carrier: Carrier
) -> tuple[CaseStep, Approval | None] | Decision:
    """The step that waits at the call that was shown, and the approval that says what is done, where one is needed."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    step = stuck(case, event.key)
    if step is None or not fits(what, step):
        return refused(Reason.NOT_NOW)
    approval = approving.granted(case, event, what, event.approval, event.key)
    if approval is None and (event.approval or approving.takes_two(case, what, step, carrier)):
        return refused(Reason.APPROVAL_NEEDED)
    return step, approval


def step_attested(case: Case, event: ce.StepAttested, carrier: Carrier, _: Found) -> Decision:
    """Done by hand, on somebody's word; a cut only counts read back."""
    solvable = _solvable(case, event, Approved.ATTEST_STEP, carrier)
    if isinstance(solvable, Decision):
        return solvable
    step, approval = solvable
    claim = Claim(STEP_CLAIMS[step.name], Witness.ATTESTED, event.at)
    closed = f.StepClosed(event.at, step.name, (claim,), is_after_end=case.state is State.ENDED)
    held = (f.PersonNeeded(event.at, "pay_out", DUE_UNKNOWN),) if _is_due_unknown(case, step) else ()
    return done(
        event, *approving.approval_used(event, approval), c.CallClosed(event.at, event.key), *held, closed
    )


def _is_due_unknown(case: Case, step: CaseStep) -> bool:
    """Whether money waits for a step whose system said that the account has become another one.

    Whoever attests that it is closed does not say by it that this money is still to go out: it may have gone already.
    """
    payment = case.step("pay_out")
    is_another = step.reason == "amount_changed"
    is_held = payment is not None and payment.reason in HELD
    is_open = is_held or (payment is not None and payment.status is StepStatus.OPEN)
    is_ordered = case.counter.payouts > 1 or not pays_later(case)
    return is_another and step.name in BEFORE_PAYING and is_open and not is_ordered


def step_given_up(case: Case, event: ce.StepGivenUp, carrier: Carrier, _: Found) -> Decision:
    """Nobody will do it; what it would have shown stays unknown."""
    solvable = _solvable(case, event, Approved.GIVE_UP_STEP, carrier)
    if isinstance(solvable, Decision):
        return solvable
    step, approval = solvable
    why = approval.subject.value if approval is not None else event.why
    if why is None:
        return refused(Reason.ANSWER_INCOMPLETE)
    closed, given_up = c.CallClosed(event.at, event.key), c.StepGivenUp(event.at, step.name, why)
    return done(event, *approving.approval_used(event, approval), closed, given_up)


def payout_corrected(case: Case, event: ce.PayoutCorrected, carrier: Carrier, _: Found) -> Decision:
    """Under a new key, and only where the old one was refused for certain; where to is what was agreed to."""
    solvable = _solvable(case, event, Approved.CORRECT_DESTINATION, carrier)
    if isinstance(solvable, Decision):
        return solvable
    approval = solvable[1]
    if pays_later(case):
        return refused(
            Reason.NOT_NOW
        )  # a system that is still to be closed may say that there is nothing to pay
    way, destination = event.way, event.destination
    if approval is not None:
        way, destination = PayoutWay(approval.subject.way), approval.subject.value
    if way is None or not_payable(carrier, way):
        return refused(Reason.WAY_NOT_OFFERED)
    if destination is None:
        return refused(Reason.DESTINATION_MISSING)
    closed, occurrence = c.CallClosed(event.at, event.key), case.counter.payouts + 1
    corrected = c.PayoutCorrected(event.at, way.value, destination, occurrence)
    return done(event, *approving.approval_used(event, approval), closed, corrected)


def refund_released(case: Case, event: ce.RefundReleased, carrier: Carrier, _: Found) -> Decision:
    """The held money goes out, once what has to be closed before it is closed."""
    solvable = _solvable(case, event, Approved.REFUND_ABOVE, carrier)
    if isinstance(solvable, Decision):
        return solvable
    approval = solvable[1]
    if approval is None:  # the pack has let the sum go since: two people were told that it takes two
        return refused(Reason.APPROVAL_NEEDED)
    return done(event, *approving.approval_used(event, approval), c.RefundReleased(event.at))
