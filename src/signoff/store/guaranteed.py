"""Cases under guarantee: those whose lines are watched, with the line unsealed; and those that were breached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.case import Case
from signoff.domain.line import Line
from signoff.store.coding import decode_case, decode_personal
from signoff.store.database import Connection
from signoff.store.statements import statements
from signoff.store.vault import TenantKeys

FIRST_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many guarantees there are at a carrier, and how many of them are still open."""

    carrier_id: str
    guarantees: int
    is_open: int


async def page(
    connection: Connection, keys: TenantKeys, carrier_id: str, now: datetime, after: str, most: int
) -> list[tuple[Case, Line]]:
    """The next cases whose guarantee is open, each with its line; one whose data were erased is left out."""
    values = keys.tenant_id, carrier_id, now, after, most
    cursor = await connection.execute(statements("listed")["guaranteed"], values)
    found = []
    for case_id, body, wrapped, name, sealed in await cursor.fetchall():
        line = decode_personal(keys.unseal(case_id, keys.unwrap(case_id, wrapped), name, sealed))
        if isinstance(line, Line):
            found.append((decode_case(body), line))
    return found


async def counted(connection: Connection, tenant_id: str, now: datetime) -> list[Counted]:
    """Of each carrier."""
    cursor = await connection.execute(statements("listed")["guarantees"], (now, tenant_id))
    return [Counted(*row) for row in await cursor.fetchall()]


async def breached(connection: Connection, tenant_id: str, most: int) -> list[Case]:
    """The cases in whose guarantee something was charged, those that ended last first."""
    cursor = await connection.execute(statements("listed")["breached"], (tenant_id, most))
    return [decode_case(body) for (body,) in await cursor.fetchall()]
