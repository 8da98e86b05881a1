"""The rules for a suspended line that is to work again: only for whom one of the staff has before them.

That is the holder, or who acts for them with all papers. From afar nobody resumes a line: whoever found or stole the
phone has its messages, its links and its pictures, too.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State
from signoff.domain.counter_looks import done, who_is_needed
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.identifying import read_again
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.suspended import is_suspended
from signoff.domain.tallies import Found, line_news, next_turn
from signoff.domain.vouching import unsorted


def may_resume(case: Case, staff_id: str, at: datetime) -> bool:
    """Whether this one of the staff may have it lifted now: the holder, or who acts for them, stands there."""
    return is_suspended(case) and case.is_seen_by(staff_id, at) and case.counter.knows(staff_id, at)


def resume_wanted(case: Case, event: ce.ResumeWanted, _: Carrier, __: Found) -> Decision:
    """Also of a case that is over: it must not leave a line suspended for good."""
    if not event.by.may(May.CHECK):
        return refused(Reason.NOT_YOUR_ROLE)
    if not is_suspended(case):
        return refused(Reason.NOT_NOW)
    if not may_resume(case, event.by.staff_id, event.at):
        return refused(who_is_needed(case))
    if case.state not in OVER and (no := unsorted(case, event)) is not None:
        return no
    return done(event, _ordered(case, event.at))


def with_withdrawal(case: Case, event: ce.ByStaff) -> c.ResumeOrdered | None:
    """A holder who is there and stays after all wants the line to work: that is ordered with the withdrawal."""
    is_meant = isinstance(event.said, e.WithdrawalWanted) and event.by.may(May.CHECK)
    is_open = case.state in (State.REQUESTED, State.OPEN, State.AGREED)
    if not is_meant or not is_open or not may_resume(case, event.by.staff_id, event.at):
        return None
    return _ordered(case, event.at)


def _ordered(case: Case, at: datetime) -> c.ResumeOrdered:
    return c.ResumeOrdered(at, case.counter.resumes + 1)


def line_resumed(case: Case, event: ce.LineResumed, carrier: Carrier, found: Found) -> Decision:
    """The network has done it."""
    is_awaited = case.counter.is_resuming and int(event.key.rsplit("/", 1)[1]) == case.counter.resumes
    if not is_awaited or case.is_key_destroyed:
        return NOTHING
    turn, tallies = next_turn(case, found), line_news(case)
    asks = not case.registered  # before the proof nobody had read who is
    resumed = c.LineResumed(event.at, tells_line=True, turn=turn, tallies=tallies, asks_contacts=asks)
    is_read = case.state in (State.OPEN, State.AGREED)  # what was read of a suspended line holds no more
    return Decision((resumed, read_again(case, event.at, carrier)) if is_read else (resumed,))
