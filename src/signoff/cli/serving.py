"""`signoff up`, `serve` and `work`: everything in one process, the portal alone, or the work alone."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

from signoff.catalogue.display import grouped_number
from signoff.channels.terminal.screen import Tone
from signoff.cli import starting
from signoff.cli.failures import Failed
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings

if TYPE_CHECKING:
    import uvicorn

    from signoff import app as application
    from signoff.app import App
else:
    application, uvicorn = lazily("signoff.app"), lazily("uvicorn")

HOST = "127.0.0.1"
SHUTDOWN_SECONDS_MAX = 2  # pages that follow a case are let go then; they come back by themselves


def up(out: Output, settings: Settings, *, verbose: bool) -> None:
    """Everything on this machine, until a signal comes."""
    with _listening(out, settings.port) as listener:
        settings = _with_port_of(listener, settings)

        async def body(app: App, stop: asyncio.Event) -> None:
            await _welcome(out, app)
            await _serve(app, listener, stop)

        starting.run_with(settings, out, body, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


def serve(out: Output, settings: Settings, *, verbose: bool) -> None:
    """The portal, which stores what people say; other processes carry it out."""
    with _listening(out, settings.port) as listener:
        settings = _with_port_of(listener, settings)

        async def body(app: App, stop: asyncio.Event) -> None:
            out.screen.text(out.words("cli.serve.ready", address=settings.address), Tone.GOOD)
            out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
            out.result({"portal": settings.address})
            await _serve(app, listener, stop)

        starting.run_with(settings, out, body, carries_out=False, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


def work(out: Output, settings: Settings, *, verbose: bool) -> None:
    """What was intended is carried out here, without a portal."""

    async def body(_: App, stop: asyncio.Event) -> None:
        out.screen.text(out.words("cli.work.ready"), Tone.GOOD)
        out.screen.text(out.words("cli.up.stop"), Tone.QUIET)
        out.result({"working": True, "process": os.getpid()})
        await stop.wait()

    starting.run_with(settings, out, body, stops_by_itself=True, verbose=verbose)
    out.screen.text(out.words("cli.up.stopped"), Tone.QUIET)


@contextlib.contextmanager
def _listening(out: Output, port: int) -> Iterator[socket.socket]:
    """The portal's place, taken before anything else is started. Raises Failed."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        yield listener
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failed(out.words("cli.failed.port_in_use", port=port)) from error
        if error.errno == errno.EACCES:
            raise Failed(out.words("cli.failed.port_not_allowed", port=port)) from error
        raise
    finally:
        listener.close()


def _with_port_of(listener: socket.socket, settings: Settings) -> Settings:
    return Settings(
        data_directory=settings.data_directory,
        database_url=settings.database_url,
        packs_directory=settings.packs_directory,
        host=HOST,
        port=listener.getsockname()[1],
    )


async def _serve(app: App, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer until the event is set, then let the open pages go."""
    server = uvicorn.Server(
        uvicorn.Config(
            application.portal(app),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS_MAX,
        )
    )

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    await server._serve(sockets=[listener])  # noqa: SLF001 - `serve` would take the signals, which end more than it
    ending.cancel()


async def _welcome(out: Output, app: App) -> None:
    """The addresses, one demo line a carrier, what to try and how to stop."""
    words, address = out.words.knowing(app.catalogue), app.settings.address
    live = {line.handle for line in await application.live_demo_lines(app)}
    known = await app.sandbox.books.demo_lines()
    found = [(place, one) for place, one in enumerate(known) if one.line.handle in live]
    screen = out.screen
    screen.title(words("cli.up.title"))
    screen.pairs(
        [
            (words("cli.up.portal"), f"{address}/"),
            (words("cli.up.phones"), f"{address}/sandbox"),
            (words("cli.up.data"), str(app.settings.data_directory)),
        ]
    )
    screen.title(words("cli.up.lines"))
    rows, lines = [], []
    for place, one in found:
        page, phone = f"{address}/{one.carrier_id}", f"{address}/sandbox/phone?line={place}"
        tariff = words(f"portal.sandbox.tariff.{one.line.tariff_kind}")
        sim = words(f"portal.sandbox.sim.{one.line.sim_kind}")
        number = grouped_number(one.line.numbers[0])
        rows.append(
            (
                words.carrier(one.carrier_id),
                number,
                words("portal.list.pair", first=tariff, next=sim),
                page,
                phone,
            )
        )
        lines.append(
            {
                "carrier": one.carrier_id,
                "number": one.line.numbers[0],
                "iccid": one.line.iccid,
                "tariff_kind": one.line.tariff_kind.value,
                "sim_kind": one.line.sim_kind.value,
                "page": page,
                "phone": phone,
            }
        )
    screen.table(
        [words(f"cli.up.column.{name}") for name in ("carrier", "number", "kind", "page", "phone")], rows
    )
    screen.title(words("cli.up.try"))
    for name in ("try_portal", "try_terminal", "try_verify"):
        screen.text(words(f"cli.up.{name}"))
    screen.text(words("cli.up.specimen"), Tone.QUIET)
    screen.text(words("cli.up.stop"), Tone.GOOD)
    out.result(
        {
            "portal": f"{address}/",
            "phones": f"{address}/sandbox",
            "data_directory": str(app.settings.data_directory),
            "lines": lines,
        }
    )
