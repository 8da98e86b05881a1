"""What may be shown of a case to the person who holds its link, as a `CaseView`; pure, nothing decided here.

Masked values and the agreement's text come in from the desk, since they are personal or worded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State, StepStatus
from signoff.domain.claims import claims_of
from signoff.domain.code import may_ask_at, purpose_of
from signoff.domain.event import Sealed
from signoff.domain.outstanding import (
    losses_digest,
    may_answer_sim,
    may_reopen,
    outstanding,
    preview_quote,
    sim_answers,
    steps_under_way,
    ties_of,
)
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import AgreementView, CaseView, CodeView, JoinedView, Step, StepState


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
    own: Case | None = None  # this person's request, where it joined the case


def show(case: Case, carrier: Carrier, shown: Shown) -> CaseView:
    """The view of a case. Before possession is proven it is the same for every number there is or is not."""
    is_proven = case.proof.proven_at is not None
    traits = case.proof.traits if is_proven else None
    quote = preview_quote(case, carrier, on=None) if is_proven else None
    needed = outstanding(case, carrier) if shown.is_told else ()
    policy = carrier.policy
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
        is_waiting=_is_waiting(case, needed),
        code=_code_view(case),
        ties=ties_of(case) if is_proven else (),
        losses_digest=losses_digest(case, quote) if quote is not None else "",
        number_count=traits.number_count if traits is not None else 0,
        sim_kind=traits.sim_kind if traits is not None else None,
        sim_rule=policy.sim_rule if traits is not None else None,
        sim_answers=sim_answers(case) if may_answer_sim(case) else (),
        quote=quote,
        quote_is_final=case.money.quote is not None,
        payout_ways=policy.payout_ways if quote is not None and quote.total_minor > 0 else (),
        collect_ways=policy.collect_ways if quote is not None and quote.total_minor < 0 else (),
        agreement=shown.agreement,
        claim_code=shown.claim_code,
        steps=_steps(case),
        claims=claims_of(case) if case.ending.cut_at is not None else (),
        may_withdraw=case.state in (State.REQUESTED, State.OPEN, State.AGREED),
        has_acknowledgement=True,
        has_certificate=case.ending.certificates_issued > 0,
        ended_at=case.ending.cut_at,
        restore_until_on=case.ending.restore_until_on,
        quarantine_until_on=case.ending.quarantine_until_on,
        codes_blocked_until=shown.blocked_until or case.proof.blocked_until,
        money_way=case.money.way or "",
        destination_masked=shown.destination_masked,
        other_contact_masked=shown.other_contact_masked,
        may_reopen=may_reopen(case) if shown.is_told else (),
        steps_under_way=steps_under_way(case) if case.state is State.ENDED else (),
        joined=_joined(case, shown.own),
    )


def _joined(case: Case, own: Case | None) -> JoinedView | None:
    if own is None or own.id == case.id:
        return None
    return JoinedView(own.code, own.wish.wanted_on, case.wish.at)


def news_reaches(case: Case, own: Case) -> Sealed:
    """Which of the sealed contacts to show somebody as the one that news goes to: their own, while it does."""
    other = case.answers.other_contact
    return other if other is not None and own.id == case.id and not case.askers else own.wish.contact


def shown_values(case: Case) -> list[str]:
    """The names of the sealed values that views and texts of this case need."""
    names = (case.proof.line, case.money.destination, case.answers.other_contact)
    return [str(name) for name in names if name is not None]


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
    return case.state not in OVER and not needed


def _code_view(case: Case) -> CodeView | None:
    code = case.proof.code
    if code is None or code.purpose is not purpose_of(case):
        return None
    if code.is_used:  # void, since somebody joined: the next one waits for it all the same
        return CodeView(is_sent=False, expires_at=None, tries_left=0, may_ask_at=may_ask_at(case))
    left = code.tries_left if code.tries_left is not None else max(limits.CODE_TRIES - code.failures, 0)
    return CodeView(
        is_sent=True,
        expires_at=code.expires_at,
        tries_left=left,
        may_ask_at=may_ask_at(case),
    )


_STEP_STATES = {
    StepStatus.OPEN: StepState.RUNNING,
    StepStatus.UNDER_WAY: StepState.RUNNING,
    StepStatus.DONE: StepState.DONE,
    StepStatus.NEEDS_PERSON: StepState.NEEDS_PERSON,
}


def _steps(case: Case) -> tuple[Step, ...]:
    """The steps of the ending so far, and the certificate as the last one."""
    if case.state not in (State.AGREED, State.CUTTING, State.CLOSING, State.ENDED):
        return ()
    steps = [
        Step(step.name, _STEP_STATES[step.status], step.at if step.status is StepStatus.DONE else None)
        for step in case.ending.steps
    ] or [Step("cut", StepState.WAITING)]
    if case.ending.certificates_issued:
        certificate = StepState.DONE
    else:
        certificate = StepState.RUNNING if case.state is State.ENDED else StepState.WAITING
    return (*steps, Step("certificate", certificate))
