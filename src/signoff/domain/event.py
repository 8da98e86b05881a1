"""What arrives at a case: a person's answer, a carrier system's result, time passing.

Every event has an `id` (the same event coming again has the same id) and the instant `at` it happened. Personal
values appear as `Sealed` names only; what the edge found out about them stands beside the name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.cut import ClaimKind, CutReading
from signoff.domain.guarantee import Charge
from signoff.domain.guidance import Guidance, Outcome, Task
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.standing import Standing
from signoff.domain.step_up import Channel
from signoff.domain.third_party import Right

Sealed = NewType("Sealed", str)
"""The name under which a personal value of this case is kept encrypted."""


@dataclass(frozen=True, slots=True)
class Event:
    """What all events have: who the event is and when it happened (aware UTC)."""

    id: str
    at: datetime
    link: str = field(default="", kw_only=True)  # the id of the request whose link this was said by


# ---------------------------------------------------------------- what a person says


@dataclass(frozen=True, slots=True)
class Requested(Event):
    """Somebody wants a line ended; nothing is proven yet. `source` and the indexes are keyed hashes."""

    tenant_id: str
    carrier_id: str
    case_code: str
    language: str
    identifier_kind: IdentifierKind
    identifier: Sealed
    identifier_index: str
    contact: Sealed
    contact_kind: ContactKind
    contact_index: str  # empty when no contact was given, as somebody guided may do
    wanted_on: date | None
    source: str
    guidance: Guidance | None = None  # set where the person does the steps


@dataclass(frozen=True, slots=True)
class LineConfirmed(Event):
    """The person says that the line shown is the one meant."""


@dataclass(frozen=True, slots=True)
class CodeWanted(Event):
    """A code is to go to the line; the edge drew it, `digest` is its keyed hash bound to the case."""

    digest: str
    code: Sealed
    source: str
    channel: Channel = Channel.PORTAL


@dataclass(frozen=True, slots=True)
class CodeGiven(Event):
    """The person gave a code, known here by its keyed hash only."""

    digest: str


@dataclass(frozen=True, slots=True)
class LossesAcknowledged(Event):
    """The person has read what is lost; `losses_digest` says which list was shown."""

    ties: tuple[Tie, ...]
    losses_digest: str


@dataclass(frozen=True, slots=True)
class OtherContactGiven(Event):
    """Another contact (`is_the_line`: it is a number of the line itself), or a claim code by its keyed hash."""

    contact: Sealed | None
    contact_kind: ContactKind | None
    is_the_line: bool
    claim_digest: str | None
    contact_index: str = ""
    asker: str = ""  # the id of the request whose link this was said by
    staff_id: str = ""  # who of the staff took it down, where it asks for a claim code


@dataclass(frozen=True, slots=True)
class MoneyWayChosen(Event):
    """How money comes back or is paid; `destination` is None when none was given.

    For credit on another line the edge has looked: `is_the_line`: it is a number of the line itself; `takes_credit`:
    whether the carrier has such a line, None where nobody looked.
    """

    way: PayoutWay | CollectWay
    destination: Sealed | None
    is_the_line: bool = False
    takes_credit: bool | None = None


@dataclass(frozen=True, slots=True)
class AgreementSigned(Event):
    """A signature. The edge compared the text: what follows the hash is what stood in the text shown."""

    name: Sealed | None
    code_digest: str
    text_sha256: str
    quote_digest: str
    money_way: str | None
    destination: Sealed | None
    language: str = ""  # of the text that was shown and signed
    channel: Channel = Channel.PORTAL
    text: Sealed | None = None  # the text itself; None where it is not today's


@dataclass(frozen=True, slots=True)
class AnswerReopened(Event):
    """The person wants to answer a requirement anew."""

    requirement: RequirementKind


@dataclass(frozen=True, slots=True)
class SimAnswered(Event):
    """What the person says of the SIM or the profile."""

    how: SimAnswer


@dataclass(frozen=True, slots=True)
class WithdrawalWanted(Event):
    """The person does not want to leave any more."""


@dataclass(frozen=True, slots=True)
class TaskAnswered(Event):
    """What the person says of a task; `how` is a word of the texts, `signs` is what they saw, the note lies sealed."""

    task: Task
    outcome: Outcome
    how: str = ""
    ties: tuple[Tie, ...] = ()
    signs: tuple[ClaimKind, ...] = ()
    note: Sealed | None = None


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Event):
    """A file that was taken in clean; it lies sealed, and is known here by its SHA-256 (hex)."""

    evidence: Sealed
    sha256: str
    media: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ActingSaid(Event):
    """The person acts for the holder of the line, whose name lies sealed; without a right they are the holder."""

    right: Right | None
    holder: Sealed | None = None


@dataclass(frozen=True, slots=True)
class DocumentGiven(Event):
    """A picture, taken in clean and sealed; of a document, or of a paper (`Paper`), as the person says that it is."""

    document_kind: str
    picture: Sealed
    picture_index: str = ""  # the keyed hash of what it holds; empty: of a release that kept none


# ---------------------------------------------------------------- what happens to the line outside of the case


class LineChange(StrEnum):
    """What other hands do to a line while its case is open. Stored words."""

    SIM_CHANGED = "sim_changed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    HELD = "held"  # locked, on legal hold, or being ported out
    LET_GO = "let_go"  # one of these is over
    MONEY_MOVED = "money_moved"  # a top-up, a bill, a payment


@dataclass(frozen=True, slots=True)
class LineChanged(Event):
    """A carrier's system says that a line has changed; what became of it is read, not believed."""

    change: LineChange


class SaidOfLine(StrEnum):
    """What one case says of its line to the others. Stored words."""

    LOST = "lost"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LineTold(Event):
    """Another case of the line, named here, says how it stands; `since` is the instant from which that holds."""

    case_id: str
    what: SaidOfLine
    since: datetime
    turn: int = 0  # its place among the news of the line; 0: of a release that kept none


@dataclass(frozen=True, slots=True)
class StopWanted(Event):
    """Somebody registered for the line says that they do not want this ending."""

    contact_index: str


@dataclass(frozen=True, slots=True)
class LossReported(Event):
    """The SIM is lost or was stolen, says whoever has proven the line, or a holder whom a clerk has before them."""


@dataclass(frozen=True, slots=True)
class RegisteredContact:
    """Where the holder can be reached, as the carrier knew it before anybody asked for an end."""

    kind: ContactKind
    contact: Sealed
    index: str


# ---------------------------------------------------------------- what a carrier's system answers


@dataclass(frozen=True, slots=True)
class Result(Event):
    """The answer to an intent; `key` is the intent's."""

    key: str


@dataclass(frozen=True, slots=True)
class LineLookedUp(Result):
    """Records answered: `traits`, `line` and `line_index` (keyed hash) are None when there is no such line."""

    traits: LineTraits | None
    line: Sealed | None
    line_index: str | None


@dataclass(frozen=True, slots=True)
class BalanceRead(Result):
    """Charging answered."""

    reading: BalanceReading


@dataclass(frozen=True, slots=True)
class BillRead(Result):
    """Billing answered."""

    reading: BillReading


@dataclass(frozen=True, slots=True)
class PointsRead(Result):
    """Loyalty answered."""

    reading: PointsReading


@dataclass(frozen=True, slots=True)
class StandingRead(Result):
    """Records answered how the line stands, and where its holder can be reached."""

    standing: Standing
    contacts: tuple[RegisteredContact, ...]


@dataclass(frozen=True, slots=True)
class DocumentRead(Result):
    """A document was read as far as it can be. `is_match`: it is valid and that of the registered holder.

    `asks_again`: a better picture may settle the doubts, which are words of the texts. The tallies tell whether the
    same document was shown for another holder.
    """

    is_match: bool
    asks_again: bool
    doubts: tuple[str, ...]
    document_index: str = ""
    holder_index: str = ""


@dataclass(frozen=True, slots=True)
class LineSuspended(Result):
    """The network has barred a lost SIM; the line has not ended."""


@dataclass(frozen=True, slots=True)
class BalanceReserved(Result):
    """Charging stopped all spending; `reading` is what is held."""

    reading: BalanceReading


@dataclass(frozen=True, slots=True)
class BalanceReleased(Result):
    """Charging gave the reserved balance back."""


@dataclass(frozen=True, slots=True)
class CutRead(Result):
    """The network barred the line and looked again."""

    reading: CutReading


@dataclass(frozen=True, slots=True)
class StepDone(Result):
    """A system confirmed a step that has no more to say than that it is done."""


@dataclass(frozen=True, slots=True)
class StepAccepted(Result):
    """A system took a step and will finish it later."""


@dataclass(frozen=True, slots=True)
class StepStuck(Result):
    """A step cannot go on without a person; `reason` is a word of the texts."""

    reason: str


@dataclass(frozen=True, slots=True)
class DocumentDrawn(Result):
    """A document was drawn, signed and kept; `sha256` (hex) is that of the file."""

    sha256: str


@dataclass(frozen=True, slots=True)
class ChargesSeen(Event):
    """What the carrier's systems have charged on an ended line and not taken back, as the watch was told."""

    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class ChargeTakenBack(Result):
    """The system that charged has given the money of a breach back."""


@dataclass(frozen=True, slots=True)
class AskerProved(Result):
    """Somebody else has proven the line of this case, by a request of their own that joins it."""

    request_id: str
    contact: Sealed
    contact_index: str
    language: str
    acting: Right | None = None  # by which right they act for the holder, as they said there
    holder: Sealed | None = None  # and for whom
    recorded_by: str = ""  # who of the staff recorded that request, if one did


# ---------------------------------------------------------------- time, and the end of the data


@dataclass(frozen=True, slots=True)
class DeadlinePassed(Event):
    """A named deadline of the case is due."""

    name: str


@dataclass(frozen=True, slots=True)
class ErasureWanted(Event):
    """The personal data of a finished case are to be destroyed."""
