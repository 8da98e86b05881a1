"""What is deleted once its time is over: stored answers and counts."""

from __future__ import annotations

from datetime import date, datetime

from signoff.store.database import Connection
from signoff.store.statements import statements


async def forget(connection: Connection, tenant_id: str, now: datetime, first_day: date) -> int:
    """Delete the answers that expired by `now` and the counts from before `first_day`; how many rows that were."""
    count = 0
    for aggregate, until in (("answers", now), ("tallies", first_day)):
        cursor = await connection.execute(statements(aggregate)["forget"], (tenant_id, until))
        row = await cursor.fetchone()
        count += row[0] if row is not None else 0
    return count
