"""The auditor: row = fold of the journal, chains whole, nothing left undone, and one effect of each kind in the books.

It reads what is stored and the sandbox's own books, believes nobody, and answers with findings; none is what one wants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from signoff.engine.audit import of_case
from signoff.sandbox.books import EffectEntry
from signoff.store.auditing import all_pointers, stored_cases, unfinished_intents
from signoff.store.database import Database


async def audit(database: Database, tenant_ids: Iterable[str]) -> list[str]:
    """What is wrong with the cases of these tenants, whatever they are doing right now."""
    findings = []
    for tenant_id in tenant_ids:
        async with database.snapshot(tenant_id) as connection:
            cases, strays = await stored_cases(connection, tenant_id)
        findings += [f"{tenant_id} {case_id}: facts without a case" for case_id in strays]
        findings += [
            f"{tenant_id} {case.id}: {found.wrong} {found.detail}"
            for case in cases
            for found in of_case(case)
        ]
    return findings


async def unfinished(database: Database, tenant_ids: Iterable[str]) -> list[str]:
    """The intents of these tenants that are open, or accepted and to be asked about again."""
    findings = []
    for tenant_id in tenant_ids:
        async with database.reading(tenant_id) as connection:
            intents = await unfinished_intents(connection, tenant_id)
        findings += [f"{tenant_id}: intent {key} is {status}" for key, _, status in intents]
    return findings


async def loose_ends(database: Database, tenant_ids: Iterable[str]) -> list[str]:
    """What is not finished: open or accepted intents, and pointers to anything due (of whatever tenant)."""
    async with database.pointers() as connection:
        pointers = await all_pointers(connection)
    due = [f"{found.tenant_id}: {found.kind} {found.id} is due" for found in pointers]
    return [*await unfinished(database, tenant_ids), *due]


def second_effects(effects: Iterable[EffectEntry]) -> list[str]:
    """What was done twice to a line, or sent twice to somebody; what found nothing left to do was done twice too.

    Reserving and releasing may alternate, a new code may be sent, and several charges be taken back: there each
    occurrence counts by itself.
    """
    counts = Counter(_what(effect) for effect in effects)
    return [f"{what}: {count} times" for what, count in sorted(counts.items()) if count > 1]


def _what(effect: EffectEntry) -> str:
    case_id, step = effect.key.split("/")[:2]
    what = f"{effect.handle} {effect.port}.{effect.act}"
    if step in ("code", "reserve", "release", "take_back"):
        return f"{what} {effect.key}"
    return f"{what} {case_id}/{step}" if effect.port == "messages" else what
