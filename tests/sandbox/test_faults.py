"""Faults on demand: whom they strike, how often, and how long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from signoff.domain.line import Identifier, IdentifierKind, Line
from signoff.ports import Systems, TryLater
from signoff.sandbox.box import Sandbox
from signoff.sandbox.faults import ANY_ACT, FaultKind
from signoff.systems.sandbox_carrier import sandbox_systems
from signoff.testing.contracts.sandbox_world import MovableClock, SandboxWorld
from signoff.testing.contracts.world import until


async def is_down(systems: Systems, line: Line) -> bool:
    """Whether reading the points of the line fails."""
    try:
        await systems.loyalty.read(line)
    except TryLater:
        return True
    return False


async def test_a_fault_strikes_as_often_as_it_was_planted_for(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """And no more."""
    line = await world.new_line()
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, times=2)

    assert [await is_down(systems, line) for _ in range(3)] == [True, True, False]


async def test_calls_at_once_share_out_the_strikes_of_a_fault(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Three strikes hit three of ten calls, whoever comes first."""
    line = await world.new_line()
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, times=3)

    struck = await asyncio.gather(*[is_down(systems, line) for _ in range(10)])

    assert struck.count(True) == 3


async def test_a_fault_with_an_end_strikes_until_then(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems, clock: MovableClock
) -> None:
    """However often it was met before."""
    line = await world.new_line()
    ends_at = clock() + timedelta(hours=1)
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, times=None, until_at=ends_at)
    during = [await is_down(systems, line) for _ in range(3)]

    clock.move(3_600)

    assert during == [True, True, True]
    assert not await is_down(systems, line)
    assert await world.has_struck()


async def test_a_fault_without_any_end_is_not_planted(sandbox: Sandbox, carrier_id: str) -> None:
    """Somebody would have to remember it."""
    with pytest.raises(ValueError, match="end"):
        await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, times=None)


async def test_a_fault_strikes_nobody_but_its_carrier_port_act_and_line(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """What is next to it goes on as before."""
    line, other = await world.new_line(balance_minor=1), await world.new_line()
    elsewhere = sandbox_systems(sandbox, f"{carrier_id}-2")
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, handle=line.handle)

    assert not await is_down(systems, other)
    await systems.charging.read(line)
    await systems.loyalty.close("case-1/close_points/1", other)
    await elsewhere.records.look_up(Identifier(IdentifierKind.NUMBER, line.numbers[0]))
    assert await is_down(systems, line)


async def test_a_fault_of_any_act_strikes_the_whole_port(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Reading, changing and asking what became of a key."""
    line = await world.new_line()
    await sandbox.faults.plant(carrier_id, "loyalty", ANY_ACT, FaultKind.OUTAGE, times=3)

    assert await is_down(systems, line)
    with pytest.raises(TryLater):
        await systems.loyalty.close("case-1/close_points/1", line)
    with pytest.raises(TryLater):
        await systems.loyalty.became("case-1/close_points/1")
    assert not await is_down(systems, line)


async def test_faults_are_taken_away_by_carrier_or_all(
    database_dsn: str, sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """And say beforehand what they are."""
    line = await world.new_line()
    fault_id = await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.OUTAGE, times=5)
    planted = [fault for fault in await sandbox.faults.pending() if fault.carrier_id == carrier_id]

    await sandbox.faults.clear(carrier_id)

    assert [(fault.id, fault.kind, fault.times_left) for fault in planted] == [
        (fault_id, FaultKind.OUTAGE, 5)
    ]
    assert not await is_down(systems, line)


async def test_calls_that_hang_hold_up_nobody_else(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """More of them than the process has connections."""
    line = await world.new_line()
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.LATENCY, seconds=3_600, times=9)
    hanging = [asyncio.ensure_future(systems.loyalty.read(line)) for _ in range(9)]
    await until(world.has_struck)

    reading = await systems.loyalty.read(line)

    assert reading.points == 0
    assert not any(call.done() for call in hanging)
    for call in hanging:
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call


async def test_a_read_whose_answer_is_lost_or_late_changes_nothing(
    sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """The next one answers."""
    line = await world.new_line(points=5)
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.ANSWER_LOST)
    await sandbox.faults.plant(carrier_id, "loyalty", "read", FaultKind.LATE_ANSWER, seconds=0.001)

    assert await is_down(systems, line)
    assert (await systems.loyalty.read(line)).points == 5
