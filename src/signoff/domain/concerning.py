"""The rules for flags and objections: who raises them, and who answers. Part of `counter_rules.py`."""

from __future__ import annotations

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State
from signoff.domain.concern import OBJECTIONS_MAX
from signoff.domain.counter_looks import done
from signoff.domain.decision import Decision, refused
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.tallies import Found


def flag_solved(case: Case, event: ce.FlagSolved, _: Carrier, __: Found) -> Decision:
    """By who may solve what is stuck, with what they have found."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    if not any(one.number == event.number for one in case.concerns.open_flags):
        return refused(Reason.NOT_NOW)
    return done(event, c.FlagSolved(event.at, event.number, event.by.staff_id, event.note))


def objection_made(case: Case, event: ce.ObjectionMade, _: Carrier, __: Found) -> Decision:
    """After the end, by whoever holds the link; one at a time for each of them."""
    if case.is_key_destroyed:
        return refused(Reason.ALREADY_OVER)
    if case.state is not State.ENDED:
        return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)
    objections = case.concerns.objections
    if any(one.request_id == event.request_id for one in case.concerns.open_objections):
        return refused(Reason.NOT_NOW)
    if len(objections) >= OBJECTIONS_MAX:
        return refused(Reason.TOO_MANY_REQUESTS)
    return Decision(
        (c.ObjectionKept(event.at, len(objections) + 1, event.about, event.text, event.request_id),)
    )


def objection_answered(case: Case, event: ce.ObjectionAnswered, _: Carrier, __: Found) -> Decision:
    """Put right, or nothing was wrong: in both cases with an answer, which stands on the page of who objected."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    if not any(one.number == event.number for one in case.concerns.open_objections):
        return refused(Reason.NOT_NOW)
    said = event.number, event.by.staff_id, event.outcome, event.answer
    return done(event, c.ObjectionAnswered(event.at, *said))
