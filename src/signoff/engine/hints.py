"""Hints that a case changed, for pages that show it live; `desk.py` looks again from time to time all the same."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator


class Hints:
    """Tells those who watch a case that it changed in this process."""

    def __init__(self) -> None:
        # Told in the order in which they came: a set of events would have another one in each process.
        self._watchers: dict[str, dict[asyncio.Event, None]] = {}

    def tell(self, case_ids: set[str]) -> None:
        """These cases changed."""
        for case_id in sorted(case_ids & self._watchers.keys()):
            for event in self._watchers[case_id]:
                event.set()

    @contextlib.contextmanager
    def watching(self, case_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when the case changes."""
        event = asyncio.Event()
        self._watchers.setdefault(case_id, {})[event] = None
        try:
            yield event
        finally:
            self._watchers[case_id].pop(event, None)
            if not self._watchers[case_id]:
                del self._watchers[case_id]
