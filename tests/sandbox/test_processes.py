"""Several operating-system processes on one sandbox."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from signoff.domain.line import Line
from signoff.ports import Systems
from signoff.sandbox.box import Sandbox
from signoff.sandbox.faults import FaultKind
from signoff.testing.contracts.sandbox_world import SandboxWorld
from signoff.testing.contracts.world import until


class OtherProcess:
    """One run of `one_call.py`, waiting to be told to go."""

    def __init__(self, dsn: str, carrier_id: str, line: Line, key: str) -> None:
        program = str(Path(__file__).with_name("one_call.py"))
        self.process = subprocess.Popen(
            [sys.executable, program, dsn, carrier_id, line.numbers[0], key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        """Let it make its call."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def outcome(self) -> str:
        """What it printed at its end."""
        printed, _ = self.process.communicate(timeout=60)
        return printed.strip()


async def test_two_processes_with_one_key_at_once_have_one_effect(
    sandbox_dsn: str, sandbox: Sandbox, carrier_id: str, world: SandboxWorld
) -> None:
    """Both get the same answer."""
    line = await world.new_line(balance_minor=4_200)
    key = f"{carrier_id}/reserve/1"
    processes = [OtherProcess(sandbox_dsn, carrier_id, line, key) for _ in range(2)]

    for process in processes:
        process.go()
    outcomes = {process.outcome() for process in processes}

    assert len(outcomes) == 1
    assert outcomes.pop().startswith("done 4200 ")
    assert [effect.is_already for effect in await sandbox.books.effects(line.handle)] == [False]
    assert sorted(call.is_repeated for call in await sandbox.books.calls(key)) == [False, True]


async def test_a_fault_planted_here_is_met_by_another_process(
    sandbox_dsn: str, sandbox: Sandbox, carrier_id: str, world: SandboxWorld
) -> None:
    """The fault lies in the database, not in the process that planted it."""
    line = await world.new_line(balance_minor=4_200)
    await sandbox.faults.plant(carrier_id, "charging", "reserve", FaultKind.OUTAGE)
    process = OtherProcess(sandbox_dsn, carrier_id, line, "case-2/reserve/1")

    process.go()

    assert process.outcome() == "try later"
    assert await world.has_struck()


async def test_a_process_killed_after_the_effect_leaves_an_answer_for_its_key(
    sandbox_dsn: str, sandbox: Sandbox, carrier_id: str, world: SandboxWorld, systems: Systems
) -> None:
    """Who comes after it with the same key finds the effect done, once."""
    line = await world.new_line(balance_minor=4_200)
    await sandbox.faults.plant(carrier_id, "charging", "reserve", FaultKind.LATE_ANSWER, seconds=3_600)
    process = OtherProcess(sandbox_dsn, carrier_id, line, "case-3/reserve/1")
    process.go()

    async def has_effect() -> bool:
        return await world.effects(line, "charging", "reserve") == 1

    await until(has_effect)
    process.process.kill()
    outcome = process.outcome()
    done = await systems.charging.reserve("case-3/reserve/1", line)

    assert outcome == ""
    assert done.result.balance_minor == 4_200
    assert await world.effects(line, "charging", "reserve") == 1
