"""How facts change whose a request is, and what was answered by it. Part of `fold.py`; no rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.case import Answers, Case, State
from signoff.domain.changing import replace
from signoff.domain.counter_case import ClaimLink
from signoff.domain.fold_acting import without_identity
from signoff.domain.fold_identity import visits_ended
from signoff.domain.identity import Voucher
from signoff.domain.requirement import RequirementKind


def known_anew(case: Case, fact: c.CallerKnown) -> Case:
    """Whoever is made sure of is asked which requests are theirs, and not again at the proof of the line."""
    staff_id, is_proof = fact.staff_id, fact.by is c.Knowing.PROOF
    counter = case.counter
    if fact.by is not c.Knowing.UNSAID:
        others = _without(counter.sorted_by, (staff_id,))
        counter = replace(counter, sorted_by=(*others, staff_id) if is_proof else others)
    others = _without(counter.known_otherwise, (staff_id,))
    is_other = fact.by is c.Knowing.OTHER
    counter = replace(counter, known_otherwise=(*others, staff_id) if is_other else others)
    # By a paper, and a card or a second person, whoever of the staff says so; where by a code, this comes after it.
    if is_proof and case.state is State.REQUESTED:
        counter = replace(counter, proven_by=case.seen_by(fact.at) or staff_id)
    return replace(case, counter=counter)


def _without(names: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in names if one not in gone)


def _with_dropped(
    before: tuple[tuple[str, tuple[str, ...]], ...], fact: c.RequestsSorted
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Kept for each of the staff: a mistake of one opens what was closed by it, and nothing that another closed."""
    kept = dict(before)
    dropped = tuple(dict.fromkeys((*kept.get(fact.staff_id, ()), *fact.dropped)))
    return tuple({**kept, fact.staff_id: dropped}.items()) if dropped else before


def _requests_sorted(case: Case, fact: c.RequestsSorted) -> Case:
    counter = replace(
        case.counter,
        sorted_by=(*_without(case.counter.sorted_by, (fact.staff_id,)), fact.staff_id),
        dropped=(*case.counter.dropped, *fact.dropped),
        dropped_by=_with_dropped(case.counter.dropped_by, fact),
    )
    case = replace(case, counter=counter)
    if not fact.dropped:
        return case
    code = case.proof.code
    if code is not None:
        case = replace(case, proof=replace(case.proof, code=replace(code, is_used=True)))
    left = without_identity(case, fact.at)
    return replace(left, acting=case.acting.shown_to(fact.staff_id, fact.at))


def _others_closed(case: Case, fact: f.OthersClosed) -> Case:
    """Staff make sure anew to whom they speak, and no code of before signs; who was shown to be whom is not touched."""
    proven_by, code = case.counter.proven_by, case.proof.code
    case = visits_ended(case)
    counter = replace(case.counter, dropped=(*case.counter.dropped, *fact.request_ids), proven_by=proven_by)
    case = replace(case, counter=counter)
    if code is None:
        return case
    return replace(case, proof=replace(case.proof, code=replace(code, is_used=True)))


def _identity_taken_back(case: Case, fact: c.IdentityTakenBack) -> Case:
    """A link that was closed on the word of somebody else is open again, if its line was not proven by them alone."""
    counter, staff_id = case.counter, fact.staff_id
    given = tuple(one.id for one in counter.claims if one.staff_id == staff_id and one.id in case.requests)
    gone = fact.ended or given  # once the line is cut nothing ends by it, and who asked keeps their link
    again = () if fact.ended else dict(counter.dropped_by).get(staff_id, ())
    counter = replace(
        counter,
        visits=tuple(one for one in counter.visits if one[0] != staff_id),
        sorted_by=_without(counter.sorted_by, (staff_id,)),
        proven_to=tuple(one for one in counter.proven_to if one[0] != staff_id),
        dropped=(*_without(counter.dropped, again), *gone),
        dropped_by=tuple(one for one in counter.dropped_by if one[0] != staff_id),
        taken_back=(*counter.taken_back, *fact.ended),
        looks=tuple(one for one in counter.looks if one[0] != staff_id),
    )
    case = replace(case, counter=counter, acting=case.acting.gone())
    if case.answers.other_contact_asker in given:
        case = replace(case, answers=_without_contact(case.answers))
    return without_identity(case, fact.at) if case.identity.voucher is Voucher.CLERK else case


def claim_given(case: Case, fact: f.OtherContactGiven) -> Case:
    """A claim code that staff gave opens a link of its own; those that were given before open nothing more."""
    counter = case.counter
    older = tuple(one.id for one in counter.claims if one.id not in counter.dropped)
    claims = (*counter.claims, ClaimLink(fact.asker, fact.at, fact.staff_id))
    if fact.goes_on:
        case = _moved(case, older, fact.asker)
    return replace(case, counter=replace(counter, claims=claims, dropped=(*counter.dropped, *older)))


def _moved(case: Case, links: tuple[str, ...], to: str) -> Case:
    """What was shown by the codes of before was shown by who has the new one."""
    identity = case.identity
    if identity.rests_on(links):
        identity = replace(identity, accepted_of=to)
    return replace(case, identity=identity, acting=case.acting.moved(links, to))


def _answers_voided(case: Case, fact: f.AnswersVoided) -> Case:
    """A quote is made anew when the losses are read anew; it holds when only contact or way of the money change."""
    answers, money = case.answers, case.money
    if RequirementKind.ACKNOWLEDGE_LOSSES in fact.kinds:
        answers, money = replace(answers, losses_digest=None), replace(money, quote=None)
    if RequirementKind.GIVE_OTHER_CONTACT in fact.kinds:
        answers = _without_contact(answers)
    if RequirementKind.CHOOSE_MONEY_WAY in fact.kinds:
        money = replace(money, way=None, destination=None)
    return replace(case, answers=answers, money=money)


def _without_contact(answers: Answers) -> Answers:
    return replace(
        answers,
        has_other_contact=False,
        other_contact=None,
        other_contact_kind=None,
        other_contact_index="",
        other_contact_asker="",
        claim_digest=None,
    )


CHANGES_BY_VOUCHING: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.AnswersVoided: _answers_voided,
    f.OthersClosed: _others_closed,
    c.RequestsSorted: _requests_sorted,
    c.IdentityTakenBack: _identity_taken_back,
}
"""The change that each of these facts makes."""
