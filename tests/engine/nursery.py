"""The nursery: a process that has everything imported and forks workers on demand, since importing takes seconds.

`processes.py` talks to it: one JSON order a line on stdin, one answer a line on stdout. A worker runs the product and
serves the desk over a Unix socket until it is killed or told to stop.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import struct
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from signoff import app as application
from signoff import desk as desk_module
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.config import Settings
from signoff.domain.view import CaseView
from signoff.engine import calls, committer, crash, dispatcher, folding
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Pace

LENGTH = struct.Struct("!I")
SECONDS = struct.Struct("!d")

LEASE = timedelta(seconds=8)
"""Shorter than in production: a death moves the clock on by this much, and a code lives ten minutes."""

PACE = Pace(transfer_seconds=0.02, deletion_seconds=0.02, look_again_seconds=0.02)


class SharedClock:
    """The real time and as many seconds more as stand in a file, which all processes of a test share."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._ahead = mmap(file.fileno(), SECONDS.size, access=ACCESS_READ)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=SECONDS.unpack_from(self._ahead)[0])


async def read_frame(reader: asyncio.StreamReader) -> Any:
    """One object from the other side. Raises IncompleteReadError when the other side is gone."""
    (size,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    return pickle.loads(await reader.readexactly(size))


def write_frame(writer: asyncio.StreamWriter, value: object) -> None:
    """One object to the other side."""
    body = pickle.dumps(value)
    writer.write(LENGTH.pack(len(body)) + body)


def quicken(order: Mapping[str, Any]) -> None:
    """Shorten what only waits, leave out what was done before, and the drawing where it is not what is tried."""
    vars(application).update(migrate=lambda _: None, install=lambda _: order["sandbox"])
    dispatcher.POLL_SECONDS = 0.02
    dispatcher.CALL_SECONDS_MAX = LEASE.total_seconds() / 2
    for module in (dispatcher, folding):
        vars(module).update(INTENT_LEASE=LEASE)
    desk_module.LOOK_AGAIN_SECONDS = 0.05
    committer.RECONNECT_SECONDS = 0.02
    if not order["draws"]:
        for name in (
            "draw_acknowledgement",
            "draw_agreement",
            "draw_certificate",
            "draw_guided_certificate",
        ):
            setattr(calls, name, lambda content, _: repr(content).encode())
        setattr(Signer, "sign", lambda _, pdf: pdf)  # noqa: B010 - as above: what is signed is not what is tried


async def work(order: Mapping[str, Any]) -> None:
    """One worker: the product, and its desk over the socket."""
    quicken(order)
    crash.plan(order["plan"])
    settings = Settings(data_directory=Path(order["folder"]))
    clock = SharedClock(Path(order["clock"]))
    async with application.running(settings, order["dsn"], clock=clock, pace=PACE) as app:
        reader, writer = await asyncio.open_unix_connection(order["socket"])
        write_frame(writer, os.getpid())
        tasks: set[asyncio.Task[None]] = set()
        while True:
            try:
                number, method, args, named = await read_frame(reader)
            except asyncio.IncompleteReadError:
                break
            task = asyncio.create_task(_serve(app, writer, number, method, args, named))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        for task in tasks:
            task.cancel()
        writer.close()


async def _serve(
    app: application.App, writer: asyncio.StreamWriter, number: int, method: str, args: Any, named: Any
) -> None:
    answer: object
    try:
        if method == "plan":
            answer = dict(crash.seen)
            crash.plan(*args)
        elif method == "changed":
            answer = await _changed(app, *args)
        else:
            door, _, name = method.rpartition(".")
            answer = await getattr(app.guided if door == "guided" else app.desk, name)(*args, **named)
    except Exception as error:  # noqa: BLE001 - whoever asked is told
        answer = error
    write_frame(writer, (number, answer))


async def _changed(app: application.App, token: str, version: int) -> CaseView | None:
    """The view once it has another version; None when nothing will change any more."""
    async for view in app.desk.changes(token):
        if view.version != version:
            return view
    return None


def main() -> None:
    """Fork, wait and answer until stdin ends; then nobody stays behind."""
    cached = cache(load)
    Texts(cached(None))
    vars(application).update(load=cached)
    living: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "fork":
            pid = os.fork()
            if pid == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(2, 1)
                asyncio.run(work(order))
                os._exit(0)
            living.add(pid)
            answer = pid
        else:
            pid, status = os.waitpid(order["pid"], 0)
            living.discard(pid)
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in living:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
