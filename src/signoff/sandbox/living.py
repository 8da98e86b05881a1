"""Which lines a system of the sandbox holds for alive, whatever the others say: what reconciling compares."""

from __future__ import annotations

from datetime import datetime

from signoff.sandbox.connections import Connection, rows
from signoff.sandbox.door import Call
from signoff.sandbox.queries import queries

SQL = queries("living")
SYSTEMS = ("charging", "billing", "network", "esim", "numbers")
"""Each has a query of its name."""


async def alive(connection: Connection, call: Call, at: datetime) -> list[str]:
    """The next handles after the one in the call's content, sorted."""
    if call.port not in SYSTEMS:
        raise ValueError(f"nothing lives in {call.port}")
    values = call.values(at) | dict(call.content)
    return [found["handle"] for found in await rows(connection, SQL[call.port], values)]
