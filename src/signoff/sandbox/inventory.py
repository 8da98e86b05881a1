"""The number inventory: whose a number is, or until when nobody may have it; SIMs are retired for ever."""

from __future__ import annotations

from datetime import datetime

from signoff.ports import NeedsPerson
from signoff.sandbox.connections import Connection, Row, row_or_none, rows
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("inventory")


async def quarantine(connection: Connection, call: Call, at: datetime) -> Answer:
    """Keep every number of the line from everybody until the date in the call's content.

    Raises NeedsPerson line_unknown, and line_changed when a number has come to or gone from the line.
    """
    values = call.values(at) | dict(call.content)
    if await row_or_none(connection, queries("lines")["line"], values) is None:
        raise NeedsPerson("line_unknown")
    found = await _theirs(connection, call, values)
    is_already = all(
        number["state"] == "quarantined" and str(number["quarantined_until_on"]) >= call.content["until_on"]
        for number in found
    )
    await connection.execute(SQL["quarantine_numbers"], values)
    await connection.execute(SQL["retire_sims"], values)
    await journal(connection, call, at, is_already=is_already)
    return {}


async def release(connection: Connection, call: Call, at: datetime) -> Answer:
    """Let every number of an ended line go on the day in the call's content, if it was kept for longer.

    Raises NeedsPerson line_unknown, and line_changed when a number has gone from the line or the line was brought back.
    """
    values = call.values(at) | dict(call.content)
    if await row_or_none(connection, queries("lines")["line"], values) is None:
        raise NeedsPerson("line_unknown")
    found = await _theirs(connection, call, values)
    if any(number["state"] != "quarantined" for number in found):
        raise NeedsPerson("line_changed")
    is_already = all(str(number["quarantined_until_on"]) <= call.content["until_on"] for number in found)
    await connection.execute(SQL["release_numbers"], values)
    await journal(connection, call, at, is_already=is_already)
    return {}


async def _theirs(connection: Connection, call: Call, values: Row) -> list[Row]:
    """The numbers of the line, kept from others; they must be those that the caller believes it has."""
    found = await rows(connection, SQL["lock_numbers"], values)
    is_theirs = {number["number"]: number["handle"] == call.handle for number in found}
    if is_theirs != dict.fromkeys(call.content["numbers"], True):
        raise NeedsPerson("line_changed")
    return found
