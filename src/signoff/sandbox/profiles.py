"""The eSIM server: a profile's deletion is ordered here, done by the device, and confirmed some time later."""

from __future__ import annotations

from datetime import datetime

from signoff.ports import EsimState, NeedsPerson
from signoff.sandbox.connections import Connection, Row, row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.queries import queries

SQL = queries("profiles")


async def order_deletion(connection: Connection, call: Call, at: datetime) -> Answer:
    """Order the deletion of the line's profile.

    Raises NeedsPerson line_unknown, line_changed when the line has another profile by now, and profile_unknown
    for a plastic SIM.
    """
    values = call.values(at) | dict(call.content)
    line = await row_or_none(connection, queries("lines")["line"], values)
    if line is None:
        raise NeedsPerson("line_unknown")
    if line["iccid"] != call.content["iccid"]:
        raise NeedsPerson("line_changed")
    found = await row_or_none(connection, SQL["lock_profile"], values)
    if found is None:
        raise NeedsPerson("profile_unknown")
    is_already = found["delete_ordered_at"] is not None
    if not is_already:
        await connection.execute(SQL["order_deletion"], values)
    await journal(connection, call, at, is_already=is_already)
    return {"iccid": call.content["iccid"]}


async def read(connection: Connection, call: Call, at: datetime) -> Answer:
    """The state of the profile named in the call's content, and since when once it is confirmed."""
    found = await row(connection, SQL["read_profile"], dict(call.content))
    return {"state": profile_state(found, at), "confirmed_at": found["confirms_at"]}


def profile_state(found: Row, at: datetime) -> EsimState:
    """Which of the four honest states a profile is in at this instant."""
    if found["confirms_at"] is not None and found["confirms_at"] <= at:
        return EsimState.DELETION_CONFIRMED
    if not found["is_on_device"]:
        return EsimState.DELETED_ON_DEVICE
    return EsimState.DOWNLOADED if found["delete_ordered_at"] is None else EsimState.DELETE_ORDERED
