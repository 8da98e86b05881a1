"""The billing run: a fee for each cycle, billed once, whenever it runs; and what is owed whether it has run or not.

What a holder owes for a line that ends must not hang on the hour of a nightly job: `owed_minor` counts a cycle that is
due and not billed yet, and leaves out one that was billed though the line's end takes it away. `bills.py` reads by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from signoff.sandbox.connections import Connection, Row, rows
from signoff.sandbox.queries import queries

SQL = queries("billing_run")

Cycle = tuple[date, date]
"""First and last day."""


async def run(connection: Connection, carrier_id: str, at: datetime) -> int:
    """Bill every cycle of this carrier's open lines that is due; how many. Twice, it bills nothing twice."""
    billed = 0
    for bill in await rows(connection, SQL["lock_open"], {"carrier_id": carrier_id}):
        known = {row["cycle_first_on"] for row in await _billed(connection, bill)}
        for first_on, _ in due_cycles(bill, at):
            if first_on not in known:
                await connection.execute(SQL["bill_cycle"], bill | {"cycle_first_on": first_on, "at": at})
                billed += 1
    return billed


async def owed_minor(connection: Connection, bill: Row, at: datetime, ends_on: date | None) -> int:
    """What is owed for a line that ends on this day (None: today), without the cycle that its final bill is about.

    In arrears that is the cycle of the day; in advance the cycle is owed, and what is not used of it comes back.
    """
    owed = int(bill["owed_minor"])
    if bill["closed_at"] is not None or bill["cycle_day"] is None:
        return owed
    last = running_cycle(ends_on or _today(bill, at), bill["cycle_day"])
    billed = {row["cycle_first_on"]: int(row["amount_minor"]) for row in await _billed(connection, bill)}
    due = [first_on for first_on, _ in due_cycles(bill, at) if first_on not in billed]
    fee_minor = int(bill["fee_minor"])
    owed += fee_minor * sum(_counts(bill, first_on, last) for first_on in due)
    return owed - sum(amount for first_on, amount in billed.items() if not _counts(bill, first_on, last))


def due_cycles(bill: Row, at: datetime) -> Iterator[Cycle]:
    """The cycles a bill is to be made for by now: those that are over, or have begun where they are paid in advance."""
    if bill["cycle_day"] is None or bill["serves_since_on"] is None or not bill["fee_minor"]:
        return
    today = _today(bill, at)
    cycle = running_cycle(bill["serves_since_on"], bill["cycle_day"])
    while (cycle[0] if bill["is_in_advance"] else cycle[1] + timedelta(days=1)) <= today:
        yield cycle
        cycle = running_cycle(cycle[1] + timedelta(days=1), bill["cycle_day"])


def running_cycle(today: date, cycle_day: int) -> Cycle:
    """The first and the last day of the monthly cycle, starting on `cycle_day` (1 to 28), that holds `today`."""
    first_on = today.replace(day=cycle_day)
    if first_on > today:
        first_on = (first_on.replace(day=1) - timedelta(days=1)).replace(day=cycle_day)
    # Four days after a 28th it is the next month, whatever the month.
    next_first_on = (first_on.replace(day=28) + timedelta(days=4)).replace(day=cycle_day)
    return first_on, next_first_on - timedelta(days=1)


def first_unbilled(cycle_day: int | None, planted_on: date, *, is_in_advance: bool) -> date | None:
    """From which day a line planted on this day is billed: what is due before, is in what it owes or was paid."""
    if cycle_day is None:
        return None
    first_on, last_on = running_cycle(planted_on, cycle_day)
    return last_on + timedelta(days=1) if is_in_advance else first_on


def _counts(bill: Row, first_on: date, last: Cycle) -> bool:
    """Whether a cycle is owed beside the final bill of a line whose last cycle this is."""
    return first_on <= last[0] if bill["is_in_advance"] else first_on < last[0]


def _today(bill: Row, at: datetime) -> date:
    return at.astimezone(ZoneInfo(bill["time_zone"])).date()


async def _billed(connection: Connection, bill: Row) -> list[Row]:
    return await rows(connection, SQL["billed"], {"handle": bill["handle"]})
