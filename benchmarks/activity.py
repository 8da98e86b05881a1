"""What PostgreSQL's backends are seen doing: statements and waits, looked at many times a second from a thread."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import psycopg

LOOK_SECONDS = 0.01

WAITS_FOR_US = "Client ClientRead"
"""A transaction is open and the backend has nothing to do: the time is Python's."""

_SEEN = """
select pid, query, coalesce(wait_event_type || ' ' || wait_event, 'at work')
from pg_stat_activity
where state = 'active' and backend_type = 'client backend' and pid <> pg_backend_pid()
"""


@dataclass(slots=True)
class Activity:
    """Counts which statements were under way, and what they waited for."""

    url: str
    looks: int = 0
    statements: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        with psycopg.connect(self.url, autocommit=True, prepare_threshold=0) as connection:
            while not self._is_over.is_set():
                for _, query, wait in connection.execute(_SEEN):
                    self.waits[wait] += 1
                    if wait != WAITS_FOR_US:
                        self.statements[_short(query)] += 1
                self.looks += 1
                time.sleep(LOOK_SECONDS)


def _short(query: str) -> str:
    """The beginning of a statement without its comments."""
    plain = re.sub(r"--[^\n]*", " ", query)
    return " ".join(plain.split())[:80]
