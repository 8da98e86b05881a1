"""The rules for what staff look at: a case, what a search finds, a picture of a document; and who did something.

Part of `counter_rules.py`: a look is a fact before anything is shown.
"""

from __future__ import annotations

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import Carrier
from signoff.domain.case import OVER, Case, State
from signoff.domain.changing import replace
from signoff.domain.closing_links import others_closed
from signoff.domain.decision import Decision, refused
from signoff.domain.identifying import picture_life, with_new_sim
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.staff import May
from signoff.domain.tallies import Found, differing_papers, staff_acts, staff_looks
from signoff.domain.typed_paper import Agreement


def acted(event: ce.FromStaff, act: str) -> c.StaffActed:
    """Who did it; one more of this hour."""
    tallies = (staff_acts(event.by, event.at),)
    return c.StaffActed(event.at, event.by.staff_id, event.by.role, act, tallies)


def done(event: ce.FromStaff, *facts: f.Fact) -> Decision:
    """What somebody of the staff did, and what follows."""
    return Decision((acted(event, type(event).__name__), *facts))


def who_is_needed(case: Case) -> Reason:
    """Whom somebody has to have before them: the holder, or who acts for them with every paper."""
    return Reason.IDENTITY_NEEDED if case.acting.right is None else Reason.PAPERS_NEEDED


def looked(_: Case, event: ce.StaffLooked, __: Carrier, found: Found) -> Decision:
    """A look is always written down, and nobody looks through a whole list."""
    if not event.by.may(May.LOOK):
        return refused(Reason.NOT_YOUR_ROLE)
    tally = staff_looks(event.by, event.at)
    if found.count(tally) >= limits.STAFF_LOOKS_AN_HOUR:
        return refused(Reason.TOO_MANY_REQUESTS)
    return Decision((c.StaffLooked(event.at, event.by.staff_id, event.by.role, (tally,)),))


def came_upon(_: Case, event: ce.StaffFound, __: Carrier, ___: Found) -> Decision:
    """A search leaves its trace at each case it found; it was counted before it was made."""
    if not event.by.may(May.LIST):
        return refused(Reason.NOT_YOUR_ROLE)
    return Decision((c.StaffFound(event.at, event.by.staff_id, event.by.role),))


def picture_opened(case: Case, event: ce.PictureOpened, _: Carrier, __: Found) -> Decision:
    """Who had which picture before them: only they can say yes to it."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    if not any(one.number == event.number for one in case.identity.documents):
        return refused(Reason.NOT_NOW)
    return done(event, c.PictureOpened(event.at, event.by.staff_id, event.number))


Compared = ce.IdentityChecked | ce.DocumentDecided | ce.PaperChecked | ce.PaperDecided
"""What stands on something that staff say yes to was compared with records."""


def differs(case: Case, event: Compared, found: Found) -> Decision | None:
    """The refusal of a yes to what does not agree with records, or was not compared with what they hold.

    Nothing of them is told but that; that it does not agree is not told often. Staff, who are shown nothing of the
    records, cannot take their place while they do not answer.
    """
    tally = differing_papers(case, event.at)
    if event.agreement is Agreement.UNANSWERED:
        return refused(Reason.RECORDS_SILENT)
    if event.agreement is not Agreement.UNSAID and found.count(tally) >= limits.PAPERS_AN_HOUR:
        return refused(Reason.TOO_MANY_REQUESTS)
    if event.agreement is Agreement.NOT_COMPARABLE:
        return refused(Reason.HOLDER_NOT_COMPARABLE)  # any name would be
    why = _DIFFERENT.get(event.agreement)
    if why is None:
        return None
    differed = c.PaperDiffered(event.at, event.by.staff_id, (tally,))
    return replace(done(event, differed), refusal=Refusal(why))


_DIFFERENT = {
    Agreement.DIFFERS: Reason.HOLDER_DIFFERS,
    Agreement.OTHER_HOLDER: Reason.HOLDER_NAMED_OTHERWISE,
}


def of_their_own(case: Case, staff_id: str, link: str) -> Decision | None:
    """The refusal of a yes to a picture by who recorded the request, or gave the claim code, that it came by.

    The link went where they said: it may be their own picture.
    """
    return refused(Reason.SECOND_PERSON_NEEDED) if case.is_recorded_by(staff_id, link) else None


def document_decided(case: Case, event: ce.DocumentDecided, _: Carrier, found: Found) -> Decision:
    """Somebody has looked at a picture that reading could not vouch for: at the one that waits now, and no other."""
    if not event.by.may(May.SOLVE):
        return refused(Reason.NOT_YOUR_ROLE)
    if case.state not in (State.OPEN, State.AGREED) or case.identity.status is not IdentityStatus.WAITS:
        return refused(Reason.ALREADY_OVER if case.state in OVER else Reason.NOT_NOW)
    erase_at, staff_id = picture_life(case, event.at), event.by.staff_id
    is_seen = not event.is_accepted or (staff_id, event.number) in case.counter.opened
    if event.number != case.identity.given or not is_seen:
        return refused(Reason.PICTURE_UNSEEN)
    if not event.is_accepted:
        return done(event, f.IdentityRefused(event.at, staff_id, (event.doubt,), erase_at))
    if case.identity.shown_by in case.counter.dropped:
        return refused(Reason.PASSED_ON)  # their link is closed: they vouch for nobody who goes on
    if (no := of_their_own(case, staff_id, case.identity.shown_by)) is not None:
        return no
    if (no := differs(case, event, found)) is not None:
        return no
    kind = case.identity.documents[-1].kind if case.identity.documents else ""
    asker = case.identity.shown_by
    accepted = f.IdentityAccepted(event.at, Voucher.STAFF, staff_id, kind, erase_at, asker)
    others = others_closed(case, asker, event.at)
    return done(event, *others, accepted, *with_new_sim(case, event.at))
