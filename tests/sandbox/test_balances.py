"""Balances under the eyes of two at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import psycopg

from signoff.ports import Systems
from signoff.sandbox.box import Sandbox
from signoff.testing.contracts.sandbox_world import SandboxWorld
from signoff.testing.contracts.world import until

Step = Callable[[], Coroutine[Any, Any, Any]]


async def while_open(dsn: str, change: str, handle: str, step: Step) -> Any:
    """What `step` brings when it runs into a change that is committed only after the step began to wait for it."""
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        await other.execute(change, [handle])
        pid = other.info.backend_pid
        task = asyncio.ensure_future(step())
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as watcher:

            async def is_waiting() -> bool:
                found = await watcher.execute(
                    "select from pg_stat_activity where %s = any(pg_blocking_pids(pid))", [pid]
                )
                return await found.fetchone() is not None

            await until(is_waiting)
        await other.commit()
        return await task


async def test_money_spent_while_reserving_is_not_reserved(
    sandbox_dsn: str, world: SandboxWorld, systems: Systems
) -> None:
    """The reservation waits for the one who spends, and answers what was left."""
    line = await world.new_line(balance_minor=5_000)

    done = await while_open(
        sandbox_dsn,
        "update sandbox.balances set balance_minor = balance_minor - 1_200 where handle = %s",
        line.handle,
        lambda: systems.charging.reserve("case-1/reserve/1", line),
    )

    assert done.result.balance_minor == 3_800
    assert (await systems.charging.read(line)).balance_minor == 3_800


async def test_nobody_spends_or_tops_up_what_is_being_reserved(
    sandbox_dsn: str, sandbox: Sandbox, world: SandboxWorld
) -> None:
    """Who comes second finds it reserved."""
    for hand in (sandbox.hands.spend, sandbox.hands.top_up):
        line = await world.new_line(balance_minor=5_000)

        could = await while_open(
            sandbox_dsn,
            "update sandbox.balances set state = 'reserved' where handle = %s",
            line.handle,
            partial(hand, line.handle, 1),
        )

        assert could is False
        assert (await sandbox.books.line_state(line.handle)).balance_minor == 5_000
