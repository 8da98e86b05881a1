"""Running cases that another pack stops or sets going, found once after every start: a pack changes only with one.

Of each whose tariff is lost staff are told; one that waited for an answer which is not needed any more goes on. The
rules are in `domain/onward.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from signoff.domain.carrier import Carrier
from signoff.domain.case import State
from signoff.domain.onward import left_waiting, unpriced
from signoff.engine.ending import is_ending, rest
from signoff.engine.folding import Clock
from signoff.engine.submission import Busy, Outcome, Submission
from signoff.store import listed
from signoff.store.database import Database, StoreError

AGAIN_SECONDS = 30.0
"""How long a database that is away is left alone."""

LOOKED_AT_ONCE = 500
"""Cases read in one transaction."""

log = logging.getLogger(__name__)


class Unpriced:
    """Looks through the running cases of these carriers, each with the tenant whose it is."""

    def __init__(
        self,
        database: Database,
        tenants: Mapping[str, str],
        carriers: Mapping[str, Carrier],
        submit: Callable[[Submission], Awaitable[Outcome]],
        *,
        clock: Clock,
    ) -> None:
        self._database = database
        self._tenants = tenants
        self._carriers = carriers
        self._submit = submit
        self._clock = clock

    async def run(self) -> None:
        """Once, as soon as the database answers."""
        while not is_ending():
            try:
                await self.look()
            except (StoreError, Busy, OSError) as error:
                log.warning("running cases not looked through, next time: %s", type(error).__name__)
                await rest(AGAIN_SECONDS)
            else:
                return

    async def look(self) -> int:
        """Wake all that go on or of which staff are to be told; how many these were. Raises StoreError, Busy."""
        count = 0
        for carrier_id, tenant_id in self._tenants.items():
            for state in (State.OPEN, State.AGREED):
                count += await self._look_at(carrier_id, tenant_id, state)
        return count

    async def _look_at(self, carrier_id: str, tenant_id: str, state: State) -> int:
        carrier, before, count = self._carriers[carrier_id], (listed.LAST, listed.NO_ID), 0
        while True:
            wanted = listed.Wanted(state.value, carrier_id, before=before)
            async with self._database.reading(tenant_id) as connection:
                cases = [one.case for one in await listed.page(connection, tenant_id, wanted, LOOKED_AT_ONCE)]
            at: datetime = self._clock()
            missing = [one for one in cases if unpriced(one, carrier, at) is not None]
            going = [one for one in cases if left_waiting(one, carrier, at) is not None]
            for one in (*missing, *going):
                await self._submit(Submission(tenant_id, one.id, is_wake=True))
            for tariff_id in sorted({one.proof.traits.tariff_id for one in missing if one.proof.traits}):
                log.warning(
                    "the pack of %s no longer has the tariff %s, so its running cases wait for a person",
                    *(carrier_id, tariff_id),
                )
            count += len(missing) + len(going)
            if len(cases) < LOOKED_AT_ONCE:
                return count
            before = cases[-1].wish.at, cases[-1].id
