"""Billing and loyalty: cycles, what is owed and deposited, the final bill; and the points account."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from signoff.ports import NeedsPerson
from signoff.sandbox.connections import Connection, Row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("money")


async def read(connection: Connection, call: Call, at: datetime) -> Answer:
    """The cycle that was asked for (none once closed), what is owed and deposited. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["read_bill"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    ends_on = call.content.get("ends_on")
    first_on, last_on = _cycle(found, date.fromisoformat(ends_on) if ends_on else None, at)
    return {
        "cycle_first_on": first_on,
        "cycle_last_on": last_on,
        "owed_minor": found["owed_minor"],
        "deposit_minor": found["deposit_minor"],
        "contract_last_on": found["contract_last_on"],
        "add_ons": found["add_ons"],
        "is_closed": found["closed_at"] is not None,
        "is_final": found["final_minor"] is not None,
    }


async def close(connection: Connection, call: Call, at: datetime) -> Answer:
    """Stop all fees and book the final bill. Raises NeedsPerson line_unknown and amount_changed.

    A bill that another hand closed takes our total once; a second, different total is for a person to look at.
    """
    values = call.values(at) | dict(call.content)
    found = await row_or_none(connection, SQL["lock_bill"], values)
    if found is None:
        raise NeedsPerson("line_unknown")
    is_booked = found["final_minor"] is not None
    if is_booked and (found["final_minor"], found["final_currency"]) != (
        values["total_minor"],
        values["currency"],
    ):
        raise NeedsPerson("amount_changed")
    if not is_booked:
        await connection.execute(SQL["close_bill"], values)
    await journal(connection, call, at, is_already=is_booked)
    return {}


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
    return running_cycle(on or at.astimezone(ZoneInfo(found["time_zone"])).date(), found["cycle_day"])


def running_cycle(today: date, cycle_day: int) -> tuple[date, date]:
    """The first and the last day of the monthly cycle, starting on `cycle_day` (1 to 28), that holds `today`."""
    first_on = today.replace(day=cycle_day)
    if first_on > today:
        first_on = (first_on.replace(day=1) - timedelta(days=1)).replace(day=cycle_day)
    # Four days after a 28th it is the next month, whatever the month.
    next_first_on = (first_on.replace(day=28) + timedelta(days=4)).replace(day=cycle_day)
    return first_on, next_first_on - timedelta(days=1)
