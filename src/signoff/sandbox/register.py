"""The subscriber register and the serving node: barring, suspending, telling, reading back, trying to come back.

Barring alone does not reach an attached phone; the serving node must be told, and may be out of reach.
"""

from __future__ import annotations

from datetime import datetime

from signoff.ports import NeedsPerson
from signoff.sandbox.connections import Connection, Row, row, row_or_none
from signoff.sandbox.door import Answer, Call, journal
from signoff.sandbox.faults import FaultKind, met
from signoff.sandbox.queries import queries

SQL = queries("register")


async def bar(connection: Connection, call: Call, at: datetime) -> Answer:
    """Bar the line and tell its serving node. Raises NeedsPerson line_unknown and line_changed.

    The call's content holds the ICCID and the numbers that the caller believes the line has.
    """
    values = call.values(at)
    found = await _locked(connection, call, at)
    was_barred = found["access_mode"] == "none"
    await connection.execute(SQL["bar"], values)
    if found["serving_node"] and not await _is_node_down(connection, call, at):
        await connection.execute(SQL["tell_serving_node"], values)
    await connection.execute(SQL["end_line"], values)
    await journal(connection, call, at, is_already=was_barred)
    return {"was_barred": was_barred}


async def suspend(connection: Connection, call: Call, at: datetime) -> Answer:
    """Bar the line for now and tell its serving node. Raises NeedsPerson line_unknown and line_changed.

    `is_told` is False where the node is out of reach: the bar holds all the same, and `tell` is tried again.
    """
    found = await _locked(connection, call, at)
    await connection.execute(SQL["suspend"], call.values(at))
    told = await tell(connection, call, at)
    is_already = found["is_suspended"] or found["ended_at"] is not None
    await journal(connection, call, at, is_already=is_already)
    return told


async def resume(connection: Connection, call: Call, at: datetime) -> Answer:
    """Lift the line's suspension. Raises NeedsPerson line_unknown (also for an ended line) and line_changed."""
    found = await _locked(connection, call, at)
    if found["ended_at"] is not None:
        raise NeedsPerson("line_unknown")
    await connection.execute(SQL["resume"], call.values(at))
    await journal(connection, call, at, is_already=not found["is_suspended"])
    return {"is_resumed": True}


async def tell(connection: Connection, call: Call, at: datetime) -> Answer:
    """Tell the serving node of a bar that still stands; `is_told` is False while the node is out of reach."""
    values = call.values(at)
    found = await row(connection, SQL["read"], values)
    is_barred = found["is_suspended"] or found["access_mode"] == "none"
    if is_barred and found["serving_node"] and found["node_access_mode"] != "none":
        if await _is_node_down(connection, call, at):
            return {"is_told": False}
        await connection.execute(SQL["tell_serving_node"], values)
    return {"is_told": True, "read_at": at.isoformat()}


async def _locked(connection: Connection, call: Call, at: datetime) -> Row:
    """The line in the register, kept from others; it must be what the caller believes it is."""
    found = await row_or_none(connection, SQL["lock"], call.values(at))
    if found is None:
        raise NeedsPerson("line_unknown")
    if found["iccid"] != call.content["iccid"] or sorted(found["numbers"]) != sorted(call.content["numbers"]):
        raise NeedsPerson("line_changed")
    return found


async def _is_node_down(connection: Connection, call: Call, at: datetime) -> bool:
    faults = await met(
        connection, carrier_id=call.carrier_id, port=call.port, act="tell", handle=call.handle, at=at
    )
    return any(fault.kind is FaultKind.OUTAGE for fault in faults)


async def read_back(connection: Connection, call: Call, at: datetime) -> Answer:
    """What a fresh look shows, and whether the network refuses the line when it tries to come back.

    A line without a serving node has nobody to be told and no session to end: None for both.
    """
    values = call.values(at)
    found = await row(connection, SQL["read"], values)
    has_node = bool(found["serving_node"])
    came_back = await row_or_none(connection, SQL["location_update"], values)
    return {
        "access_barred": found["access_mode"] == "none",
        "serving_node_told": found["node_access_mode"] == "none" if has_node else None,
        "session_end_seen": True if found["session_ended_at"] else None,
        "reattach_refused": came_back is None,
        "read_at": at.isoformat(),
    }
