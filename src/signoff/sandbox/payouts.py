"""The payout office: cash is handed over at once, a transfer takes a while, another line is credited."""

from __future__ import annotations

from datetime import datetime, timedelta

from signoff.domain.carrier import PayoutWay
from signoff.ports import NeedsPerson, TryLater
from signoff.sandbox.connections import Connection, Row, row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("money")


async def pay_out(connection: Connection, call: Call, at: datetime, *, transfer_seconds: float) -> Answer:
    """Pay the amount in the call's content. Raises NeedsPerson destination_unknown, TryLater.

    A line that is to be credited must be a live line of this carrier in the same currency, open for top-ups. While
    its own ending holds the balance nobody knows which way that goes: it is open again later, or closed for good.
    """
    values = call.values(at) | dict(call.content)
    takes_seconds = transfer_seconds if call.content["way"] == PayoutWay.BANK_TRANSFER else 0.0
    due_at = at + timedelta(seconds=takes_seconds)
    if call.content["way"] == PayoutWay.OTHER_LINE:
        await _credit(connection, call)
    ordered = await row(connection, SQL["order_payout"], values | {"due_at": due_at})
    filed_under = await row_or_none(connection, SQL["line_of_case"], values)
    await journal(connection, call, at, handle=filed_under["handle"] if filed_under else "")
    return {"reference": f"payout-{ordered['id']}", "due_at": due_at.isoformat()}


async def takes_credit(connection: Connection, call: Call, _: datetime) -> bool:
    """Whether the line named in the call's content would be credited now."""
    target = await _line_to_credit(connection, call)
    return target is not None and target["state"] == "open"


async def _line_to_credit(connection: Connection, call: Call) -> Row | None:
    wanted = {
        "carrier_id": call.carrier_id,
        "number": call.content["destination"],
        "currency": call.content["currency"],
    }
    return await row_or_none(connection, SQL["line_to_credit"], wanted)


async def _credit(connection: Connection, call: Call) -> None:
    target = await _line_to_credit(connection, call)
    if target is not None:
        credit = {"handle": target["handle"], "amount_minor": call.content["amount_minor"]}
        if await row_or_none(connection, SQL["top_up"], credit) is not None:
            return
        # It may have changed since it was looked at.
        target = await _line_to_credit(connection, call)
    if target is not None and target["state"] in ("open", "reserved"):
        raise TryLater("the line's balance is held")
    raise NeedsPerson("destination_unknown")
