"""The auditor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from signoff.store.database import Database
from signoff.testing.audit import audit as sound

if TYPE_CHECKING:
    from tests.sim.ground import Ground
    from tests.sim.world import World


def audit(world: World) -> list[str]:
    """What is wrong."""

    async def ask() -> list[str]:
        database = Database(world.ground.dsn)
        await database.open()
        try:
            return await sound(database, sorted(world.sandbox_tenants))
        finally:
            await database.close()

    return asyncio.run(ask())


def endings(ground: Ground) -> dict[str, int]:
    return dict(ground.ask("select state, count(*) from signoff.cases group by 1"))
