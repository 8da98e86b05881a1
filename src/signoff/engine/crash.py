"""Named points at which the tests kill this process; in production each is one comparison with None.

`SIGNOFF_CRASH=point:3` ends the process by SIGKILL the third time it comes to that point.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = (
    "batch loaded",
    "batch written",
    "batch committed",
    "intent leased",
    "call begins",
    "call ended",
    "result reported",
    "log written",
    "log committed",
)
"""All points there are, in the order in which one event and its call come to them; then those of the log."""

seen: Counter[str] = Counter()
"""How often each point was passed: a test reads it to know how many kills there are to try."""

_planned = os.environ.get("SIGNOFF_CRASH")


def plan(point_and_count: str | None) -> None:
    """Die at `point:count`, counted from now; None: never."""
    global _planned  # noqa: PLW0603 - the plan belongs to the process, as its death does
    _planned = point_and_count
    seen.clear()


def point(name: str) -> None:
    """Pass a named point, or die there if that was planned."""
    if _planned is None:
        return
    seen[name] += 1
    if _planned == f"{name}:{seen[name]}":
        os.kill(os.getpid(), signal.SIGKILL)
