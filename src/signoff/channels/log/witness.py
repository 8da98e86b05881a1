"""The door of a witness: POST `add-checkpoint`, as C2SP tlog-witness has it; what is answered is handed in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from signoff.channels.log.tiles import Message, Receive, Send, answer

BODY_SECONDS_MAX = 10.0
"""A request is smaller than a page; whoever takes longer only keeps the door open."""


class Reply(Protocol):
    """An answer, as HTTP has it."""

    @property
    def status(self) -> int:
        """The number."""

    @property
    def content(self) -> str:
        """The text."""

    @property
    def content_type(self) -> str:
        """The kind of the text."""


@dataclass(frozen=True, slots=True)
class WitnessSite:
    """A witness over HTTP, as an ASGI application; `add_checkpoint` may write to disk and runs in a thread."""

    add_checkpoint: Callable[[bytes], Reply]
    bytes_max: int

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] != "/add-checkpoint":
            await answer(send, 404, [], b"")
            return
        if scope["method"] != "POST":
            await answer(send, 405, [(b"allow", b"POST")], b"")
            return
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                body = await self._body(receive)
        except TimeoutError:
            await answer(send, 408, [], b"")
            return
        if body is None:
            await answer(send, 413, [], b"")
            return
        reply = await asyncio.to_thread(self.add_checkpoint, body)
        content = reply.content.encode()
        headers = [
            (b"content-type", reply.content_type.encode()),
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await answer(send, reply.status, headers, content)

    async def _body(self, receive: Receive) -> bytes | None:
        """The request; None when it is too long."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.bytes_max:
                return None
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return bytes(body)
