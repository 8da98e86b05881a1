"""One browser's connection: who takes too long to say what they want is let go, however they go on saying it.

`serving.py` hands it to the web server, which by itself waits for half a request for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS_MAX = 10.0
"""From the first sign of a connection, or of its next request, to the last line of the request's head."""


class Connection(H11Protocol):
    """A connection that is given up when the head of a request is not there in time; the guard bounds the body."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent's
        """Begin to wait."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came; only the end of a head ends the wait, not each byte of it."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request, if there is to be one."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        cycle: Any = self.cycle
        if self.transport.is_closing() or (cycle is not None and not cycle.response_complete):
            self._stop()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEADER_SECONDS_MAX, self._let_go)

    def _let_go(self) -> None:
        self.transport.abort()

    def _stop(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
