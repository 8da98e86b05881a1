"""The names of the counts that outlive a request: failures, codes and requests per line, source, contact and time.

A count named in a fact is raised by one in the transaction that stores the fact; `wants` says which counts, and
which line's open case, must be known (under lock) before an event can be decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signoff.domain import limits
from signoff.domain.carrier import Carrier, PayoutWay
from signoff.domain.case import Case, State
from signoff.domain.changing import replace
from signoff.domain.counter_event import (
    ByStaff,
    CallerCodeGiven,
    CallerCodeWanted,
    CardScanned,
    ClaimCodeSaid,
    DocumentDecided,
    FromStaff,
    IdentityChecked,
    LineResumed,
    PaperChecked,
    PaperDecided,
    ProvenInPerson,
    RequestsSorted,
    StaffFound,
    StaffLooked,
)
from signoff.domain.event import (
    AgreementSigned,
    CodeGiven,
    CodeWanted,
    DocumentGiven,
    DocumentRead,
    ErasureWanted,
    Event,
    LineLookedUp,
    LineSuspended,
    LossReported,
    MoneyWayChosen,
    Requested,
)
from signoff.domain.line import ContactKind
from signoff.domain.outstanding import local_day
from signoff.domain.staff import By
from signoff.domain.third_party import Paper

SHARED = "all/"
"""Counts whose names begin so belong to a whole tenant: kept per worker, read as a sum, never locked."""


DOCUMENT = "document/"
"""Counts whose names begin so outlive the day: a document may be shown for another holder weeks later."""

LINE_NEWS = "line_news/"
"""Counts whose names begin so outlive the day, too: they put what was said of a line in order, by no clock."""

PICTURE = "picture/"
"""And these: a picture may be given for another paper, or in another case, weeks later."""

KEPT_LONG = (DOCUMENT, LINE_NEWS, PICTURE)
"""How counts begin that outlive the day."""


@dataclass(frozen=True, slots=True)
class Wants:
    """What must be looked up before an event can be decided."""

    tallies: tuple[str, ...] = ()
    line_index: str | None = None
    counts_intents: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What the store found: counts, the id of the case that holds the line, how many intents are not done."""

    tallies: Mapping[str, int] = field(default_factory=dict)
    held_by: str | None = None
    open_intents: int = 0

    def count(self, name: str) -> int:
        """The count of this name, 0 if nothing was counted."""
        return self.tallies.get(name, 0)


NOTHING_FOUND = Found()


def wants(case: Case | None, event: Event, carrier: Carrier) -> Wants:
    """What `decide` has to know for this event beyond the case itself."""
    if isinstance(event, Requested):
        own = (source_requests(event), contact_messages(event, carrier), source_messages(event))
        if event.contact_kind is not ContactKind.PHONE:
            return Wants(own)
        sent, proven = texted_windows(event.at)
        return Wants((*own, *sent, *proven))
    if isinstance(event, ByStaff):
        said = wants(case, replace(event.said, at=event.at), carrier)
        return replace(said, tallies=(*said.tallies, *_of_staff(event)))
    if case is None:
        return Wants()
    if isinstance(event, FromStaff):
        return _wanted_for_staff(case, event)
    if isinstance(event, CodeWanted):
        return Wants(_wanted_for_code(case, event, carrier))
    if isinstance(event, LineLookedUp):
        return Wants(waiting_code_tallies(case, event, carrier)) if case.proof.code is not None else Wants()
    if isinstance(event, CodeGiven):
        # For a line that is not there it is asked who holds it, too: as much is looked up as for one that is.
        line_index = case.proof.line_index or case.wish.identifier_index
        guesses = guess_tallies(case, carrier, event.at)
        return Wants((*guesses, signing_tally(case, carrier, event.at)), line_index)
    if isinstance(event, MoneyWayChosen) and event.way is PayoutWay.OTHER_LINE:
        return Wants((destination_tally(case, carrier, event.at),))
    if isinstance(event, DocumentRead):
        return Wants(document_tallies(event))
    if isinstance(event, DocumentGiven):
        return Wants(picture_tallies(case, event))
    if isinstance(event, LossReported | LineSuspended | LineResumed):
        return Wants(line_news(case))
    if isinstance(event, ErasureWanted):
        return Wants(counts_intents=True)
    if isinstance(event, AgreementSigned):
        return Wants(line_failures(case, carrier, event.at))
    return Wants()


def _wanted_for_staff(case: Case, event: FromStaff) -> Wants:
    if isinstance(event, StaffFound):
        return Wants()
    if isinstance(event, StaffLooked):
        return Wants((staff_looks(event.by, event.at),))
    if isinstance(event, ProvenInPerson | RequestsSorted):
        return Wants(_of_staff(event), case.proof.line_index or case.wish.identifier_index)
    if isinstance(event, CallerCodeWanted | CallerCodeGiven | ClaimCodeSaid):
        return Wants((*_of_staff(event), caller_codes(case, event.at), caller_failures(case, event.at)))
    if isinstance(event, IdentityChecked | DocumentDecided | PaperChecked | PaperDecided):
        return Wants((*_of_staff(event), differing_papers(case, event.at)))
    scans = (card_scans(case, event.at),) if isinstance(event, CardScanned) else ()
    return Wants((*_of_staff(event), *scans))


def _of_staff(event: FromStaff) -> tuple[str, str]:
    return staff_acts(event.by, event.at), staff_looks(event.by, event.at)


def _wanted_for_code(case: Case, event: CodeWanted, carrier: Carrier) -> tuple[str, ...]:
    if case.state is not State.REQUESTED:
        return line_failures(case, carrier, event.at)
    sent, proven = unproven_windows(event.at)
    return (
        *guess_tallies(case, carrier, event.at),
        signing_tally(case, carrier, event.at),
        *typed_codes(case, carrier, event),
        *line_codes(case, carrier, event),
        source_codes(event.source, event.at),
        *sent,
        *proven,
    )


def staff_looks(by: By, at: datetime) -> str:
    """The looks and searches of one of the staff in this hour, at one tenant's cases."""
    return f"looks/{by.staff_id}/{at:%Y-%m-%dT%H}"


def staff_acts(by: By, at: datetime) -> str:
    """What one of the staff has done in this hour, at one tenant's cases."""
    return f"acts/{by.staff_id}/{at:%Y-%m-%dT%H}"


def caller_codes(case: Case, at: datetime) -> str:
    """Codes sent to a case's other contact on this day (UTC), for a caller to read aloud."""
    return f"caller_codes/{case.id}/{at:%Y-%m-%d}"


def caller_failures(case: Case, at: datetime) -> str:
    """What callers said wrong on this day, by whichever way and to whomever of the staff."""
    return f"caller_failures/{case.id}/{at:%Y-%m-%d}"


def card_scans(case: Case, at: datetime) -> str:
    """Cards scanned for one line in this hour, by whomever and in whichever of its cases."""
    return f"scans/{_line_name(case)}/{at:%Y-%m-%dT%H}"


def differing_papers(case: Case, at: datetime) -> str:
    """Papers that did not agree with records, shown for one line in this hour: another request gives no more tries."""
    return f"papers/{_line_name(case)}/{at:%Y-%m-%dT%H}"


def guess_tallies(case: Case, carrier: Carrier, at: datetime) -> tuple[str, str]:
    """Wrong codes of this day of the carrier's calendar: against what was typed, and against the line behind it.

    Only the first is ever told of: it is the same for a number that is there and for one that is not. The second is one
    for number, ICCID and sibling numbers; for an unknown line it counts what was typed, so that as much is written.
    """
    day = local_day(carrier, at)
    line = _line_name(case)
    return f"failures/typed/{case.wish.identifier_index}/{day}", f"failures/line/{line}/{day}"


def signing_tally(case: Case, carrier: Carrier, at: datetime) -> str:
    """Wrong codes of this day at the signature: a count of its own, raised only by who has proven the line."""
    return f"failures/signing/{_line_name(case)}/{local_day(carrier, at)}"


def line_failures(case: Case, carrier: Carrier, at: datetime) -> tuple[str, str]:
    """All wrong codes of this day against the line itself: at the proof, and at the signature."""
    return guess_tallies(case, carrier, at)[1], signing_tally(case, carrier, at)


def document_tallies(event: DocumentRead) -> tuple[str, ...]:
    """How often one document was shown, and how often for this holder: unequal, it was shown for another one too."""
    if not event.document_index or not event.holder_index:
        return ()
    shown = f"{DOCUMENT}{event.document_index}"
    return shown, f"{shown}/{event.holder_index}"


def picture_tallies(case: Case, event: DocumentGiven) -> tuple[str, ...]:
    """How often one picture was given, and how often as this paper of this case: unequal, it was for something else.

    A document of the holder is one thing by whatever kind it is called, and for whoever shows it.
    """
    if not event.picture_index:
        return ()
    is_paper = event.document_kind in {*Paper} - {Paper.HOLDER_DOCUMENT}
    given = f"{PICTURE}{event.picture_index}"
    return given, f"{given}/{case.id}/{event.document_kind if is_paper else Paper.HOLDER_DOCUMENT}"


def is_picture_of_another(case: Case, event: DocumentGiven, found: Found) -> bool:
    """Whether this picture was given before for another paper, or in another case."""
    names = picture_tallies(case, event)
    return bool(names) and found.count(names[0]) > found.count(names[1])


def line_news(case: Case) -> tuple[str, ...]:
    """How often something was said of the line behind this case, by any case of it; none where there is no line."""
    return (f"{LINE_NEWS}{case.proof.line_index}",) if case.proof.line_index is not None else ()


def next_turn(case: Case, found: Found) -> int:
    """The place of what is said of the line now, counted in the order in which it is committed."""
    return max((case.line_turn, *(found.count(name) for name in line_news(case)))) + 1


def destination_tally(case: Case, carrier: Carrier, at: datetime) -> str:
    """Numbers that were looked up on this day as the one that the line's credit is to go to."""
    return f"destinations/{_line_name(case)}/{local_day(carrier, at)}"


def typed_codes(case: Case, carrier: Carrier, event: CodeWanted) -> tuple[str, str]:
    """Codes for what was typed on this day, by requests that have proven nothing: in all, and from this address."""
    place = f"{case.wish.identifier_index}/{local_day(carrier, event.at)}"
    return f"codes/{place}", f"codes_from/{event.source}/{place}"


def line_codes(case: Case, carrier: Carrier, event: CodeWanted) -> tuple[str, str]:
    """The same of the line behind it, which number, ICCID and sibling numbers share; nobody is told of these."""
    place = f"line/{_line_name(case)}/{local_day(carrier, event.at)}"
    return f"codes/{place}", f"codes_from/{event.source}/{place}"


def _line_name(case: Case) -> str:
    """What stands for the line in names of counts; a line that is not there, or not looked up yet, has one too."""
    if not case.proof.is_looked_up:
        return f"unseen/{case.wish.identifier_index}"
    return case.proof.line_index or case.wish.identifier_index


def waiting_code_tallies(case: Case, event: LineLookedUp, carrier: Carrier) -> tuple[str, str, str, str]:
    """For a code that waited until its line was looked up: the line's codes of this day and its wrong codes.

    The codes are counted in all, and those asked for from the same address; wrong ones at the proof and the signature.
    """
    place = f"{event.line_index or case.wish.identifier_index}/{local_day(carrier, event.at)}"
    source = case.proof.code.source if case.proof.code is not None else ""
    codes = f"codes/line/{place}", f"codes_from/{source}/line/{place}"
    return *codes, f"failures/line/{place}", f"failures/signing/{place}"


def instead_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """What a code that is not sent raises in place of the line's counts: as much is written as for one that is."""
    return tuple(f"withheld/{name}" for name in names)


def source_codes(source: str, at: datetime) -> str:
    """Codes asked for from one address in this hour."""
    return f"source_codes/{source}/{at:%Y-%m-%dT%H}"


def source_requests(event: Requested) -> str:
    """Requests from one address in this hour."""
    return f"source_requests/{event.source}/{event.at:%Y-%m-%dT%H}"


def contact_messages(event: Requested, carrier: Carrier) -> str:
    """Acknowledgements sent to one contact on this day."""
    return f"contact/{event.contact_index}/{local_day(carrier, event.at)}"


def source_messages(event: Requested) -> str:
    """Acknowledgements sent for one address in this hour."""
    return f"source_messages/{event.source}/{event.at:%Y-%m-%dT%H}"


def unproven_windows(at: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tenant's counts of codes sent and codes proven in this quarter of an hour and the one before."""
    return _windows("sent", at), _windows("proven", at)


def texted_windows(at: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same of acknowledgements sent to phones, beside the codes proven."""
    return _windows("texted", at), _windows("proven", at)


def is_pumped(windows: tuple[tuple[str, ...], tuple[str, ...]], found: Found) -> bool:
    """Whether so few of the messages sent lately led to a proof that somebody is only making messages."""
    sent, proven = (sum(found.count(name) for name in names) for names in windows)
    return sent >= limits.UNPROVEN_MESSAGES_MIN and proven * limits.UNPROVEN_MESSAGES_RATIO < sent


def proven_tally(at: datetime) -> str:
    """One more code was proven."""
    return f"{SHARED}proven/{_quarter(at)}"


def acknowledgement_tallies(event: Requested, carrier: Carrier) -> tuple[str, ...]:
    """The counts an acknowledgement raises; only those to phones cost somebody money."""
    own = contact_messages(event, carrier), source_messages(event)
    is_text = event.contact_kind is ContactKind.PHONE
    return (*own, f"{SHARED}texted/{_quarter(event.at)}") if is_text else own


def _windows(name: str, at: datetime) -> tuple[str, ...]:
    return tuple(f"{SHARED}{name}/{_quarter(at - timedelta(minutes=ago))}" for ago in (0, 15))


def _quarter(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H}:{at.minute // 15 * 15:02}"


def sent_tally(at: datetime) -> str:
    """One more code for possession was sent."""
    return f"{SHARED}sent/{_quarter(at)}"
