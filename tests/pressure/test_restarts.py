"""The database ends every few seconds, in every way it can, while people end lines: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from signoff.store.embedded import Embedded
from tests.conftest import IS_SOAK
from tests.engine.processes import OUTSIDE, Nursery, ground
from tests.pressure.conftest import OwnServer
from tests.pressure.crowd import BROKEN, Crowd, history_in

pytestmark = [pytest.mark.database, pytest.mark.timeout(1_200)]

LOAD_SECONDS = 300.0 if IS_SOAK else 3.0
"""For each number of workers: ten minutes together, or six seconds, and at least once in each way."""

BETWEEN_SECONDS = (2.0, 6.0) if IS_SOAK else (0.2, 0.6)
"""So long the database works between two of its ends."""

WIDTH = 24 if IS_SOAK else 12

WAYS = ("killed", "immediate", "fast", "backend killed", "frozen", "worker killed")

BACKENDS = """
select pid from pg_stat_activity where backend_type = 'client backend' and application_name <> %s
order by random() limit 1
"""


@pytest.mark.soak
@pytest.mark.parametrize("count", [2, 3])
async def test_the_database_ends_again_and_again_under_load(
    count: int, own_server: OwnServer, tmp_path: Path, nursery: Nursery
) -> None:
    """What was acknowledged is there once, what was not is there at most once, and every line ends once.

    Kill -9 of the server, of one connection's process, of a worker; hard and soft stops; a server that stands still.
    """
    dice = random.Random(f"restarts {count}")
    server = own_server()
    done: Counter[str] = Counter()
    async with ground(server.dsn(), tmp_path, nursery) as field:
        for _ in range(count):
            await field.start()
        crowd = Crowd(field, history_in(tmp_path), WIDTH, dice)
        working = asyncio.create_task(crowd.run())
        ends_at = asyncio.get_running_loop().time() + LOAD_SECONDS
        ways = list(WAYS)
        while (asyncio.get_running_loop().time() < ends_at or ways) and not working.done():
            await asyncio.wait([working], timeout=dice.uniform(*BETWEEN_SECONDS))
            way = ways.pop() if ways else dice.choice(WAYS)
            done[way] += await _ill_treat(server, way, field.workers[0].pid if field.workers else 0)
        await crowd.come_to_an_end(working)
        await crowd.expect_sound()

        print(f"{count} workers: {len(crowd.ended)} endings, {dict(done)}, {_heard(crowd)}")  # noqa: T201 - figures for docs
        assert set(done) == set(WAYS)
        assert len(crowd.ended) >= WIDTH
        assert field.deaths >= done["worker killed"]


async def _ill_treat(server: Embedded, way: str, worker: int) -> int:
    """Do one thing to the server or a worker, and have the server up again; 0 when it could not be done."""
    pid = server.pid()
    assert pid is not None
    if way == "worker killed":
        os.kill(worker, signal.SIGKILL)
    elif way == "backend killed":
        if not await _backend_killed(server):
            return 0
    elif way == "frozen":
        await _frozen(pid)
    else:
        how = {"killed": signal.SIGKILL, "immediate": signal.SIGQUIT, "fast": signal.SIGINT}[way]
        os.kill(pid, how)
        await asyncio.to_thread(_wait_until_gone, server, pid)
    # PostgreSQL 18 told to stop while it recovers from a killed backend may wait for ever: it is let up first.
    await asyncio.to_thread(server.start)
    return 1


async def _backend_killed(server: Embedded) -> bool:
    """One connection's process killed: PostgreSQL then ends all others and recovers by itself."""
    try:
        async with await psycopg.AsyncConnection.connect(
            server.dsn(), application_name=OUTSIDE
        ) as connection:
            row = await (await connection.execute(BACKENDS, (OUTSIDE,))).fetchone()
        if row is None:
            return False
        os.kill(row[0], signal.SIGKILL)
    except (*BROKEN, ProcessLookupError):
        return False
    return True


async def _frozen(pid: int) -> None:
    """The server and all its processes stand still for a second, as when its disk does not answer."""
    children = _children(pid)
    for one in (pid, *children):
        os.kill(one, signal.SIGSTOP)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 1.0)
    finally:
        for one in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_until_gone(server: Embedded, pid: int) -> None:
    """A soft stop that takes too long is made a hard one, as whoever runs a server does."""
    for _ in range(1_000):
        if server.pid() is None:
            return
        signal.sigtimedwait([], 0.01)
    os.kill(pid, signal.SIGQUIT)
    while server.pid() is not None:
        signal.sigtimedwait([], 0.01)


def _heard(crowd: Crowd) -> dict[str, int]:
    """How many operations were answered, refused, or left unknown."""
    return dict(Counter(line["phase"] for line in crowd.history.lines()))
