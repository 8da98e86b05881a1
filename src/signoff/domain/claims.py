"""Everything that must be said of an ending, seen or not: a claim nobody saw is there as UNKNOWN."""

from __future__ import annotations

from collections.abc import Mapping

from signoff.domain.case import Case, Reserve
from signoff.domain.changing import replace
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.guidance import DEAD_SIGNS, Outcome, Settled, Task
from signoff.domain.guided import Guided
from signoff.domain.line import SimKind
from signoff.domain.requirement import SimAnswer

_CUT = (
    ClaimKind.ACCESS_BARRED,
    ClaimKind.SERVING_NODE_TOLD,
    ClaimKind.SESSION_END_SEEN,
    ClaimKind.REATTACH_REFUSED,
)
_ESIM = (
    ClaimKind.ESIM_DELETE_ORDERED,
    ClaimKind.ESIM_DELETED_ON_DEVICE,
    ClaimKind.ESIM_DELETION_CONFIRMED,
)


HANDLED: Mapping[SimAnswer, ClaimKind] = {
    SimAnswer.DESTROYED: ClaimKind.SIM_DESTROYED,
    SimAnswer.RETURNED: ClaimKind.SIM_RETURNED,
    SimAnswer.LOST: ClaimKind.SIM_GONE,
    SimAnswer.DELETED_ON_DEVICE: ClaimKind.ESIM_DELETED_ON_DEVICE,
}
"""What is claimed where a person says what became of their SIM: that, and no more."""

SETTLED: Mapping[Settled, ClaimKind] = {
    Settled.NO_BALANCE_LEFT: ClaimKind.NO_BALANCE_LEFT,
    Settled.ALL_PAID: ClaimKind.ALL_PAID,
    Settled.STILL_OWED: ClaimKind.STILL_OWED,
}
"""What is claimed where a person says how the money was settled."""

_WRITTEN_AS: Mapping[ClaimKind, ClaimKind] = {
    ClaimKind.MONEY_SETTLED: ClaimKind.BALANCE_SETTLED,
    ClaimKind.MONEY_CAME_BACK: ClaimKind.MONEY_PAID_OUT,
    ClaimKind.SIM_DESTROYED: ClaimKind.SIM_HANDLED,
    ClaimKind.SIM_RETURNED: ClaimKind.SIM_HANDLED,
    ClaimKind.SIM_GONE: ClaimKind.SIM_HANDLED,
}
"""The words of older journals of guided cases, which said more than the person did."""


def claims_of(case: Case) -> tuple[Claim, ...]:
    """One claim for each thing this ending consists of, in the order of the certificate."""
    known = {claim.kind: claim for claim in case.ending.claims}
    if case.guided is None:
        return tuple(known.get(kind, Claim(kind, Witness.UNKNOWN)) for kind in _kinds(case))
    return tuple(_as_said(kind, known) for kind in _guided_kinds(case.guided))


def _as_said(kind: ClaimKind, known: Mapping[ClaimKind, Claim]) -> Claim:
    """What is known of this, also where it was written down in another word."""
    found = known.get(kind) or known.get(_WRITTEN_AS.get(kind, kind))
    return Claim(kind, Witness.UNKNOWN) if found is None else replace(found, kind=kind)


def _guided_kinds(guided: Guided) -> tuple[ClaimKind, ...]:
    """What the person was asked, and what only the carrier's systems could show; not what they say there is not."""
    left_out = {answered.task for answered in guided.answered if answered.outcome is Outcome.NONE}
    asked = {one.task for one in guided.guidance.tasks} - left_out
    is_other_asked = guided.guidance.is_successor_asked
    by_task = (
        (Task.ASK_CARRIER, (ClaimKind.SUCCESSOR_ASKED if is_other_asked else ClaimKind.END_ASKED,)),
        (Task.SEE_BLOCKED, (ClaimKind.OUTGOING_BLOCKED,)),
        (Task.SEE_DEAD, (*DEAD_SIGNS, ClaimKind.ACCESS_BARRED)),
        (Task.SETTLE, (_settled_kind(guided),)),
        (Task.FINAL_BILL, (ClaimKind.BILLING_CLOSED,)),
        (Task.REFUND, (ClaimKind.MONEY_CAME_BACK,)),
        (Task.UNLINK, (ClaimKind.NUMBER_QUARANTINED,)),
        (Task.HANDLE_SIM, _sim_kinds(guided)),
    )
    return tuple(kind for task, kinds in by_task if task in asked for kind in kinds)


def _settled_kind(guided: Guided) -> ClaimKind:
    """As it was said; either, where it was left open or said before there was a choice."""
    answered = guided.answer(Task.SETTLE)
    how = answered.how if answered is not None and answered.outcome is Outcome.DONE else ""
    return SETTLED[Settled(how)] if how in set(Settled) else ClaimKind.MONEY_SETTLED


def _sim_kinds(guided: Guided) -> tuple[ClaimKind, ...]:
    if guided.guidance.sim_kind is SimKind.ESIM:
        return _ESIM
    answered = guided.answer(Task.HANDLE_SIM)
    how = answered.how if answered is not None and answered.outcome is Outcome.DONE else ""
    return (HANDLED[SimAnswer(how)] if how in set(SimAnswer) else ClaimKind.SIM_HANDLED,)


def _how(guided: Guided, task: Task) -> str:
    answered = guided.answer(task)
    return "" if answered is None else answered.how


def _kinds(case: Case) -> tuple[ClaimKind, ...]:
    traits, shown, points = case.proof.traits, case.money.quote, case.money.points
    total_minor = shown.total_minor if shown is not None else 0
    kinds = [*_CUT, ClaimKind.BILLING_CLOSED]
    if case.money.reserve is Reserve.HELD:
        kinds.append(ClaimKind.BALANCE_SETTLED)
    if points is not None and points.points:
        kinds.append(ClaimKind.POINTS_CLOSED)
    if total_minor > 0:
        kinds.append(ClaimKind.MONEY_PAID_OUT)
    if total_minor < 0:
        kinds.append(ClaimKind.MONEY_COLLECTED)
    kinds.append(ClaimKind.NUMBER_QUARANTINED)
    is_esim = traits is not None and traits.sim_kind is SimKind.ESIM
    return (*kinds, *(_ESIM if is_esim else (ClaimKind.SIM_HANDLED,)))
