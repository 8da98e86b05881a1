"""What pages, tests and demonstrations may read: the outbox, the effects, the calls, a line's state, demo lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from signoff.domain.line import Line
from signoff.ports import EsimState, Registered
from signoff.sandbox.connections import Connections, Row, row_or_none, rows
from signoff.sandbox.lines import line_of, registered_of
from signoff.sandbox.planting import DocumentKind
from signoff.sandbox.profiles import profile_state
from signoff.sandbox.queries import queries

SQL = queries("lines")


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One message that reached a number or a mail address."""

    carrier_id: str
    contact: str
    subject: str
    text: str
    parts: int
    key: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class EffectEntry:
    """One real effect; `is_already` when there was nothing left to do for it."""

    carrier_id: str
    handle: str
    port: str
    act: str
    key: str
    is_already: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One call that arrived; `outcome` is done, repeated, read, a fault or the reason of a refusal."""

    carrier_id: str
    handle: str
    port: str
    act: str
    key: str
    is_repeated: bool
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PayoutEntry:
    """One pay-out that the payout office took; it is paid from `due_at` on."""

    carrier_id: str
    key: str
    amount_minor: int
    currency: str
    way: str
    destination: str
    ordered_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A well-known line to try the product with."""

    carrier_id: str
    holder_name: str
    line: Line
    has_ended: bool


@dataclass(frozen=True, slots=True)
class LineState:
    """Everything the sandbox's systems know of one line."""

    carrier_id: str
    holder_name: str
    document_kind: DocumentKind | None
    document_number: str
    born_on: date | None
    registered: Registered
    currency: str
    line: Line
    ended_at: datetime | None
    is_barred: bool
    is_attached: bool
    is_serving_node_told: bool
    balance_state: str  # open, reserved or settled
    balance_minor: int
    airtime_loan_minor: int
    owed_minor: int
    bill_closed_at: datetime | None
    bill_last_on: date | None
    final_minor: int | None
    final_currency: str | None
    points: int
    points_closed_at: datetime | None
    quarantined_until_on: date | None
    esim_state: EsimState | None


class Books:
    """Read-only answers about the sandbox; looking never counts as a call."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    async def outbox(self, contact: str) -> tuple[OutboxMessage, ...]:
        """All messages to this number (E.164 with plus) or mail address, oldest first."""
        found = await self._rows(queries("outbox")["to_contact"], contact=contact)
        return tuple(OutboxMessage(**message) for message in found)

    async def effects(self, handle: str) -> tuple[EffectEntry, ...]:
        """All effects on this line, oldest first; a pay-out counts for the line its case dealt with."""
        found = await self._rows(SQL["effects_of_line"], handle=handle)
        return tuple(EffectEntry(**effect) for effect in found)

    async def calls(self, key: str) -> tuple[CallEntry, ...]:
        """All calls that came with this key, oldest first."""
        return tuple(CallEntry(**call) for call in await self._rows(SQL["calls_with_key"], key=key))

    async def payouts(self, destination: str) -> tuple[PayoutEntry, ...]:
        """All pay-outs to this account, shop or number, oldest first."""
        found = await self._rows(queries("money")["payouts_to"], destination=destination)
        return tuple(PayoutEntry(**payout) for payout in found)

    async def demo_lines(self) -> tuple[DemoLine, ...]:
        """The well-known lines, by carrier."""
        found = await self._rows(SQL["demo_lines"])
        return tuple(
            DemoLine(line["carrier_id"], line["holder_name"], line_of(line), line["ended_at"] is not None)
            for line in found
        )

    async def line_state(self, handle: str) -> LineState:
        """What all systems know of the line. Raises LookupError for a handle that was never planted."""
        async with self._connections.one() as connection:
            found = await row_or_none(connection, SQL["line_state"], {"handle": handle})
        if found is None:
            raise LookupError("the sandbox has no line with this handle")
        return self._state(found)

    async def live_line(self, number: str) -> LineState | None:
        """What all systems know of the live line with this number (E.164 with plus), whichever carrier's it is."""
        found = await self._rows(SQL["live_handle_with_number"], number=number)
        return await self.line_state(found[0]["handle"]) if found else None

    def _state(self, found: Row) -> LineState:
        return LineState(
            carrier_id=found["carrier_id"],
            holder_name=found["holder_name"],
            document_kind=DocumentKind(found["document_kind"]) if found["document_kind"] else None,
            document_number=found["document_number"],
            born_on=found["born_on"],
            registered=registered_of(found),
            currency=found["currency"],
            line=line_of(found),
            ended_at=found["ended_at"],
            is_barred=found["access_mode"] == "none",
            is_attached=found["is_attached"],
            is_serving_node_told=found["node_access_mode"] == "none",
            balance_state=found["balance_state"],
            balance_minor=found["balance_minor"],
            airtime_loan_minor=found["airtime_loan_minor"],
            owed_minor=found["owed_minor"],
            bill_closed_at=found["bill_closed_at"],
            bill_last_on=found["last_on"],
            final_minor=found["final_minor"],
            final_currency=found["final_currency"],
            points=found["points"],
            points_closed_at=found["points_closed_at"],
            quarantined_until_on=found["quarantined_until_on"],
            esim_state=None if found["is_on_device"] is None else profile_state(found, self._clock()),
        )

    async def _rows(self, query: str, **values: object) -> list[Row]:
        async with self._connections.one() as connection:
            return await rows(connection, query, dict(values))
