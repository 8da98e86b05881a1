"""A disk that takes a twentieth of a second for each write that must be safe: slower, and just as right.

PostgreSQL's own `commit_delay` with no siblings asked for makes every flush of its log wait so long; fsync is on. It
needs no compiler and no root, and is the same on every machine.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from tests.engine.processes import Nursery, ground
from tests.engine.stage import ENDINGS
from tests.pressure.conftest import OwnServer
from tests.pressure.crowd import Crowd, history_in, stored
from tests.pressure.history import RecordingDesk, check

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]

FLUSH_SECONDS = 0.05
AT_ONCE = 200
CARRIER = ENDINGS[1].carrier_id

SLOW = {
    "fsync": "on",
    "commit_delay": str(int(FLUSH_SECONDS * 1_000_000)),
    "commit_siblings": "0",
}


async def test_who_asks_at_once_waits_for_few_writes(
    own_server: OwnServer, tmp_path: Path, nursery: Nursery
) -> None:
    """Two hundred requests on two workers: acknowledged after their flush, in a fraction of two hundred flushes."""
    server = own_server(**SLOW)
    async with ground(server.dsn(), tmp_path, nursery) as field:
        for _ in range(2):
            await field.start()
        history = history_in(tmp_path)
        desks = [RecordingDesk(worker, history) for worker in field.workers]
        loop = asyncio.get_running_loop()

        begun_at = loop.time()
        alone = await _ask(desks[0], AT_ONCE)
        alone_seconds, begun_at = loop.time() - begun_at, loop.time()
        asked = await asyncio.gather(*(_ask(desks[n % 2], n) for n in range(AT_ONCE)))
        seconds = loop.time() - begun_at

        assert all(isinstance(one, Asked) for one in (alone, *asked))
        assert alone_seconds >= FLUSH_SECONDS
        assert seconds < AT_ONCE * FLUSH_SECONDS
        assert check(history.lines(), await stored(server.dsn())) == []


async def test_lines_end_on_a_slow_disk(own_server: OwnServer, tmp_path: Path, nursery: Nursery) -> None:
    """One line of each kind at once on two workers, everybody's writes waiting: each ends, once."""
    server = own_server(**SLOW)
    async with ground(server.dsn(), tmp_path, nursery) as field:
        for _ in range(2):
            await field.start()
        crowd = Crowd(field, history_in(tmp_path), len(ENDINGS), random.Random("slow"))
        crowd.over.set()  # nobody begins a second one
        await crowd.run()
        await crowd.expect_sound()

        assert len(crowd.ended) == len(ENDINGS)


async def _ask(desk: RecordingDesk, place: int) -> object:
    number = Identifier(IdentifierKind.NUMBER, f"+853625{place:05}")
    ask = a.Ask(CARRIER, number, Contact(ContactKind.EMAIL, f"slow-{place}@example.org"), None, "en")
    return await desk.ask(ask, key=f"slow/{place}", source=f"source-{place}")
