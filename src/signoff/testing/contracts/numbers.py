"""The contract of the port `Numbers` (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from signoff.domain.line import Line
from signoff.ports import Done, NeedsPerson
from signoff.testing.contracts.keyed import LineContract, key_of
from signoff.testing.contracts.world import World

UNTIL_ON = date(2027, 2, 28)


class NumbersContract(LineContract):
    """What every adapter to a number inventory must do."""

    port = "numbers"
    act = "quarantine"

    async def carry_out(self, adapter: Any, key: str, line: Line, until_on: date = UNTIL_ON) -> Done[None]:
        """Quarantine the line's numbers."""
        done: Done[None] = await adapter.quarantine(key, line, until_on=until_on)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line with two numbers."""
        return await world.new_line(number_count=2)

    async def test_02_a_key_with_another_date_is_refused(self, adapter: Any, world: World) -> None:
        """Scenario 2, with another date."""
        line = await self.fresh(adapter, world)
        await self.carry_out(adapter, key_of(line, "quarantine"), line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "quarantine"), line, until_on=date(2028, 1, 1))

        assert refused.value.reason == "key_reused"

    async def test_07_numbers_in_quarantine_stay_there_without_a_second_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: and a longer quarantine is not cut short."""
        line = await self.fresh(adapter, world)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        await self.carry_out(adapter, key_of(line, "quarantine"), line)

        assert await self.effects(world, line) == 0
        assert await world.quarantine_ends_on(line) == date(2099, 1, 1)

    async def test_08_a_number_that_moved_to_another_line_is_left_alone(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: its new holder keeps it, and nothing is done by halves."""
        line, other = await self.fresh(adapter, world), await self.fresh(adapter, world)
        await world.move_number(line, to=other)

        for stale in (line, other):
            with pytest.raises(NeedsPerson) as refused:
                await self.carry_out(adapter, key_of(stale, "quarantine"), stale)

            assert refused.value.reason == "line_changed"
            assert await self.effects(world, stale) == 0
            assert await world.quarantine_ends_on(stale) is None

    async def test_65_all_numbers_of_the_line_are_kept_until_the_day_asked_for(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 65."""
        line = await self.fresh(adapter, world)

        await self.carry_out(adapter, key_of(line, "quarantine"), line)

        assert await world.quarantine_ends_on(line) == UNTIL_ON


class ReleaseContract(LineContract):
    """What every adapter to a number inventory must do to let numbers go before their day."""

    port = "numbers"
    act = "release"

    async def carry_out(self, adapter: Any, key: str, line: Line, on: date = UNTIL_ON) -> Done[None]:
        """Let the line's numbers go."""
        done: Done[None] = await adapter.release(key, line, on=on)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line that has ended, whose two numbers are kept."""
        line = await world.new_line(number_count=2)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))
        return line

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The line is brought back, and ended once more."""
        await world.restore(line)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

    async def test_08_numbers_of_a_line_that_was_brought_back_are_left_alone(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: they are in use, by their holder or by another line's."""
        line, other = await self.fresh(adapter, world), await world.new_line()
        moved = await self.fresh(adapter, world)
        await world.restore(line)
        await world.move_number(moved, to=other)

        for stale in (line, moved):
            with pytest.raises(NeedsPerson) as refused:
                await self.carry_out(adapter, key_of(stale, self.act), stale)

            assert refused.value.reason == "line_changed"
            assert await self.effects(world, stale) == 0

    async def test_66_all_numbers_go_on_that_day_and_none_is_kept_for_longer(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 66: a day that was sooner stays."""
        line, sooner = await self.fresh(adapter, world), await world.new_line(number_count=2)
        await world.end(sooner, quarantined_until_on=date(2027, 1, 1))

        for one in (line, sooner):
            await self.carry_out(adapter, key_of(one, self.act), one)

        assert await world.quarantine_ends_on(line) == UNTIL_ON
        assert await world.quarantine_ends_on(sooner) == date(2027, 1, 1)
        assert await self.effects(world, sooner) == 0
