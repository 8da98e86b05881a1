"""Guarding: what systems have charged since the end of each line that a guarantee is open for, a page at a time.

Nothing is remembered from one round to the next: each asks from the end of the line on, so a round that was missed, or
cut short, costs nothing. A charge that is seen twice is one breach, by its reference (`domain/guaranteeing.py`).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from signoff.domain.case import Case
from signoff.domain.event import ChargesSeen, ChargeTakenBack
from signoff.domain.guarantee import Charge, Guarantee
from signoff.domain.line import Line
from signoff.engine.ending import is_ending, rest
from signoff.engine.folding import Clock
from signoff.engine.job import Answer, Job
from signoff.engine.submission import Busy, Submission
from signoff.ports import Charges, NeedsPerson, SystemsOf, TryLater
from signoff.store import guaranteed
from signoff.store.database import Database, StoreError
from signoff.store.vault import KeyRing, TenantKeys

PAGE = 1_000
"""Lines a question."""

ATTEMPTS = 3
"""A system that is down is asked so often, one after the other, before the round is called unfinished."""

EVERY_SECONDS = 3600.0
"""A charge is found in the hour in which its system tells of it."""

log = logging.getLogger(__name__)

Submit = Callable[[Submission], Awaitable[object]]
"""Hands what was seen to the case."""


@dataclass(slots=True)
class Watched:
    """One round for one carrier; `is_unknown` where its systems could not be asked, or stopped answering."""

    carrier_id: str
    lines: int = 0
    breaches: int = 0
    is_unknown: bool = False


class Guard:
    """Watches the guarantees of these carriers, by tenant; any number of processes may do it at once."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        tenants: Mapping[str, str],
        systems: SystemsOf,
        submit: Submit,
        *,
        clock: Clock,
    ) -> None:
        self._database = database
        self._keys = keys
        self._tenants = tenants
        self._systems = systems
        self._submit = submit
        self._clock = clock

    async def run(self) -> None:
        """Look every hour, until cancelled."""
        while not is_ending():
            try:
                await self.look(sorted(self._tenants))
            except (StoreError, OSError, Busy) as error:
                log.warning("guarantees not watched, next time: %s", type(error).__name__)
            await rest(EVERY_SECONDS)

    async def look(self, carrier_ids: Sequence[str]) -> list[Watched]:
        """One round for each of these carriers. Raises StoreError, Busy."""
        return [
            await guard(
                self._database,
                self._keys.of(self._tenants[one]),
                one,
                self._systems[one].charges,
                self._submit,
                self._clock(),
            )
            for one in carrier_ids
        ]


async def take_back(job: Job) -> Answer:
    """Undo the charge of a breach, where it was made."""
    guarantee, charges, key = job.case.guarantee, job.systems.charges, job.intent.key
    breach = guarantee.breach(job.intent.occurrence) if guarantee is not None else None
    if breach is None or charges is None:
        raise NeedsPerson("not_allowed")
    done = await charges.take_back(
        key,
        job.line(),
        reference=breach.reference,
        amount_minor=breach.amount_minor,
        currency=breach.currency,
    )
    return Answer(ChargeTakenBack(f"{key}/done", done.at, key))


async def guard(
    database: Database,
    keys: TenantKeys,
    carrier_id: str,
    charges: Charges | None,
    submit: Submit,
    now: datetime,
) -> Watched:
    """Ask what was charged on every line under guarantee, and tell its case of each."""
    report = Watched(carrier_id, is_unknown=charges is None)
    after = guaranteed.FIRST_ID
    while charges is not None:
        async with database.reading(keys.tenant_id) as connection:
            page = await guaranteed.page(connection, keys, carrier_id, now, after, PAGE)
        if not page:
            break
        after = page[-1][0].id
        try:
            found = await _asked(charges, page)
        except TryLater:
            report.is_unknown = True
            break
        report.lines += len(page)
        for case, line in page:
            report.breaches += await _told(case, found.get(line.handle, []), keys, submit, now)
    return report


async def _asked(charges: Charges, page: Sequence[tuple[Case, Line]]) -> dict[str, list[Charge]]:
    since = {line.handle: case.guarantee.since for case, line in page if case.guarantee is not None}
    for attempt in range(1, ATTEMPTS + 1):
        try:
            found = defaultdict[str, list[Charge]](list)
            for charge in await charges.charged(since):
                found[charge.handle].append(charge)
        except TryLater:
            if attempt == ATTEMPTS:
                raise
        else:
            return found
    raise AssertionError("unreachable")


async def _told(case: Case, found: Sequence[Charge], keys: TenantKeys, submit: Submit, now: datetime) -> int:
    """How many breaches are new; a case that knows them all is not woken."""
    known = _references(case.guarantee)
    if all(one.reference in known for one in found):
        return 0
    event = ChargesSeen(f"{case.id}/charges/{now.isoformat()}", now, tuple(found))
    outcome = await submit(Submission(keys.tenant_id, case.id, event=event))
    after = getattr(outcome, "case", None)
    return len(_references(after.guarantee) - known) if isinstance(after, Case) else 0


def _references(guarantee: Guarantee | None) -> set[str]:
    return {one.reference for one in guarantee.breaches} if guarantee is not None else set()
