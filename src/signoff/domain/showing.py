"""What may be shown of a case to the person who holds its link, as a `CaseView`; pure, nothing decided here.

Masked values and the agreement's text come in from the desk, since they are personal or worded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signoff.domain import limits
from signoff.domain.assurance import holds, risk_signs, rule_of
from signoff.domain.authority import may_tell
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, CaseStep, State, StepStatus
from signoff.domain.changing import replace
from signoff.domain.claims import claims_of
from signoff.domain.code import may_ask_at, purpose_of
from signoff.domain.event import Sealed
from signoff.domain.identity import IdentityStatus
from signoff.domain.intent import pays_later
from signoff.domain.outstanding import (
    ends_later,
    is_unpriced,
    local_day,
    losses_digest,
    may_answer_sim,
    may_reopen,
    may_still_move,
    outstanding,
    preview_quote,
    sim_answers,
    steps_under_way,
    ties_of,
)
from signoff.domain.repriced import other_sum_signed
from signoff.domain.requirement import CodePurpose, RequirementKind
from signoff.domain.settlement import Quote
from signoff.domain.step_up import Channel
from signoff.domain.view import (
    ActingView,
    AgreementView,
    CaseView,
    CodeView,
    JoinedView,
    MessageView,
    ObjectionView,
    PaperView,
    Step,
    StepState,
    StopView,
    VoidView,
)
from signoff.domain.void_reason import VoidReason


@dataclass(frozen=True, slots=True)
class Shown:
    """What the desk adds: values masked for this person, the agreement in words, their claim code once it is due.

    `is_told` is False while the case has not heard yet that this person has joined it: then nothing is asked, since
    what others answered before is about to be void.
    """

    identifier_masked: str
    contact_masked: str
    agreement: AgreementView | None
    claim_code: str | None
    destination_masked: str = ""
    other_contact_masked: str = ""
    is_told: bool = True
    language: str = ""  # of this person, where it is not the case's
    blocked_until: datetime | None = None  # for the wrong codes of other cases, too
    channel: Channel = Channel.PORTAL
    messages: tuple[MessageView, ...] = ()
    objections: tuple[ObjectionView, ...] = ()
    own: Case | None = None  # this person's request, where it joined the case


def show(case: Case, carrier: Carrier, shown: Shown) -> CaseView:
    """The view of a case. Before possession is proven it is the same for every number there is or is not."""
    is_proven = case.proof.proven_at is not None
    traits, quote = (case.proof.traits, preview_quote(case, carrier, on=None)) if is_proven else (None, None)
    needed, policy = outstanding(case, carrier, shown.channel) if shown.is_told else (), carrier.policy
    return CaseView(
        version=case.version,
        case_code=case.code,
        carrier_id=case.carrier_id,
        language=shown.language or case.language,
        time_zone=carrier.time_zone,
        state=case.state.value,
        requested_at=(shown.own or case).wish.at,
        wanted_on=case.wish.wanted_on,
        identifier_masked=shown.identifier_masked,
        contact_masked=shown.contact_masked,
        requirement=needed[0] if needed else None,
        is_waiting=_is_waiting(case, needed) and not is_unpriced(case, carrier),
        code=code_view(case, purpose_of(case)),
        ties=ties_of(case) if is_proven else (),
        losses_digest=losses_digest(case, quote) if quote is not None else "",
        number_count=traits.number_count if traits else 0,
        sim_kind=traits.sim_kind if traits else None,
        sim_rule=(case.answers.terms or policy.terms).sim_rule if traits else None,
        sim_answers=sim_answers(case) if may_answer_sim(case) else (),
        quote=quote,
        quote_is_final=case.money.quote is not None,
        account_read_at=case.money.read_at if quote else None,
        is_closed_elsewhere=is_proven and _is_closed_elsewhere(case),
        **_ways(case, carrier, quote),
        agreement=shown.agreement,
        claim_code=shown.claim_code,
        steps=_steps(case),
        claims=claims_of(case) if case.ending.cut_at is not None else (),
        may_withdraw=case.state in (State.REQUESTED, State.OPEN, State.AGREED),
        has_acknowledgement=True,
        has_certificate=case.ending.certificates_issued > 0,
        **_ended(case),
        is_erased=case.is_key_destroyed or (shown.own or case).is_key_destroyed,
        codes_blocked_until=shown.blocked_until or case.proof.blocked_until,
        money_way=case.money.way or "",
        destination_masked=shown.destination_masked,
        other_contact_masked=shown.other_contact_masked,
        may_reopen=may_reopen(case) if shown.is_told else (),
        steps_under_way=steps_under_way(case) if case.state is State.ENDED else (),
        **_standing(case, carrier) if is_proven else {},
        **_of_third_party(case, carrier, shown),
        joined=_joined(case, carrier, shown.own, quote),
        **_written(case, shown),
    )


def closed(own: Case, carrier: Carrier, contact_masked: str, case: Case) -> CaseView:
    """What a link shows that opens its case no more: why, and nothing of the line."""
    asked = Case(
        id=own.id,
        tenant_id=own.tenant_id,
        carrier_id=own.carrier_id,
        code=own.code,
        language=own.first_language or own.language,
        state=State.WITHDRAWN,
        version=own.version,
        last_at=own.last_at,
        wish=own.wish,
        is_key_destroyed=own.is_key_destroyed,
    )
    view = show(asked, carrier, Shown("", contact_masked, agreement=None, claim_code=None))
    is_claim = own.id in (one.id for one in case.counter.claims)  # of a claim code: it asked for nothing
    is_taken_back = own.id in case.counter.taken_back
    return replace(view, is_passed_on=True, is_taken_back=is_taken_back, has_acknowledgement=not is_claim)


def _written(case: Case, shown: Shown) -> dict[str, Any]:
    """The help thread, and what this person said is wrong after the end: one thing at a time."""
    is_answered = all(one.outcome is not None for one in shown.objections)
    return {
        "messages": shown.messages,
        "objections": shown.objections,
        "may_object": case.state is State.ENDED and not case.is_key_destroyed and is_answered,
    }


def _ways(case: Case, carrier: Carrier, quote: Quote | None) -> dict[str, Any]:
    """What can be chosen for the money; what comes back is not for who acts for the holder to have sent somewhere."""
    total_minor, policy = quote.total_minor if quote is not None else 0, carrier.policy
    is_theirs = total_minor > 0 and case.acting.right is None
    collect_ways = policy.collect_ways if total_minor < 0 else ()
    return {"payout_ways": policy.payout_ways if is_theirs else (), "collect_ways": collect_ways}


def _ended(case: Case) -> dict[str, Any]:
    ending = case.ending
    return {
        "ended_at": ending.cut_at,
        "restore_until_on": ending.restore_until_on,
        "quarantine_until_on": ending.quarantine_until_on,
    }


def _settled(case: Case) -> dict[str, Any]:
    """How the money of an ended line goes, and what had been signed of it, where that was something else."""
    if case.state is not State.ENDED:
        return {}
    return {"settled_way": case.money.settled_way, "signed_quote": other_sum_signed(case)}


def _standing(case: Case, carrier: Carrier) -> dict[str, Any]:
    """What is told of how the line stands, and of who its person is."""
    return {
        "holds": holds(case),
        "risk_signs": risk_signs(case, carrier),
        "identity": case.identity.status,
        "identity_doubts": case.identity.doubts,
        "cooling_off_until": case.answers.cooling_off_until if case.state is State.AGREED else None,
        "lost_at": case.lost_at,
        "is_suspended": case.suspended_at is not None,
        "is_stopped": case.stopped_at is not None,
        "may_report_loss": case.lost_at is None and case.state in (State.OPEN, State.AGREED),
        "void": _void(case),
        "may_still_move": _may_still_move(case, carrier),
        **_settled(case),
        "is_unpriced": is_unpriced(case, carrier),
        "ends_on": case.money.quote.last_on if case.is_cut_dated and case.money.quote is not None else None,
    }


def _void(case: Case) -> VoidView | None:
    void = case.answers.void
    if void is None or case.state is not State.OPEN:
        return None
    before = VoidReason.LINE if void.is_too_weak else VoidReason.AMOUNTS
    return VoidView(void.at, void.last_on, void.why or before)


def _may_still_move(case: Case, carrier: Carrier) -> bool:
    quote = preview_quote(case, carrier, on=None) if case.state in (State.OPEN, State.AGREED) else None
    return quote is not None and may_still_move(case, carrier, quote)


def _of_third_party(case: Case, carrier: Carrier, shown: Shown) -> dict[str, Any]:
    may_tell_acting = may_tell(case) and shown.is_told
    return {"acting": acting_view(case, carrier), "may_tell_acting": may_tell_acting}


def acting_view(case: Case, carrier: Carrier) -> ActingView | None:
    """What is asked of who acts for the holder, and how far it is; the same for every line there is or is not."""
    right, rule = case.acting.right, rule_of(case, carrier)
    if right is None or rule is None:
        return None
    shown = ((paper, case.acting.shown(paper)) for paper in rule.papers)
    papers = tuple(
        PaperView(paper) if one is None else PaperView(paper, one.status, one.number, one.doubt)
        for paper, one in shown
    )
    is_accepted = case.acting.accepted_at is not None
    return ActingView(right, papers, rule.is_remote_enough, is_accepted, rule.money_to)


def stop_view(case: Case, carrier: Carrier) -> StopView:
    """What a registered contact sees of an ending they can stop."""
    quote = case.money.quote
    return StopView(
        case_code=case.code,
        carrier_id=case.carrier_id,
        language=case.language,
        time_zone=carrier.time_zone,
        state=case.state.value,
        may_stop=case.state in (State.OPEN, State.AGREED),
        ends_on=quote.last_on if quote is not None and case.state is State.AGREED else None,
    )


def _is_closed_elsewhere(case: Case) -> bool:
    """Whether billing knows of an end that is not ours, while this case has not come to one."""
    bill = case.money.bill
    return bill is not None and bill.is_closed and case.state in (State.OPEN, State.LAPSED, State.WITHDRAWN)


def _joined(case: Case, carrier: Carrier, own: Case | None, quote: Quote | None) -> JoinedView | None:
    if own is None or own.id == case.id:
        return None
    ends_on = case.wish.wanted_on
    # Notice, or time to stop it, may put it off: then it does not end at once, whoever wished for that. A day that was
    # over before it was signed is not kept any more.
    if quote is not None:
        ends_on = quote.last_on if ends_later(case, carrier, quote) else None
    elif ends_on is not None and ends_on < local_day(carrier, case.last_at):
        ends_on = None
    return JoinedView(own.code, own.wish.wanted_on, case.wish.at, ends_on)


def news_reaches(case: Case, own: Case) -> Sealed:
    """Which of the sealed contacts to show somebody as the one that news goes to: their own, while it does."""
    other = case.answers.other_contact
    return other if other is not None and own.id == case.id and not case.askers else own.wish.contact


def shown_values(case: Case) -> list[str]:
    """The names of the sealed values that views and texts of this case need."""
    messages = (one.message for one in case.counter.messages)
    written = (*messages, *case.concerns.sealed)
    named = (case.money.destination, case.answers.other_contact, case.acting.holder)
    names = (case.proof.line, *named, *written)
    return [str(name) for name in names if name is not None]


def messages_of(case: Case, values: Mapping[str, object]) -> tuple[MessageView, ...]:
    """The help thread in words, as far as it can still be read."""
    kept = ((one, values.get(str(one.message))) for one in case.counter.messages)
    return tuple(MessageView(one.at, one.is_staff, text) for one, text in kept if isinstance(text, str))


def objections_of(case: Case, values: Mapping[str, object], own: Case | None) -> tuple[ObjectionView, ...]:
    """What was said to be wrong, with its answer: by the asker of `own`, or by everybody for the staff (None)."""

    def read(name: Sealed | None) -> str:
        text = values.get(str(name)) if name is not None else ""
        return text if isinstance(text, str) else ""

    by = None if own is None else own.id if own.id != case.id else ""
    return tuple(
        ObjectionView(
            one.number, one.kind, one.at, read(one.text), one.outcome, read(one.answer), one.answered_at
        )
        for one in case.concerns.objections
        if by in (None, one.request_id)
    )


def is_told(case: Case, own: Case) -> bool:
    """Whether the case has heard of everybody who joined it by the request `own`."""
    if not own.proof.tells_case or case.is_key_destroyed or own.is_key_destroyed:
        return True
    return any(asker.request_id == own.id for asker in case.askers)


def is_still(case: Case) -> bool:
    """Nothing will change by itself any more."""
    if case.state is State.ENDED:
        return case.ending.certificates_issued >= case.ending.certificates_wanted
    return case.state in OVER


def _is_waiting(case: Case, needed: tuple[RequirementKind, ...]) -> bool:
    """Whether the carrier's systems are at work right now, so that looking again soon is worth it."""
    if case.state in (State.CUTTING, State.CLOSING):
        return True
    if case.state is State.ENDED:
        return case.ending.certificates_issued < case.ending.certificates_wanted
    if case.state is State.AGREED and case.is_cut_dated:
        return False
    if holds(case) or case.identity.status is IdentityStatus.WAITS or case.acting.waits():
        return False
    return case.state not in OVER and not needed


def code_view(case: Case, purpose: CodePurpose) -> CodeView | None:
    """What may be shown of the code of this purpose."""
    code = case.proof.code
    if code is None or code.purpose is not purpose:
        return None
    if code.is_used:  # void, since somebody joined: the next one waits for it all the same
        return CodeView(is_sent=False, expires_at=None, tries_left=0, may_ask_at=may_ask_at(case, purpose))
    left = code.tries_left if code.tries_left is not None else max(limits.CODE_TRIES - code.failures, 0)
    return CodeView(
        is_sent=True,
        expires_at=code.expires_at,
        tries_left=left,
        may_ask_at=may_ask_at(case, purpose),
    )


_STEP_STATES = {
    StepStatus.OPEN: StepState.RUNNING,
    StepStatus.UNDER_WAY: StepState.RUNNING,
    StepStatus.DONE: StepState.DONE,
    StepStatus.NEEDS_PERSON: StepState.NEEDS_PERSON,
    StepStatus.GIVEN_UP: StepState.GIVEN_UP,
}


def _state_of(case: Case, step: CaseStep) -> StepState:
    """Money that goes out only after others have closed is not under way before that."""
    return StepState.WAITING if step.name == "pay_out" and pays_later(case) else _STEP_STATES[step.status]


def _steps(case: Case) -> tuple[Step, ...]:
    """The steps of the ending so far, and the certificate as the last one."""
    if case.state not in (State.AGREED, State.CUTTING, State.CLOSING, State.ENDED):
        return ()
    steps = [
        Step(step.name, _state_of(case, step), step.at if step.status is StepStatus.DONE else None)
        for step in case.ending.steps
    ] or [Step("cut", StepState.WAITING)]
    if case.ending.certificates_issued:
        certificate = StepState.DONE
    else:
        certificate = StepState.RUNNING if case.state is State.ENDED else StepState.WAITING
    return (*steps, Step("certificate", certificate))
