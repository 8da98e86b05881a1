"""Reconciling: what each system says is alive, held against every line whose ending is certified, a page at a time.

Systems are asked for what lives, not for each ended line: the work grows with the living lines of a carrier, and ended
ones are found by their keyed hash in one question a page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from signoff.domain.reconciling import LivesIn, Survivor, survivor
from signoff.ports import Inventory, TryLater
from signoff.store import listed
from signoff.store.database import Database
from signoff.store.vault import TenantKeys

PAGE = 5_000
"""Lines a question."""

ATTEMPTS = 3
"""A system that is down is asked so often, one after the other, before its part is called unknown."""


@dataclass(slots=True)
class Reconciled:
    """What was found of one carrier; `unknown` are systems that could not be asked, or stopped answering."""

    carrier_id: str
    lines: dict[LivesIn, int] = field(default_factory=dict)
    survivors: list[Survivor] = field(default_factory=list)
    unknown: list[LivesIn] = field(default_factory=list)


Progress = Callable[[LivesIn, int], None]
"""Told how many living lines of a system have been looked at."""


async def reconcile(
    database: Database,
    keys: TenantKeys,
    carrier_id: str,
    inventory: Inventory | None,
    *,
    progress: Progress = lambda _, __: None,
) -> Reconciled:
    """Every ended line of a carrier that still lives somewhere; each system that cannot say so is named."""
    report = Reconciled(carrier_id)
    for lives_in in LivesIn:
        if inventory is None:
            report.unknown.append(lives_in)
            continue
        report.lines[lives_in] = 0
        try:
            async for page in _pages(inventory, lives_in):
                report.lines[lives_in] += len(page)
                report.survivors += await _ended(database, keys, carrier_id, lives_in, page)
                progress(lives_in, report.lines[lives_in])
        except TryLater:
            report.unknown.append(lives_in)
    return report


async def _pages(inventory: Inventory, lives_in: LivesIn) -> AsyncIterator[list[str]]:
    after = ""
    while page := await _asked(inventory, lives_in, after):
        yield page
        after = page[-1]


async def _asked(inventory: Inventory, lives_in: LivesIn, after: str) -> list[str]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return list(await inventory.alive(lives_in, after=after, most=PAGE))
        except TryLater:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


async def _ended(
    database: Database, keys: TenantKeys, carrier_id: str, lives_in: LivesIn, handles: list[str]
) -> list[Survivor]:
    indexes = [keys.index(f"{carrier_id}/line/{handle}") for handle in handles]
    async with database.reading(keys.tenant_id) as connection:
        cases = await listed.last_of_lines(connection, keys.tenant_id, indexes)
    found = (survivor(case, lives_in) for case in cases)
    return [one for one in found if one is not None]
