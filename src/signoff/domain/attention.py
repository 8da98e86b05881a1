"""What the counter's list knows of a case: what somebody of the staff is to look at, and why."""

from __future__ import annotations

from enum import StrEnum

from signoff.domain.approving import is_open
from signoff.domain.case import Case, StepStatus
from signoff.domain.identity import IdentityStatus


class Attention(StrEnum):
    """Why a person should look. Stored words."""

    STUCK = "stuck"  # a step cannot go on by itself
    DOCUMENT = "document"  # a picture of a document that no machine can vouch for
    APPROVAL = "approval"  # a second person is waited for
    OBJECTION = "objection"  # a holder says after the end that something is wrong
    FLAG = "flag"  # something happened that a person is to look into
    MESSAGE = "message"  # somebody waits for an answer


def attention(case: Case) -> tuple[Attention, ...]:
    """What waits for somebody, in this order."""
    found = []
    if any(step.status is StepStatus.NEEDS_PERSON for step in case.ending.steps):
        found.append(Attention.STUCK)
    if case.identity.status is IdentityStatus.WAITS or case.acting.waits():
        found.append(Attention.DOCUMENT)
    if any(is_open(case, one) for one in case.counter.approvals):
        found.append(Attention.APPROVAL)
    if case.is_key_destroyed:  # nobody can do anything about it any more
        return tuple(found)
    if case.concerns.open_objections:
        found.append(Attention.OBJECTION)
    if case.concerns.open_flags:
        found.append(Attention.FLAG)
    if case.counter.is_asked:
        found.append(Attention.MESSAGE)
    return tuple(found)
