"""What the counter is shown: rows of the list without any personal value, and one case with what it needs next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from signoff.catalogue.display import masked_value
from signoff.counter.approvals import ApprovalView
from signoff.domain.approving import NEVER_AGAIN, fits, is_open, not_payable, takes_two
from signoff.domain.callers import takes_code
from signoff.domain.carrier import Approved, Carrier, PayoutWay
from signoff.domain.case import Case, CaseStep, State, StepStatus
from signoff.domain.concern import Flag
from signoff.domain.counter_case import AtCounter
from signoff.domain.counter_fact import StaffActed, StaffFound, StaffLooked
from signoff.domain.fact import AskerJoined, Fact
from signoff.domain.identity import IdentityStatus
from signoff.domain.intent import pays_later, step_key
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import CodePurpose, RequirementKind
from signoff.domain.showing import code_view
from signoff.domain.solving import may_read_again
from signoff.domain.staff import By, May, Role
from signoff.domain.step_up import CallerProof
from signoff.domain.view import CaseView, MessageView, ObjectionView
from signoff.store.listed import Listed


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of the list are wanted; empty words and None filter nothing. `before` is the end of a page."""

    state: str = ""
    carrier_id: str = ""
    on: date | None = None
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list: nothing in it says whose it is."""

    tenant_id: str
    case_id: str
    case_code: str
    carrier_id: str
    state: str
    next: str  # what is asked next: the word of a requirement, or empty
    requested_at: datetime
    needs: tuple[str, ...]  # what somebody of the staff is to look at


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing of a case that cannot go on without a person, with the ways out of it."""

    step: str
    reason: str  # a word of the texts (area `reasons`)
    key: str
    may_retry: bool = True
    may_attest: bool = False
    may_give_up: bool = False
    may_read_again: bool = False  # the money that another hand has moved
    may_release: bool = False  # a payout that two people have to agree to
    ways: tuple[PayoutWay, ...] = ()  # by which else it can be paid
    of_two: tuple[Approved, ...] = ()  # which ways out take two people
    is_asked: tuple[Approved, ...] = ()  # which of them wait for the second one


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history; `staff_id` is empty for what nobody of the staff did."""

    at: datetime
    name: str
    staff_id: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request by whose link the case is open, as far as it tells its asker that it is theirs."""

    id: str
    at: datetime  # when it was made, or joined the case
    contact_masked: str
    is_claim: bool = False  # it is a claim code that staff gave to somebody then


@dataclass(frozen=True, slots=True)
class CounterView:
    """One case as staff see it. Until the customer is authenticated, `case` holds nothing of the subscriber."""

    tenant_id: str
    case: CaseView
    is_authenticated: bool
    is_checked: bool  # the holder stood here within the hour
    has_card: bool  # who looks has scanned the line's card within the hour
    counter: AtCounter
    takes_bag: bool  # the card can be handed in now
    owed_minor: int  # what can be paid here now
    troubles: tuple[Trouble, ...]
    approvals: tuple[ApprovalView, ...]
    may_report_loss: bool
    may_ask: tuple[Approved, ...]
    messages: tuple[MessageView, ...]
    history: tuple[Entry, ...]
    joined_case_id: str | None = None
    picture: int = 0  # the number of the picture that was given last
    flags: tuple[Flag, ...] = ()  # what nobody has looked into
    objections: tuple[ObjectionView, ...] = ()
    caller_ways: tuple[CallerProof, ...] = ()  # by what else than the line a caller can be known now
    has_caller_code: bool = False  # one is on its way to be read to who looks
    claim_places: tuple[int, ...] = ()  # which characters of the claim code are asked for
    may_resume: bool = False  # the holder is here, and their line is suspended
    is_left_suspended: bool = False  # the case is over, and the line does not work
    quarantine_call: str = ""  # what an early release of the number is about
    is_esim: bool = False  # no card can be asked for; told once the holder's paper was looked at
    requests: tuple[
        RequestView, ...
    ] = ()  # of which whoever is there has still to say whether they are theirs
    picture_from: tuple[RequestView | None, int] = (
        None,
        0,
    )  # whose picture waits, and how many requests are open


def row(tenant_id: str, listed: Listed, carrier: Carrier) -> Row:
    """One line of the list."""
    case = listed.case
    needed = outstanding(case, carrier)
    return Row(
        tenant_id=tenant_id,
        case_id=case.id,
        case_code=case.code,
        carrier_id=case.carrier_id,
        state=case.state.value,
        next=needed[0].value if needed else "",
        requested_at=case.wish.at,
        needs=listed.needs,
    )


def is_authenticated(case: Case, staff_id: str, at: datetime) -> bool:
    """Whether the line is proven, and this one of the staff has made sure in this visit to whom they speak."""
    is_proven = case.proof.proven_at is not None and case.state is not State.JOINED
    return is_proven and not (case.is_caller_unknown(staff_id, at) or case.is_unsorted(staff_id, at))


def of_requests(
    case: Case, values: Mapping[str, object], facts: list[Fact], by: By, at: datetime
) -> dict[str, Any]:
    """What is asked of them, and whose picture waits."""
    known = _requests(case, values, facts)
    return {
        "requests": _to_sort(case, known, by.staff_id, at),
        "picture_from": _picture_from(case, known, by),
    }


def _to_sort(
    case: Case, known: Mapping[str, RequestView], staff_id: str, at: datetime
) -> tuple[RequestView, ...]:
    """What is read to somebody whom this one of the staff has made sure of: to nobody before."""
    if not case.is_unsorted(staff_id, at):
        return ()
    return tuple(known[one] for one in case.foreign_requests(staff_id, at))


def _picture_from(case: Case, known: Mapping[str, RequestView], by: By) -> tuple[RequestView | None, int]:
    """Whose the picture is that waits, for whoever decides on it, and how many requests are open: a yes is for one."""
    waits = case.identity.status is IdentityStatus.WAITS or case.acting.waits()
    if not waits or not by.may(May.SOLVE):
        return None, 0
    return known.get(case.identity.shown_by), len(case.requests)


def _requests(case: Case, values: Mapping[str, object], facts: list[Fact]) -> dict[str, RequestView]:
    joined = {fact.request_id: fact.at for fact in facts if isinstance(fact, AskerJoined)}
    given = {one.id: one.at for one in case.counter.claims}
    contacts = {case.id: "contact", **{one.request_id: one.contact for one in case.askers}}
    named = {
        one: RequestView(one, joined.get(one, case.wish.at), masked_value(values.get(contact)))
        for one, contact in contacts.items()
    }
    return named | {one: RequestView(one, at, "", is_claim=True) for one, at in given.items()}


def of_caller(case: Case, view: CaseView, carrier: Carrier, by: By, at: datetime) -> CaseView:
    """What there is to do with somebody who is not authenticated: of a proven line, to make sure who they are.

    Whoever takes nothing from a customer makes sure of nobody: they see what is asked on the customer's own page, as
    the list says it.
    """
    shown, staff_id = blank(view), by.staff_id
    is_unsorted = case.is_unsorted(staff_id, at)
    if not (case.is_caller_unknown(staff_id, at) or is_unsorted):
        return shown
    if not by.may(May.ANSWER):
        needed = outstanding(case, carrier)
        return replace(_shown_only(shown), requirement=needed[0] if needed else None)
    asks = takes_code(case) and (not is_unsorted or staff_id in case.counter.known_otherwise)
    return replace(
        _shown_only(shown),
        requirement=RequirementKind.PROVE_POSSESSION if asks else None,
        code=code_view(case, CodePurpose.POSSESSION) if asks else None,
    )


def _shown_only(view: CaseView) -> CaseView:
    """The same with nothing that can be done for a customer."""
    return replace(
        view,
        requirement=None,
        code=None,
        sim_answers=(),
        may_withdraw=False,
        may_report_loss=False,
        may_tell_acting=False,
    )


def blank(view: CaseView) -> CaseView:
    """The view without anything of the subscriber: what anybody may know who has the case code."""
    return replace(
        view,
        identifier_masked="",
        contact_masked="",
        wanted_on=None,
        ties=(),
        sim_kind=None,
        sim_rule=None,
        quote=None,
        agreement=None,
        claim_code=None,
        destination_masked="",
        other_contact_masked="",
        has_acknowledgement=False,
        joined=None,
    )


def thread(messages: tuple[MessageView, ...], by: By) -> tuple[MessageView, ...]:
    """The help thread, for whoever may answer it: it is written to them. For others only who wrote, and when."""
    return messages if by.may(May.WRITE) else tuple(replace(one, text="") for one in messages)


def troubles(case: Case, calls: list[tuple[str, str]], carrier: Carrier) -> tuple[Trouble, ...]:
    """What waits for a person: steps of the ending, and calls beside it."""
    notes = dict(calls)
    steps = [step for step in case.ending.steps if step.status is StepStatus.NEEDS_PERSON]
    of_steps = tuple(
        _trouble(case, step, notes.get(step_key(case, step.name), ""), carrier) for step in steps
    )
    others = (
        Trouble(key.split("/")[1], note, key) for key, note in calls if case.step(key.split("/")[1]) is None
    )
    return (*of_steps, *others)


def _trouble(case: Case, step: CaseStep, note: str, carrier: Carrier) -> Trouble:
    key = step_key(case, step.name)
    waiting = [one for one in case.counter.approvals if is_open(case, one) and one.subject.key == key]
    is_payable = fits(Approved.CORRECT_DESTINATION, step) and not pays_later(case)
    ways = carrier.policy.payout_ways if is_payable else ()
    return Trouble(
        step=step.name,
        reason=step.reason or note,
        key=key,
        may_retry=step.reason not in NEVER_AGAIN,
        may_read_again=may_read_again(case, step),
        may_release=fits(Approved.REFUND_ABOVE, step),
        may_attest=fits(Approved.ATTEST_STEP, step),
        may_give_up=fits(Approved.GIVE_UP_STEP, step),
        ways=tuple(way for way in ways if not not_payable(carrier, way)),
        of_two=tuple(one for one in Approved if takes_two(case, one, step, carrier)),
        is_asked=tuple(one.what for one in waiting),
    )


def word_of(act: str) -> str:
    """The name of an act as the texts have it (area `counter.act`)."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", act).lower()


def history(facts: list[Fact], *, is_whole: bool) -> tuple[Entry, ...]:
    """Who of the staff looked and acted, newest first; for an auditor every fact by its name."""
    entries = []
    for fact in facts:
        match fact:
            case StaffLooked():
                entries.append(Entry(fact.at, "looked", fact.staff_id, fact.role))
            case StaffFound():
                entries.append(Entry(fact.at, "found", fact.staff_id, fact.role))
            case StaffActed():
                entries.append(Entry(fact.at, word_of(fact.act), fact.staff_id, fact.role))
            case _ if is_whole:
                entries.append(Entry(fact.at, type(fact).__name__))
            case _:
                pass
    return tuple(reversed(entries))
