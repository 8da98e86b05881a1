"""Everything that must be said of an ending, seen or not: a claim nobody saw is there as UNKNOWN."""

from __future__ import annotations

from signoff.domain.case import Case, Reserve
from signoff.domain.cut import Claim, ClaimKind, Witness
from signoff.domain.guidance import DEAD_SIGNS, Outcome, Task
from signoff.domain.guided import Guided
from signoff.domain.line import SimKind

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


def claims_of(case: Case) -> tuple[Claim, ...]:
    """One claim for each thing this ending consists of, in the order of the certificate."""
    known = {claim.kind: claim for claim in case.ending.claims}
    kinds = _kinds(case) if case.guided is None else _guided_kinds(case.guided)
    return tuple(known.get(kind, Claim(kind, Witness.UNKNOWN)) for kind in kinds)


def _guided_kinds(guided: Guided) -> tuple[ClaimKind, ...]:
    """What the person was asked, and what only the carrier's systems could show; not what they say there is not."""
    left_out = {answered.task for answered in guided.answered if answered.outcome is Outcome.NONE}
    asked = {one.task for one in guided.guidance.tasks} - left_out
    is_esim = guided.guidance.sim_kind is SimKind.ESIM
    by_task = (
        (Task.ASK_CARRIER, (ClaimKind.END_ASKED,)),
        (Task.SEE_BLOCKED, (ClaimKind.OUTGOING_BLOCKED,)),
        (Task.SEE_DEAD, (*DEAD_SIGNS, ClaimKind.ACCESS_BARRED)),
        (Task.SETTLE, (ClaimKind.BALANCE_SETTLED,)),
        (Task.FINAL_BILL, (ClaimKind.BILLING_CLOSED,)),
        (Task.REFUND, (ClaimKind.MONEY_PAID_OUT,)),
        (Task.UNLINK, (ClaimKind.NUMBER_QUARANTINED,)),
        (Task.HANDLE_SIM, _ESIM if is_esim else (ClaimKind.SIM_HANDLED,)),
    )
    return tuple(kind for task, kinds in by_task if task in asked for kind in kinds)


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
