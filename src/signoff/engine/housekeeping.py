"""Housekeeping: what has had its time is deleted each hour, and cases of an older release are listed; facts stay.

Stored answers expire (`folding.ANSWER_LIFE`), counts are of one day or hour, those of documents of a year.
Any number of processes may do it at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from signoff.engine.ending import is_ending, rest
from signoff.engine.folding import Clock
from signoff.store.database import Database, StoreError
from signoff.store.expired import forget
from signoff.store.listed import list_some

EVERY_SECONDS = 3600.0
"""Expired rows do no harm but take room: an hour more or less is the same to everybody."""

TALLY_LIFE = timedelta(days=3)
"""Counts are of one day of the carrier's calendar at the longest; a day more on each side for time zones."""

DOCUMENT_LIFE = timedelta(days=400)
"""How long it is known for which holder a document was shown: as long as a case may last, which is a year."""

LISTED_AT_ONCE = 500
"""Cases of an older release listed in one transaction."""

log = logging.getLogger(__name__)


class Housekeeping:
    """Deletes what expired, of these tenants."""

    def __init__(self, database: Database, tenant_ids: Iterable[str], *, clock: Clock) -> None:
        self._database = database
        self._tenant_ids = tuple(sorted(set(tenant_ids)))
        self._clock = clock

    async def run(self) -> None:
        """Look every hour, until cancelled."""
        while not is_ending():
            try:
                await self.look()
            except (StoreError, OSError) as error:
                log.warning("expired rows not deleted, next time: %s", type(error).__name__)
            await rest(EVERY_SECONDS)

    async def look(self) -> int:
        """Delete what has expired now; how many rows that were. Raises StoreError.

        Cases that an older release has stored are entered in the counter's list, a few in each transaction.
        """
        now = self._clock()
        count = 0
        for tenant_id in self._tenant_ids:
            async with self._database.writing(tenant_id) as connection:
                count += await forget(
                    connection, tenant_id, now, (now - TALLY_LIFE).date(), (now - DOCUMENT_LIFE).date()
                )
            is_more = True
            while is_more:
                async with self._database.writing(tenant_id) as connection:
                    is_more = bool(await list_some(connection, tenant_id, LISTED_AT_ONCE))
        return count
