"""Everything that must be said of an ending, seen or not: a claim nobody saw is there as UNKNOWN."""

from __future__ import annotations

from signoff.domain.case import Case, Reserve
from signoff.domain.cut import Claim, ClaimKind, Witness
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
    return tuple(known.get(kind, Claim(kind, Witness.UNKNOWN)) for kind in _kinds(case))


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
