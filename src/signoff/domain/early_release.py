"""The rules for letting the number of an ended line go before its day: two people agree, whatever the pack lists.

Part of `counter_rules.py`; what is asked for is kept in `approving.py`.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import approving
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain.carrier import Approved, Carrier
from signoff.domain.case import Case
from signoff.domain.counter_looks import done
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.outstanding import local_day
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.tallies import Found


def may_go(case: Case, carrier: Carrier, at: datetime) -> bool:
    """Whether the number is still kept, and the line can no longer be brought back: a restore needs its number."""
    ending, today = case.ending, local_day(carrier, at)
    is_kept = ending.quarantine_until_on is not None and ending.quarantine_until_on > today
    is_restorable = ending.restore_until_on is not None and ending.restore_until_on >= today
    return approving.is_number_kept(case) and is_kept and not is_restorable


def number_released(case: Case, event: ce.NumberReleased, carrier: Carrier, _: Found) -> Decision:
    """Once, as it was agreed to, by who asked for it."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    if not may_go(case, carrier, event.at):
        return refused(Reason.NOT_NOW)
    key = approving.quarantine_key(case)
    approval = approving.granted(case, event, Approved.RELEASE_NUMBER_EARLY, event.approval, key)
    if approval is None or approval.subject.value is None:
        return refused(Reason.APPROVAL_NEEDED)
    used = c.ApprovalUsed(event.at, approval.number)
    ordered = c.NumberReleaseOrdered(event.at, local_day(carrier, event.at), approval.subject.value)
    return done(event, used, ordered)


def number_gone(case: Case, event: ce.NumberGone, _: Carrier, __: Found) -> Decision:
    """The certificate is drawn anew: the day until which the number is kept stands in it."""
    on = case.counter.release_on
    if on is None or case.ending.quarantine_until_on == on or case.is_key_destroyed:
        return NOTHING
    return Decision((c.NumberReleased(event.at, on),))
