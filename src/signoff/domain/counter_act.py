"""What staff do at the counter in plain form, before the counter's desk makes an event of it.

The channel builds these from what was typed, pressed or scanned; they hold personal data and are never stored so.
"""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.answer import SignAgreement
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.concern import ObjectionOutcome
from signoff.domain.counter_case import Document
from signoff.domain.third_party import Paper


@dataclass(frozen=True, slots=True)
class CheckIdentity:
    """I have looked at this paper with the customer present; it is that of the registered holder, or it is not."""

    document: Document
    is_holder: bool
    name: str = ""  # as it stands on the paper, or its lines for machines
    number: str = ""


@dataclass(frozen=True, slots=True)
class SortRequests:
    """I have asked whoever is with me of each request whether it is theirs: these are, and the others are not."""

    mine: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecideDocument:
    """I have looked at the picture of this number: it is the holder's, or it is not enough."""

    number: int
    is_accepted: bool
    doubt: str = ""
    paper_name: str = ""  # as it stands on the picture
    paper_number: str = ""


@dataclass(frozen=True, slots=True)
class CheckPaper:
    """I have looked at this paper with whoever acts for the holder present: it is what it must be, or it is not."""

    paper: Paper
    is_good: bool
    name: str = ""  # the holder's, as it stands on it; none is on whoever acts' own document
    number: str = ""  # and the number of the holder's document, where it stands there


@dataclass(frozen=True, slots=True)
class DecidePaper:
    """I have looked at the picture of this number, of a paper: it is what it must be, or why it is not."""

    number: int
    is_accepted: bool
    doubt: str = ""
    paper_name: str = ""  # the holder's, as it stands on the picture
    paper_number: str = ""


@dataclass(frozen=True, slots=True)
class ScanCard:
    """The number on the card, as the scanner read it."""

    iccid: str


@dataclass(frozen=True, slots=True)
class UndoScan:
    """That was the wrong card."""


@dataclass(frozen=True, slots=True)
class ProveInPerson:
    """The holder stands here, with the card or with an approval without it."""


@dataclass(frozen=True, slots=True)
class SignInPerson:
    """The customer has signed on the screen; `strokes` are the points of their hand."""

    signed: SignAgreement
    strokes: str


@dataclass(frozen=True, slots=True)
class TakePayment:
    """The customer has paid this."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class BagCard:
    """The card lies in the sealed bag of this number."""

    bag: str


@dataclass(frozen=True, slots=True)
class DestroyCard:
    """I saw the card of the bag destroyed."""


@dataclass(frozen=True, slots=True)
class RetryCall:
    """Make this call again."""

    key: str


@dataclass(frozen=True, slots=True)
class AttestStep:
    """I have seen to it that this is done; `key` is the call that I was shown.

    `approval`, here and below, is the number of the approval that says what I do, where one is needed.
    """

    key: str
    approval: int = 0


@dataclass(frozen=True, slots=True)
class GiveUpStep:
    """Nobody will do this, and why."""

    key: str
    why: str = ""
    approval: int = 0


@dataclass(frozen=True, slots=True)
class CorrectPayout:
    """The holder says where else the money is to go."""

    key: str
    way: PayoutWay | None = None
    destination: str = ""
    approval: int = 0


@dataclass(frozen=True, slots=True)
class ReadMoney:
    """Read the money of this line again: billing says that its account has become another one."""

    key: str


@dataclass(frozen=True, slots=True)
class ReleaseRefund:
    """Pay the held sum, as was approved."""

    key: str
    approval: int = 0


@dataclass(frozen=True, slots=True)
class ReleaseNumber:
    """Let the number go before its day, as was approved."""

    approval: int = 0


@dataclass(frozen=True, slots=True)
class HolderIsHere:
    """The holder came, and nobody acts for them: that it was said is taken back."""


@dataclass(frozen=True, slots=True)
class ResumeLine:
    """The holder is here, and wants the line to work again."""


@dataclass(frozen=True, slots=True)
class SolveFlag:
    """I have looked into this, and found that."""

    number: int
    note: str


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    """What became of what the holder said is wrong, and what I tell them."""

    number: int
    outcome: ObjectionOutcome
    text: str


@dataclass(frozen=True, slots=True)
class WantCallerCode:
    """Send a code to the case's other contact: somebody calls."""


@dataclass(frozen=True, slots=True)
class GiveCallerCode:
    """The code that the caller has read aloud."""

    code: str


@dataclass(frozen=True, slots=True)
class SayClaimCode:
    """The characters of the claim code that the caller has said, in the order of the places asked for."""

    characters: str


@dataclass(frozen=True, slots=True)
class AskApproval:
    """A second person should agree to this, which I do then: `value` is where the money goes, or why not."""

    what: Approved
    key: str = ""
    way: PayoutWay | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class DecideApproval:
    """I agree, or I do not."""

    number: int
    is_granted: bool


@dataclass(frozen=True, slots=True)
class WriteMessage:
    """An answer in the help thread."""

    text: str


Act = (
    CheckIdentity
    | SortRequests
    | DecideDocument
    | CheckPaper
    | DecidePaper
    | ScanCard
    | UndoScan
    | ProveInPerson
    | SignInPerson
    | TakePayment
    | BagCard
    | DestroyCard
    | RetryCall
    | AttestStep
    | GiveUpStep
    | CorrectPayout
    | ReadMoney
    | ReleaseRefund
    | ReleaseNumber
    | HolderIsHere
    | ResumeLine
    | SolveFlag
    | AnswerObjection
    | WantCallerCode
    | GiveCallerCode
    | SayClaimCode
    | AskApproval
    | DecideApproval
    | WriteMessage
)
