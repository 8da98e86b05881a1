"""What one case of a line says to the others: its SIM is lost, it is suspended, it works again, it has ended.

A line has several cases, of which one holds it at the most. What is known of the line must not stay with the one on
which it was said. `intent_identity.py` has it told, at least once; told twice, or late, it changes nothing. What is
older is told by its place among the news of the line, in the order in which they were committed: the processes that
hear them have each a clock of their own.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case, State
from signoff.domain.decision import NOTHING, Decision
from signoff.domain.event import SaidOfLine
from signoff.domain.identifying import code_voided, is_void_by_loss, read_again
from signoff.domain.tallies import Found
from signoff.domain.voiding import voided

_BEFORE_THE_CUT = (State.OPEN, State.AGREED)
_LEFT_OFF = (State.WITHDRAWN, State.LAPSED)
_IS_CUT = (State.CLOSING, State.ENDED)


def said_of_line(case: Case) -> tuple[SaidOfLine, datetime] | None:
    """The last that this case knows of a loss, and since when; None where nothing was ever said of one."""
    if case.ending.cut_at is not None and case.state in _IS_CUT:
        return SaidOfLine.ENDED, case.ending.cut_at
    if case.lost_at is not None:
        what = SaidOfLine.LOST if case.suspended_at is None else SaidOfLine.SUSPENDED
        return what, case.suspended_at or case.lost_at
    return None if case.resumed_at is None else (SaidOfLine.RESUMED, case.resumed_at)


def is_cut_since(case: Case, since: datetime) -> bool:
    """Whether this case has ended its line after that; one that was ended before may have been brought back."""
    cut_at = case.ending.cut_at
    return case.state in _IS_CUT and cut_at is not None and cut_at > since


def concerns(case: Case, what: SaidOfLine) -> bool:
    """Whether another case of the line has any use for what is said of it."""
    if case.is_key_destroyed or case.guided is not None:
        return False
    if what in (SaidOfLine.LOST, SaidOfLine.SUSPENDED):
        return case.state in _BEFORE_THE_CUT
    return case.lost_at is not None and case.state not in (*_IS_CUT, State.CUTTING)


def line_told(case: Case, event: e.LineTold, carrier: Carrier, _: Found) -> Decision:
    """The same rules as if it had been said here, but that nothing is ordered: the other case has done that."""
    if case.is_key_destroyed:
        return NOTHING
    if event.what in (SaidOfLine.LOST, SaidOfLine.SUSPENDED):
        return _lost(case, event)
    is_old = case.lost_at is None or _is_before_loss(case, event, case.lost_at)
    is_ended = event.what is SaidOfLine.ENDED
    if not concerns(case, event.what) or case.counter.is_resuming or (is_old and not is_ended):
        return NOTHING
    over = f.SuspensionOver(event.at, event.case_id, case.counter.resumes + 1, is_ended, event.turn)
    is_read = not is_ended and case.state in _BEFORE_THE_CUT
    return Decision((over, read_again(case, event.at, carrier)) if is_read else (over,))


def _is_before_loss(case: Case, event: e.LineTold, lost_at: datetime) -> bool:
    """Whether what is told is older than the loss that this case knows; by clocks where a release kept no places."""
    if event.turn and case.line_turn:
        return event.turn < case.line_turn
    return event.since < max(lost_at, case.suspended_at or lost_at)


def _is_before_resumption(case: Case, event: e.LineTold) -> bool:
    """Whether a loss is told that was over before."""
    if case.resumed_at is None:
        return False
    if event.turn and case.line_turn:
        return event.turn <= case.line_turn
    return event.since <= case.resumed_at


def _lost(case: Case, event: e.LineTold) -> Decision:
    """Lost, and suspended: known by the case that holds the line, or that another one had joined, and then left."""
    if _is_before_resumption(case, event) or case.state not in (*_BEFORE_THE_CUT, *_LEFT_OFF):
        return NOTHING
    facts: list[f.Fact] = []
    if case.lost_at is None:
        facts.append(f.LossTold(event.at, event.case_id, turn=event.turn))
    if event.what is SaidOfLine.SUSPENDED and case.suspended_at is None:
        facts.append(f.SuspensionMade(event.at, event.case_id, turn=event.turn))
    if facts and is_void_by_loss(case):
        facts.append(voided(case, event.at, is_too_weak=True))
    elif facts:
        facts += code_voided(case, event.at)
    return Decision(tuple(facts)) if facts else NOTHING
