"""What was decided at the counter, as it stands in the journal for good; like the facts of `fact.py`.

Who did something is the fact before it: `StaffActed`, with an opaque id. No fact holds a name or a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.carrier import Approved
from signoff.domain.concern import FlagKind, ObjectionKind, ObjectionOutcome
from signoff.domain.counter_case import NOTHING, Document, Subject
from signoff.domain.event import RegisteredContact, Sealed
from signoff.domain.fact import Fact
from signoff.domain.line import LineTraits
from signoff.domain.settlement import BillReading, Quote
from signoff.domain.staff import Role
from signoff.domain.typed_paper import Agreement


@dataclass(frozen=True, slots=True)
class StaffLooked(Fact):
    """One of the staff opened the case."""

    staff_id: str
    role: Role
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffFound(Fact):
    """One of the staff came upon the case by a search, which counts as a look where it was made."""

    staff_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class StaffActed(Fact):
    """One of the staff did what the next facts say; `act` is the name of the event."""

    staff_id: str
    role: Role
    act: str
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityChecked(Fact):
    """A paper was looked at with the customer present: attested by staff."""

    document: Document
    is_holder: bool
    staff_id: str = ""
    agreement: Agreement = Agreement.UNSAID  # of what stands on it with records
    keeps_look: bool = False  # a yes stands until who said it takes it back; before, the last word was all


@dataclass(frozen=True, slots=True)
class PaperDiffered(Fact):
    """What one of the staff read off a paper does not agree with records: it is not the holder's for them."""

    staff_id: str
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityTakenBack(Fact):
    """A paper that this one of the staff has just taken for the holder's is not: nothing that rested on it holds."""

    staff_id: str
    ended: tuple[str, ...] = ()  # requests that end with it, since the line was proven by that alone


class Knowing(StrEnum):
    """By what staff know who speaks to them. Stored words."""

    PAPER = "paper"
    CODE = "code"  # read to them
    OTHER = "other"  # by a code to the case's other contact, or its claim code
    PROOF = "proof"  # the line was proven to them by whom they know already, or know by that
    UNSAID = ""  # of a release that did not say


@dataclass(frozen=True, slots=True)
class CallerKnown(Fact):
    """One of the staff knows now who speaks to them: by the holder's paper, or a code to the line read to them."""

    staff_id: str
    by: Knowing = Knowing.UNSAID


@dataclass(frozen=True, slots=True)
class RequestsSorted(Fact):
    """Which requests are of the person whom this one of the staff has before them; the links of others open nothing."""

    staff_id: str
    mine: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureOpened(Fact):
    """The picture of this number was handed to one of the staff."""

    staff_id: str
    number: int


@dataclass(frozen=True, slots=True)
class CallerCodeIssued(Fact):
    """A code goes to the case's other contact; it tells one of the staff who calls, and signs nothing."""

    digest: str
    code: Sealed
    expires_at: datetime
    staff_id: str
    occurrence: int
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallerFailed(Fact):
    """A wrong code, or wrong characters, were said."""

    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardScanned(Fact):
    """A card was scanned by one of the staff: that of the line, or another one."""

    is_card_there: bool
    staff_id: str = ""
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanUndone(Fact):
    """The scan holds no more."""


@dataclass(frozen=True, slots=True)
class StrokesKept(Fact):
    """A signature on screen lies sealed; the hash covers strokes and text."""

    strokes: Sealed
    sha256: str


@dataclass(frozen=True, slots=True)
class PaymentTaken(Fact):
    """What was owed was paid at the counter."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CardBagged(Fact):
    """The card lies in a sealed bag."""

    bag: Sealed


@dataclass(frozen=True, slots=True)
class CardDestroyed(Fact):
    """One person, or the second one, says that the card was destroyed."""

    staff_id: str
    is_second: bool


@dataclass(frozen=True, slots=True)
class CallReopened(Fact):
    """A call that waited for a person is made again, under its own key."""

    key: str
    step: str


@dataclass(frozen=True, slots=True)
class CallClosed(Fact):
    """Nobody makes this call any more."""

    key: str


@dataclass(frozen=True, slots=True)
class StepGivenUp(Fact):
    """A step will not be done: what it would have shown stays unknown."""

    step: str
    why: Sealed


@dataclass(frozen=True, slots=True)
class MoneyReadAgain(Fact):
    """Billing is read again, since its account has become another one; it is then closed under a new key."""

    occurrence: int


@dataclass(frozen=True, slots=True)
class AccountSettled(Fact):
    """What billing said once the line was seen to have ended, and the money by that; `before` is what it replaces."""

    reading: BillReading
    quote: Quote
    before: Quote
    posts: bool


@dataclass(frozen=True, slots=True)
class PayoutCorrected(Fact):
    """The money goes elsewhere, under a new key."""

    way: str
    destination: Sealed
    occurrence: int


@dataclass(frozen=True, slots=True)
class RefundReleased(Fact):
    """A payout above the pack's sum is made: two people have agreed to it."""


@dataclass(frozen=True, slots=True)
class NumberReleaseOrdered(Fact):
    """The number is to go on this day already; why lies sealed."""

    on: date
    why: Sealed


@dataclass(frozen=True, slots=True)
class NumberReleased(Fact):
    """The inventory has let the number go, from this day on."""

    on: date


@dataclass(frozen=True, slots=True)
class ResumeOrdered(Fact):
    """The suspension of the line is to be lifted: its holder was there, or who acts for them with all papers."""

    occurrence: int


@dataclass(frozen=True, slots=True)
class LineResumed(Fact):
    """The network has lifted the suspension; a code to the line counts again."""

    tells_line: bool = False  # whether other cases of the line hear of it; before, none did
    turn: int = 0  # the place of this among the news of the line, by no clock; 0: of a release that kept none
    tallies: tuple[str, ...] = ()  # the line's count of them
    asks_contacts: bool = (
        False  # whether records are asked who is registered, since nobody knows whom to tell
    )


@dataclass(frozen=True, slots=True)
class RegisteredTold(Fact):
    """Records said who is registered for a line that works again; they are told so."""

    contacts: tuple[RegisteredContact, ...]


@dataclass(frozen=True, slots=True)
class SimReplaced(Fact):
    """The line has got another SIM than the case began with: whoever was identified before is asked anew."""

    sim_changed_at: datetime


@dataclass(frozen=True, slots=True)
class LineAskedAgain(Fact):
    """Somebody identified since: the line is looked up anew, so that the case goes on with its SIM."""

    sim_changed_at: datetime
    occurrence: int


@dataclass(frozen=True, slots=True)
class LineTakenOver(Fact):
    """The case goes on with the SIM that the line has; that it is still the same line was seen."""

    sim_changed_at: datetime
    traits: LineTraits


@dataclass(frozen=True, slots=True)
class LineNotTakenOver(Fact):
    """It is not the same line any more: the case cannot go on with it."""


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Fact):
    """A second person's agreement is asked for."""

    number: int
    what: Approved
    staff_id: str
    subject: Subject = NOTHING


@dataclass(frozen=True, slots=True)
class ApprovalDecided(Fact):
    """A second person agreed, or did not."""

    number: int
    staff_id: str
    is_granted: bool


@dataclass(frozen=True, slots=True)
class ApprovalUsed(Fact):
    """What was approved is done by the next fact, and not again."""

    number: int


@dataclass(frozen=True, slots=True)
class FlagRaised(Fact):
    """Something happened that a person is to look into."""

    number: int
    kind: FlagKind


@dataclass(frozen=True, slots=True)
class FlagSolved(Fact):
    """Somebody has; what they found lies sealed."""

    number: int
    staff_id: str
    note: Sealed


@dataclass(frozen=True, slots=True)
class ObjectionKept(Fact):
    """Somebody said after the end that something is wrong; what they wrote lies sealed."""

    number: int
    kind: ObjectionKind
    text: Sealed
    request_id: str


@dataclass(frozen=True, slots=True)
class ObjectionAnswered(Fact):
    """It was answered."""

    number: int
    staff_id: str
    outcome: ObjectionOutcome
    answer: Sealed


@dataclass(frozen=True, slots=True)
class MessageKept(Fact):
    """A message of the help thread lies sealed."""

    message: Sealed
    is_staff: bool
