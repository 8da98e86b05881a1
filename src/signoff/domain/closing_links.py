"""Who has shown who they are by their link goes on alone: other links of the case are closed, what they gave is void.

`vouching.py` has the same for whoever stands before one of the staff.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import fact as f
from signoff.domain.case import Case, State
from signoff.domain.requirement import RequirementKind
from signoff.domain.void_reason import VoidReason
from signoff.domain.voiding import voided

GIVEN = (
    RequirementKind.ACKNOWLEDGE_LOSSES,
    RequirementKind.GIVE_OTHER_CONTACT,
    RequirementKind.CHOOSE_MONEY_WAY,
)


def given_void(case: Case, at: datetime) -> tuple[f.Fact, ...]:
    """All that was answered and signed; who gave what is not known, so all of it."""
    if case.state not in (State.OPEN, State.AGREED):
        return ()
    answers = f.AnswersVoided(at, GIVEN)
    if case.state is State.AGREED:
        return (voided(case, at, is_too_weak=True, why=VoidReason.PERSON), answers)
    return (answers,)


def others_closed(case: Case, asker: str, at: datetime) -> tuple[f.Fact, ...]:
    """What goes before an acceptance of what came by the link of `asker` (empty: of a release that did not keep it)."""
    others = tuple(one for one in case.requests if one != asker)
    if not asker or not others:
        return ()
    return (f.OthersClosed(at, others), *given_void(case, at))
