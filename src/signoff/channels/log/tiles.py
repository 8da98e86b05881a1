"""Answers GET for the files of the tenants' logs: `checkpoint`, `tile/<level>/<number>`, `tile/entries/<number>`.

A number is written in groups of three digits (1234067: `x001/x234/067`); `.p/<width>` asks for a tile that is not full.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass
from typing import Any

WIDTH = 256
HASH_BYTES = 32

_FILE = re.compile(
    r"tile/(?P<level>[0-9]|[1-5][0-9]|6[0-3]|entries)/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
_PLAIN, _BINARY = b"text/plain; charset=utf-8", b"application/octet-stream"
_FOR_GOOD, _FOR_NOW = b"public, max-age=31536000, immutable", b"no-cache"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LogReaders:
    """What is read for the answers; None: there is no such thing, or not yet."""

    tenant_ids: Collection[str]
    checkpoint: Callable[[str], Awaitable[str | None]]
    tile: Callable[[str, int, int], Awaitable[bytes | None]]
    """The hashes of a tile, as many as there are by now, by tenant, level and number."""
    entries: Callable[[str, int], Awaitable[list[bytes]]]
    """The entries of the tile of this number on level 0, as many as there are by now."""


@dataclass(frozen=True, slots=True)
class File:
    """One answer."""

    content: bytes
    content_type: bytes
    keeps: bytes


class LogSite:
    """The files of all tenants' logs, as an ASGI application."""

    def __init__(self, readers: LogReaders) -> None:
        self._readers = readers

    async def __call__(self, scope: Message, _: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["method"] not in ("GET", "HEAD"):
            await answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        file = await self._file(scope["path"].removeprefix(scope.get("root_path", "")).removeprefix("/"))
        if file is None:
            await answer(send, 404, [(b"cache-control", _FOR_NOW)], b"")
            return
        headers = [
            (b"content-type", file.content_type),
            (b"cache-control", file.keeps),
            (b"content-length", str(len(file.content)).encode()),
        ]
        await answer(send, 200, headers, file.content if scope["method"] == "GET" else b"")

    async def _file(self, path: str) -> File | None:
        tenant_id, _, rest = path.partition("/")
        if tenant_id not in self._readers.tenant_ids:
            return None
        if rest == "checkpoint":
            note = await self._readers.checkpoint(tenant_id)
            return File(note.encode(), _PLAIN, _FOR_NOW) if note is not None else None
        asked = _FILE.fullmatch(rest)
        if asked is None:
            return None
        number = int(re.sub("[x/]", "", asked["number"]))
        width = int(asked["width"] or WIDTH)
        if number_path(number) != asked["number"] or (asked["width"] and width >= WIDTH):
            return None
        if asked["level"] == "entries":
            content = await self._entries(tenant_id, number, width)
        else:
            content = await self._tile(tenant_id, int(asked["level"]), number, width)
        return File(content, _BINARY, _FOR_GOOD) if content is not None else None

    async def _tile(self, tenant_id: str, level: int, number: int, width: int) -> bytes | None:
        """A tile that is not full only ever grows, so any narrower one is its beginning."""
        hashes = await self._readers.tile(tenant_id, level, number)
        size = width * HASH_BYTES
        return hashes[:size] if hashes is not None and len(hashes) >= size else None

    async def _entries(self, tenant_id: str, number: int, width: int) -> bytes | None:
        entries = (await self._readers.entries(tenant_id, number))[:width]
        if len(entries) < width:
            return None
        return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def number_path(number: int) -> str:
    """The number of a tile as it stands in an address."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


async def answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
