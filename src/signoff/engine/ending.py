"""Whether the running task was told to end: what a loop asks that must not outlive its cancellation.

A library that meets a cancellation half-way through an exchange may raise an error of its own instead (psycopg does,
when the connection breaks at that moment); whoever then goes on waiting would wait for ever.
"""

from __future__ import annotations

import asyncio


def is_ending() -> bool:
    """Whether the running task was cancelled, even if somebody swallowed it."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def rest(seconds: float) -> None:
    """Sleep, but not into the end: a cancellation that was swallowed before does not come again."""
    if is_ending():
        raise asyncio.CancelledError
    await asyncio.sleep(seconds)
