"""How facts change what a case knows of its line's standing and of who its person is.

Part of `fold.py`; no rule is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signoff.domain import fact as f
from signoff.domain.case import Case, Deadline, IllegalMove
from signoff.domain.changing import replace
from signoff.domain.fold_acting import CHANGES_OF_ACTING, acting_of_next, without_identity
from signoff.domain.identity import GivenDocument, Identity, IdentityStatus, Voucher


def _standing_learned(case: Case, fact: f.StandingLearned) -> Case:
    deadlines = case.deadlines_with(Deadline.STANDING_DUE, fact.look_again_at)
    return replace(
        case,
        standing=fact.standing,
        registered=fact.contacts,
        standing_version=fact.version,
        deadlines=deadlines,
    )


def _line_change_heard(case: Case, _: f.LineChangeHeard) -> Case:
    return case


def _loss_told(case: Case, fact: f.LossTold) -> Case:
    return replace(case, lost_at=fact.at, line_turn=fact.turn or case.line_turn)


def _code_voided(case: Case, _: f.CodeVoided) -> Case:
    code = case.proof.code
    return (
        case if code is None else replace(case, proof=replace(case.proof, code=replace(code, is_used=True)))
    )


def _suspension_made(case: Case, fact: f.SuspensionMade) -> Case:
    return replace(case, suspended_at=fact.at, line_turn=fact.turn or case.line_turn)


def _suspension_over(case: Case, fact: f.SuspensionOver) -> Case:
    counter = replace(case.counter, resumes=fact.occurrence, is_resuming=False)
    known = replace(case, lost_at=None, suspended_at=None, resumed_at=fact.at, counter=counter)
    return replace(known, line_turn=fact.turn or case.line_turn)


def _document_taken(case: Case, fact: f.DocumentTaken) -> Case:
    document = GivenDocument(fact.number, fact.document_kind, fact.picture, fact.at, fact.asker)
    identity = replace(
        case.identity,
        status=IdentityStatus.READING,
        voucher=None,
        documents=(*case.identity.documents, document),
        doubts=(),
        given=fact.number,
    )
    return replace(case, identity=identity, deadlines=case.deadlines_with(Deadline.PICTURES_DUE, None))


def _document_judged(case: Case, fact: f.DocumentJudged) -> Case:
    if case.identity.given != fact.number:
        raise IllegalMove("a document was judged that is not the newest")
    voucher = Voucher.READING if fact.status is IdentityStatus.ACCEPTED else None
    return _of_link(_decided(case, fact.status, voucher, fact.doubts, fact.erase_at), fact.asker)


def _identity_accepted(case: Case, fact: f.IdentityAccepted) -> Case:
    return _of_link(_decided(case, IdentityStatus.ACCEPTED, fact.voucher, (), fact.erase_at), fact.asker)


def _of_link(case: Case, asker: str) -> Case:
    return replace(case, identity=replace(case.identity, accepted_of=asker))


def _identity_refused(case: Case, fact: f.IdentityRefused) -> Case:
    return _decided(case, IdentityStatus.REFUSED, None, fact.doubts, fact.erase_at)


def _decided(
    case: Case,
    status: IdentityStatus,
    voucher: Voucher | None,
    doubts: tuple[str, ...],
    erase_at: datetime | None,
) -> Case:
    is_seen_now = voucher is Voucher.CLERK  # whoever stands there now, whoever signed before
    is_of_signer = case.identity.is_of_signer and not is_seen_now
    identity = replace(
        case.identity, status=status, voucher=voucher, doubts=doubts, is_of_signer=is_of_signer
    )
    return replace(case, identity=identity, deadlines=case.deadlines_with(Deadline.PICTURES_DUE, erase_at))


def seen_by_staff(identity: Identity, fact: f.LineProven, *, is_acted_for: bool) -> Identity:
    """Staff who saw the holder with their document vouch for them in the same breath; who acts for them has papers."""
    if not fact.staff_id or is_acted_for:
        return identity
    return replace(identity, status=IdentityStatus.ACCEPTED, voucher=Voucher.CLERK, doubts=())


def identity_left(case: Case, at: datetime) -> Case:
    """Who a person is was shown by whoever showed it: nobody else goes on with it, nor in the visit they made.

    Pictures that nobody will decide on any more are erased as if it had been decided.
    """
    case = visits_ended(case)
    return replace(without_identity(case, at), acting=acting_of_next(case))


def visits_ended(case: Case) -> Case:
    """Staff make sure anew to whom they speak."""
    counter = replace(
        case.counter, identity=None, is_card_there=None, visits=(), sorted_by=(), proven_to=(), proven_by=""
    )
    return replace(case, counter=counter, acting=case.acting.gone())


def _pictures_erased(case: Case, _: f.PicturesErased) -> Case:
    identity: Identity = replace(case.identity, documents=())
    return replace(case, identity=identity, deadlines=case.deadlines_with(Deadline.PICTURES_DUE, None))


CHANGES_OF_IDENTITY: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.StandingLearned: _standing_learned,
    f.LineChangeHeard: _line_change_heard,
    f.LossTold: _loss_told,
    f.CodeVoided: _code_voided,
    f.SuspensionMade: _suspension_made,
    f.SuspensionOver: _suspension_over,
    f.DocumentTaken: _document_taken,
    f.DocumentJudged: _document_judged,
    f.IdentityAccepted: _identity_accepted,
    f.IdentityRefused: _identity_refused,
    f.PicturesErased: _pictures_erased,
    **CHANGES_OF_ACTING,
}
"""The change that each of these facts makes."""
