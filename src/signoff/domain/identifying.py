"""The rules for how a line stands and who its person is: records, documents, staff, registered contacts.

`decide.py` picks the rule; `assurance.py` says what is needed, `onward.py` what follows.
"""

from __future__ import annotations

from datetime import datetime

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.assurance import gained_with, needs_identity
from signoff.domain.calling import TO_BE_TOLD
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, Deadline, State
from signoff.domain.closing_links import others_closed
from signoff.domain.concern import FlagKind
from signoff.domain.counter_case import OF_STAFF
from signoff.domain.decision import NOTHING, Decision, refused
from signoff.domain.fact_acting import PapersLapsed
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.identity_document import ASKS_FOR_BETTER_PHOTO, doubts_of_kind
from signoff.domain.new_sim import is_line_asked, is_sim_outdated, replaced_at
from signoff.domain.outstanding import last_day
from signoff.domain.refusal import Reason
from signoff.domain.step_up import Assurance, Channel
from signoff.domain.tallies import (
    Found,
    document_tallies,
    is_picture_of_another,
    line_news,
    next_turn,
    picture_tallies,
)
from signoff.domain.voiding import voided

_BEFORE_THE_CUT = (State.OPEN, State.AGREED)


def standing_read(case: Case, event: e.StandingRead, _: Carrier, __: Found) -> Decision:
    """Keep what records said; while something holds the line, they are asked again."""
    if event.key.split("/")[-2] == TO_BE_TOLD:
        return _contacts_read(case, event)
    is_awaited = case.is_standing_asked and case.standing is None and case.state in _BEFORE_THE_CUT
    if not is_awaited or int(event.key.rsplit("/", 1)[1]) != case.money.readings:
        return NOTHING
    again = event.at + limits.STANDING_AGAIN if event.standing.holds else None
    learned = f.StandingLearned(event.at, event.standing, event.contacts, again, case.version + 1)
    if (changed_at := replaced_at(case, event.standing)) is None:
        is_barred = event.standing.is_suspended and case.state is State.OPEN
        return Decision((learned, *code_voided(case, event.at)) if is_barred else (learned,))
    return Decision((learned, c.SimReplaced(event.at, changed_at)))


def _contacts_read(case: Case, event: e.StandingRead) -> Decision:
    """Nothing else is taken from it: a case that is not proven knows nothing of how its line stands."""
    if not case.counter.is_telling or case.lost_at is not None or case.is_key_destroyed:
        return NOTHING
    return Decision((c.RegisteredTold(event.at, event.contacts),))


def with_new_sim(case: Case, at: datetime) -> tuple[c.LineAskedAgain, ...]:
    """What follows when staff vouch for somebody whose line has another SIM by now: they go on with that one."""
    changed_at = case.counter.sim_seen_at
    is_open = case.state in _BEFORE_THE_CUT and is_sim_outdated(case) and not is_line_asked(case)
    if not is_open or changed_at is None:
        return ()
    return (c.LineAskedAgain(at, changed_at, case.counter.line_reads + 1),)


def line_read_again(case: Case, event: ce.LineReadAgain, _: Carrier, __: Found) -> Decision:
    """Taken over if it is the same line on the same tariff; a SIM changed since then is seen with the next reading."""
    occurrence, changed_at = int(event.key.rsplit("/", 1)[1]), case.counter.sim_asked_at
    is_awaited = is_line_asked(case) and occurrence == case.counter.line_reads
    if not is_awaited or changed_at is None or case.state not in _BEFORE_THE_CUT:
        return NOTHING
    before, traits = case.proof.traits, event.traits
    is_same_line = event.line_index is not None and event.line_index == case.proof.line_index
    is_same_tariff = traits is not None and before is not None and traits.tariff_id == before.tariff_id
    if traits is None or not is_same_line or not is_same_tariff:
        refused_it = c.LineNotTakenOver(event.at)
        papers = tuple(one.paper for one in case.acting.papers)
        return Decision((refused_it, PapersLapsed(event.at, papers)) if papers else (refused_it,))
    return Decision((c.LineTakenOver(event.at, changed_at, traits),))


def line_changed(case: Case, event: e.LineChanged, carrier: Carrier, _: Found) -> Decision:
    """Whatever is said to have changed is read anew; a case past its cut, or not begun, has nothing to read."""
    if case.state not in _BEFORE_THE_CUT:
        return NOTHING
    return Decision((f.LineChangeHeard(event.at, event.change), read_again(case, event.at, carrier)))


def read_again(case: Case, at: datetime, carrier: Carrier) -> f.AccountOutdated:
    """The account and the standing of the line are to be read anew, for the day on which it ends."""
    signed = case.money.quote if case.state is State.AGREED else None
    ends_on = signed.last_on if signed is not None else last_day(case, carrier, at)
    return f.AccountOutdated(at, ends_on, asks_standing=True)


def loss_reported(case: Case, event: e.LossReported, _: Carrier, found: Found) -> Decision:
    """Suspended at once for whoever has proven the line, or has shown a clerk who they are; ended later, if at all.

    Nobody else suspends a line: it would be a way to silence somebody's phone.
    """
    if case.state in OVER or case.state in (State.CUTTING, State.CLOSING):
        return refused(Reason.ALREADY_OVER)
    # No link of an unproven request bars a line while its holder stands in a shop: who looked says it.
    is_staff, staff_id = event.link.startswith(OF_STAFF), event.link.removeprefix(OF_STAFF)
    is_seen = case.proof.traits is not None and is_staff and case.is_seen_by(staff_id, event.at)
    if case.lost_at is not None or not (case.state in _BEFORE_THE_CUT or is_seen):
        return refused(Reason.NOT_NOW)
    turn, tallies = next_turn(case, found), line_news(case)
    told = f.LossTold(event.at, tells_line=True, turn=turn, tallies=tallies)
    if is_void_by_loss(case):
        return Decision((told, voided(case, event.at, is_too_weak=True)))
    return Decision((told, *code_voided(case, event.at)))


def code_voided(case: Case, at: datetime) -> tuple[f.CodeVoided, ...]:
    """No code sent before a loss or a suspension is right after it, however soon the line works again."""
    code = case.proof.code
    return () if code is None or code.is_used else (f.CodeVoided(at),)


def is_void_by_loss(case: Case) -> bool:
    """What was signed by a code, by whoever had the SIM by then, ends no line of a SIM that is lost."""
    is_seen = case.answers.signed_vouched in (Voucher.STAFF, Voucher.CLERK)
    return case.state is State.AGREED and not is_seen


def line_suspended(case: Case, event: e.LineSuspended, _: Carrier, found: Found) -> Decision:
    """The network has done it."""
    is_last = (
        int(event.key.rsplit("/", 1)[1]) == case.counter.resumes + 1
    )  # it may have been lost once before
    if case.lost_at is None or case.suspended_at is not None or case.is_key_destroyed or not is_last:
        return NOTHING
    turn, tallies = next_turn(case, found), line_news(case)
    return Decision((f.SuspensionMade(event.at, tells_line=True, turn=turn, tallies=tallies),))


def document_given(case: Case, event: e.DocumentGiven, carrier: Carrier, found: Found) -> Decision:
    """A picture of a document, if one is asked for on some channel."""
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    shown_on = [one for one in Channel if one is not Channel.AGENT]  # no picture tells who is on the phone
    is_asked = case.state is State.OPEN and any(needs_identity(case, carrier, one) for one in shown_on)
    if not is_asked:
        return refused(Reason.NOT_NOW)
    if case.identity.given_now >= limits.DOCUMENTS_MAX:
        return refused(Reason.TOO_MANY_DOCUMENTS)
    number, of = case.identity.given + 1, (event.document_kind, event.picture, event.link)
    taken = f.DocumentTaken(event.at, number, *of, tallies=picture_tallies(case, event))
    return Decision((taken, *flagged_twice(case, event, found)))


def flagged_twice(case: Case, event: e.DocumentGiven, found: Found) -> tuple[c.FlagRaised, ...]:
    """One picture is one paper, of one case: whoever gives it for two is looked into, once a case while it is open."""
    known = (one.kind for one in case.concerns.open_flags)
    if not is_picture_of_another(case, event, found) or FlagKind.PICTURE_TWICE in known:
        return ()
    return (_flag(case, event.at, FlagKind.PICTURE_TWICE),)


def document_read(case: Case, event: e.DocumentRead, carrier: Carrier, found: Found) -> Decision:
    """What reading came to: enough, another picture, or somebody must look."""
    name, number = event.key.split("/")[1:]
    identity = case.identity
    if name != "document" or identity.status is not IdentityStatus.READING or int(number) != identity.given:
        return NOTHING
    kind = next((one.kind for one in identity.documents if one.number == identity.given), "")
    doubts = doubts_of_kind(event.doubts, kind)
    is_better_taken = doubts == event.doubts or any(one in ASKS_FOR_BETTER_PHOTO for one in doubts)
    asks_again = event.asks_again and is_better_taken
    names = document_tallies(event)
    if names and found.count(names[0]) > found.count(names[1]):
        doubts = (*doubts, "used_by_another")
    is_enough = (
        event.is_match and not doubts and gained_with(case, carrier, Voucher.READING) is Assurance.IDENTIFIED
    )
    # A picture by a link that was closed vouches for nobody who goes on: they send their own.
    is_closed = identity.shown_by in case.counter.dropped
    is_enough = is_enough and not is_closed
    may_send_again = identity.given_now < limits.DOCUMENTS_MAX and "used_by_another" not in doubts
    if is_enough:
        status = IdentityStatus.ACCEPTED
    elif is_closed or (asks_again and may_send_again):
        status = IdentityStatus.REFUSED
    else:
        status = IdentityStatus.WAITS
    erase_at = event.at + limits.PICTURE_LIFE if status is IdentityStatus.ACCEPTED else _erased_anyway(case)
    asker = identity.shown_by if is_enough else ""
    judged = f.DocumentJudged(event.at, identity.given, status, doubts, erase_at, names, asker)
    if is_enough:
        return Decision((*others_closed(case, identity.shown_by, event.at), judged))
    if "used_by_another" not in doubts:
        return Decision((judged,))
    return Decision((judged, _flag(case, event.at, FlagKind.DOCUMENT_OF_ANOTHER)))


def _flag(case: Case, at: datetime, kind: FlagKind) -> c.FlagRaised:
    """One more; it stays until somebody has looked into it, also when the case is over."""
    return c.FlagRaised(at, len(case.concerns.flags) + 1, kind)


def document_unread(case: Case, at: datetime) -> Decision:
    """Whatever kept it from being read: somebody has to look."""
    if case.identity.status is not IdentityStatus.READING:
        return NOTHING
    erase_at, number = _erased_anyway(case), case.identity.given
    return Decision((f.DocumentJudged(at, number, IdentityStatus.WAITS, ("document_unread",), erase_at),))


def _erased_anyway(case: Case) -> datetime | None:
    """When pictures go that nobody will decide on: those of a case that was over before they had been read."""
    return dict(case.deadlines).get(Deadline.PICTURES_DUE) if case.state in OVER else None


def picture_life(case: Case, at: datetime) -> datetime | None:
    """Until when pictures are kept after a decision; None where none was given."""
    return at + limits.PICTURE_LIFE if case.identity.documents else None


def stop_wanted(case: Case, event: e.StopWanted, _: Carrier, __: Found) -> Decision:
    """Whoever is registered for the line may stop its ending until the cut begins; coming twice, it is stopped."""
    if case.state in (State.CUTTING, State.CLOSING):
        return refused(Reason.CUT_HAS_BEGUN)
    if case.state in OVER:
        return refused(Reason.ALREADY_OVER)
    if case.state not in _BEFORE_THE_CUT:
        return refused(Reason.NOT_NOW)
    flag = _flag(case, event.at, FlagKind.ENDING_STOPPED)
    return Decision((f.EndingStopped(event.at, event.contact_index), flag))
