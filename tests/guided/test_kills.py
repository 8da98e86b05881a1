"""Kill -9 while somebody keeps a guided case: said again, everything is there once, and nothing is left open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signoff.domain.guidance import TENANT
from signoff.engine import crash
from signoff.testing.audit import audit
from tests.conftest import IS_SOAK
from tests.engine.processes import NO_PLAN, Ground, Lost, Nursery, ground
from tests.guided.keeper import Keeper

# How often work is found by looking, and how many share one round of the log, depends on the clock.
BY_THE_CLOCK = {"intent leased", "log written", "log committed"}

STEP = 1 if IS_SOAK else 7
"""Every seventh passing of a point is tried here, each one in `make soak`."""


@dataclass(slots=True)
class Far:
    """The door of whichever worker lives."""

    field: Ground

    async def call(self, method: str, *args: Any, **named: Any) -> Any:
        """One saying. Raises Lost."""
        return await (await self.field.worker()).call(f"guided.{method}", *args, **named)


async def _play(field: Ground, name: str) -> int:
    """A whole case by somebody who says again what was not answered; how many facts it has."""

    async def insist(say: Callable[[], Awaitable[Any]]) -> Any:
        while True:
            try:
                return await say()
            except (Lost, psycopg.OperationalError):
                await asyncio.sleep(0.001)
                await field.revive()

    keeper = Keeper(Far(field), name, insist)
    mail = f"{name.replace(' ', '.')}@example.org"  # one inbox gets no more than a few messages a day
    await keeper.walk(mail=mail)
    await field.at_rest()
    view = await keeper.view()
    assert (view.state, view.has_certificate, len(view.evidence)) == ("ended", True, 1)
    sent = [one.key for one in await field.stage.sandbox.books.outbox(mail)]
    own = Counter(key.split("/")[1] for key in sent if key.startswith(keeper.case_id))
    assert own == {"notice_guided_begun": 1, "notice_guided_ended": 1}
    return view.version


@pytest.mark.timeout(600)
async def test_a_worker_is_killed_at_every_point_of_a_guided_case(
    product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """The same number of facts as in a case unhurt, each message once, rows and chains whole."""
    async with ground(product_dsn, product_folder, nursery) as field:
        await field.start()
        await field.plan(NO_PLAN)
        facts = await _play(field, "unhurt")
        passed = await field.plan(NO_PLAN)
        for place, point in enumerate(crash.POINTS):
            for count in range(1 + place % STEP, passed.get(point, 0) + 1, STEP):
                before = field.deaths
                await field.plan(f"{point}:{count}")
                assert await _play(field, f"{point}:{count}") == facts
                assert field.deaths > before or point in BY_THE_CLOCK or count == passed[point], point
        assert field.deaths >= len(set(crash.POINTS) - BY_THE_CLOCK)
        assert await audit(field.stage.database, [TENANT]) == []
