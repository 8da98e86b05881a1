"""The real portal on a real socket, and browsers that send their forms from several addresses of this machine."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import uvicorn

from signoff.app import App
from signoff.website import portal

FRESH = {"date"}
"""Headers that say when, not what."""


# A connection kept for later may be closed by the server in the moment it is used again: each form has its own.
LIMITS = httpx.Limits(max_connections=250, max_keepalive_connections=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """All of an answer that a browser can tell from another one."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def place(self) -> str:
        """Where it sends the browser."""
        return dict(self.headers).get("location", "")


@dataclass(frozen=True, slots=True)
class Web:
    """Portals by their addresses, and clients that speak from different addresses."""

    portals: tuple[str, ...]
    clients: tuple[httpx.AsyncClient, ...]

    async def post(self, place: int, path: str, form: dict[str, str]) -> Answer:
        """Send a form to one of the portals, from one of the clients."""
        client, address = self.clients[place % len(self.clients)], self.portals[place % len(self.portals)]
        found = await client.post(f"{address}{path}", data=form)
        kept = sorted((name, value) for name, value in found.headers.items() if name not in FRESH)
        return Answer(found.status_code, tuple(kept), found.content)

    async def get(self, path: str) -> str:
        """A page."""
        return (await self.clients[0].get(f"{self.portals[0]}{path}")).text


@asynccontextmanager
async def web(*apps: App, sources: int = 1) -> AsyncIterator[Web]:
    """A portal for each process, and so many clients, each with an address of its own."""
    async with AsyncExitStack() as stack:
        portals = [await stack.enter_async_context(_served(app)) for app in apps]
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.AsyncHTTPTransport(local_address=f"127.0.1.{place + 1}", limits=LIMITS),
                    timeout=60,
                )
            )
            for place in range(sources)
        ]
        yield Web(tuple(portals), tuple(clients))


@asynccontextmanager
async def _served(app: App) -> AsyncIterator[str]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1_024)
    server = uvicorn.Server(
        uvicorn.Config(portal(app), log_config=None, access_log=False, proxy_headers=False)
    )
    running = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


_PEOPLE = itertools.count(1)


def wish(
    number: str, carrier_id: str, *, key: str | None = None, contact: str | None = None
) -> dict[str, str]:
    """The form of page 2, filled in."""
    return {
        "key": key or secrets.token_hex(16),
        "carrier": carrier_id,
        "identifier": number,
        "contact": contact or f"person-{next(_PEOPLE)}@example.org",
        "when": "now",
    }
