"""Restate: ten trivial durable steps a handler, on Restate's own server and store (not PostgreSQL), on loopback.

The server is an npm package under the Business Source License: it is measured here and is no part of Signoff.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import hypercorn
import hypercorn.asyncio
import restate
from load import STEPS, arguments, measure, say

START_SECONDS_MAX = 40.0

ten = restate.Service("ten")


@ten.handler()
async def case(context: restate.Context, number: int) -> int:
    """Ten steps, each in the server's journal before the next."""
    for at in range(STEPS):
        number += await context.run_typed(f"step{at}", lambda: 1)
    return number


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _serve(port: int) -> None:
    """The handler's own HTTP/2 server, in a thread of this process."""
    config = hypercorn.Config()
    config.bind, config.h2_max_concurrent_streams, config.loglevel = [f"127.0.0.1:{port}"], 2**31 - 1, "ERROR"

    async def for_ever() -> None:
        await hypercorn.asyncio.serve(restate.app([ten]), config, shutdown_trigger=asyncio.Event().wait)

    threading.Thread(target=lambda: asyncio.run(for_ever()), daemon=True).start()


@contextlib.contextmanager
def _server(program: Path, folder: Path, ports: list[int]) -> Iterator[subprocess.Popen[bytes]]:
    """Restate's server with a fresh store, on loopback only; ended with the block."""
    ingress, admin, node = ports
    settings = {
        "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
        "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
        "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
        "RESTATE_ADVERTISED_ADDRESS": f"http://127.0.0.1:{node}",
        "RESTATE_LISTEN_MODE": "tcp",
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_LOG_FILTER": "error",
        "RESTATE_NODE_NAME": "one",
        "DO_NOT_TRACK": "1",
    }
    command = [program, "--no-logo", "--base-dir", folder]
    process = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _post(connection: http.client.HTTPConnection, path: str, body: object) -> bytes:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise OSError(f"{path}: {answer.status} {text[:200]!r}")
    return text


def _register(admin: int, service: int) -> None:
    """Tell the server where the handler is, as soon as it listens. Raises SystemExit when it never does."""
    ends_at, why = time.monotonic() + START_SECONDS_MAX, "nothing was tried"
    while time.monotonic() < ends_at:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=10)
            _post(connection, "/deployments", {"uri": f"http://127.0.0.1:{service}"})
        except OSError as error:
            why = str(error)
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"Restate's server did not start: {why}")


def main() -> None:
    """Start server and handler, run the load over HTTP, print the line."""
    parser = arguments(__doc__)
    parser.add_argument("--program", type=Path, required=True, help="Restate's server")
    options = parser.parse_args()
    service, *ports = _free_ports(4)
    _serve(service)
    mine = threading.local()

    def one(number: int) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=30)
        if int(_post(mine.connection, "/ten/case", number)) != number + STEPS:
            raise SystemExit("a step was lost")

    with (
        tempfile.TemporaryDirectory(prefix="restate-") as folder,
        _server(options.program, Path(folder), ports),
    ):
        _register(ports[1], service)
        found = measure(one, options)
    say(found, options, version("restate-sdk"))


if __name__ == "__main__":
    main()
