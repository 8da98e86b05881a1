"""Whether a line is suspended by its case, and whether the case has left it so; `resuming.py` has the rules."""

from __future__ import annotations

from signoff.domain.case import Case, State

_LEFT_OFF = (State.WITHDRAWN, State.LAPSED)
_CAN_BE_RESUMED = (State.REQUESTED, State.OPEN, State.AGREED, *_LEFT_OFF)


def is_suspended(case: Case) -> bool:
    """Whether the line was suspended by this case, and can be resumed by it: it is not cut, and not under way."""
    is_barred = case.suspended_at is not None and not case.counter.is_resuming
    return is_barred and case.state in _CAN_BE_RESUMED and not case.is_key_destroyed


def is_left_suspended(case: Case) -> bool:
    """Whether the case is over, and its line still suspended."""
    return case.state in _LEFT_OFF and is_suspended(case)
