"""What every call with a key must do, whatever its system: scenarios 1 to 4, 6 and 9 to 14 of docs/systems.md.

Each port's contract says in `carry_out` which call is meant; `line_unknown` and the like are reasons of NeedsPerson.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson, TryLater
from signoff.testing.contracts.contract import Contract
from signoff.testing.contracts.world import Trouble, World, until


def key_of(line: Line, act: str, occurrence: int = 1) -> str:
    """A key as the engine makes it: case, step, occurrence."""
    return f"case-{line.handle}/{act}/{occurrence}"


class KeyedContract(Contract, ABC):
    """The scenarios that all calls with a key have in common; the port's contract says which call is meant."""

    port: ClassVar[str]
    act: ClassVar[str]

    @abstractmethod
    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[Any] | Accepted:
        """Make the call under test."""

    @abstractmethod
    async def carry_out_otherwise(self, adapter: Any, key: str, line: Line) -> Done[Any] | Accepted:
        """Make the call under test with other content."""

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line for which the call under test makes sense."""
        return await world.new_line()

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """Bring about that the call under test is meant anew."""
        await world.restore(line)

    async def effects(self, world: World, line: Line) -> int:
        """How many effects of the call under test the system's own books show."""
        return await world.effects(line, self.port, self.act)

    async def test_01_the_same_key_twice_has_one_effect_and_one_answer(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 1."""
        line = await self.fresh(adapter, world)

        first = await self.carry_out(adapter, key_of(line, self.act), line)
        second = await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 1
        assert is_same(first, second)

    async def test_02_a_key_with_other_content_is_refused(self, adapter: Any, world: World) -> None:
        """Scenario 2."""
        line = await self.fresh(adapter, world)
        other = await self.fresh(adapter, world)
        await self.carry_out(adapter, key_of(line, self.act), line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out_otherwise(adapter, key_of(line, self.act), other)

        assert refused.value.reason == "key_reused"
        assert await self.effects(world, line) == 1
        assert await self.effects(world, other) == 0

    async def test_03_a_new_key_is_a_new_effect_where_it_is_meant(self, adapter: Any, world: World) -> None:
        """Scenario 3."""
        line = await self.fresh(adapter, world)
        await self.carry_out(adapter, key_of(line, self.act, 1), line)
        await self.make_meant_again(adapter, world, line)

        await self.carry_out(adapter, key_of(line, self.act, 2), line)

        assert await self.effects(world, line) == 2

    async def test_04_a_lost_answer_is_found_again_by_its_key(self, adapter: Any, world: World) -> None:
        """Scenario 4."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.ANSWER_LOST, self.port, self.act)

        with pytest.raises(TryLater):
            await self.carry_out(adapter, key_of(line, self.act), line)
        known = await adapter.became(key_of(line, self.act))
        again = await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 1
        assert is_same(known, again)

    async def test_09_a_slow_call_given_up_and_made_again_has_one_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 9."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.SLOW, self.port, self.act)

        await give_up(self.carry_out(adapter, key_of(line, self.act), line), world)
        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 1

    async def test_10_a_system_that_is_down_says_try_later(self, adapter: Any, world: World) -> None:
        """Scenario 10."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.DOWN, self.port, self.act)

        with pytest.raises(TryLater):
            await self.carry_out(adapter, key_of(line, self.act), line)
        effects_while_down = await self.effects(world, line)
        await self.carry_out(adapter, key_of(line, self.act), line)

        assert effects_while_down == 0
        assert await self.effects(world, line) == 1

    async def test_11_two_calls_at_once_with_one_key_have_one_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 11."""
        line = await self.fresh(adapter, world)

        answers = await asyncio.gather(
            *[self.carry_out(adapter, key_of(line, self.act), line) for _ in range(6)]
        )

        assert await self.effects(world, line) == 1
        assert all(is_same(answers[0], answer) for answer in answers)

    async def test_12_nothing_is_known_of_a_key_that_never_came(self, adapter: Any, world: World) -> None:
        """Scenario 12."""
        line = await self.fresh(adapter, world)
        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await adapter.became(key_of(line, self.act, 2)) is None

    async def test_13_an_answer_that_comes_too_late_is_found_again(self, adapter: Any, world: World) -> None:
        """Scenario 13."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.ANSWER_LATE, self.port, self.act)

        async def has_effect() -> bool:
            return await self.effects(world, line) == 1

        call = asyncio.ensure_future(self.carry_out(adapter, key_of(line, self.act), line))
        await until(has_effect)
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call
        known = await adapter.became(key_of(line, self.act))
        again = await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 1
        assert is_same(known, again)

    async def test_14_a_call_that_breaks_before_its_effect_leaves_nothing(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 14."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.CRASH, self.port, self.act)

        with pytest.raises(world.crash):
            await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 0
        assert await adapter.became(key_of(line, self.act)) is None
        await self.carry_out(adapter, key_of(line, self.act), line)
        assert await self.effects(world, line) == 1


class LineContract(KeyedContract):
    """The scenarios of calls that are about a line: scenario 6, and 2 with another line."""

    async def carry_out_otherwise(self, adapter: Any, key: str, line: Line) -> Done[Any] | Accepted:
        """The same call about another line."""
        return await self.carry_out(adapter, key, line)

    async def test_06_an_unknown_line_needs_a_person(self, adapter: Any, world: World) -> None:
        """Scenario 6: and the refused key may come again when the line is known."""
        line = await self.fresh(adapter, world)
        unknown = replace(line, handle="no-such-line")

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, self.act), unknown)

        assert refused.value.reason == "line_unknown"
        assert await adapter.became(key_of(line, self.act)) is None
        await self.carry_out(adapter, key_of(line, self.act), line)
        assert await self.effects(world, line) == 1


class ReadLineContract(LineContract):
    """The same, for a port that also reads a line; each says what must not be read in its stead."""

    async def no_reading_of_an_unknown_line(self, adapter: Any, world: World) -> None:
        """Scenario 6, for reading."""
        line = await world.new_line()
        unknown = Line("none", line.numbers, "", "", "", line.sim_kind, line.tariff_id, line.tariff_kind)

        with pytest.raises(NeedsPerson) as refused:
            await adapter.read(unknown)

        assert refused.value.reason == "line_unknown"

    async def no_reading_while_down(self, adapter: Any, world: World) -> None:
        """Scenario 10, for reading."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.DOWN, self.port, "read")

        with pytest.raises(TryLater):
            await adapter.read(line)


def is_same(one: Done[Any] | Accepted | None, other: Done[Any] | Accepted | None) -> bool:
    """Whether two answers say the same; when to look again may differ, and so may `accepted` and the later `done`."""
    if isinstance(one, Accepted) and isinstance(other, Accepted):
        return one.reference == other.reference
    return one is not None and one == other


async def give_up(call: Any, world: World) -> None:
    """Start a call, and cancel it once the planted trouble has struck, as a caller's time limit would."""
    task = asyncio.ensure_future(call)
    await until(world.has_struck)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
