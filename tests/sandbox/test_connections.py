"""A call that is stopped, wherever it waits, leaves no connection of the sandbox open."""

from __future__ import annotations

import gc
import warnings
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any

from signoff.sandbox.connections import Connections

WAITS_MAX = 100


@coroutine
def stopped_at(wait: int, call: Coroutine[Any, Any, None]) -> Generator[Any, Any, bool]:
    """Carry the call out, cancel it when it waits for the time given, and let it end; whether it waited so often."""
    waited = 0
    go_on: Callable[[], Any] = partial(call.send, None)
    while True:
        try:
            awaited = go_on()
        except (StopIteration, CancelledError):
            return waited >= wait
        yield awaited
        waited += 1
        go_on = partial(call.throw, CancelledError()) if waited == wait else partial(call.send, None)


async def ask(connections: Connections) -> None:
    async with connections.transaction() as connection:
        await connection.execute("select 1")


async def test_a_call_stopped_at_any_wait_leaves_nothing_open(sandbox_dsn: str):
    """Cancelled at its first wait, at its second, and so on until it is through: each time all is closed."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        for wait in range(1, WAITS_MAX):
            connections = Connections(sandbox_dsn)
            was_stopped = await stopped_at(wait, ask(connections))
            await connections.close()
            gc.collect()
            if not was_stopped:
                break
    assert 4 < wait < WAITS_MAX - 1
    assert [str(one.message) for one in told] == []


async def test_a_call_that_ends_after_the_close_takes_its_connection_with_it(sandbox_dsn: str):
    """The process stops while a call is still under way: nobody would close a connection put back later."""
    connections = Connections(sandbox_dsn)
    async with connections.one() as connection:
        await connections.close()
    assert connection.closed
