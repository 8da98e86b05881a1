"""The contract of the port `Loyalty` (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

from signoff.domain.line import Line
from signoff.ports import Done
from signoff.testing.contracts.keyed import ReadLineContract, key_of
from signoff.testing.contracts.world import Trouble, World


class LoyaltyContract(ReadLineContract):
    """What every adapter to a points system must do."""

    port = "loyalty"
    act = "close"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """End the points account."""
        done: Done[None] = await adapter.close(key, line)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line with points."""
        return await world.new_line(points=70)

    async def test_06_the_points_of_an_unknown_line_need_a_person(self, adapter: Any, world: World) -> None:
        """Scenario 6, for reading: never no points."""
        await self.no_reading_of_an_unknown_line(adapter, world)

    async def test_07_points_ended_before_are_left_as_they_are(self, adapter: Any, world: World) -> None:
        """Scenario 7."""
        line = await self.fresh(adapter, world)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert await self.effects(world, line) == 0

    async def test_08_points_hang_on_the_line_whatever_its_sim(self, adapter: Any, world: World) -> None:
        """Scenario 8: a SIM replaced meanwhile is no reason to leave points open."""
        line = await self.fresh(adapter, world)
        await world.swap_sim(line)

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert await self.effects(world, line) == 1
        assert (await adapter.read(line)).points == 0

    async def test_10_loyalty_that_is_down_says_try_later_to_a_reader(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 10, for reading: never no points."""
        await self.no_reading_while_down(adapter, world)

    async def test_15_loyalty_that_lies_is_found_out_by_reading(self, adapter: Any, world: World) -> None:
        """Scenario 15."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.LIE, "loyalty", "close")

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert (await adapter.read(line)).points == 70

    async def test_51_an_ended_account_has_no_points(self, adapter: Any, world: World) -> None:
        """Scenario 51."""
        line = await self.fresh(adapter, world)
        before = await adapter.read(line)

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert before.points == 70
        assert (await adapter.read(line)).points == 0
