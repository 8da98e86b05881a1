"""The whole program in this process, on a database of its own: engine, sandbox carriers, portal on a free port."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from signoff import app as application
from signoff.config import Settings
from signoff.domain.line import Line
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import Verdict, verify

Result = TypeVar("Result")

_STEP_SECONDS_MAX = 60


@dataclass(frozen=True, slots=True)
class Program:
    """A running Signoff, its loop in another thread than the browser's."""

    app: application.App
    loop: asyncio.AbstractEventLoop

    @property
    def address(self) -> str:
        """Where the portal is."""
        return self.app.settings.address

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something in the program's own thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_STEP_SECONDS_MAX)

    def live_line(self, carrier_id: str) -> Line:
        """A demo line of this carrier that has not ended."""
        self.call(application.live_demo_lines(self.app))
        lines = self.call(self.app.sandbox.books.demo_lines())
        return next(one.line for one in lines if one.carrier_id == carrier_id and not one.has_ended)

    def checked(self, pdf: bytes) -> Verdict:
        """What an outsider finds who has the program's public keys."""
        return verify(pdf, read_trust(application.signing_keys(self.app.settings)))


@contextlib.contextmanager
def program(dsn: str, folder: Path) -> Iterator[Program]:
    """A program that runs until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings = Settings(folder, database_url=dsn, port=listener.getsockname()[1])
        application.prepare_directory(settings)
        started: list[Program] = []
        is_ready, server = threading.Event(), uvicorn.Server(uvicorn.Config("unused"))

        async def serve() -> None:
            nonlocal server
            async with application.running(settings, dsn) as app:
                config = uvicorn.Config(
                    application.portal(app),
                    access_log=False,
                    log_level="warning",
                    timeout_graceful_shutdown=1,
                )
                server = uvicorn.Server(config)
                started.append(Program(app, asyncio.get_running_loop()))
                is_ready.set()
                await server.serve(sockets=[listener])

        def run() -> None:
            try:
                asyncio.run(serve())
            finally:
                is_ready.set()

        thread = threading.Thread(target=run, name="program")
        thread.start()
        try:
            is_ready.wait(_STEP_SECONDS_MAX)
            if not started:
                raise RuntimeError("the program did not start")
            yield started[0]
        finally:
            server.should_exit = True
            thread.join(_STEP_SECONDS_MAX)
