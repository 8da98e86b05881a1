"""The whole program on a clock that a test moves on: in this process, its loop in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from signoff import app as application
from signoff.config import Settings
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.website import portal
from tests.e2e.program import START_SECONDS_MAX, STOP_SECONDS_MAX, Program


@contextlib.contextmanager
def running_on(clock: MovableClock, database_url: str) -> Iterator[Program]:
    """The program on this database and this clock until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings = Settings(folder / "data", database_url=database_url, port=listener.getsockname()[1])
        application.prepare_directory(settings)
        is_up, is_to_end = threading.Event(), threading.Event()

        async def serve() -> None:
            async with application.running(settings, database_url, clock=clock) as app:
                config = uvicorn.Config(
                    portal(app),
                    access_log=False,
                    log_level="warning",
                    timeout_graceful_shutdown=1,
                )
                server = uvicorn.Server(config)
                serving = asyncio.create_task(server.serve(sockets=[listener]))
                is_up.set()
                await asyncio.to_thread(is_to_end.wait)
                server.should_exit = True
                await serving

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        try:
            assert is_up.wait(START_SECONDS_MAX)
            yield Program(settings.address, settings.data_directory, database_url, folder / "none")
        finally:
            is_to_end.set()
            thread.join(STOP_SECONDS_MAX)
            shutil.rmtree(folder, ignore_errors=True)
    assert not thread.is_alive()
