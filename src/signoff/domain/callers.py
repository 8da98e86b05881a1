"""Whether one of the staff knows who speaks to them, in this visit: by the holder's paper, or a code read to them.

Without that nothing of a proven line is shown or done. What was checked is kept in `counter_case.py`.
"""

from __future__ import annotations

from signoff.domain import code
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.decision import Decision, refused
from signoff.domain.refusal import Reason
from signoff.domain.requirement import CodePurpose
from signoff.domain.staff import By
from signoff.domain.tallies import Found


def takes_code(case: Case) -> bool:
    """Whether a code can tell who speaks: the line still gets one, and its SIM is not lost."""
    return case.state in (State.OPEN, State.AGREED) and case.lost_at is None


def said(case: Case, event: ce.ByStaff, by: By, carrier: Carrier, found: Found) -> Decision:
    """What staff may take down from somebody they do not know: that a code is wanted, and the code."""
    if not isinstance(event.said, e.CodeWanted | e.CodeGiven):
        return refused(Reason.CALLER_UNKNOWN)
    if not takes_code(case):
        return refused(Reason.NOT_NOW)
    if isinstance(event.said, e.CodeWanted):
        wanted = event.said
        return code.issue(case, wanted, carrier, found, CodePurpose.POSSESSION)
    digest, purpose = event.said.digest, CodePurpose.POSSESSION
    wrong = code.check(case, digest, purpose, event.at, carrier, found)
    return wrong or Decision((c.CallerKnown(event.at, by.staff_id, c.Knowing.CODE),))


def known(case: Case, by: By, decision: Decision) -> c.CallerKnown | None:
    """Whoever proves the line to one of the staff is known to them."""
    proven = [fact for fact in decision.facts if isinstance(fact, f.LineProven)]
    return c.CallerKnown(case.last_at, by.staff_id, c.Knowing.PROOF) if proven else None
