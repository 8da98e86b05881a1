"""The rules for what staff do at the counter; what a customer says there is decided as anywhere (`decide.py`).

Each act is two facts or more: who did it (`StaffActed`), then what follows. What needs a second person is refused
until that person has agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signoff.domain import (
    answering,
    approving,
    authority,
    caller_codes,
    concerning,
    limits,
    solving,
    vouching,
)
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.carrier import Approved, Carrier, CollectWay
from signoff.domain.case import OVER, Case, State
from signoff.domain.changing import replace
from signoff.domain.counter_case import MESSAGES_MAX, OF_STAFF
from signoff.domain.counter_looks import (
    came_upon,
    differs,
    document_decided,
    done,
    looked,
    picture_opened,
    who_is_needed,
)
from signoff.domain.decision import Decision, refused
from signoff.domain.early_release import may_go, number_gone, number_released
from signoff.domain.fold import apply
from signoff.domain.identifying import line_read_again
from signoff.domain.outstanding import may_answer_sim, sim_answers
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.resuming import line_resumed, resume_wanted
from signoff.domain.staff import May
from signoff.domain.step_up import Channel
from signoff.domain.suspended import is_left_suspended
from signoff.domain.tallies import Found, card_scans, staff_acts, staff_looks

_SEEN = frozenset({State.CLOSING, State.ENDED})


def barred(case: Case | None, event: e.Event, found: Found) -> Decision | None:
    """The refusal of what staff may not do whatever it is: past their limits, or on an erased case but to look."""
    if not isinstance(event, ce.FromStaff) or isinstance(event, ce.StaffLooked | ce.StaffFound):
        return None
    acts, looks = staff_acts(event.by, event.at), staff_looks(event.by, event.at)
    is_too_much = found.count(acts) >= limits.STAFF_ACTS_AN_HOUR
    if is_too_much or found.count(looks) >= limits.STAFF_LOOKS_AN_HOUR:
        return refused(Reason.TOO_MANY_REQUESTS)
    return refused(Reason.ALREADY_OVER) if case is not None and case.is_key_destroyed else None


def _with_customer(case: Case, event: ce.FromStaff) -> Decision | None:
    """The refusal, where staff may not do what needs the customer present, or the case is over."""
    if not event.by.may(May.CHECK):
        return refused(Reason.NOT_YOUR_ROLE)
    return refused(Reason.ALREADY_OVER) if case.state in OVER - {State.ENDED} else None


def _with_who_may_resume(case: Case, event: ce.FromStaff) -> Decision | None:
    """The same, but that a case which is over takes papers while it has left its line suspended."""
    is_for_line = event.by.may(May.CHECK) and is_left_suspended(case)
    return None if is_for_line else _with_customer(case, event)


def _with_known(case: Case, event: ce.FromStaff) -> Decision | None:
    """The same of what only somebody they have made sure of in this visit can give: a signature, money, the card."""
    if (no := _with_customer(case, event)) is not None:
        return no
    if case.is_caller_unknown(event.by.staff_id, event.at):
        return refused(Reason.CALLER_UNKNOWN if case.acting.right is None else Reason.PAPERS_NEEDED)
    return vouching.unsorted(case, event)


def identity_checked(case: Case, event: ce.IdentityChecked, carrier: Carrier, found: Found) -> Decision:
    """A paper that is not the holder's is written down, too: it opens nothing."""
    if (no := _with_who_may_resume(case, event)) is not None:
        return no
    if case.acting.right is not None:
        return refused(Reason.ACTS_FOR_HOLDER)
    at, staff_id = event.at, event.by.staff_id
    said = event.document, event.is_holder, staff_id, event.agreement
    checked = c.IdentityChecked(at, *said, keeps_look=event.is_holder)
    if not event.is_holder:
        return done(event, checked, *vouching.taken_back(case, event))
    if (no := differs(case, event, found)) is not None:
        return no
    known = c.CallerKnown(at, staff_id, c.Knowing.PAPER)
    if case.foreign_requests(staff_id, at):
        return done(event, checked, known)  # first they say which requests are theirs
    return done(event, checked, known, *vouching.accepted(apply(case, checked), carrier, at, staff_id))


def holder_came(case: Case, event: ce.HolderCame, _: Carrier, __: Found) -> Decision:
    """The holder stands there: nobody acts for them. Whether it is the holder is told by their paper, which is next.

    It is an act of its own: else the holder's document, which is among the papers, would be taken for a visit.
    """
    if (no := _with_who_may_resume(case, event)) is not None:
        return no
    if case.acting.right is None or not authority.is_holder_awaited(case):
        return refused(Reason.NOT_NOW)
    return done(event, *authority.holder_came(case, event.at))


def card_scanned(case: Case, event: ce.CardScanned, _: Carrier, found: Found) -> Decision:
    """The card of the line, or another one; nobody tries numbers until one fits."""
    if (no := _with_customer(case, event)) is not None:
        return no
    tally = card_scans(case, event.at)
    if found.count(tally) >= limits.CARD_SCANS_AN_HOUR:
        return refused(Reason.TOO_MANY_REQUESTS)
    return done(event, c.CardScanned(event.at, event.is_card_there, event.by.staff_id, (tally,)))


def scan_undone(case: Case, event: ce.ScanUndone, _: Carrier, __: Found) -> Decision:
    """As if nothing had been scanned, except that both stand in the journal."""
    if (no := _with_customer(case, event)) is not None:
        return no
    if case.counter.is_card_there is None:
        return refused(Reason.NOT_NOW)
    return done(event, c.ScanUndone(event.at))


def proven_in_person(case: Case, event: ce.ProvenInPerson, carrier: Carrier, found: Found) -> Decision:
    """The holder in person with the line's card: as good as a code that came to it."""
    if (no := _with_customer(case, event) or vouching.unsorted(case, event)) is not None:
        return no
    if (not_asked := answering.asks(case, RequirementKind.PROVE_POSSESSION, carrier)) is not None:
        return not_asked
    if not case.is_seen(event.at):
        return refused(who_is_needed(case))
    if case.proof.traits is None:
        return refused(Reason.CARD_NEEDED)  # there is no such line: no card can be its
    used: tuple[f.Fact, ...] = ()
    if not case.counter.has_card(event.at, event.by.staff_id):
        approval = approving.granted(case, event, Approved.PROVE_WITHOUT_CARD)
        if approval is None:
            return refused(Reason.CARD_NEEDED)
        used = approving.approval_used(event, approval)
    is_heard = case.id in case.requests  # news of the case goes to nobody whose link is closed
    proven = answering.proof(case, carrier, event.at, found, tells_case=is_heard)
    if isinstance(proven, f.RequestJoined):
        return done(event, *used, proven)
    staff_id = event.by.staff_id
    known = c.CallerKnown(event.at, staff_id, c.Knowing.PROOF)
    return done(event, *used, known, replace(proven, staff_id=staff_id))


def signed_in_person(case: Case, event: ce.SignedInPerson, carrier: Carrier, _: Found) -> Decision:
    """A hand on the screen in place of a code, for whoever's identity was just checked."""
    if (no := _with_known(case, event)) is not None:
        return no
    asked = authority.too_old(case, carrier, event.at) or answering.asks(
        case, RequirementKind.SIGN_AGREEMENT, carrier, Channel.COUNTER
    )
    if asked is not None:
        return asked
    if not case.is_seen_by(event.by.staff_id, event.at):
        return refused(who_is_needed(case))
    said = replace(event.signed, channel=Channel.COUNTER, link=f"{OF_STAFF}{event.by.staff_id}")
    differs = answering.not_as_shown(case, said, carrier, event.at)
    if differs is not None:
        return differs
    strokes = c.StrokesKept(event.at, event.strokes, event.strokes_sha256)
    return done(event, strokes, answering.signature(case, said, carrier, event.at))


def owed_at_shop(case: Case) -> int:
    """What the holder has chosen to pay at the shop and can pay there now; none once it is paid."""
    quote = case.money.quote
    is_here = case.money.way == CollectWay.AT_SHOP and case.state in _SEEN and not case.ending.is_bill_awaited
    return max(-quote.total_minor, 0) if quote is not None and is_here and not case.counter.paid_minor else 0


def payment_taken(case: Case, event: ce.PaymentTaken, _: Carrier, __: Found) -> Decision:
    """All that is owed, once, where the holder chose to pay at the shop."""
    if (no := _with_known(case, event)) is not None:
        return no
    quote, owed_minor = case.money.quote, owed_at_shop(case)
    if quote is None or not owed_minor:
        return refused(Reason.NOT_NOW)
    if (event.amount_minor, event.currency) != (owed_minor, quote.currency):
        return refused(Reason.QUOTE_CHANGED)
    return done(event, c.PaymentTaken(event.at, event.amount_minor, event.currency))


def takes_bag(case: Case) -> bool:
    """Whether the card of this line can be handed in now."""
    return case.state in _SEEN and case.counter.bag is None and SimAnswer.RETURNED in sim_answers(case)


def card_bagged(case: Case, event: ce.CardBagged, _: Carrier, __: Found) -> Decision:
    """Handed in at the counter: returned, as far as anybody says anything of it."""
    if (no := _with_known(case, event)) is not None:
        return no
    if not takes_bag(case):
        return refused(Reason.NOT_NOW)
    bagged = c.CardBagged(event.at, event.bag)
    if not may_answer_sim(case):
        return done(event, bagged)
    claims = answering.sim_claims(case, SimAnswer.RETURNED, event.at)
    return done(event, bagged, f.SimAnswered(event.at, SimAnswer.RETURNED, claims))


def card_destroyed(case: Case, event: ce.CardDestroyed, _: Carrier, __: Found) -> Decision:
    """By two people, each once."""
    if not event.by.may(May.CHECK):
        return refused(Reason.NOT_YOUR_ROLE)
    before = case.counter.destroyed_by
    if case.counter.bag is None or len(before) > 1:
        return refused(Reason.NOT_NOW)
    if event.by.staff_id in before:
        return refused(Reason.SECOND_PERSON_NEEDED)
    return done(event, c.CardDestroyed(event.at, event.by.staff_id, bool(before)))


# ---------------------------------------------------------------- two people, and the help thread


def approval_asked(case: Case, event: ce.ApprovalAsked, carrier: Carrier, _: Found) -> Decision:
    """For what is needed now, by who will do it; one at a time for each thing."""
    if not event.by.may(May.ASK_APPROVAL) or not event.by.may(approving.TAKES[event.what]):
        return refused(Reason.NOT_YOUR_ROLE)
    if (no := approving.not_to_be_asked(case, event, carrier)) is not None:
        return no
    if event.what is Approved.RELEASE_NUMBER_EARLY and not may_go(case, carrier, event.at):
        return refused(Reason.NOT_NOW)
    if any(one.what is event.what and approving.is_open(case, one) for one in case.counter.approvals):
        return refused(Reason.NOT_NOW)
    number, subject = len(case.counter.approvals) + 1, approving.subject_of(case, event)
    return done(event, c.ApprovalAsked(event.at, number, event.what, event.by.staff_id, subject))


def approval_decided(case: Case, event: ce.ApprovalDecided, _: Carrier, __: Found) -> Decision:
    """By a supervisor, and never by who asked; a yes only to what still stands as it was asked."""
    if not event.by.may(May.APPROVE):
        return refused(Reason.NOT_YOUR_ROLE)
    asked = next((one for one in case.counter.approvals if one.number == event.number), None)
    if asked is None or asked.is_granted is not None:
        return refused(Reason.NOT_NOW)
    if asked.asked_by == event.by.staff_id:
        return refused(Reason.SECOND_PERSON_NEEDED)
    if event.is_granted and not approving.is_for_now(case, asked):
        return refused(Reason.NOT_NOW)
    return done(event, c.ApprovalDecided(event.at, event.number, event.by.staff_id, event.is_granted))


def staff_wrote(case: Case, event: ce.StaffWrote, _: Carrier, __: Found) -> Decision:
    """An answer; nobody is written to first."""
    if not event.by.may(May.WRITE):
        return refused(Reason.NOT_YOUR_ROLE)
    if not case.counter.messages:
        return refused(Reason.NOT_NOW)
    if case.counter.written(is_staff=True) >= MESSAGES_MAX:
        return refused(Reason.TOO_MANY_REQUESTS)
    return done(event, c.MessageKept(event.at, event.message, is_staff=True))


def help_wanted(case: Case, event: ce.HelpWanted, _: Carrier, __: Found) -> Decision:
    """A question of whoever holds the link, proven or not: it is told nothing but what it says."""
    if case.is_key_destroyed:
        return refused(Reason.ALREADY_OVER)
    if case.counter.written(is_staff=False) >= MESSAGES_MAX:
        return refused(Reason.TOO_MANY_REQUESTS)
    return Decision((c.MessageKept(event.at, event.message, is_staff=False),))


RULES: dict[type[e.Event], Callable[[Case, Any, Carrier, Found], Decision]] = {
    ce.StaffLooked: looked,
    ce.StaffFound: came_upon,
    ce.IdentityChecked: identity_checked,
    ce.HolderCame: holder_came,
    ce.PaperChecked: vouching.paper_checked,
    ce.PaperDecided: authority.paper_decided,
    ce.RequestsSorted: vouching.requests_sorted,
    ce.PictureOpened: picture_opened,
    ce.DocumentDecided: document_decided,
    ce.CallerCodeWanted: caller_codes.code_wanted,
    ce.CallerCodeGiven: caller_codes.code_given,
    ce.ClaimCodeSaid: caller_codes.claim_code_said,
    ce.CardScanned: card_scanned,
    ce.ScanUndone: scan_undone,
    ce.ProvenInPerson: proven_in_person,
    ce.SignedInPerson: signed_in_person,
    ce.PaymentTaken: payment_taken,
    ce.CardBagged: card_bagged,
    ce.CardDestroyed: card_destroyed,
    ce.CallRetried: solving.call_retried,
    ce.StepAttested: solving.step_attested,
    ce.StepGivenUp: solving.step_given_up,
    ce.PayoutCorrected: solving.payout_corrected,
    ce.MoneyReadWanted: solving.money_read_wanted,
    ce.RefundReleased: solving.refund_released,
    ce.NumberReleased: number_released,
    ce.NumberGone: number_gone,
    ce.LineReadAgain: line_read_again,
    ce.ResumeWanted: resume_wanted,
    ce.LineResumed: line_resumed,
    ce.ApprovalAsked: approval_asked,
    ce.ApprovalDecided: approval_decided,
    ce.StaffWrote: staff_wrote,
    ce.HelpWanted: help_wanted,
    ce.FlagSolved: concerning.flag_solved,
    ce.ObjectionMade: concerning.objection_made,
    ce.ObjectionAnswered: concerning.objection_answered,
}
