"""Whoever watches a case is told of its changes in the order in which they came."""

from __future__ import annotations

import asyncio
import contextlib

from signoff.engine.hints import Hints

WATCHERS = 50


async def test_watchers_are_told_in_the_order_in_which_they_came() -> None:
    """Not in that of their addresses in memory, which is another one in each process."""
    hints, woken = Hints(), list[int]()

    async def watch(number: int, event: asyncio.Event) -> None:
        await event.wait()
        woken.append(number)

    with contextlib.ExitStack() as stack:
        events = [stack.enter_context(hints.watching("case")) for _ in range(WATCHERS)]
        async with asyncio.TaskGroup() as group:
            for number, event in enumerate(events):
                group.create_task(watch(number, event))
            await asyncio.sleep(0)
            hints.tell({"another", "case"})
    assert woken == [*range(WATCHERS)]
