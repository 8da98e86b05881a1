"""How facts change a case: `apply` for one, `fold` for a whole journal; anything no rule could have written is refused.

The values are in `case.py`, the facts in `fact.py`, what follows the cut in `fold_ending.py`; no rule is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from signoff.domain import fact as f
from signoff.domain.books import posted
from signoff.domain.case import (
    MOVES,
    Asker,
    Case,
    Code,
    Deadline,
    IllegalMove,
    MoneyState,
    Proof,
    Reserve,
    State,
    VoidSignature,
    Wish,
)
from signoff.domain.changing import replace
from signoff.domain.counter_case import AtCounter
from signoff.domain.fold_counter import CHANGES_AT_THE_COUNTER
from signoff.domain.fold_ending import CHANGES_FROM_THE_CUT, when_over
from signoff.domain.fold_guarantee import CHANGES_OF_THE_GUARANTEE
from signoff.domain.fold_guided import CHANGES_WHEN_GUIDED
from signoff.domain.fold_identity import CHANGES_OF_IDENTITY, identity_left, seen_by_staff, visits_ended
from signoff.domain.fold_vouching import CHANGES_BY_VOUCHING, claim_given
from signoff.domain.guided import Guided
from signoff.domain.identity import NOBODY
from signoff.domain.ledger import entry


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
    postings = entry(case.money.books, changed, fact)
    money = replace(changed.money, books=posted(case.money.books, postings)) if postings else changed.money
    return replace(changed, version=case.version + 1, last_at=fact.at, money=money)


def _begun(fact: f.RequestRecorded) -> Case:
    wish = Wish(
        at=fact.at,
        wanted_on=fact.wanted_on,
        identifier_kind=fact.identifier_kind,
        identifier=fact.identifier,
        identifier_index=fact.identifier_index,
        contact=fact.contact,
        contact_kind=fact.contact_kind,
        contact_index=fact.contact_index,
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
        guided=None if fact.guidance is None else Guided(fact.guidance),
        counter=AtCounter(requested_by=fact.staff_id),
    )


def _line_looked_up(case: Case, fact: f.LineLookedUp) -> Case:
    code = case.proof.code
    if code is not None:
        code = replace(code, is_withheld=code.is_withheld or fact.withholds_code, source="")
    proof = replace(
        case.proof,
        is_looked_up=True,
        traits=fact.traits,
        line=fact.line,
        line_index=fact.line_index,
        code=code,
    )
    return replace(case, proof=proof)


def _line_confirmed(case: Case, _: f.LineConfirmed) -> Case:
    return replace(case, proof=replace(case.proof, is_confirmed=True))


def _code_issued(case: Case, fact: f.CodeIssued) -> Case:
    code = Code(
        fact.purpose,
        fact.digest,
        fact.code,
        issued_at=fact.at,
        expires_at=fact.expires_at,
        is_withheld=fact.is_withheld,
        tries_left=fact.tries_left,
        source=fact.source,
        wait_minutes=fact.wait_minutes,
    )
    return replace(case, proof=replace(case.proof, code=code, code_count=fact.occurrence))


def _code_failed(case: Case, fact: f.CodeFailed) -> Case:
    code = case.proof.code
    if code is None:
        raise IllegalMove("a code failed that was never issued")
    code = replace(code, failures=code.failures + 1, tries_left=fact.tries_left)
    return replace(case, proof=replace(case.proof, code=code))


def _codes_blocked(case: Case, fact: f.CodesBlocked) -> Case:
    return replace(case, proof=replace(case.proof, blocked_until=fact.until))


def _code_used(case: Case) -> Proof:
    code = case.proof.code
    return replace(case.proof, code=None if code is None else replace(code, is_used=True))


def _line_proven(case: Case, fact: f.LineProven) -> Case:
    return replace(
        case,
        state=State.OPEN,
        proof=replace(_code_used(case), proven_at=fact.at, blocked_until=None),
        deadlines=case.only_deadline(Deadline.CASE_LAPSES, fact.lapses_at),
        is_standing_asked=fact.asks_standing,
        identity=seen_by_staff(case.identity, fact, is_acted_for=case.acting.right is not None),
        money=_asked_for(case.money, fact.at, fact.ends_on, 1) if fact.ends_on is not None else case.money,
    )


def _account_outdated(case: Case, fact: f.AccountOutdated) -> Case:
    """A balance that is reserved is never too old; a quote that was signed holds until it is known to have changed."""
    money = _asked_for(case.money, fact.at, fact.ends_on, case.money.readings + 1)
    money = replace(money, bill=None, points=None)
    if money.reserve is Reserve.NONE:
        money = replace(money, balance=None)
    if case.state is State.OPEN:
        money = replace(money, quote=None)
    standing = None if fact.asks_standing else case.standing
    deadlines = case.deadlines_with(Deadline.STANDING_DUE, None)
    return replace(
        case, money=money, standing=standing, is_standing_asked=fact.asks_standing, deadlines=deadlines
    )


def _asked_for(money: MoneyState, at: datetime, ends_on: date, occurrence: int) -> MoneyState:
    return replace(money, read_at=at, read_for_on=ends_on, readings=occurrence)


def _request_joined(case: Case, fact: f.RequestJoined) -> Case:
    proof = replace(
        _code_used(case),
        proven_at=fact.at,
        blocked_until=None,
        joined_case_id=fact.case_id,
        tells_case=fact.tells_case,
    )
    return replace(case, state=State.JOINED, proof=proof, deadlines=())


def _asker_joined(case: Case, fact: f.AskerJoined) -> Case:
    """Whoever goes on signs in their own language, not with a code that somebody else asked for, and as themselves.

    What is signed stays, with what it rests on; the identity of who signed goes once the signature does.
    """
    who = fact.request_id, fact.contact, fact.contact_index, fact.language
    asker = Asker(*who, fact.acting, fact.holder, fact.recorded_by)
    joined = replace(case, askers=(*case.askers, asker))
    if fact.ends_visits:
        joined = visits_ended(joined)
    is_known = case.identity != NOBODY or case.acting.right is not None
    if case.state is State.AGREED and is_known:
        return replace(joined, identity=replace(case.identity, is_of_signer=True))
    if case.state is not State.OPEN:
        return joined
    first_language = case.first_language or case.language
    joined = identity_left(joined, fact.at)
    return replace(joined, proof=_code_used(case), language=fact.language, first_language=first_language)


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
        other_contact_index=fact.contact_index,
        other_contact_asker=fact.asker,
        claim_digest=fact.claim_digest,
    )
    if fact.staff_id:
        case = claim_given(case, fact)
    return replace(case, answers=answers)


def _money_way_chosen(case: Case, fact: f.MoneyWayChosen) -> Case:
    return replace(case, money=replace(case.money, way=fact.way, destination=fact.destination))


def _destination_refused(case: Case, _: f.DestinationRefused) -> Case:
    return case


def _reserve_ordered(case: Case, fact: f.ReserveOrdered) -> Case:
    money = replace(case.money, reserve=Reserve.ORDERED, reserve_count=fact.occurrence)
    return replace(case, money=money)


def _balance_held(case: Case, fact: f.BalanceHeld) -> Case:
    money = replace(case.money, reserve=Reserve.HELD, balance=fact.reading)
    return replace(case, money=money, deadlines=case.deadlines_with(Deadline.RESERVE_LAPSES, fact.lapses_at))


def _release_ordered(case: Case, _: f.ReleaseOrdered) -> Case:
    return replace(
        case,
        money=replace(case.money, reserve=Reserve.RELEASING, quote=None),
        answers=replace(case.answers, losses_digest=None),
        deadlines=case.deadlines_with(Deadline.RESERVE_LAPSES, None),
    )


def _balance_freed(case: Case, _: f.BalanceFreed) -> Case:
    return replace(case, money=replace(case.money, reserve=Reserve.NONE))


def _quote_made(case: Case, fact: f.QuoteMade) -> Case:
    return replace(case, money=replace(case.money, quote=fact.quote, quote_pack_digest=fact.pack_digest))


def _agreement_signed(case: Case, fact: f.AgreementSigned) -> Case:
    """Agreement and certificate are in the language that was signed; the first asker hears the news in theirs."""
    if fact.language not in ("", case.language):
        case = replace(case, language=fact.language, first_language=case.first_language or case.language)
    due = case.only_deadline(Deadline.CUT_DUE, fact.cut_due_at)
    answers = replace(
        case.answers,
        signed_at=fact.at,
        signed_name=fact.name,
        text_sha256=fact.text_sha256,
        signed_on=fact.channel,
        cooling_off_until=fact.cooling_off_until,
        void=None,
        signed_vouched=fact.vouched,
        signed_by=fact.signed_by,
        terms=fact.terms,
    )
    # What an older signature covered is nothing to this one; releases that kept no pricing left it there.
    is_priced = fact.terms is not None and fact.terms.pricing is not None
    money = replace(case.money, signed=None) if is_priced else case.money
    used = _code_used(case)
    signed = replace(case, state=State.AGREED, proof=used, answers=answers, money=money, deadlines=due)
    return _standing_wanted(signed, fact) if fact.asks_standing else signed


def _standing_wanted(case: Case, _: f.Fact) -> Case:
    """One more reading, of the standing alone."""
    money = replace(case.money, readings=case.money.readings + 1)
    deadlines = case.deadlines_with(Deadline.STANDING_DUE, None)
    return replace(case, money=money, standing=None, is_standing_asked=True, deadlines=deadlines)


def _cut_refused(case: Case, fact: f.CutRefused) -> Case:
    ending = replace(case.ending, steps=(), cut_refusals=case.ending.cut_refusals + 1)
    return replace(_signature_voided(case, fact), ending=ending)


def _signature_voided(case: Case, fact: f.SignatureVoided | f.CutRefused) -> Case:
    known, quote = case.answers.void, case.money.quote
    if fact.is_remembered and quote is not None:
        is_of_line = isinstance(fact, f.CutRefused) or fact.is_too_weak
        why = fact.why if isinstance(fact, f.SignatureVoided) else None
        known = VoidSignature(fact.at, quote.last_on, is_of_line, why)
    answers = replace(case.answers, signed_at=None, signed_name=None, text_sha256="", void=known, terms=None)
    asked = replace(case, deadlines=case.only_deadline(Deadline.CASE_LAPSES, fact.lapses_at))
    deadlines = asked.deadlines_with(Deadline.RESERVE_LAPSES, fact.reserve_lapses_at)
    money = replace(case.money, quote=None)
    void = replace(asked, state=State.OPEN, answers=answers, money=money, deadlines=deadlines)
    return identity_left(void, fact.at) if case.identity.is_of_signer else void


def _settlement_made(case: Case, fact: f.SettlementMade) -> Case:
    signed = case.money.quote if fact.keeps_signed else None
    if fact.is_again:
        signed = case.money.signed
    return replace(case, money=replace(case.money, quote=fact.quote, signed=signed))


def _case_withdrawn(case: Case, fact: f.CaseWithdrawn | f.EndingStopped) -> Case:
    if case.guided is None and case.state in (State.CUTTING, State.CLOSING):
        raise IllegalMove("a cut that has begun is not taken back")
    return replace(case, state=State.WITHDRAWN, deadlines=when_over(case, fact.at))


def _ending_stopped(case: Case, fact: f.EndingStopped) -> Case:
    return replace(_case_withdrawn(case, fact), stopped_at=fact.at)


def _case_lapsed(case: Case, fact: f.CaseLapsed) -> Case:
    return replace(case, state=State.LAPSED, deadlines=when_over(case, fact.at))


def _key_destroyed(case: Case, _: f.KeyDestroyed) -> Case:
    return replace(case, is_key_destroyed=True)


_CHANGES: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.LineLookedUp: _line_looked_up,
    f.LineConfirmed: _line_confirmed,
    f.CodeIssued: _code_issued,
    f.CodeFailed: _code_failed,
    f.CodesBlocked: _codes_blocked,
    f.LineProven: _line_proven,
    f.RequestJoined: _request_joined,
    f.AskerJoined: _asker_joined,
    **CHANGES_OF_IDENTITY,
    f.AccountOutdated: _account_outdated,
    f.BalanceLearned: _balance_learned,
    f.BillLearned: _bill_learned,
    f.PointsLearned: _points_learned,
    f.LossesAcknowledged: _losses_acknowledged,
    f.OtherContactGiven: _other_contact_given,
    f.MoneyWayChosen: _money_way_chosen,
    f.DestinationRefused: _destination_refused,
    f.ReserveOrdered: _reserve_ordered,
    f.BalanceHeld: _balance_held,
    f.ReleaseOrdered: _release_ordered,
    f.BalanceFreed: _balance_freed,
    f.QuoteMade: _quote_made,
    f.AgreementSigned: _agreement_signed,
    f.SignatureVoided: _signature_voided,
    f.StandingWanted: _standing_wanted,
    f.CutRefused: _cut_refused,
    f.SettlementMade: _settlement_made,
    f.CaseWithdrawn: _case_withdrawn,
    f.EndingStopped: _ending_stopped,
    f.CaseLapsed: _case_lapsed,
    f.KeyDestroyed: _key_destroyed,
    **CHANGES_FROM_THE_CUT,
    **CHANGES_WHEN_GUIDED,
    **CHANGES_OF_THE_GUARANTEE,
    **CHANGES_AT_THE_COUNTER,
    **CHANGES_BY_VOUCHING,
}
