"""`signoff up`, `serve` and `work`: everything in one process, the portal alone, or the work alone."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.failures import Failed
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.cli.welcome import tell_unserved, unserved_record, welcome
from signoff.config import Settings, noted

if TYPE_CHECKING:
    import uvicorn

    from signoff import website
    from signoff.app import App
    from signoff.cli import connection
else:
    website, uvicorn = lazily("signoff.website"), lazily("uvicorn")
    connection = lazily("signoff.cli.connection")

HOST = "127.0.0.1"
Site = Callable[..., Awaitable[None]]
"""An ASGI application."""

SHUTDOWN_SECONDS_MAX = 2  # pages that follow a case are let go then; they come back by themselves


def up(out: Output, settings: Settings, *, verbose: bool) -> None:
    """Everything on this machine, until a signal comes."""
    with listening(out, settings.port) as listener:
        settings = _with_port_of(listener, settings)

        async def body(app: App, stop: asyncio.Event) -> None:
            with noted(settings):
                await welcome(out, app)
                await serve_site(website.portal(app), listener, stop)

        starting.run_with(settings, out, body, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


def serve(out: Output, settings: Settings, *, verbose: bool) -> None:
    """The portal, which stores what people say; other processes carry it out."""
    with listening(out, settings.port) as listener:
        settings = _with_port_of(listener, settings)

        async def body(app: App, stop: asyncio.Event) -> None:
            with noted(settings):
                out.screen.text(out.words("cli.serve.ready", address=settings.address), Tone.GOOD)
                if settings.public_address is not None:
                    out.screen.text(out.words("cli.serve.behind", address=settings.own_address), Tone.QUIET)
                tell_unserved(out, app)
                out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
                listens = {"portal": settings.address, "listens": settings.own_address}
                out.result({**listens, "not_served": unserved_record(app)})
                await serve_site(website.portal(app), listener, stop)

        starting.run_with(settings, out, body, carries_out=False, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


def work(out: Output, settings: Settings, *, verbose: bool) -> None:
    """What was intended is carried out here, without a portal."""

    async def body(app: App, stop: asyncio.Event) -> None:
        out.screen.text(out.words("cli.work.ready"), Tone.GOOD)
        tell_unserved(out, app)
        out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
        out.result({"working": True, "process": os.getpid(), "not_served": unserved_record(app)})
        await stop.wait()

    starting.run_with(settings, out, body, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


@contextlib.contextmanager
def listening(out: Output, port: int) -> Iterator[socket.socket]:
    """The portal's place, taken before anything else is started. Raises Failed."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Inherited by what is accepted: without it each page waits 40 ms for an acknowledgement of its first half.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((HOST, port))
        # From now on the port is taken, and who comes early waits until the portal is ready.
        listener.listen()
    except OSError as error:
        listener.close()
        known = {errno.EADDRINUSE: "port_in_use", errno.EACCES: "port_not_allowed"}
        if error.errno not in known:
            raise
        raise Failed(out.words(f"cli.failed.{known[error.errno]}", port=port)) from error
    with listener:
        yield listener


def _with_port_of(listener: socket.socket, settings: Settings) -> Settings:
    return replace(settings, host=HOST, port=listener.getsockname()[1], has_portal=True)


async def serve_site(site: Site, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer until the event is set, then let the open pages go."""
    server = uvicorn.Server(
        uvicorn.Config(
            site,
            http=connection.Connection,
            log_config=None,
            access_log=False,
            proxy_headers=False,  # the portal itself knows which proxy may say for whom it speaks, if any
            timeout_graceful_shutdown=SHUTDOWN_SECONDS_MAX,
        )
    )

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    await server._serve(sockets=[listener])  # noqa: SLF001 - `serve` would take the signals, which end more than it
    ending.cancel()
