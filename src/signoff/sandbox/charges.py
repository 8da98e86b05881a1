"""What was charged on lines, whichever system did it, and taking one charge back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from signoff.ports import NeedsPerson
from signoff.sandbox.connections import Connection, row_or_none, rows
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("charges")


async def charged(connection: Connection, call: Call, at: datetime) -> list[dict[str, Any]]:
    """What was charged on the lines in the call's content, each from its instant on, and is not taken back."""
    since = call.content["since"]
    values = call.values(at) | {"handles": list(since), "instants": list(since.values())}
    return await rows(connection, SQL["charged"], values)


async def take_back(connection: Connection, call: Call, at: datetime) -> Answer:
    """Undo the charge in the call's content. Raises NeedsPerson line_unknown, amount_changed."""
    values = call.values(at) | dict(call.content)
    if await row_or_none(connection, queries("lines")["line"], values) is None:
        raise NeedsPerson("line_unknown")
    found = await row_or_none(connection, SQL["lock_charge"], values)
    wanted = call.content["amount_minor"], call.content["currency"]
    if found is None or (found["amount_minor"], found["currency"]) != wanted:
        raise NeedsPerson("amount_changed")
    await connection.execute(SQL["take_back"], values)
    await journal(connection, call, at, is_already=found["taken_back_at"] is not None)
    return {}
