"""The messages that left: what would be on a phone or in a mailbox, kept for pages and tests to read."""

from __future__ import annotations

from datetime import datetime

from signoff.sandbox.connections import Connection, Row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("outbox")


async def send(connection: Connection, call: Call, at: datetime) -> Answer:
    """Put the message in the outbox; `parts` is 0 and nothing is put there when its line cannot receive."""
    content = call.content
    found: Row | None = None
    if content["contact_kind"] == "phone":
        wanted = {"number": content["contact"], "carrier_id": call.carrier_id}
        found = await row_or_none(connection, SQL["line_of_number"], wanted)
    is_dead = found is not None and (found["is_suspended"] or found["state"] == "quarantined")
    if is_dead:
        return {"parts": 0}
    await connection.execute(SQL["put"], call.values(at) | dict(content))
    await journal(connection, call, at, handle=found["handle"] if found else "")
    return {"parts": content["parts"]}
