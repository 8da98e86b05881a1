"""The database goes away under load: connections cut, the server stopped in its tracks; people see it come back."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from signoff import app as application
from signoff.app import App
from signoff.config import Settings
from signoff.sandbox.install import install
from signoff.store.database import READERS_MAX, migrate
from signoff.store.embedded import Embedded
from tests.conftest import FAST
from tests.engine.processes import Ground, Nursery, ground, play
from tests.engine.stage import PATIENCE_SECONDS

FACTS_BETWEEN = 20


async def test_every_connection_is_cut_again_and_again(
    product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """Six endings while all connections of two workers are cut each time a little was done."""
    async with ground(product_dsn, product_folder, nursery) as field:
        for _ in range(2):
            await field.start()
        playing = asyncio.create_task(play(field, "cut"))
        cuts = 0
        async for _ in _progress(field, playing):
            cuts += await field.terminate_backends() > 0
        await playing
        await field.stage.expect_sound()
        assert cuts >= 4
        assert field.deaths == 0


@pytest.fixture
def own_server() -> Iterator[Embedded]:
    """A PostgreSQL of this test alone."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
    server = Embedded(folder / "pg", settings=FAST)
    yield server
    server.stop()
    shutil.rmtree(folder)


async def test_the_server_is_stopped_in_its_tracks_and_comes_back(
    own_server: Embedded, tmp_path: Path, nursery: Nursery
) -> None:
    """What was answered before an immediate stop of PostgreSQL is there after it, and the endings go on."""
    dsn = own_server.start()
    migrate(dsn)
    install(dsn)
    async with ground(dsn, tmp_path, nursery) as field:
        await field.start()
        playing = asyncio.create_task(play(field, "stopped"))
        stops = 0
        async for _ in _progress(field, playing):
            if stops == 3:
                continue
            pid = own_server.pid()
            assert pid is not None
            os.kill(pid, signal.SIGQUIT)
            await asyncio.to_thread(_wait_until_gone, own_server)
            await asyncio.to_thread(own_server.start)
            stops += 1
        await playing
        await _sound(field)
        assert stops == 3
        assert field.deaths == 0


async def test_a_process_is_not_well_while_its_database_is_away(own_server: Embedded, tmp_path: Path) -> None:
    """`/healthz` is asked by whatever watches over the process: it tells of the database too."""
    dsn = own_server.start()
    async with application.running(Settings(data_directory=tmp_path / "data"), dsn) as app:
        assert await app.is_well()
        own_server.stop()
        assert not await app.is_well()
        own_server.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await app.is_well():  # noqa: ASYNC110 - a new connection is made in its own time
                await asyncio.sleep(0.1)


async def test_a_process_is_well_once_the_work_of_its_start_is_done(app: App) -> None:
    """Some of its parts end by themselves; one that ends by an error is missed."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not any(task.done() for task in app.tasks):  # noqa: ASYNC110 - it ends in its own time
            await asyncio.sleep(0.01)
    assert await app.is_well()
    broken = asyncio.create_task(_breaks())
    await asyncio.wait([broken])
    assert not await replace(app, tasks=(*app.tasks, broken)).is_well()


async def _breaks() -> None:
    raise ValueError


async def _progress(field: Ground, playing: asyncio.Task[None]) -> AsyncIterator[int]:
    """Comes back each time some more facts are there, until the play is over."""
    seen = 0
    while not playing.done():
        facts = await field.progress()
        if facts >= seen + FACTS_BETWEEN:
            seen = facts
            yield facts
        await asyncio.sleep(0.005)


async def _sound(field: Ground) -> None:
    """The auditor's own connections broke as well; each is found out by using it once."""
    for _ in range(READERS_MAX):
        with suppress(psycopg.OperationalError):
            await field.stage.expect_sound()
            return
    await field.stage.expect_sound()


def _wait_until_gone(server: Embedded) -> None:
    while server.pid() is not None:
        signal.sigtimedwait([], 0.01)
