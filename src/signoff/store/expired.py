"""What is deleted once its time is over: stored answers and counts."""

from __future__ import annotations

from datetime import date, datetime

from signoff.domain.tallies import KEPT_LONG
from signoff.store.database import Connection
from signoff.store.statements import statements


async def forget(
    connection: Connection, tenant_id: str, now: datetime, first_day: date, documents_first_day: date
) -> int:
    """Delete answers that expired by `now`, counts and payouts from before their first day; how many rows that were."""
    count, days = 0, (list(KEPT_LONG), documents_first_day, first_day)
    for aggregate, until in (("answers", (now,)), ("tallies", days), ("payouts", (first_day,))):
        cursor = await connection.execute(statements(aggregate)["forget"], (tenant_id, *until))
        row = await cursor.fetchone()
        count += row[0] if row is not None else 0
    return count
