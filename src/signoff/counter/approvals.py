"""What is shown of an approval: what exactly is asked for, and who can decide on it or do it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from signoff.catalogue.display import masked_destination
from signoff.domain import counter_event as ce
from signoff.domain.approving import TAKES, is_for_now, is_open, not_to_be_asked
from signoff.domain.carrier import Approved, Carrier
from signoff.domain.case import Case
from signoff.domain.counter_case import Approval, Document
from signoff.domain.early_release import may_go
from signoff.domain.staff import By, May


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """One thing that takes two people, as one of the staff sees it."""

    number: int
    what: Approved
    state: str  # open, granted, refused, used or lapsed
    asked_by: str
    at: datetime  # when it came to this state, as far as somebody brought it there
    key: str  # of the call it is about
    step: str = ""
    way: str = ""
    value: str = ""  # where the money is to go, or why not; in full for whoever may solve it
    amount_minor: int = 0
    currency: str = ""
    document: Document | None = None  # the paper of the holder, who is there without the card
    checked_at: datetime | None = None
    may_decide: bool = False
    may_do: bool = False


def sealed_values(case: Case) -> list[str]:
    """The names of the sealed values that approvals hold."""
    return [str(one.subject.value) for one in case.counter.approvals if one.subject.value is not None]


def approvals_of(case: Case, values: Mapping[str, object], by: By, at: datetime) -> tuple[ApprovalView, ...]:
    """All of a case's approvals, in the order of asking."""
    return tuple(_shown(case, one, values, by, at) for one in case.counter.approvals)


OUTSIDE = (Approved.PROVE_WITHOUT_CARD, Approved.RELEASE_NUMBER_EARLY)
"""What can be asked for that no stuck step has a form for."""


def may_ask(case: Case, carrier: Carrier, by: By, at: datetime) -> tuple[Approved, ...]:
    """Which of these this one of the staff could ask for now."""
    return tuple(what for what in OUTSIDE if _may_ask(case, carrier, by, at, what))


def _may_ask(case: Case, carrier: Carrier, by: By, at: datetime, what: Approved) -> bool:
    if not by.may(May.ASK_APPROVAL) or not by.may(TAKES[what]):
        return False
    if any(one.what is what and is_open(case, one) for one in case.counter.approvals):
        return False
    if what is Approved.RELEASE_NUMBER_EARLY:
        return may_go(case, carrier, at)
    return not_to_be_asked(case, ce.ApprovalAsked("", at, by, what), carrier) is None


def _state(case: Case, one: Approval, at: datetime) -> str:
    if one.used_at is not None:
        return "used"
    if one.is_granted is False:
        return "refused"
    is_over = one.is_granted and not one.is_live(at)
    is_gone = one.what is Approved.PROVE_WITHOUT_CARD and not case.is_seen(at)
    if is_over or is_gone or not is_for_now(case, one):
        return "lapsed"
    return "granted" if one.is_granted else "open"


def _shown(case: Case, one: Approval, values: Mapping[str, object], by: By, at: datetime) -> ApprovalView:
    state, subject = _state(case, one, at), one.subject
    text = values.get(str(subject.value)) if subject.value is not None else ""
    value = text if isinstance(text, str) else ""
    is_visit = one.what is Approved.PROVE_WITHOUT_CARD and case.counter.identity is not None
    is_this_visit = (
        is_visit and case.counter.identity is not None and case.counter.identity.at == subject.since
    )
    return ApprovalView(
        number=one.number,
        what=one.what,
        state=state,
        asked_by=one.asked_by,
        at=one.used_at or one.decided_at or one.asked_at,
        key=subject.key,
        step=subject.key.split("/")[1] if subject.key.count("/") > 1 else "",
        way=subject.way,
        value=value if by.may(May.SOLVE) else masked_destination(subject.way, value),
        amount_minor=subject.amount_minor,
        currency=subject.currency,
        document=case.counter.identity.document
        if is_this_visit and case.counter.identity is not None
        else None,
        checked_at=subject.since if is_visit else None,
        may_decide=state == "open" and by.may(May.APPROVE) and one.asked_by != by.staff_id,
        may_do=state == "granted" and by.may(TAKES[one.what]) and one.asked_by == by.staff_id,
    )
