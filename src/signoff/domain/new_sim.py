"""A line that got another SIM in the middle of its case: the holder who identifies anew goes on with that SIM.

Values only: `identifying.py` has the rules, `assurance.py` asks. A cut of the SIM that the case began with would be
refused by the network.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain.case import Case
from signoff.domain.standing import Standing


def replaced_at(case: Case, standing: Standing) -> datetime | None:
    """When the line got another SIM than the case has, if it has not been told of that before."""
    changed_at = standing.sim_changed_at
    known = case.counter.sim_seen_at or case.wish.at
    return changed_at if changed_at is not None and changed_at > known else None


def is_sim_outdated(case: Case) -> bool:
    """Whether the line has another SIM than the case."""
    return case.counter.sim_seen_at != case.counter.sim_taken_at


def is_line_asked(case: Case) -> bool:
    """Whether the line is being looked up anew, for somebody who has identified since it got that SIM."""
    return is_sim_outdated(case) and case.counter.sim_asked_at == case.counter.sim_seen_at
