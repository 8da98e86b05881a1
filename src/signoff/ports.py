"""What we need from outside: one small Protocol per carrier system, and the two ways a call may fail.

Every method that changes something takes a `key`. Coming twice with one key has one effect and the same answer;
`became` says what is known of a key (None: it never arrived). The contract suites in `testing/contracts` hold every
adapter to this; adapters live in `systems/<port>/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from signoff.domain.cut import CutReading
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.settlement import BalanceReading, BillReading, PointsReading

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


class Records(Protocol):
    """The carrier's subscriber records."""

    async def look_up(self, identifier: Identifier) -> Line | None:
        """The live line with this number or ICCID; None when there is none (never was, or has ended)."""


class Network(Protocol):
    """The subscriber register (HLR, HSS, UDM) and what serves the phone."""

    async def cut(self, key: str, line: Line) -> Done[CutReading] | Accepted:
        """Bar the line, tell the serving node, then read back; what could not be seen is None in the reading.

        Accepted only where a person does it, whose own event says what they saw.
        """

    async def became(self, key: str) -> Done[CutReading] | Accepted | None: ...


class Charging(Protocol):
    """Prepaid balances and allowances."""

    async def read(self, line: Line) -> BalanceReading:
        """Money, loan and allowances on the line at this instant."""

    async def reserve(self, key: str, line: Line) -> Done[BalanceReading]:
        """Stop all spending of the balance; the answer is what was reserved."""

    async def release(self, key: str, line: Line) -> Done[None]:
        """Give a reserved balance back to the line; nothing reserved is fine."""

    async def settle(self, key: str, line: Line) -> Done[None] | Accepted:
        """Set the reserved balance to zero for good: it has been paid out, offset or forfeited."""

    async def became(self, key: str) -> Done[object] | Accepted | None: ...


class Billing(Protocol):
    """Recurring fees, bills, deposits."""

    async def read(self, line: Line, *, ends_on: date | None = None) -> BillReading:
        """The cycle in which `ends_on` lies (None: the running one), what is owed now and deposited."""

    async def close(
        self, key: str, line: Line, *, total_minor: int, currency: str, last_on: date
    ) -> Done[None] | Accepted:
        """Stop every recurring fee, add-on and auto-renewal after `last_on`; book `total_minor` on the final bill."""

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


SystemsOf = Mapping[str, Systems]
"""The systems of each carrier, by carrier id."""
