"""How facts change a case from the day of its cut on: the cut, the closing steps, the SIM, the certificates.

Part of `fold.py`, which holds what comes before; no rule is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.case import Case, CaseStep, Deadline, Ending, IllegalMove, State, StepStatus
from signoff.domain.changing import replace
from signoff.domain.cut import Claim


def _sim_answered(case: Case, fact: f.SimAnswered) -> Case:
    ending = claimed(case.ending, fact.claims)
    return replace(
        case,
        answers=replace(case.answers, sim=fact.how),
        ending=again_if_ended(case, ending),
        deadlines=case.deadlines_with(Deadline.SIM_ANSWER_DUE, None),
    )


def _sim_answer_lapsed(case: Case, _: f.SimAnswerLapsed) -> Case:
    return replace(
        case,
        answers=replace(case.answers, is_sim_lapsed=True),
        deadlines=case.deadlines_with(Deadline.SIM_ANSWER_DUE, None),
    )


def _cut_date_came(case: Case, _: f.CutDateCame) -> Case:
    return replace(case, deadlines=case.deadlines_with(Deadline.CUT_DUE, None))


def _cut_began(case: Case, fact: f.CutBegan) -> Case:
    steps = (CaseStep("cut", StepStatus.OPEN, fact.at),)
    return replace(
        case,
        state=State.CUTTING,
        ending=replace(case.ending, steps=steps, cut_attempts=case.ending.cut_attempts + 1),
        deadlines=case.deadlines_with(Deadline.CUT_DUE, None),
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
        pays_last=fact.pays_last,
        is_bill_awaited=fact.reads_bill,
        cut_at=fact.at,
        restore_until_on=fact.restore_until_on,
        quarantine_until_on=fact.quarantine_until_on,
    )
    money = case.money
    if fact.reads_bill:
        money = replace(money, readings=money.readings + 1)
    return replace(
        case,
        state=State.CLOSING,
        ending=ending,
        money=money,
        deadlines=case.only_deadline(Deadline.SIM_ANSWER_DUE, fact.sim_answer_due_at),
    )


def _stepped(case: Case, name: str, status: StepStatus, at: datetime, *, reason: str = "") -> Ending:
    if case.step(name) is None:
        raise IllegalMove(f"the case has no step {name}")
    steps = tuple(
        CaseStep(name, status, at, reason) if step.name == name else step for step in case.ending.steps
    )
    return replace(case.ending, steps=steps)


def claimed(ending: Ending, claims: tuple[Claim, ...]) -> Ending:
    """The ending with `claims` in place of those of the same kind."""
    kinds = {claim.kind for claim in claims}
    kept = tuple(claim for claim in ending.claims if claim.kind not in kinds)
    return replace(ending, claims=(*kept, *claims))


def again_if_ended(case: Case, ending: Ending) -> Ending:
    """What becomes known after the end is worth a new certificate."""
    if case.state is not State.ENDED:
        return ending
    return replace(ending, certificates_wanted=ending.certificates_wanted + 1)


def _step_closed(case: Case, fact: f.StepClosed) -> Case:
    ending = claimed(_stepped(case, fact.step, StepStatus.DONE, fact.at), fact.claims)
    ending = replace(ending, is_renewal_due=ending.is_renewal_due or fact.is_after_end)
    return replace(case, ending=again_if_ended(case, ending))


def _step_under_way(case: Case, fact: f.StepUnderWay) -> Case:
    ending = _stepped(case, fact.step, StepStatus.UNDER_WAY, fact.at)
    return replace(case, ending=claimed(ending, fact.claims))


def _person_needed(case: Case, fact: f.PersonNeeded) -> Case:
    if case.step(fact.step) is None:
        return case  # a step before the cut: the journal and the list of the intents hold it
    return replace(
        case, ending=_stepped(case, fact.step, StepStatus.NEEDS_PERSON, fact.at, reason=fact.reason)
    )


def _line_ended(case: Case, fact: f.LineEnded) -> Case:
    ending = replace(case.ending, ended_at=fact.at, certificates_wanted=1)
    return replace(
        case, state=State.ENDED, ending=ending, guarantee=fact.guarantee, deadlines=when_over(case, fact.at)
    )


def when_over(case: Case, at: datetime) -> tuple[tuple[Deadline, datetime], ...]:
    """Pictures nobody decided on are erased as long after the end of a case as others after the decision."""
    if not case.identity.documents:
        return ()
    due = dict(case.deadlines).get(Deadline.PICTURES_DUE, at + limits.PICTURE_LIFE)
    return ((Deadline.PICTURES_DUE, due),)


def _certificate_issued(case: Case, fact: f.CertificateIssued) -> Case:
    issued = max(case.ending.certificates_issued, fact.occurrence)
    is_due = case.ending.is_renewal_due and not fact.is_news
    return replace(case, ending=replace(case.ending, certificates_issued=issued, is_renewal_due=is_due))


CHANGES_FROM_THE_CUT: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.SimAnswered: _sim_answered,
    f.SimAnswerLapsed: _sim_answer_lapsed,
    f.CutDateCame: _cut_date_came,
    f.CutBegan: _cut_began,
    f.CutNotSeen: _cut_not_seen,
    f.CutMade: _cut_made,
    f.StepClosed: _step_closed,
    f.StepUnderWay: _step_under_way,
    f.PersonNeeded: _person_needed,
    f.LineEnded: _line_ended,
    f.CertificateIssued: _certificate_issued,
}
"""How each of these facts changes a case."""
