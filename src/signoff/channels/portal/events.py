"""Live status: server-sent events that tell a page the version of its case, until the case is over."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from signoff.channels.portal.asking import source_of
from signoff.channels.portal.cases import token_of
from signoff.channels.portal.parts import PortalParts
from signoff.domain.view import CaseView

_HEARTBEAT_SECONDS = 15  # under the idle limit of common proxies
_STREAMS_MAX = 1000  # open at once in one process; others keep reloading
STREAMS_PER_CASE_MAX = 10  # a person's devices and tabs
STREAMS_PER_SOURCE_MAX = (
    50  # a household or a shop behind one address; it would take twenty to fill the process
)


class Events:
    """The route of the event stream."""

    def __init__(self, parts: PortalParts, *, heartbeat_seconds: float = _HEARTBEAT_SECONDS) -> None:
        self._parts = parts
        self._desk = parts.desk
        self._heartbeat_seconds = heartbeat_seconds
        self._open: Counter[str] = Counter()
        self._open_from: Counter[str] = Counter()

    async def stream(self, request: Request) -> Response:
        """The stream of one case. 404 for no case, 503 when too many are open."""
        token = token_of(request)
        await self._desk.view(token)
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        source = source_of(self._parts, request)
        if (
            self._open.total() >= _STREAMS_MAX
            or self._open[token] >= STREAMS_PER_CASE_MAX
            or self._open_from[source] >= STREAMS_PER_SOURCE_MAX
        ):
            raise HTTPException(503)
        return StreamingResponse(
            self._counted(token, source), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def _counted(self, token: str, source: str) -> AsyncIterator[str]:
        self._open[token] += 1
        self._open_from[source] += 1
        try:
            yield "retry: 3000\n\n"
            async with contextlib.aclosing(self._chunks(self._desk.changes(token))) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            # Nobody who is gone is remembered.
            self._open -= Counter([token])
            self._open_from -= Counter([source])

    async def _chunks(self, changes: AsyncIterator[CaseView]) -> AsyncGenerator[str, None]:
        """One event per view, a comment when nothing happens, `over` when no more will come."""
        upcoming = asyncio.ensure_future(_next(changes))
        try:
            while True:
                done, _ = await asyncio.wait({upcoming}, timeout=self._heartbeat_seconds)
                if not done:
                    yield ": still here\n\n"
                    continue
                view = upcoming.result()
                if view is None:
                    yield "event: over\ndata: over\n\n"
                    return
                upcoming = asyncio.ensure_future(_next(changes))
                yield f"id: {view.version}\ndata: {view.version}\n\n"
        finally:
            upcoming.cancel()


async def _next(changes: AsyncIterator[CaseView]) -> CaseView | None:
    return await anext(changes, None)
