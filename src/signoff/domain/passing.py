"""The rules for time passing, and for the end of a case's personal data. `decide.py` picks the rule."""

from __future__ import annotations

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, Deadline, StepStatus
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.identifying import read_again
from signoff.domain.outstanding import local_day
from signoff.domain.refusal import Reason
from signoff.domain.tallies import Found


def deadline_passed(case: Case, event: e.DeadlinePassed, carrier: Carrier, _: Found) -> Decision:
    """What a deadline that has really passed means; any other is a late call and changes nothing."""
    due = dict(case.deadlines).get(Deadline(event.name)) if event.name in set(Deadline) else None
    if due is None or due > event.at:
        return NOTHING
    match event.name:
        case Deadline.REQUEST_LAPSES | Deadline.CASE_LAPSES:
            return Decision((f.CaseLapsed(event.at),))
        case Deadline.RESERVE_LAPSES:
            return Decision((f.ReleaseOrdered(event.at, case.money.reserve_count),))
        case Deadline.SIM_ANSWER_DUE:
            return Decision((f.SimAnswerLapsed(event.at),))
        case Deadline.STANDING_DUE:
            return Decision((read_again(case, event.at, carrier),))
        case Deadline.PICTURES_DUE:
            names = tuple(one.picture for one in case.identity.documents)
            return Decision((f.PicturesErased(event.at, names),))
        case _:
            return Decision((f.CutDateCame(event.at),))


def erasure_wanted(case: Case, event: e.ErasureWanted, carrier: Carrier, found: Found) -> Decision:
    """Refused while something may still be owed to the person: a restore, a step, a call that is not done.

    Whoever wants it again, because the first answer was lost, has what they want.
    """
    if case.is_key_destroyed:
        return NOTHING
    if case.state not in OVER:
        return refused(Reason.STILL_NEEDED)
    restore_until_on = case.ending.restore_until_on
    is_restorable = restore_until_on is not None and local_day(carrier, event.at) <= restore_until_on
    is_open = any(step.status not in (StepStatus.DONE, StepStatus.GIVEN_UP) for step in case.ending.steps)
    if is_restorable or is_open or found.open_intents or case.concerns.open_objections:
        return refused(Reason.STILL_NEEDED)
    return Decision((f.KeyDestroyed(event.at),))
