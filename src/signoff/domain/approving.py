"""What takes two people: one asks for an act in all its particulars, somebody else agrees, and who asked does it.

An agreement is for that act alone: it is used up by it, and lapses when the case no longer stands where it stood then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from signoff.domain import answering
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain.any_fact import Fact
from signoff.domain.carrier import Approved, Carrier, PayoutWay
from signoff.domain.case import OVER, Case, CaseStep, State, StepStatus
from signoff.domain.changing import replace
from signoff.domain.counter_case import Approval, Subject
from signoff.domain.counter_looks import who_is_needed
from signoff.domain.decision import Decision, refused
from signoff.domain.intent import pays_later, step_key
from signoff.domain.large_refund import HELD, why_held
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.resulting import STEP_CLAIMS
from signoff.domain.staff import May

DUE_UNKNOWN = "due_unknown"
"""A payout that was never ordered: the account had become another one, and was closed by hand."""

NEVER_AGAIN = HELD | {DUE_UNKNOWN}
"""Why a payout waits that was never ordered: there is no call to be made again."""

CORRECTABLE = frozenset({"destination_unknown", "payout_refused", DUE_UNKNOWN})
"""Why a payout was not made, for certain: only then it may go elsewhere under a new key, and never twice."""

MAY_BE_GIVEN_UP = frozenset({"close_points", "release_esim", "pay_out"})
"""Steps without which a line has ended all the same; a cut, its charges and its number are never left open."""

TAKES: Mapping[Approved, May] = {
    Approved.PROVE_WITHOUT_CARD: May.CHECK,
    Approved.CORRECT_DESTINATION: May.SOLVE,
    Approved.GIVE_UP_STEP: May.SOLVE,
    Approved.ATTEST_STEP: May.SOLVE,
    Approved.REFUND_ABOVE: May.SOLVE,
    Approved.RELEASE_NUMBER_EARLY: May.SOLVE,
}
"""What a role must be allowed for the act itself: who asks is who does it."""


def approval_used(event: ce.FromStaff, approval: Approval | None) -> tuple[Fact, ...]:
    """What was agreed to is done once."""
    return (c.ApprovalUsed(event.at, approval.number),) if approval is not None else ()


def stuck(case: Case, key: str) -> CaseStep | None:
    """The step that waits for a person at this very call; None for a call that is not the step's last, or not stuck."""
    for step in case.ending.steps:
        if step.status is StepStatus.NEEDS_PERSON and step_key(case, step.name) == key:
            return step
    return None


def fits(what: Approved, step: CaseStep) -> bool:
    """Whether this is a way out for a step that waits."""
    if what is Approved.CORRECT_DESTINATION:
        return step.name == "pay_out" and step.reason in CORRECTABLE
    if what is Approved.REFUND_ABOVE:
        return step.name == "pay_out" and step.reason in HELD
    if what is Approved.RELEASE_NUMBER_EARLY:
        return False  # no step waits for it
    return step.name in (MAY_BE_GIVEN_UP if what is Approved.GIVE_UP_STEP else STEP_CLAIMS)


def takes_two(case: Case, what: Approved, step: CaseStep, carrier: Carrier) -> bool:
    """Whether this way out takes two people: as the pack lists, and whatever is done of a payout that is held for two.

    So does all that moves money of a holder for whom somebody acts.
    """
    is_held = step.name == "pay_out" and bool(why_held(case, carrier))
    is_acted_for = case.acting.right is not None and TAKES[what] is May.SOLVE
    return what in carrier.policy.approvals or is_held or is_acted_for


def not_payable(carrier: Carrier, way: PayoutWay | None) -> bool:
    """Whether staff cannot have money paid this way: credit on another line has to be looked for by its holder.

    Back the way it came is offered to the holder first; where that was refused, it is no way on.
    """
    return way not in carrier.policy.payout_ways or way in (PayoutWay.OTHER_LINE, PayoutWay.PAYING_INSTRUMENT)


def is_for_now(case: Case, one: Approval) -> bool:
    """Whether the case still stands where it stood when this was asked for."""
    since = _since(case, one.what, one.subject.key)
    return since is not None and _about(case, replace(one.subject, since=since)) == one.subject


def is_open(case: Case, one: Approval) -> bool:
    """Whether somebody is still to decide on this."""
    return one.is_granted is None and is_for_now(case, one)


def granted(
    case: Case, event: ce.FromStaff, what: Approved, number: int | None = None, key: str = ""
) -> Approval | None:
    """What a second person has agreed that this one of the staff does now; None where nobody has."""
    for one in case.counter.approvals:
        is_this = one.what is what and number in (None, one.number) and one.subject.key == key
        is_theirs = one.asked_by == event.by.staff_id
        if is_this and is_theirs and one.is_live(event.at) and is_for_now(case, one):
            return one
    return None


def is_number_kept(case: Case) -> bool:
    """Whether the number of an ended line is in quarantine, and nobody has ordered it out of there."""
    step = case.step("quarantine")
    is_kept = step is not None and step.status is StepStatus.DONE
    return case.state is State.ENDED and is_kept and case.counter.release_on is None


def quarantine_key(case: Case) -> str:
    """The call by which the number was put into quarantine: what its early release is about."""
    return step_key(case, "quarantine")


def not_to_be_asked(case: Case, event: ce.ApprovalAsked, carrier: Carrier) -> Decision | None:
    """The refusal, where this is not needed now, or its particulars are missing; None where it is."""
    if event.what is Approved.PROVE_WITHOUT_CARD:
        if (not_asked := answering.asks(case, RequirementKind.PROVE_POSSESSION, carrier)) is not None:
            return not_asked
        if not case.is_seen(event.at):
            return refused(who_is_needed(case))
        return refused(Reason.NOT_NOW) if case.counter.has_card(event.at, event.by.staff_id) else None
    if case.state in OVER - {State.ENDED}:
        return refused(Reason.ALREADY_OVER)
    if event.what is Approved.RELEASE_NUMBER_EARLY:
        is_it = is_number_kept(case) and event.key == quarantine_key(case)
        return (
            refused(Reason.ANSWER_INCOMPLETE if is_it else Reason.NOT_NOW)
            if not is_it or event.value is None
            else None
        )
    step = stuck(case, event.key)
    if step is None or not fits(event.what, step) or not takes_two(case, event.what, step, carrier):
        return refused(Reason.NOT_NOW)
    if event.what is Approved.CORRECT_DESTINATION:
        if pays_later(case):
            return refused(Reason.NOT_NOW)
        if not_payable(carrier, event.way):
            return refused(Reason.WAY_NOT_OFFERED)
        return refused(Reason.DESTINATION_MISSING) if event.value is None else None
    return None


def subject_of(case: Case, event: ce.ApprovalAsked) -> Subject:
    """What is asked for, with all that the case knows of it."""
    way = event.way.value if event.way is not None else ""
    return _about(case, Subject(event.key, way, event.value, since=_since(case, event.what, event.key)))


def _about(case: Case, subject: Subject) -> Subject:
    """The amount is that of the case, not of whoever asks."""
    quote = case.money.quote
    if quote is None or "/pay_out/" not in subject.key:
        return replace(subject, amount_minor=0, currency="")
    return replace(subject, amount_minor=quote.total_minor, currency=quote.currency)


def _since(case: Case, what: Approved, key: str) -> datetime | None:
    """Since when it is needed: this visit of the holder, this trouble of this call; None where it is not."""
    if what is Approved.PROVE_WITHOUT_CARD:
        if case.acting.right is not None:
            is_asked = case.state is State.REQUESTED and case.acting.accepted_at is not None
            return case.acting.seen_at if is_asked else None
        visit = case.counter.identity
        is_here = case.state is State.REQUESTED and visit is not None and visit.is_holder
        return visit.at if is_here and visit is not None else None
    if what is Approved.RELEASE_NUMBER_EARLY:
        return case.ending.ended_at if is_number_kept(case) and key == quarantine_key(case) else None
    step = stuck(case, key)
    return step.at if step is not None and fits(what, step) else None
