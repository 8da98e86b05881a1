"""How facts change what a case knows of who acts for its holder. Part of `fold.py`; no rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signoff.domain import fact as f
from signoff.domain import fact_acting as t
from signoff.domain import limits
from signoff.domain.acting import Acting, PaperStatus, ShownPaper
from signoff.domain.case import Case, Deadline, State
from signoff.domain.changing import replace
from signoff.domain.identity import NOBODY, GivenDocument, Voucher
from signoff.domain.identity import of_nobody_else as no_identity


def without_identity(case: Case, at: datetime) -> Case:
    """Nothing is known any more of who the person is; pictures nobody will decide on are erased as if they had been."""
    if case.identity == NOBODY:
        return case
    due = dict(case.deadlines).get(Deadline.PICTURES_DUE, at + limits.PICTURE_LIFE)
    deadlines = case.deadlines_with(Deadline.PICTURES_DUE, due if case.identity.documents else None)
    return replace(case, identity=no_identity(case.identity), deadlines=deadlines)


def acting_of_next(case: Case) -> Acting:
    """Of somebody else who goes on: what they themselves said in the request they joined by, with no paper yet.

    That it was said is not forgotten, by whomever; who was shut out goes on with nothing.
    """
    is_told = bool(case.acting.told) or any(one.acting is not None for one in case.askers)
    askers = [one for one in case.askers if one.request_id not in case.counter.dropped]
    right, holder = (askers[-1].acting, askers[-1].holder) if askers else (None, None)
    return Acting(right, holder, int(is_told))


def _acting_told(case: Case, fact: t.ActingTold) -> Case:
    """Who somebody was shown to be was as somebody else; no way of the money is left, nor a code to sign with."""
    left = without_identity(case, fact.at)
    acting = Acting(fact.right, fact.holder, case.acting.told + 1)
    counter = replace(case.counter, identity=None)
    money = replace(case.money, way=None, destination=None)
    proof, code = case.proof, case.proof.code
    if case.state is State.OPEN and code is not None:
        proof = replace(proof, code=replace(code, is_used=True))
    return replace(left, acting=acting, counter=counter, money=money, proof=proof)


def _paper_taken(case: Case, fact: t.PaperTaken) -> Case:
    document = GivenDocument(fact.number, fact.paper.value, fact.picture, fact.at, fact.asker)
    identity = replace(case.identity, documents=(*case.identity.documents, document), given=fact.number)
    shown = ShownPaper(fact.paper, PaperStatus.WAITS, fact.at, fact.number, asker=fact.asker)
    deadlines = case.deadlines_with(Deadline.PICTURES_DUE, None)
    return replace(case, identity=identity, acting=case.acting.with_paper(shown), deadlines=deadlines)


def paper_as_judged(fact: t.PaperJudged) -> ShownPaper:
    """What is known of a paper once it was looked at."""
    status = PaperStatus.ACCEPTED if fact.is_accepted else PaperStatus.REFUSED
    voucher = fact.voucher if fact.is_accepted else None
    of = fact.number, voucher, fact.doubt, fact.staff_id, fact.asker, fact.agreement
    return ShownPaper(fact.paper, status, fact.at, *of)


def _paper_judged(case: Case, fact: t.PaperJudged) -> Case:
    """Whoever lays a paper on the table is asked anew which requests are theirs."""
    if fact.is_accepted and fact.voucher is Voucher.CLERK:
        others = tuple(one for one in case.counter.sorted_by if one != fact.staff_id)
        counter = replace(case.counter, sorted_by=others)
        case = replace(
            case, counter=counter.with_look(fact.staff_id, fact.at) if fact.keeps_look else counter
        )
    deadlines = case.deadlines_with(Deadline.PICTURES_DUE, fact.erase_at)
    return replace(case, acting=case.acting.with_paper(paper_as_judged(fact)), deadlines=deadlines)


def _authority_accepted(case: Case, fact: t.AuthorityAccepted) -> Case:
    return replace(case, acting=replace(case.acting, accepted_at=fact.at))


def _papers_lapsed(case: Case, fact: t.PapersLapsed) -> Case:
    return replace(case, acting=case.acting.without(fact.papers))


def _identity_lapsed(case: Case, fact: t.IdentityLapsed) -> Case:
    return without_identity(case, fact.at)


CHANGES_OF_ACTING: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    t.ActingTold: _acting_told,
    t.PaperTaken: _paper_taken,
    t.PaperJudged: _paper_judged,
    t.AuthorityAccepted: _authority_accepted,
    t.PapersLapsed: _papers_lapsed,
    t.IdentityLapsed: _identity_lapsed,
}
"""The change that each of these facts makes."""
