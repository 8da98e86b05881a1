"""What we need from outside: one small Protocol per carrier system, and the two ways a call may fail.

Every method that changes something takes a `key`. Coming twice with one key has one effect and the same answer;
`became` says what is known of a key (None: it never arrived). The contract suites in `testing/contracts` hold every
adapter to this; adapters live in `systems/<port>/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from signoff.domain.cut import CutReading
from signoff.domain.guarantee import Charge
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.reconciling import LivesIn
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading
from signoff.domain.standing import Standing

Result = TypeVar("Result", covariant=True)


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """The call had its effect (now or at an earlier attempt with the same key) at the instant `at`."""

    result: Result
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The system took the call and will finish later; ask `became(key)` from `look_again_at` on."""

    reference: str
    look_again_at: datetime


class TryLater(Exception):
    """The call may or may not have had its effect; the same call with the same key may be made again."""


class NeedsPerson(Exception):
    """Trying again cannot help; `reason` is a word from the texts (area `reasons`), without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EsimState(StrEnum):
    """The four honest states of an eSIM profile that is to go."""

    DELETE_ORDERED = "delete_ordered"
    DOWNLOADED = "downloaded"
    DELETED_ON_DEVICE = "deleted_on_device"
    DELETION_CONFIRMED = "deletion_confirmed"


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Where a message went: `parts` is 0 when there was nobody to send it to."""

    parts: int


@dataclass(frozen=True, slots=True)
class Registered:
    """What records hold of a line beside its identifiers: how it stands, and where its holder can be reached."""

    standing: Standing
    contacts: tuple[Contact, ...]  # registered before today's request; never the line itself


class Records(Protocol):
    """The carrier's subscriber records."""

    async def look_up(self, identifier: Identifier) -> Line | None:
        """The live line with this number or ICCID; None when there is none (never was, or has ended)."""

    async def registered(self, line: Line) -> Registered:
        """How the line stands now, and the contacts registered for it. Raises NeedsPerson line_unknown."""

    async def holder(self, line: Line) -> RegisteredHolder:
        """Who the line is registered to, as far as records say. Raises NeedsPerson line_unknown."""


class Network(Protocol):
    """The subscriber register (HLR, HSS, UDM) and what serves the phone."""

    async def suspend(self, key: str, line: Line) -> Done[None]:
        """Bar the line for now and tell the serving node, as for a SIM that was lost; it is not ended by this."""

    async def resume(self, key: str, line: Line) -> Done[None]:
        """Lift a suspension, whoever ordered it; one that was not there is fine. An ended line stays as it is."""

    async def cut(self, key: str, line: Line) -> Done[CutReading] | Accepted:
        """Bar the line, tell the serving node, then read back; what could not be seen is None in the reading.

        Accepted only where a person does it, whose own event says what they saw.
        """

    async def became(self, key: str) -> Done[CutReading | None] | Accepted | None:
        """What is known of a cut, with what was read back; or of a suspension or its end, which have no result."""


class Charging(Protocol):
    """Prepaid balances and allowances."""

    async def read(self, line: Line) -> BalanceReading:
        """Money, loan and allowances on the line at this instant."""

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        """Stop all spending of the balance; the answer is what was reserved."""

    async def release(self, key: str, line: Line) -> Done[None]:
        """Give a reserved balance back to the line; nothing reserved is fine."""

    async def settle(self, key: str, line: Line, *, reserved: BalanceReading) -> Done[None] | Accepted:
        """Set the reserved balance to zero for good: it has been paid out, offset or forfeited.

        Money or loan that is not as it was `reserved` any more, because another hand has settled it, say: NeedsPerson
        amount_changed, and nothing is settled. Whoever settled it may have paid it out.
        """

    async def became(self, key: str) -> Done[object] | Accepted | None: ...


class Billing(Protocol):
    """Recurring fees, bills, deposits."""

    async def read(self, line: Line, *, ends_on: date | None = None) -> BillReading:
        """The cycle in which `ends_on` lies (None: the running one), what is owed now and deposited.

        What is owed does not hang on the hour of a billing run: a cycle that is due and not billed yet counts, one that
        was billed though it is the last one (in arrears), or comes after it, does not. Below zero: more was paid.
        """

    async def close(
        self, key: str, line: Line, *, total_minor: int, read: BillReading, currency: str, last_on: date
    ) -> Done[None] | Accepted:
        """Stop every recurring fee, add-on and auto-renewal after `last_on`; make the final bill.

        `total_minor` (below zero: the holder owes it) was worked out from `read`. What was paid since then stays paid:
        nothing is booked upward over a payment; what a billing run has billed since for days that the total is about,
        or that come after the last one, is not owed. A deposit that is not there any more, a final bill of another hand
        that `read` did not know and that says other money, something else that has come to be owed since, or a holder
        who has paid too much by now: NeedsPerson amount_changed, and nothing is booked.
        """

    async def became(self, key: str) -> Done[object] | Accepted | None: ...


class Loyalty(Protocol):
    """Points and rewards."""

    async def read(self, line: Line) -> PointsReading:
        """The points on the line."""

    async def close(self, key: str, line: Line) -> Done[None] | Accepted:
        """End the points account of the line."""

    async def became(self, key: str) -> Done[object] | Accepted | None: ...


class Esim(Protocol):
    """The eSIM server (SM-DP+)."""

    async def release(self, key: str, line: Line) -> Done[EsimState] | Accepted:
        """Order the profile's deletion; Accepted until the deletion is confirmed."""

    async def became(self, key: str) -> Done[EsimState] | Accepted | None: ...


class Numbers(Protocol):
    """The number inventory."""

    async def quarantine(self, key: str, line: Line, *, until_on: date) -> Done[None] | Accepted:
        """Keep every number of the line from everybody until `until_on`; IMSI and ICCID for ever."""

    async def release(self, key: str, line: Line, *, on: date) -> Done[None]:
        """Let the numbers of an ended line go on this day already; IMSI and ICCID stay retired."""

    async def became(self, key: str) -> Done[object] | Accepted | None: ...


class Payments(Protocol):
    """Money out to the holder."""

    async def pay_out(
        self, key: str, *, amount_minor: int, currency: str, way: str, to: str
    ) -> Done[None] | Accepted:
        """Pay the holder by `way` (a PayoutWay) to the account, shop or line named in `to`."""

    async def takes_credit(self, to: str, currency: str, /) -> bool:
        """Whether the line with the number `to` is one of this carrier that can be credited now; changes nothing."""

    async def became(self, key: str) -> Done[None] | Accepted | None: ...


class Messages(Protocol):
    """Everything that reaches a person: SMS to the line, SMS or mail to a contact."""

    async def send(self, key: str, to: Contact | None, *, subject: str, text: str) -> Done[MessageSent]:
        """Send one finished text; `subject` is used for mail only.

        None is nobody: the same work and the same time, and nobody is reached. A code for a number that is not there
        is sent so, since what is not done at all can be told by who is answered sooner.
        """

    async def became(self, key: str) -> Done[MessageSent] | None: ...


class Charges(Protocol):
    """Everything that was charged on lines, by whatever system, and taking one charge back."""

    async def charged(self, since: Mapping[str, datetime]) -> Sequence[Charge]:
        """All that was charged on these lines (by handle) from their instant on, and is not taken back.

        A charge has one reference for ever, which names nobody. A line that is not known has none, nor has one that was
        brought back: it is charged rightly until it ends again. Raises TryLater.
        """

    async def take_back(
        self, key: str, line: Line, *, reference: str, amount_minor: int, currency: str
    ) -> Done[None]:
        """Undo one charge of this line in full, to where the money came from; one taken back before is fine.

        Raises NeedsPerson: line_unknown; amount_changed where there is no such charge, or not of this amount.
        """

    async def became(self, key: str) -> Done[None] | None: ...


class Inventory(Protocol):
    """What a carrier's systems hold for alive, asked in bulk to find ended lines among it."""

    async def alive(self, lives_in: LivesIn, *, after: str, most: int) -> Sequence[str]:
        """The next handles after this one, sorted, of lines that this system still serves or charges; none at the end.

        Raises TryLater.
        """


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """What a picture of a document is worth; `doubts` are words of the texts (area `identity`).

    `document` and `holder` name the two so that the same ones are known again; they are personal, and only hashed.
    """

    is_match: bool
    asks_again: bool
    doubts: tuple[str, ...]
    document: str = field(default="", repr=False)
    holder: str = field(default="", repr=False)


class Documents(Protocol):
    """What reads documents of identity."""

    async def read(self, picture: bytes, holder: RegisteredHolder, on: date) -> DocumentVerdict:
        """Read a picture (a JPEG that was taken in clean) and compare it with whom a line is registered to."""


@dataclass(frozen=True, slots=True)
class Systems:
    """All systems of one carrier, wired by the composition root."""

    records: Records
    network: Network
    charging: Charging
    billing: Billing
    loyalty: Loyalty
    esim: Esim
    numbers: Numbers
    payments: Payments
    messages: Messages
    inventory: Inventory | None = None  # None: nobody can be asked what lives there
    charges: Charges | None = None  # None: nobody can be asked what was charged


SystemsOf = Mapping[str, Systems]
"""The systems of each carrier, by carrier id."""
