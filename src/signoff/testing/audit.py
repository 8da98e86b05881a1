"""The auditor: row = fold of the journal, chains whole, nothing left undone, and one effect of each kind in the books.

It reads what is stored and the sandbox's own books, believes nobody, and answers with findings; none is what one wants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from signoff.domain.case import IllegalMove
from signoff.domain.fold import fold
from signoff.evidence.chain import first_bad, genesis
from signoff.sandbox.books import EffectEntry
from signoff.store.auditing import StoredCase, all_pointers, stored_cases, unfinished_intents
from signoff.store.coding import decode_case, decode_fact
from signoff.store.database import Database


async def audit(database: Database, tenant_ids: Iterable[str]) -> list[str]:
    """What is wrong with the cases of these tenants, whatever they are doing right now."""
    findings = []
    for tenant_id in tenant_ids:
        async with database.reading(tenant_id) as connection:
            cases, strays = await stored_cases(connection, tenant_id)
        findings += [f"{tenant_id} {case_id}: facts without a case" for case_id in strays]
        findings += [f"{tenant_id} {case.id}: {finding}" for case in cases for finding in of_case(case)]
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


def of_case(case: StoredCase) -> Iterator[str]:
    """What is wrong with one case."""
    sequences = [fact.sequence for fact in case.journal]
    if sequences != list(range(1, case.version + 1)):
        yield f"version {case.version} with facts {sequences}"
    broken = first_bad(((fact.body, fact.chain) for fact in case.journal), case.id)
    if broken is not None:
        yield f"the chain breaks at fact {broken + 1}"
    if case.head != (case.journal[-1].chain if case.journal else genesis(case.id)):
        yield "the head is not the chain's last link"
    try:
        folded, row = fold(decode_fact(fact.body) for fact in case.journal), decode_case(case.body)
    except IllegalMove as error:
        yield f"no rule wrote this journal: {error}"
        return
    except Exception as error:  # noqa: BLE001 - whatever it is: the bytes are not what was written
        yield f"what is stored cannot be read: {type(error).__name__}"
        return
    if folded != row:
        yield "the row is not the fold of the journal"
    columns = (case.id, case.code, case.carrier_id, case.state, case.version, case.line_index)
    meant = (
        folded.id,
        folded.code,
        folded.carrier_id,
        folded.state,
        folded.version,
        folded.held_line_index,
    )
    if columns != meant:
        yield f"the columns {columns} are not those of the case {meant}"


def second_effects(effects: Iterable[EffectEntry]) -> list[str]:
    """What was done twice to a line, or sent twice to somebody; what found nothing left to do was done twice too.

    Reserving and releasing may alternate, and a new code may be sent: there each occurrence counts by itself.
    """
    counts = Counter(_what(effect) for effect in effects)
    return [f"{what}: {count} times" for what, count in sorted(counts.items()) if count > 1]


def _what(effect: EffectEntry) -> str:
    case_id, step = effect.key.split("/")[:2]
    what = f"{effect.handle} {effect.port}.{effect.act}"
    if step in ("code", "reserve", "release"):
        return f"{what} {effect.key}"
    return f"{what} {case_id}/{step}" if effect.port == "messages" else what
