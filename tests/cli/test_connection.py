"""Connections that say half of what they want: they are let go, however many they are and however slowly they go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from signoff.cli import connection, serving
from signoff.cli.output import Output
from signoff.cli.words import words_of

HALF = b"GET / HTTP/1.1\r\nHost: loc"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Site:
    """Answers once it may."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.port = 0

    async def __call__(self, scope, receive, send) -> None:
        """One request."""
        if scope["type"] == "http":
            await self.may_answer.wait()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"ok"})

    async def connect(self, said: bytes) -> Streams:
        """A connection that has said this much."""
        reader, writer = await asyncio.open_connection(serving.HOST, self.port)
        writer.write(said)
        return reader, writer


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """A site on a port of its own; patience is short."""
    monkeypatch.setattr(connection, "HEADER_SECONDS_MAX", 0.05)
    site, stop = Site(), asyncio.Event()
    with serving.listening(Output(words_of(), as_json=True), 0) as listener:
        site.port = listener.getsockname()[1]
        serve = asyncio.create_task(serving.serve_site(site, listener, stop))
        yield site
        stop.set()
        await serve


async def gone(streams: Streams) -> None:
    """Wait until the other side has let go."""
    reader, writer = streams
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


async def test_fifty_that_say_half_are_let_go_while_one_is_answered(site: Site) -> None:
    """An answer may take as long as it takes: patience is for the question only."""
    asked, writer = await site.connect(WHOLE)
    halves = await asyncio.gather(*(site.connect(HALF) for _ in range(50)))

    async with asyncio.timeout(30):
        await asyncio.gather(*(gone(half) for half in halves))
        site.may_answer.set()
        assert (await asked.readline()).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_more_bytes_do_not_bring_more_time(site: Site) -> None:
    """Whoever adds a sign at a time is let go as well."""
    reader, writer = await site.connect(HALF)

    async with asyncio.timeout(30):
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0)
    writer.close()


async def test_a_second_question_is_waited_for_no_longer(site: Site) -> None:
    """After an answer the same patience begins anew, for half a request as for the first."""
    site.may_answer.set()
    reader, writer = await site.connect(WHOLE)

    async with asyncio.timeout(30):
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        writer.write(HALF)
        await gone((reader, writer))
