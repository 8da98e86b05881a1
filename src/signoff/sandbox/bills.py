"""Billing and loyalty: cycles, what is owed and deposited, the final bill; and the points account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from signoff.ports import NeedsPerson
from signoff.sandbox import billing_run
from signoff.sandbox.connections import Connection, Row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("money")


async def read(connection: Connection, call: Call, at: datetime) -> Answer:
    """The cycle that was asked for (none once closed), what is owed and deposited. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["read_bill"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    wanted = call.content.get("ends_on")
    ends_on = date.fromisoformat(wanted) if wanted else None
    first_on, last_on = _cycle(found, ends_on, at)
    return {
        "cycle_first_on": first_on,
        "cycle_last_on": last_on,
        "owed_minor": await billing_run.owed_minor(connection, found, at, ends_on),
        "deposit_minor": found["deposit_minor"],
        "contract_last_on": found["contract_last_on"],
        "add_ons": found["add_ons"],
        "is_closed": found["closed_at"] is not None,
        "is_final": found["final_minor"] is not None,
        "paid_by": found["paid_by"],
        "paid_minor": found["paid_minor"],
    }


async def close(connection: Connection, call: Call, at: datetime) -> Answer:
    """Stop all fees and make the final bill. Raises NeedsPerson line_unknown and amount_changed.

    What was paid since the caller read the account stays paid; what came to be owed since is in no total, so it is for
    a person to look at, like what was paid too much. What a billing run has billed since, for days that the total is
    about or that come after the last one, is not owed. A final bill that another hand has made meanwhile is
    taken where it says the same money; else it is for a person to look at.
    """
    values = call.values(at) | dict(call.content)
    found = await row_or_none(connection, SQL["lock_bill"], values)
    if found is None:
        raise NeedsPerson("line_unknown")
    last_on = date.fromisoformat(call.content["last_on"])
    found["owed_minor"] = await billing_run.owed_minor(connection, found, at, last_on)
    owed_minor, is_booked = _owed_after(found, values), found["final_minor"] is not None
    if owed_minor is None or not 0 <= owed_minor <= max(-values["total_minor"], 0):
        raise NeedsPerson("amount_changed")
    await connection.execute(SQL["close_bill"], values | {"owed_after_minor": owed_minor})
    await journal(connection, call, at, is_already=is_booked)
    return {}


def _owed_after(found: Row, values: Mapping[str, Any]) -> int | None:
    """What the holder owes once it is closed; below zero, they have paid too much; None where the money is another."""
    total_minor, owed_minor, deposit_minor = (
        values["total_minor"],
        found["owed_minor"],
        found["deposit_minor"],
    )
    if found["currency"] != values["currency"]:
        return None
    if found["final_minor"] is not None and not values["was_final"]:
        return max(-total_minor, 0) if deposit_minor - owed_minor == total_minor else None
    if deposit_minor != values["deposit_minor"]:
        return None
    return int(owed_minor - values["owed_minor"] + max(-total_minor, 0))


async def read_points(connection: Connection, call: Call, at: datetime) -> Answer:
    """The points on the line. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["read_points"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    return {"points": found["points"]}


async def close_points(connection: Connection, call: Call, at: datetime) -> Answer:
    """End the points account. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["lock_points"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    is_closed = found["closed_at"] is not None
    if not is_closed:
        await connection.execute(SQL["close_points"], call.values(at))
    await journal(connection, call, at, is_already=is_closed)
    return {}


def _cycle(found: Row, on: date | None, at: datetime) -> tuple[date | None, date | None]:
    if found["closed_at"] is not None:
        return None, None
    if found["cycle_day"] is None:
        return found["cycle_first_on"], found["cycle_last_on"]
    return billing_run.running_cycle(
        on or at.astimezone(ZoneInfo(found["time_zone"])).date(), found["cycle_day"]
    )
