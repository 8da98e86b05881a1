"""The contract of the port `Network`: what it means to have cut a line (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from signoff.domain.cut import CutReading
from signoff.domain.line import Line
from signoff.ports import Done, NeedsPerson
from signoff.testing.contracts.keyed import LineContract, key_of
from signoff.testing.contracts.world import Trouble, World


class NetworkContract(LineContract):
    """What every adapter to a subscriber register must do."""

    port = "network"
    act = "cut"

    # What the adapter cannot see must be None in its readings: declare it here, and the suite holds it to that.
    sees_serving_node: ClassVar[bool] = True
    sees_session_end: ClassVar[bool] = True

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[CutReading]:
        """Cut the line."""
        done: Done[CutReading] = await adapter.cut(key, line)
        return done

    async def test_07_an_ended_line_is_cut_without_a_second_effect(self, adapter: Any, world: World) -> None:
        """Scenario 7: it is barred, which is what was wanted, and read back."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert (done.result.access_barred, done.result.reattach_refused) == (True, True)
        assert await self.effects(world, line) == 0

    async def test_08_a_line_with_a_new_sim_is_not_cut_blindly(self, adapter: Any, world: World) -> None:
        """Scenario 8."""
        line = await world.new_line()
        changed = await world.swap_sim(line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "cut"), line)

        assert refused.value.reason == "line_changed"
        assert await self.effects(world, line) == 0
        await self.carry_out(adapter, key_of(line, "cut"), changed)
        assert await self.effects(world, line) == 1

    async def test_08_a_line_whose_number_moved_is_not_cut_blindly(self, adapter: Any, world: World) -> None:
        """Scenario 8: neither the line that lost the number nor the one that got it."""
        line, other = await world.new_line(), await world.new_line()
        await world.move_number(line, to=other)

        for stale in (line, other):
            with pytest.raises(NeedsPerson) as refused:
                await self.carry_out(adapter, key_of(stale, "cut"), stale)

            assert refused.value.reason == "line_changed"
            assert await self.effects(world, stale) == 0

    async def test_15_a_network_that_lies_is_found_out_by_reading_back(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 15: it says barred, and the phone still comes in."""
        line = await world.new_line()
        await world.plant(Trouble.LIE, "network", "cut")

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert done.result.access_barred is False
        assert not done.result.serving_node_told
        assert not done.result.session_end_seen
        assert done.result.reattach_refused is False
        assert await self.effects(world, line) == 0

    async def test_21_a_cut_line_is_barred_told_ended_and_kept_out(self, adapter: Any, world: World) -> None:
        """Scenario 21: and what the adapter cannot see it leaves open."""
        line = await world.new_line()

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert done.result.access_barred is True
        assert done.result.serving_node_told is (True if self.sees_serving_node else None)
        assert done.result.session_end_seen is (True if self.sees_session_end else None)
        assert done.result.reattach_refused is True
        assert done.result.read_at >= done.at
        assert not await world.may_attach(line)

    async def test_22_a_phone_that_is_not_in_the_network_leaves_no_session_to_see(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 22."""
        line = await world.new_line(is_attached=False)

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert done.result.access_barred is True
        assert done.result.serving_node_told is None
        assert done.result.session_end_seen is None
        assert done.result.reattach_refused is True

    async def test_23_a_serving_node_out_of_reach_is_not_claimed_to_know(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 23: the line is barred, but its phone may go on until its next location update."""
        line = await world.new_line()
        await world.plant(Trouble.DOWN, "network", "tell")

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert done.result.access_barred is True
        assert not done.result.serving_node_told
        assert done.result.session_end_seen is None
        assert done.result.reattach_refused is True

    async def test_24_a_line_barred_silently_by_another_hand_is_told_to_its_node(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 24."""
        line = await world.new_line()
        await world.bar(line)

        done = await self.carry_out(adapter, key_of(line, "cut"), line)

        assert done.result.serving_node_told is (True if self.sees_serving_node else None)
        assert done.result.session_end_seen is (True if self.sees_session_end else None)
