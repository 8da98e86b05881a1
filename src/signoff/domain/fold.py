"""How facts change a case: `apply` for one, `fold` for a whole journal; anything no rule could have written is refused.

The values are in `case.py`, the facts in `fact.py`; no rule is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from signoff.domain import fact as f
from signoff.domain.case import (
    MOVES,
    Case,
    CaseStep,
    Code,
    Deadline,
    Ending,
    IllegalMove,
    Proof,
    Reserve,
    State,
    StepStatus,
    Wish,
)
from signoff.domain.cut import Claim


def fold(facts: Iterable[f.Fact]) -> Case:
    """The case that a whole journal makes. Raises IllegalMove for a journal no rule could have written."""
    case: Case | None = None
    for fact in facts:
        case = apply(case, fact)
    if case is None:
        raise IllegalMove("a journal without facts is no case")
    return case


def apply(case: Case | None, fact: f.Fact) -> Case:
    """The case after `fact`. Raises IllegalMove when the state does not allow it."""
    if case is None:
        if not isinstance(fact, f.RequestRecorded):
            raise IllegalMove(f"a case cannot begin with {type(fact).__name__}")
        return _begun(fact)
    if fact.at < case.last_at:
        raise IllegalMove(f"{type(fact).__name__} lies before the case's last fact")
    change = _CHANGES.get(type(fact))
    if change is None:
        raise IllegalMove(f"no case takes {type(fact).__name__} here")
    changed: Case = change(case, fact)
    if changed.state is not case.state and changed.state not in MOVES[case.state]:
        raise IllegalMove(f"{case.state} to {changed.state} by {type(fact).__name__}")
    return replace(changed, version=case.version + 1, last_at=fact.at)


def _begun(fact: f.RequestRecorded) -> Case:
    wish = Wish(
        at=fact.at,
        wanted_on=fact.wanted_on,
        identifier_kind=fact.identifier_kind,
        identifier=fact.identifier,
        identifier_index=fact.identifier_index,
        contact=fact.contact,
        contact_kind=fact.contact_kind,
    )
    return Case(
        id=fact.case_id,
        tenant_id=fact.tenant_id,
        carrier_id=fact.carrier_id,
        code=fact.case_code,
        language=fact.language,
        state=State.REQUESTED,
        version=1,
        last_at=fact.at,
        wish=wish,
        deadlines=((Deadline.REQUEST_LAPSES, fact.lapses_at),),
    )


def _due(case: Case, name: Deadline, at: datetime | None) -> tuple[tuple[Deadline, datetime], ...]:
    """The deadlines with `name` set to `at`, or taken away for None."""
    others = tuple(item for item in case.deadlines if item[0] is not name)
    return others if at is None else tuple(sorted((*others, (name, at))))


def _line_looked_up(case: Case, fact: f.LineLookedUp) -> Case:
    proof = replace(
        case.proof, is_looked_up=True, traits=fact.traits, line=fact.line, line_index=fact.line_index
    )
    return replace(case, proof=proof)


def _line_confirmed(case: Case, _: f.LineConfirmed) -> Case:
    return replace(case, proof=replace(case.proof, is_confirmed=True))


def _code_issued(case: Case, fact: f.CodeIssued) -> Case:
    code = Code(fact.purpose, fact.digest, fact.code, issued_at=fact.at, expires_at=fact.expires_at)
    return replace(case, proof=replace(case.proof, code=code, code_count=fact.occurrence))


def _code_failed(case: Case, _: f.CodeFailed) -> Case:
    code = case.proof.code
    if code is None:
        raise IllegalMove("a code failed that was never issued")
    return replace(case, proof=replace(case.proof, code=replace(code, failures=code.failures + 1)))


def _code_used(case: Case) -> Proof:
    code = case.proof.code
    return replace(case.proof, code=None if code is None else replace(code, is_used=True))


def _line_proven(case: Case, fact: f.LineProven) -> Case:
    return replace(
        case,
        state=State.OPEN,
        proof=replace(_code_used(case), proven_at=fact.at),
        deadlines=((Deadline.CASE_LAPSES, fact.lapses_at),),
    )


def _request_joined(case: Case, fact: f.RequestJoined) -> Case:
    proof = replace(_code_used(case), proven_at=fact.at, joined_case_id=fact.case_id)
    return replace(case, state=State.JOINED, proof=proof, deadlines=())


def _balance_learned(case: Case, fact: f.BalanceLearned) -> Case:
    return replace(case, money=replace(case.money, balance=fact.reading))


def _bill_learned(case: Case, fact: f.BillLearned) -> Case:
    return replace(case, money=replace(case.money, bill=fact.reading))


def _points_learned(case: Case, fact: f.PointsLearned) -> Case:
    return replace(case, money=replace(case.money, points=fact.reading))


def _losses_acknowledged(case: Case, fact: f.LossesAcknowledged) -> Case:
    return replace(case, answers=replace(case.answers, losses_digest=fact.losses_digest))


def _other_contact_given(case: Case, fact: f.OtherContactGiven) -> Case:
    answers = replace(
        case.answers,
        has_other_contact=True,
        other_contact=fact.contact,
        other_contact_kind=fact.contact_kind,
        claim_digest=fact.claim_digest,
    )
    return replace(case, answers=answers)


def _money_way_chosen(case: Case, fact: f.MoneyWayChosen) -> Case:
    return replace(case, money=replace(case.money, way=fact.way, destination=fact.destination))


def _reserve_ordered(case: Case, fact: f.ReserveOrdered) -> Case:
    money = replace(case.money, reserve=Reserve.ORDERED, reserve_count=fact.occurrence)
    return replace(case, money=money)


def _balance_held(case: Case, fact: f.BalanceHeld) -> Case:
    money = replace(case.money, reserve=Reserve.HELD, balance=fact.reading)
    return replace(case, money=money, deadlines=_due(case, Deadline.RESERVE_LAPSES, fact.lapses_at))


def _release_ordered(case: Case, _: f.ReleaseOrdered) -> Case:
    return replace(
        case,
        money=replace(case.money, reserve=Reserve.RELEASING, quote=None),
        answers=replace(case.answers, losses_digest=None),
        deadlines=_due(case, Deadline.RESERVE_LAPSES, None),
    )


def _balance_freed(case: Case, _: f.BalanceFreed) -> Case:
    return replace(case, money=replace(case.money, reserve=Reserve.NONE))


def _quote_made(case: Case, fact: f.QuoteMade) -> Case:
    return replace(case, money=replace(case.money, quote=fact.quote, quote_pack_digest=fact.pack_digest))


def _agreement_signed(case: Case, fact: f.AgreementSigned) -> Case:
    due = () if fact.cut_due_at is None else ((Deadline.CUT_DUE, fact.cut_due_at),)
    answers = replace(case.answers, signed_at=fact.at, signed_name=fact.name, text_sha256=fact.text_sha256)
    return replace(case, state=State.AGREED, proof=_code_used(case), answers=answers, deadlines=due)


def _signature_voided(case: Case, fact: f.SignatureVoided) -> Case:
    answers = replace(case.answers, signed_at=None, signed_name=None, text_sha256="")
    deadlines = ((Deadline.CASE_LAPSES, fact.lapses_at),)
    return replace(case, state=State.OPEN, answers=answers, deadlines=deadlines)


def _sim_answered(case: Case, fact: f.SimAnswered) -> Case:
    ending = _claimed(case.ending, fact.claims)
    return replace(
        case,
        answers=replace(case.answers, sim=fact.how),
        ending=_again_if_ended(case, ending),
        deadlines=_due(case, Deadline.SIM_ANSWER_DUE, None),
    )


def _sim_answer_lapsed(case: Case, _: f.SimAnswerLapsed) -> Case:
    return replace(
        case,
        answers=replace(case.answers, is_sim_lapsed=True),
        deadlines=_due(case, Deadline.SIM_ANSWER_DUE, None),
    )


def _cut_date_came(case: Case, _: f.CutDateCame) -> Case:
    return replace(case, deadlines=_due(case, Deadline.CUT_DUE, None))


def _settlement_made(case: Case, fact: f.SettlementMade) -> Case:
    return replace(case, money=replace(case.money, quote=fact.quote))


def _cut_began(case: Case, fact: f.CutBegan) -> Case:
    steps = (CaseStep("cut", StepStatus.OPEN, fact.at),)
    return replace(
        case,
        state=State.CUTTING,
        ending=replace(case.ending, steps=steps, cut_attempts=1),
        deadlines=_due(case, Deadline.CUT_DUE, None),
    )


def _cut_not_seen(case: Case, fact: f.CutNotSeen) -> Case:
    return replace(case, ending=replace(case.ending, cut_attempts=fact.occurrence))


def _cut_made(case: Case, fact: f.CutMade) -> Case:
    steps = (
        CaseStep("cut", StepStatus.DONE, fact.at),
        *(CaseStep(name, StepStatus.OPEN, fact.at) for name in fact.steps),
    )
    ending = replace(
        case.ending,
        steps=steps,
        claims=(*case.ending.claims, *fact.claims),
        cut_at=fact.at,
        restore_until_on=fact.restore_until_on,
        quarantine_until_on=fact.quarantine_until_on,
    )
    return replace(
        case,
        state=State.CLOSING,
        ending=ending,
        deadlines=((Deadline.SIM_ANSWER_DUE, fact.sim_answer_due_at),),
    )


def _stepped(case: Case, name: str, status: StepStatus, at: datetime, *, reason: str = "") -> Ending:
    if case.step(name) is None:
        raise IllegalMove(f"the case has no step {name}")
    steps = tuple(
        CaseStep(name, status, at, reason) if step.name == name else step for step in case.ending.steps
    )
    return replace(case.ending, steps=steps)


def _claimed(ending: Ending, claims: tuple[Claim, ...]) -> Ending:
    """The ending with `claims` in place of those of the same kind."""
    kinds = {claim.kind for claim in claims}
    kept = tuple(claim for claim in ending.claims if claim.kind not in kinds)
    return replace(ending, claims=(*kept, *claims))


def _again_if_ended(case: Case, ending: Ending) -> Ending:
    """What becomes known after the end is worth a new certificate."""
    if case.state is not State.ENDED:
        return ending
    return replace(ending, certificates_wanted=ending.certificates_wanted + 1)


def _step_closed(case: Case, fact: f.StepClosed) -> Case:
    ending = _claimed(_stepped(case, fact.step, StepStatus.DONE, fact.at), fact.claims)
    return replace(case, ending=_again_if_ended(case, ending))


def _step_under_way(case: Case, fact: f.StepUnderWay) -> Case:
    ending = _stepped(case, fact.step, StepStatus.UNDER_WAY, fact.at)
    return replace(case, ending=_claimed(ending, fact.claims))


def _person_needed(case: Case, fact: f.PersonNeeded) -> Case:
    if case.step(fact.step) is None:
        return case  # a step before the cut: the journal and the list of the intents hold it
    return replace(
        case, ending=_stepped(case, fact.step, StepStatus.NEEDS_PERSON, fact.at, reason=fact.reason)
    )


def _line_ended(case: Case, fact: f.LineEnded) -> Case:
    ending = replace(case.ending, ended_at=fact.at, certificates_wanted=1)
    return replace(case, state=State.ENDED, ending=ending, deadlines=())


def _certificate_issued(case: Case, fact: f.CertificateIssued) -> Case:
    issued = max(case.ending.certificates_issued, fact.occurrence)
    return replace(case, ending=replace(case.ending, certificates_issued=issued))


def _case_withdrawn(case: Case, _: f.CaseWithdrawn) -> Case:
    return replace(case, state=State.WITHDRAWN, deadlines=())


def _case_lapsed(case: Case, _: f.CaseLapsed) -> Case:
    return replace(case, state=State.LAPSED, deadlines=())


def _key_destroyed(case: Case, _: f.KeyDestroyed) -> Case:
    return replace(case, is_key_destroyed=True)


_CHANGES: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.LineLookedUp: _line_looked_up,
    f.LineConfirmed: _line_confirmed,
    f.CodeIssued: _code_issued,
    f.CodeFailed: _code_failed,
    f.LineProven: _line_proven,
    f.RequestJoined: _request_joined,
    f.BalanceLearned: _balance_learned,
    f.BillLearned: _bill_learned,
    f.PointsLearned: _points_learned,
    f.LossesAcknowledged: _losses_acknowledged,
    f.OtherContactGiven: _other_contact_given,
    f.MoneyWayChosen: _money_way_chosen,
    f.ReserveOrdered: _reserve_ordered,
    f.BalanceHeld: _balance_held,
    f.ReleaseOrdered: _release_ordered,
    f.BalanceFreed: _balance_freed,
    f.QuoteMade: _quote_made,
    f.AgreementSigned: _agreement_signed,
    f.SignatureVoided: _signature_voided,
    f.SimAnswered: _sim_answered,
    f.SimAnswerLapsed: _sim_answer_lapsed,
    f.CutDateCame: _cut_date_came,
    f.SettlementMade: _settlement_made,
    f.CutBegan: _cut_began,
    f.CutNotSeen: _cut_not_seen,
    f.CutMade: _cut_made,
    f.StepClosed: _step_closed,
    f.StepUnderWay: _step_under_way,
    f.PersonNeeded: _person_needed,
    f.LineEnded: _line_ended,
    f.CertificateIssued: _certificate_issued,
    f.CaseWithdrawn: _case_withdrawn,
    f.CaseLapsed: _case_lapsed,
    f.KeyDestroyed: _key_destroyed,
}
