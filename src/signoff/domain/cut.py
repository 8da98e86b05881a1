"""Claims: what is said of an ending, who saw it and when; the cut's own claims first.

A claim that nobody saw is UNKNOWN and is shown as such (certificate, status page), never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Witness(StrEnum):
    """Who stands behind a claim."""

    OBSERVED = "observed"  # we read it back ourselves
    CONFIRMED = "confirmed"  # the carrier's system said so
    ATTESTED = "attested"  # a person said so
    UNKNOWN = "unknown"  # nobody saw it


class ClaimKind(StrEnum):
    """What can be claimed of an ending."""

    ACCESS_BARRED = "access_barred"
    SERVING_NODE_TOLD = "serving_node_told"
    SESSION_END_SEEN = "session_end_seen"
    REATTACH_REFUSED = "reattach_refused"
    BILLING_CLOSED = "billing_closed"
    BALANCE_SETTLED = "balance_settled"
    POINTS_CLOSED = "points_closed"
    NUMBER_QUARANTINED = "number_quarantined"
    SIM_HANDLED = "sim_handled"
    ESIM_DELETE_ORDERED = "esim_delete_ordered"
    ESIM_DELETED_ON_DEVICE = "esim_deleted_on_device"
    ESIM_DELETION_CONFIRMED = "esim_deletion_confirmed"
    MONEY_PAID_OUT = "money_paid_out"
    MONEY_COLLECTED = "money_collected"
    END_ASKED = "end_asked"  # this and what follows: seen by a person, without the carrier's systems
    OUTGOING_BLOCKED = "outgoing_blocked"
    CALLS_FAIL = "calls_fail"
    NO_SERVICE = "no_service"
    SUCCESSOR_ASKED = "successor_asked"
    NO_BALANCE_LEFT = "no_balance_left"
    ALL_PAID = "all_paid"
    MONEY_SETTLED = "money_settled"
    MONEY_CAME_BACK = "money_came_back"
    SIM_DESTROYED = "sim_destroyed"
    SIM_RETURNED = "sim_returned"
    SIM_GONE = "sim_gone"
    STILL_OWED = "still_owed"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said of an ending. `at` is when it was seen; None exactly when `by` is UNKNOWN."""

    kind: ClaimKind
    by: Witness
    at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.by is Witness.UNKNOWN) != (self.at is None):
            raise ValueError("a claim has an instant exactly when somebody saw it")


@dataclass(frozen=True, slots=True)
class CutReading:
    """What a network adapter saw after it barred a line; None means it could not look, never that it was fine."""

    access_barred: bool | None
    serving_node_told: bool | None
    session_end_seen: bool | None
    reattach_refused: bool | None
    read_at: datetime


def cut_claims(reading: CutReading) -> tuple[Claim, ...]:
    """The claims that a reading supports: seen is OBSERVED, everything else UNKNOWN."""
    seen = {
        ClaimKind.ACCESS_BARRED: reading.access_barred,
        ClaimKind.SERVING_NODE_TOLD: reading.serving_node_told,
        ClaimKind.SESSION_END_SEEN: reading.session_end_seen,
        ClaimKind.REATTACH_REFUSED: reading.reattach_refused,
    }
    return tuple(
        Claim(kind, Witness.OBSERVED, reading.read_at) if is_seen else Claim(kind, Witness.UNKNOWN)
        for kind, is_seen in seen.items()
    )
