"""Prepaid charging: one balance and some allowances per line, open, reserved or settled."""

from __future__ import annotations

from datetime import datetime

from signoff.ports import NeedsPerson
from signoff.sandbox.connections import Connection, Row, row_or_none, rows
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("money")


async def read(connection: Connection, call: Call, at: datetime) -> Answer:
    """Money, loan and allowances. Raises NeedsPerson line_unknown."""
    found = await row_or_none(connection, SQL["read_balance"], call.values(at))
    return await _reading(connection, _known(found))


async def reserve(connection: Connection, call: Call, at: datetime) -> Answer:
    """Stop all spending; the answer is what was there. Raises NeedsPerson line_unknown."""
    found = _known(await row_or_none(connection, SQL["lock_balance"], call.values(at)))
    is_already = found["state"] != "open"
    if not is_already:
        await _set_state(connection, call, "reserved")
    await journal(connection, call, at, is_already=is_already)
    return await _reading(connection, found)


async def release(connection: Connection, call: Call, at: datetime) -> Answer:
    """Let a reserved balance be spent again. Raises NeedsPerson line_unknown."""
    found = _known(await row_or_none(connection, SQL["lock_balance"], call.values(at)))
    is_already = found["state"] != "reserved"
    if not is_already:
        await _set_state(connection, call, "open")
    await journal(connection, call, at, is_already=is_already)
    return {}


async def settle(connection: Connection, call: Call, at: datetime, *, reserved: tuple[int, int]) -> Answer:
    """Set the balance to zero for good. Raises NeedsPerson line_unknown, not_allowed and amount_changed.

    Money that is still being spent cannot be settled: it must be reserved first. Nor can money (or a loan) that is not
    what was reserved: another hand has settled it, and may have paid it out.
    """
    found = _known(await row_or_none(connection, SQL["lock_balance"], call.values(at)))
    if found["state"] == "open" and found["balance_minor"] > 0:
        raise NeedsPerson("not_allowed")
    if (found["balance_minor"], found["airtime_loan_minor"]) != reserved:
        raise NeedsPerson("amount_changed")
    await connection.execute(SQL["settle_balance"], call.values(at))
    await connection.execute(SQL["drop_allowances"], call.values(at))
    await journal(connection, call, at, is_already=found["state"] == "settled")
    return {}


async def _set_state(connection: Connection, call: Call, state: str) -> None:
    await connection.execute(SQL["set_balance_state"], {"handle": call.handle, "state": state})


async def _reading(connection: Connection, found: Row) -> Answer:
    allowances = await rows(connection, SQL["read_allowances"], {"handle": found["handle"]})
    return {
        "balance_minor": found["balance_minor"],
        "airtime_loan_minor": found["airtime_loan_minor"],
        "allowances": [[allowance["unit"], allowance["amount"]] for allowance in allowances],
    }


def _known(found: Row | None) -> Row:
    if found is None:
        raise NeedsPerson("line_unknown")
    return found
