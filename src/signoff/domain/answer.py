"""What a person can say on any channel, in plain form, before the desk seals it into an event.

Channels build these from what was typed, pressed or said (already in canonical form: `catalogue.reading` reads
numbers, contacts and dates); `desk.py` takes them. They hold personal data and are never stored as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.concern import ObjectionKind
from signoff.domain.line import Contact, Identifier
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.third_party import Right


@dataclass(frozen=True, slots=True)
class Ask:
    """The wish to end a line: recorded for anybody, about any number. `wanted_on` None means at once."""

    carrier_id: str
    identifier: Identifier
    contact: Contact
    wanted_on: date | None
    language: str


@dataclass(frozen=True, slots=True)
class ConfirmLine:
    """Yes, this is the line I mean."""


@dataclass(frozen=True, slots=True)
class WantCode:
    """Send a code to the line: for proving possession, or for signing once that is done."""


@dataclass(frozen=True, slots=True)
class GiveCode:
    """The code that came to the line, proving possession."""

    code: str


@dataclass(frozen=True, slots=True)
class AcknowledgeLosses:
    """I have read what is lost and what still hangs on this number; `ties` are the ones ticked."""

    ties: tuple[Tie, ...]
    losses_digest: str


@dataclass(frozen=True, slots=True)
class GiveOtherContact:
    """Where news goes once the line is dead; None takes a claim code instead."""

    contact: Contact | None


@dataclass(frozen=True, slots=True)
class ChooseMoneyWay:
    """How money comes back, or how what is owed is paid; `destination` is an account, a name or a number."""

    way: PayoutWay | CollectWay
    destination: str


@dataclass(frozen=True, slots=True)
class ReopenAnswer:
    """Let me answer this again; possible for contact and money until the agreement is signed."""

    requirement: RequirementKind


@dataclass(frozen=True, slots=True)
class SignAgreement:
    """The signature: typed name and a code from the line, bound to the SHA-256 (hex) of the text that was shown."""

    name: str
    code: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class HandleSim:
    """What became of the SIM or the eSIM profile."""

    how: SimAnswer


@dataclass(frozen=True, slots=True)
class Withdraw:
    """I do not want to leave any more; possible until the cut begins."""


@dataclass(frozen=True, slots=True)
class ReportLoss:
    """The SIM is lost or was stolen: the line is suspended now, and ended later."""


@dataclass(frozen=True, slots=True)
class ActFor:
    """I am not the registered holder: I act for them, by this right; None: I am the holder after all."""

    right: Right | None
    holder_name: str = ""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """A question to the staff, in the help thread of the case."""

    text: str


@dataclass(frozen=True, slots=True)
class Object:
    """Something is wrong, after the end."""

    kind: ObjectionKind
    text: str


Answer = (
    ConfirmLine
    | WantCode
    | GiveCode
    | AcknowledgeLosses
    | GiveOtherContact
    | ChooseMoneyWay
    | ReopenAnswer
    | SignAgreement
    | HandleSim
    | Withdraw
    | ReportLoss
    | ActFor
    | AskHelp
    | Object
)
