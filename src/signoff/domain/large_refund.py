"""A payout that is held until two people have agreed to it (`approving.py`): above the pack's sum, or after a change.

Whoever takes a line over changes where its holder is reached first, and then has the money sent.
"""

from __future__ import annotations

from datetime import timedelta

from signoff.domain.carrier import Approved, Carrier
from signoff.domain.case import Case

HELD_FOR_TWO = "refund_above"
"""Why such a payout waits: a word of the texts (area `reasons`)."""

HELD_AFTER_CHANGE = "changed_lately"
"""The same, of one whose holder could be reached elsewhere until shortly before the signature."""

HELD = frozenset({HELD_FOR_TWO, HELD_AFTER_CHANGE})


def why_held(case: Case, carrier: Carrier) -> str:
    """Why the money that goes out takes two people; empty where it does not."""
    if is_large_refund(case, carrier):
        return HELD_FOR_TWO
    return HELD_AFTER_CHANGE if is_changed_lately(case, carrier) else ""


def is_large_refund(case: Case, carrier: Carrier) -> bool:
    """Whether the money that goes out is above what one person may see to."""
    limit, quote = carrier.policy.refund_above_minor, case.money.quote
    is_listed = bool(limit) and Approved.REFUND_ABOVE in carrier.policy.approvals
    return is_listed and quote is not None and quote.total_minor > limit


def is_changed_lately(case: Case, carrier: Carrier) -> bool:
    """Whether registered contacts were changed within the pack's hours before the signature, or after it."""
    changed_at = case.standing.contacts_changed_at if case.standing is not None else None
    signed_at, hold = case.answers.signed_at, timedelta(hours=carrier.policy.payout_hold_hours)
    if not hold or changed_at is None or signed_at is None:
        return False
    return changed_at > signed_at - hold
