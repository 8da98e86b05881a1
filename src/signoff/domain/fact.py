"""What was decided, as it stands in the journal for good. `case.apply` folds facts into a case.

Class names and field names are stored words: a changed meaning is a new name. No fact holds personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signoff.domain.any_fact import Fact
from signoff.domain.carrier import Terms
from signoff.domain.cut import Claim
from signoff.domain.event import RegisteredContact, Sealed
from signoff.domain.fact_guided import EvidenceKept, GuideBegun, TaskDone, TaskSet, TaskWaits
from signoff.domain.fact_identity import (
    CodeVoided,
    DocumentJudged,
    DocumentTaken,
    EndingStopped,
    IdentityAccepted,
    IdentityRefused,
    LineChangeHeard,
    LossTold,
    PicturesErased,
    StandingLearned,
    StandingWanted,
    SuspensionMade,
    SuspensionOver,
)
from signoff.domain.fact_joining import AnswersVoided, AskerJoined, OthersClosed, RequestJoined
from signoff.domain.fact_steps import CertificateIssued, PersonNeeded, StepClosed, StepUnderWay
from signoff.domain.guarantee import Guarantee
from signoff.domain.guidance import Guidance
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits
from signoff.domain.requirement import CodePurpose, SimAnswer, Tie
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading, Quote
from signoff.domain.step_up import Channel
from signoff.domain.void_reason import VoidReason

__all__ = [
    "AnswersVoided",
    "AskerJoined",
    "CertificateIssued",
    "CodeVoided",
    "DocumentJudged",
    "DocumentTaken",
    "EndingStopped",
    "EvidenceKept",
    "Fact",
    "GuideBegun",
    "IdentityAccepted",
    "IdentityRefused",
    "LineChangeHeard",
    "LossTold",
    "OthersClosed",
    "PersonNeeded",
    "PicturesErased",
    "RequestJoined",
    "StandingLearned",
    "StandingWanted",
    "StepClosed",
    "StepUnderWay",
    "SuspensionMade",
    "SuspensionOver",
    "TaskDone",
    "TaskSet",
    "TaskWaits",
]  # facts that stand in files of their own are named here like all others


@dataclass(frozen=True, slots=True)
class RequestRecorded(Fact):
    """A request exists. `tallies` are the counts it raised; the rules it began under are named by digest."""

    case_id: str
    tenant_id: str
    carrier_id: str
    case_code: str
    language: str
    identifier_kind: IdentifierKind
    identifier: Sealed
    identifier_index: str
    contact: Sealed
    contact_kind: ContactKind
    wanted_on: date | None
    lapses_at: datetime
    sends_message: bool
    pack_digest: str
    rules_version: int
    tallies: tuple[str, ...]
    contact_index: str = ""
    guidance: Guidance | None = None  # set where the person does the steps
    staff_id: str = ""  # who of the staff recorded it, if it was one of them


@dataclass(frozen=True, slots=True)
class LineLookedUp(Fact):
    """What records knew; all None when there is no such line. A code that waited for it is sent, or kept back."""

    traits: LineTraits | None
    line: Sealed | None
    line_index: str | None
    withholds_code: bool = False
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineConfirmed(Fact):
    """The person meant this line."""


@dataclass(frozen=True, slots=True)
class CodeIssued(Fact):
    """A code was made for the line and is to be sent (once the line is looked up), unless it is kept back."""

    purpose: CodePurpose
    digest: str
    code: Sealed
    occurrence: int
    expires_at: datetime
    tallies: tuple[str, ...]
    is_withheld: bool = False
    tries_left: int | None = None
    source: str = ""  # the address that asks, while the line's own counts are not known yet
    wait_minutes: int | None = None  # until another one may be asked for


@dataclass(frozen=True, slots=True)
class CodeFailed(Fact):
    """A wrong code was given; it counts against the code and against the line's day."""

    tallies: tuple[str, ...]
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class CodesBlocked(Fact):
    """So many codes were wrong that none is sent or taken before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class LineProven(Fact):
    """Possession of the line is proven, and this case holds the line from now on."""

    lapses_at: datetime
    tallies: tuple[str, ...]
    ends_on: date | None = None  # for an end on this day the account is read; before, as of today
    asks_standing: bool = False  # before, nobody asked how the line stands
    staff_id: str = ""  # who saw the holder with their document, where no code proved the line


@dataclass(frozen=True, slots=True)
class BalanceLearned(Fact):
    """Charging's reading."""

    reading: BalanceReading


@dataclass(frozen=True, slots=True)
class BillLearned(Fact):
    """Billing's reading."""

    reading: BillReading


@dataclass(frozen=True, slots=True)
class PointsLearned(Fact):
    """Loyalty's reading."""

    reading: PointsReading


@dataclass(frozen=True, slots=True)
class AccountOutdated(Fact):
    """What was read of the account is too old for a quote, or was read for another day: it is read again."""

    ends_on: date
    asks_standing: bool = False


@dataclass(frozen=True, slots=True)
class LossesAcknowledged(Fact):
    """The person accepted what is lost."""

    ties: tuple[Tie, ...]
    losses_digest: str


@dataclass(frozen=True, slots=True)
class OtherContactGiven(Fact):
    """Where the news goes; without a contact the claim code opens the case."""

    contact: Sealed | None
    contact_kind: ContactKind | None
    claim_digest: str | None
    contact_index: str = ""
    asker: str = ""
    staff_id: str = ""  # who of the staff gave the claim code to who was with them
    goes_on: bool = False  # to who had the code before, and is with them: what was shown by it counts


@dataclass(frozen=True, slots=True)
class MoneyWayChosen(Fact):
    """How money moves; `way` is the word of a PayoutWay or a CollectWay."""

    way: str
    destination: Sealed | None
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DestinationRefused(Fact):
    """A line was named that credit cannot go to; it counts against what may be looked up for the case's line."""

    tallies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReserveOrdered(Fact):
    """Spending is to be stopped while the case settles."""

    occurrence: int


@dataclass(frozen=True, slots=True)
class BalanceHeld(Fact):
    """Spending is stopped; this is what was there. It is given back at `lapses_at` if nothing is signed by then."""

    reading: BalanceReading
    lapses_at: datetime | None
    posts: bool = False  # whether it stands in the ledger; before, there was none


@dataclass(frozen=True, slots=True)
class ReleaseOrdered(Fact):
    """The reserved balance is to be given back; losses and quote are shown anew."""

    occurrence: int


@dataclass(frozen=True, slots=True)
class BalanceFreed(Fact):
    """The reserved balance has been given back: it may be reserved anew."""


@dataclass(frozen=True, slots=True)
class QuoteMade(Fact):
    """The final quote that a signature covers."""

    quote: Quote
    pack_digest: str


@dataclass(frozen=True, slots=True)
class AgreementSigned(Fact):
    """The agreement is signed: typed name, code from the line, text by SHA-256 (hex)."""

    name: Sealed
    text_sha256: str
    quote_digest: str
    cut_due_at: datetime | None
    tallies: tuple[str, ...]
    language: str = ""  # of the text; empty: the one the case had
    channel: Channel = Channel.PORTAL
    tells: tuple[RegisteredContact, ...] = ()  # who is told before the cut, and can stop it
    asks_standing: bool = False  # whether records are asked how the line stands at the signature
    cooling_off_until: datetime | None = None  # until when it can be taken back at no cost
    vouched: str = ""  # the word of a Voucher, or NOBODY_VOUCHED, for who signs; before, it was not kept
    signed_by: str = ""  # the link, or `counter/` and who of the staff had the signer there
    terms: Terms | None = None  # what was promised beside the sums; before, it was not kept
    text: Sealed | None = None  # what was shown and signed, word for word; before, it was not kept


@dataclass(frozen=True, slots=True)
class SignatureVoided(Fact):
    """A fee or a rule changed between the signature and its date: it must be asked again, and lapses if it is not."""

    lapses_at: datetime
    reserve_lapses_at: datetime | None = None  # of a balance that is held already
    is_too_weak: bool = False  # what is known of the line or its person no longer bears it
    is_remembered: bool = False  # whether the case says afterwards that it was signed
    why: VoidReason | None = None  # None: of a release that kept only whether it was too weak


@dataclass(frozen=True, slots=True)
class SimAnswered(Fact):
    """What was said of the SIM or the profile, and what may be claimed from it."""

    how: SimAnswer
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class SimAnswerLapsed(Fact):
    """Nothing was said of the SIM in time; it stays unknown."""


@dataclass(frozen=True, slots=True)
class CutDateCame(Fact):
    """The day that was wished for has come, and what was signed still holds."""


@dataclass(frozen=True, slots=True)
class SettlementMade(Fact):
    """The money as it stands at the cut: the signed quote with the usage up to the cut taken off."""

    quote: Quote
    keeps_signed: bool = False  # whether the quote that was signed stays known beside it
    is_again: bool = False  # whether it was settled otherwise before, since the same signature


@dataclass(frozen=True, slots=True)
class CutBegan(Fact):
    """The point of no return: the network is asked to cut."""


@dataclass(frozen=True, slots=True)
class CutRefused(Fact):
    """The network has refused the first order of a cut, so nothing is barred: the signature is void, as for a fee."""

    reason: str
    lapses_at: datetime
    reserve_lapses_at: datetime | None = None
    is_remembered: bool = False


@dataclass(frozen=True, slots=True)
class CutNotSeen(Fact):
    """The network answered, but the bar could not be read back: the cut is ordered anew as `occurrence`."""

    occurrence: int


@dataclass(frozen=True, slots=True)
class CutMade(Fact):
    """The line is cut, with what was seen of it; `steps` are what is to be closed now."""

    claims: tuple[Claim, ...]
    steps: tuple[str, ...]
    ended_on: date
    restore_until_on: date
    quarantine_until_on: date
    sim_answer_due_at: datetime
    pays_last: bool = False  # money goes out once billing and charging have closed; before, at the same time
    posts: bool = False  # whether the settlement stands in the ledger; before, there was none
    reads_bill: bool = False  # whether billing is read once more before it is closed


@dataclass(frozen=True, slots=True)
class LineEnded(Fact):
    """Everything asked of the carrier's systems is done or under way: the ending is complete."""

    guarantee: Guarantee | None = (
        None  # what is promised from then on; None for what ended before there was one
    )


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Fact):
    """The person stays."""


@dataclass(frozen=True, slots=True)
class CaseLapsed(Fact):
    """Nobody went on in time."""


@dataclass(frozen=True, slots=True)
class KeyDestroyed(Fact):
    """The case's key is destroyed: its personal data cannot be read any more."""
