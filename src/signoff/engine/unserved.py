"""Carriers whose cases are stored here while their pack is missing: nothing of them is shown or carried out.

A pack can be left out by mistake; then whoever runs the product is to hear of it, and not only the people waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from signoff.domain.carrier import Carrier
from signoff.domain.guidance import TENANT as GUIDE
from signoff.store import tenants
from signoff.store.database import Database
from signoff.store.vault import KeyRing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unserved:
    """One such carrier: its cases, those that are not over, and of these those signed for their day."""

    tenant_id: str
    carrier_id: str
    cases: int
    not_over: int
    signed: int


async def served(
    database: Database, carriers: Mapping[str, Carrier], tenant_ids: Collection[str]
) -> tuple[Unserved, ...]:
    """Note whom this process serves; whom it does not, though something of theirs is stored, is told and logged."""
    async with database.pointers() as connection:
        await tenants.keep(connection, tenant_ids)
        stored = await tenants.stored(connection)
    found = []
    for tenant_id in stored:
        if (
            tenant_id in tenant_ids and tenant_id != GUIDE
        ):  # a guided case is of any carrier, or of none any more
            continue
        async with database.reading(tenant_id) as connection:
            rows = await tenants.counts(connection, tenant_id, carriers)
        found += [Unserved(tenant_id, *row) for row in rows]
    for one in found:
        log.warning(
            "the pack of %s is missing, so nothing of its cases is shown, carried out or ended: "
            "%d stored, %d not over, %d signed for their day (SIGNOFF_PACKS_DIR names the folder of a pack)",
            *(one.carrier_id, one.cases, one.not_over, one.signed),
        )
    return tuple(found)


def with_links(unserved: Iterable[Unserved], ring: KeyRing) -> frozenset[str]:
    """The tenants among them whose links can be told from made-up ones: those whose keys are here."""
    return frozenset(one.tenant_id for one in unserved if one.tenant_id != GUIDE and ring.has(one.tenant_id))
