"""The rules of a guided case: what a person says of a task, the evidence they add, time, and what follows by itself.

`decide.py` picks the rule. Whatever is said here is attested: no rule below makes any other claim.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits, resulting
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, Deadline, State
from signoff.domain.claims import HANDLED, SETTLED
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.guidance import (
    CHARGES_CLOSED,
    DEAD_SIGNS,
    OUTCOMES,
    TIES,
    AskedBy,
    Outcome,
    Settled,
    Task,
    settled_answers,
    sim_answers,
)
from signoff.domain.guided import Guided
from signoff.domain.refusal import Reason
from signoff.domain.requirement import SimAnswer
from signoff.domain.tallies import Found


def task_answered(case: Case, event: e.TaskAnswered, _: Carrier, __: Found) -> Decision:
    """Take what is said of the task whose turn it is, also before its day."""
    guided = case.guided
    if case.state in OVER or guided is None or guided.current is None:
        return refused(Reason.ALREADY_OVER)
    if event.task is not guided.current.task:
        return refused(Reason.NOT_NOW)
    if (reason := _lacks(event, guided)) is not None:
        return refused(reason)
    if event.outcome is Outcome.NOT_YET:
        return Decision((f.TaskWaits(event.at, event.task, event.at + limits.TASK_AGAIN, event.note),))
    done = f.TaskDone(
        at=event.at,
        task=event.task,
        outcome=event.outcome,
        claims=_claims(event, guided) if event.outcome is Outcome.DONE else (),
        how=event.how,
        note=event.note,
    )
    return Decision((done,))


def _lacks(event: e.TaskAnswered, guided: Guided) -> Reason | None:
    """What is missing in an answer, or was not offered."""
    if event.outcome not in OUTCOMES[event.task]:
        return Reason.ANSWER_INCOMPLETE
    if event.outcome is not Outcome.DONE:
        return None
    match event.task:
        case Task.UNLINK if set(event.ties) != set(TIES):
            return Reason.TIES_NOT_TICKED
        case Task.SETTLE if event.how not in set(settled_answers(guided.guidance.tariff_kind)):
            return Reason.ANSWER_INCOMPLETE
        case Task.ASK_CARRIER if event.how not in set(AskedBy):
            return Reason.ANSWER_INCOMPLETE
        case Task.SEE_DEAD if not event.signs or not set(event.signs) <= set(DEAD_SIGNS):
            return Reason.ANSWER_INCOMPLETE
        case Task.HANDLE_SIM if event.how not in set(sim_answers(guided.guidance.sim_kind)):
            return Reason.SIM_ANSWER_NOT_OFFERED
        case Task.FINAL_BILL if event.how not in ("", CHARGES_CLOSED):
            return Reason.ANSWER_INCOMPLETE
        case _:
            return None


def _claims(event: e.TaskAnswered, guided: Guided) -> tuple[Claim, ...]:
    """What a person's word supports, in the sense of the answer they chose and no further."""
    kinds: tuple[ClaimKind, ...] = ()
    match event.task:
        case Task.SEE_DEAD:
            kinds = tuple(kind for kind in DEAD_SIGNS if kind in event.signs)
        case Task.SETTLE:
            kinds = (SETTLED[Settled(event.how)],)
        case Task.ASK_CARRIER:
            is_other = guided.guidance.is_successor_asked
            kinds = (ClaimKind.SUCCESSOR_ASKED if is_other else ClaimKind.END_ASKED,)
        case Task.HANDLE_SIM:
            kinds = (HANDLED[SimAnswer(event.how)],)
        case Task.FINAL_BILL if event.how == CHARGES_CLOSED:
            kinds = (ClaimKind.BILLING_CLOSED,)
        case task if task in CLAIMS:
            kinds = (CLAIMS[task],)
    return tuple(Claim(kind, Witness.ATTESTED, event.at) for kind in kinds)


CLAIMS = {
    Task.SEE_BLOCKED: ClaimKind.OUTGOING_BLOCKED,
    Task.REFUND: ClaimKind.MONEY_CAME_BACK,
}


def evidence_added(case: Case, event: e.EvidenceAdded, _: Carrier, __: Found) -> Decision:
    """Keep a piece of evidence, within what one case may hold; the same file is kept once."""
    guided = case.guided
    if case.state in OVER or guided is None:
        return refused(Reason.ALREADY_OVER)
    if any(kept.sha256 == event.sha256 for kept in guided.evidence):
        return refused(Reason.EVIDENCE_KNOWN)
    held_bytes = sum(kept.size_bytes for kept in guided.evidence)
    is_full = len(guided.evidence) >= limits.EVIDENCE_FILES_MAX
    if is_full or held_bytes + event.size_bytes > limits.EVIDENCE_BYTES_MAX:
        return refused(Reason.TOO_MUCH_EVIDENCE)
    kept = f.EvidenceKept(
        at=event.at,
        number=len(guided.evidence) + 1,
        evidence=event.evidence,
        sha256=event.sha256,
        media=event.media,
        size_bytes=event.size_bytes,
        task=guided.current.task if guided.current is not None else None,
    )
    return Decision((kept,))


def withdrawal_wanted(case: Case, event: e.WithdrawalWanted, _: Carrier, __: Found) -> Decision:
    """The person keeps this case no longer; nothing here holds them."""
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    return Decision((f.CaseWithdrawn(event.at),))


def erasure_wanted(case: Case, event: e.ErasureWanted, _: Carrier, __: Found) -> Decision:
    """Always: there is no restore, payout or guarantee of ours for which the data would be needed."""
    if case.is_key_destroyed:
        return refused(Reason.ALREADY_OVER)
    withdrawn = () if case.state in OVER else (f.CaseWithdrawn(event.at),)
    return Decision((f.KeyDestroyed(event.at), *withdrawn))


def deadline_passed(case: Case, event: e.DeadlinePassed, _: Carrier, __: Found) -> Decision:
    """The day of a task has come."""
    guided, due = case.guided, dict(case.deadlines).get(Deadline.TASK_DUE)
    if event.name != Deadline.TASK_DUE or due is None or due > event.at:
        return NOTHING
    if guided is None or guided.current is None:
        return NOTHING
    return Decision((f.TaskSet(event.at, guided.current.task, guided.occurrence + 1, is_news=True),))


def onward(case: Case, carrier: Carrier, at: datetime) -> f.Fact | None:
    """The next task is asked or waits for its day; after the last one the case has ended."""
    guided = case.guided
    if guided is None or case.state in OVER:
        return None
    if case.state is State.REQUESTED:
        return f.GuideBegun(at, e.Sealed("line"))
    if guided.current is None:
        return f.LineEnded(at)
    if guided.is_asked or guided.until is not None:
        return None
    task, on = guided.current.task, guided.current.on
    until = None if on is None else datetime.combine(on, time(), ZoneInfo(carrier.time_zone)).astimezone(UTC)
    if until is not None and until > at:
        return f.TaskWaits(at, task, until)
    return f.TaskSet(at, task, guided.occurrence + 1)


RULES: dict[type[e.Event], Callable[[Case, Any, Carrier, Found], Decision]] = {
    e.TaskAnswered: task_answered,
    e.EvidenceAdded: evidence_added,
    e.WithdrawalWanted: withdrawal_wanted,
    e.ErasureWanted: erasure_wanted,
    e.DeadlinePassed: deadline_passed,
    e.StepAccepted: resulting.step_accepted,
    e.StepStuck: resulting.step_stuck,
    e.DocumentDrawn: resulting.document_drawn,
}
"""What a guided case listens to; everything else is refused."""
