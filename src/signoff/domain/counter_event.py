"""What arrives at a case from the counter: looks, what staff take down for a customer, and what they do themselves.

Like the events of `event.py`; each names who of the staff speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.concern import ObjectionKind, ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.event import AgreementSigned, Event, Result, Sealed
from signoff.domain.line import LineTraits
from signoff.domain.staff import By
from signoff.domain.third_party import Paper
from signoff.domain.typed_paper import Agreement


@dataclass(frozen=True, slots=True)
class FromStaff(Event):
    """What all of these have: who speaks."""

    by: By


@dataclass(frozen=True, slots=True)
class StaffLooked(FromStaff):
    """The case was opened at the counter."""


@dataclass(frozen=True, slots=True)
class StaffFound(FromStaff):
    """The case is among what a search at the counter found."""


@dataclass(frozen=True, slots=True)
class ByStaff(FromStaff):
    """What a customer says, taken down by staff: decided as if they had said it themselves, with who took it."""

    said: Event


@dataclass(frozen=True, slots=True)
class IdentityChecked(FromStaff):
    """A paper was looked at with the customer present."""

    document: Document
    is_holder: bool
    agreement: Agreement = Agreement.UNSAID  # of what stands on it with records, as the edge compared them


@dataclass(frozen=True, slots=True)
class RequestsSorted(FromStaff):
    """Whoever is there, made sure of, has said of each request that was read to them whether it is theirs."""

    mine: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureOpened(FromStaff):
    """The picture of this number is handed to one of the staff, to be looked at."""

    number: int


@dataclass(frozen=True, slots=True)
class DocumentDecided(FromStaff):
    """The picture of this number was looked at without the person; `doubt` says why it is refused."""

    number: int
    is_accepted: bool
    doubt: str = ""
    agreement: Agreement = Agreement.UNSAID


@dataclass(frozen=True, slots=True)
class CallerCodeWanted(FromStaff):
    """A code is to go to the case's other contact, for whoever calls to read it aloud."""

    digest: str
    code: Sealed


@dataclass(frozen=True, slots=True)
class CallerCodeGiven(FromStaff):
    """It was read aloud, known here by its keyed hash only."""

    digest: str


@dataclass(frozen=True, slots=True)
class ClaimCodeSaid(FromStaff):
    """Characters of the claim code were said; the edge compared them."""

    is_right: bool


@dataclass(frozen=True, slots=True)
class HolderCame(FromStaff):
    """Somebody was said to act for the holder, and the holder themselves is here, says who has them before them."""


@dataclass(frozen=True, slots=True)
class PaperChecked(FromStaff):
    """A paper of somebody who acts for the holder was looked at with them present."""

    paper: Paper
    is_good: bool
    agreement: Agreement = Agreement.UNSAID  # of the holder that stands on it with records


@dataclass(frozen=True, slots=True)
class PaperDecided(FromStaff):
    """The picture of a paper, by its number, was looked at without them; `doubt` says why it is refused."""

    number: int
    is_accepted: bool
    doubt: str = ""
    agreement: Agreement = Agreement.UNSAID


@dataclass(frozen=True, slots=True)
class CardScanned(FromStaff):
    """A card was scanned; the edge compared it with the one of the line."""

    is_card_there: bool


@dataclass(frozen=True, slots=True)
class ScanUndone(FromStaff):
    """The scan was a mistake."""


@dataclass(frozen=True, slots=True)
class ProvenInPerson(FromStaff):
    """The holder is there with the line's card, or with a second person's approval without it."""


@dataclass(frozen=True, slots=True)
class SignedInPerson(FromStaff):
    """A signature on the screen of the counter: strokes, hashed together with the text that was shown."""

    signed: AgreementSigned
    strokes: Sealed
    strokes_sha256: str


@dataclass(frozen=True, slots=True)
class PaymentTaken(FromStaff):
    """What was owed was paid at the counter."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CardBagged(FromStaff):
    """The card was handed in and lies in a sealed bag with this number."""

    bag: Sealed


@dataclass(frozen=True, slots=True)
class CardDestroyed(FromStaff):
    """One of two people says that the card of the bag was destroyed."""


@dataclass(frozen=True, slots=True)
class CallRetried(FromStaff):
    """A call that waits for a person is to be made again, under its own key.

    `is_waiting` is what the edge saw of it; of a step the case itself knows.
    """

    key: str
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class StepAttested(FromStaff):
    """A step was done by hand, on the word of who says so; `key` is that of the call they were shown.

    `approval`, here and below, is the number of the approval that says what is done, where one is needed.
    """

    key: str
    approval: int = 0


@dataclass(frozen=True, slots=True)
class StepGivenUp(FromStaff):
    """A step will not be done; why lies sealed."""

    key: str
    why: Sealed | None
    approval: int = 0


@dataclass(frozen=True, slots=True)
class PayoutCorrected(FromStaff):
    """The money that was refused goes elsewhere, as the holder says."""

    key: str
    way: PayoutWay | None
    destination: Sealed | None
    approval: int = 0


@dataclass(frozen=True, slots=True)
class MoneyReadWanted(FromStaff):
    """Billing says that the account has become another one: it is to be read again."""

    key: str


@dataclass(frozen=True, slots=True)
class RefundReleased(FromStaff):
    """A payout above the pack's sum is made, as was approved."""

    key: str
    approval: int = 0


@dataclass(frozen=True, slots=True)
class NumberReleased(FromStaff):
    """The number of an ended line is to go before its day, as was approved."""

    approval: int = 0


@dataclass(frozen=True, slots=True)
class NumberGone(Result):
    """The inventory has let it go."""


@dataclass(frozen=True, slots=True)
class ResumeWanted(FromStaff):
    """The holder, who is there, wants their suspended line to work again."""


@dataclass(frozen=True, slots=True)
class LineResumed(Result):
    """The network has lifted the suspension."""


@dataclass(frozen=True, slots=True)
class LineReadAgain(Result):
    """Records answered which SIM the line has by now; both None when there is no such line any more."""

    traits: LineTraits | None
    line_index: str | None


@dataclass(frozen=True, slots=True)
class ApprovalAsked(FromStaff):
    """One of the staff asks for a second person's agreement to what they are about to do."""

    what: Approved
    key: str = ""
    way: PayoutWay | None = None
    value: Sealed | None = None


@dataclass(frozen=True, slots=True)
class ApprovalDecided(FromStaff):
    """A second person agrees, or does not."""

    number: int
    is_granted: bool


@dataclass(frozen=True, slots=True)
class StaffWrote(FromStaff):
    """An answer in the help thread."""

    message: Sealed


@dataclass(frozen=True, slots=True)
class FlagSolved(FromStaff):
    """A flag was looked into; what was found lies sealed."""

    number: int
    note: Sealed


@dataclass(frozen=True, slots=True)
class ObjectionMade(Event):
    """Somebody who holds a link says after the end that something is wrong."""

    about: ObjectionKind
    text: Sealed
    request_id: str = ""  # of whoever joined the case; empty for the first


@dataclass(frozen=True, slots=True)
class ObjectionAnswered(FromStaff):
    """What became of it, and the answer."""

    number: int
    outcome: ObjectionOutcome
    answer: Sealed


@dataclass(frozen=True, slots=True)
class HelpWanted(Event):
    """The holder of the link writes in the help thread."""

    message: Sealed
