"""Whose a request is: what staff see vouches for the person before them, and for a link only once that person says so.

Until then a proof through staff opens nothing. What somebody else gave by their link is void, and the link closed; a
look that was a mistake is taken back with all that rested on it.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import answering, authority
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain.assurance import is_code_good, rule_of
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State
from signoff.domain.changing import replace
from signoff.domain.closing_links import GIVEN, given_void
from signoff.domain.counter_case import CHECK_LIFE
from signoff.domain.counter_looks import done
from signoff.domain.decision import Decision, refused
from signoff.domain.fact_acting import AuthorityAccepted
from signoff.domain.fold import apply
from signoff.domain.identifying import picture_life, with_new_sim
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.refusal import Reason
from signoff.domain.staff import May
from signoff.domain.tallies import Found
from signoff.domain.third_party import Paper

_BEFORE_THE_CUT = (State.OPEN, State.AGREED)


def unsorted(case: Case, event: ce.FromStaff) -> Decision | None:
    """The refusal, while whoever shows their paper has not said which requests are theirs, to who looked at it."""
    seer = case.seen_by(event.at) if case.acting.right is None or case.is_seen(event.at) else None
    is_unsorted = seer is not None and not case.is_sorted(seer, event.at)
    is_unsorted = is_unsorted or case.is_unsorted(event.by.staff_id, event.at)
    return refused(Reason.REQUESTS_UNSORTED) if is_unsorted else None


def accepted(case: Case, carrier: Carrier, at: datetime, staff_id: str) -> tuple[f.Fact, ...]:
    """The case knows its person, by a clerk's look at their papers; later than the cut that is no use.

    If their line has another SIM by now, they go on with that one.
    """
    if (rule := rule_of(case, carrier)) is not None:
        is_theirs = case.acting.is_here(at) and case.acting.seen_by == staff_id
        is_early = case.state in (State.REQUESTED, *_BEFORE_THE_CUT)
        if not (is_theirs and is_early and case.acting.is_complete(rule)):
            return ()
        seen_now: tuple[f.Fact, ...] = (AuthorityAccepted(at),) if case.acting.accepted_at is None else ()
        return (*seen_now, *with_new_sim(case, at))
    check = case.counter.identity
    if check is None or not case.counter.checked_by(staff_id, at) or case.state not in _BEFORE_THE_CUT:
        return ()
    erase_at = picture_life(case, at)
    seen = f.IdentityAccepted(at, Voucher.CLERK, staff_id, check.document.value, erase_at)
    return (seen, *with_new_sim(case, at))


def requests_sorted(case: Case, event: ce.RequestsSorted, carrier: Carrier, found: Found) -> Decision:
    """Asked of whoever was made sure of, once in a visit, about each request as it was shown."""
    at, staff_id = event.at, event.by.staff_id
    if not event.by.may(May.ANSWER):
        return refused(Reason.NOT_YOUR_ROLE)
    if case.state in OVER - {State.ENDED}:
        return refused(Reason.ALREADY_OVER)
    if not case.counter.knows(staff_id, at):
        return refused(Reason.CALLER_UNKNOWN)
    said, asked = (*event.mine, *event.others), case.foreign_requests(staff_id, at)
    if not asked:
        return refused(Reason.NOT_NOW)
    if sorted(said) != sorted(asked):
        return refused(Reason.REQUESTS_CHANGED)
    if event.others and _has_shown_less(case, carrier, at, staff_id):
        return refused(Reason.IDENTITY_NEEDED)
    told = c.RequestsSorted(at, staff_id, event.mine, event.others)
    vouched = accepted(apply(case, told), carrier, at, staff_id)
    return done(event, told, *_void(case, event), *vouched, *_proven(case, event, carrier, found))


def _has_shown_less(case: Case, carrier: Carrier, at: datetime, staff_id: str) -> bool:
    """Whether a caller with a code would shut out somebody who has shown more, or whom a new SIM keeps from codes.

    Whoever is known by the other contact or the claim code has shown least: by whom these were given is not known.
    """
    is_seen = case.counter.checked_by(staff_id, at)
    if case.acting.right is not None:
        is_seen = case.acting.is_here(at) and case.acting.seen_by == staff_id
    if is_seen or staff_id in case.counter.known_otherwise:
        return not is_seen
    if case.state is State.REQUESTED:
        return False
    is_identified = IdentityStatus.ACCEPTED is case.identity.status or case.acting.accepted_at is not None
    return is_identified or not is_code_good(case, carrier)


def _void(case: Case, event: ce.RequestsSorted) -> tuple[f.Fact, ...]:
    """What was given by the links that are closed; who gave what is not known, so all of it."""
    return given_void(case, event.at) if event.others else ()


def _proven(case: Case, event: ce.RequestsSorted, carrier: Carrier, found: Found) -> tuple[f.Fact, ...]:
    """The proof that waited for this, by a code that was read to the same one of the staff."""
    at, staff_id = event.at, event.by.staff_id
    since = dict(case.counter.proven_to).get(staff_id)
    if case.state is not State.REQUESTED or since is None or at - since > CHECK_LIFE:
        return ()
    proof = answering.proof(case, carrier, at, found, tells_case=case.id in event.mine)
    if isinstance(proof, f.LineProven) and case.counter.checked_by(staff_id, at):
        proof = replace(proof, staff_id=staff_id)
    return (proof,)


def shown(decision: Decision, at: datetime, staff_id: str) -> Decision:
    """A code that was read to staff about a request of whom nobody knows: the line is proven once that is said."""
    is_proof = any(isinstance(fact, f.LineProven | f.RequestJoined) for fact in decision.facts)
    return Decision((c.CallerKnown(at, staff_id, c.Knowing.CODE),)) if is_proof else decision


# ---------------------------------------------------------------- a mistake


def paper_checked(case: Case, event: ce.PaperChecked, carrier: Carrier, found: Found) -> Decision:
    """A paper of who acts for the holder; their own document, seen anew and not theirs, takes the look back."""
    judged = authority.paper_checked(case, event, carrier, found)
    if not judged.facts or event.is_good or event.paper is not Paper.OWN_IDENTITY:
        return judged
    return replace(judged, facts=(*judged.facts, *taken_back(case, event)))


def taken_back(case: Case, event: ce.IdentityChecked | ce.PaperChecked) -> tuple[f.Fact, ...]:
    """What follows where the same one of the staff says that whom they took for the holder is not.

    It holds whoever else has looked since. What they signed and answered is void; a line that was proven by that look
    alone is nobody's, and its case ends.
    """
    at, staff_id = event.at, event.by.staff_id
    # That who acts is there is said by their own document alone, whatever their papers are.
    if case.seen_by(at) not in ("", staff_id) and not case.counter.has_looked(staff_id, at):
        return ()
    if case.state in _BEFORE_THE_CUT and case.counter.proven_by == staff_id:
        back = c.IdentityTakenBack(at, staff_id, case.requests)
        return (back, f.AnswersVoided(at, GIVEN), f.CaseWithdrawn(at))
    back = c.IdentityTakenBack(at, staff_id)
    given = {one.id for one in case.counter.claims if one.staff_id == staff_id}
    is_theirs = case.answers.signed_vouched == Voucher.CLERK or case.answers.signed_by in given
    if case.state is State.AGREED and not is_theirs:
        return (back,)
    return (back, *given_void(case, at))
