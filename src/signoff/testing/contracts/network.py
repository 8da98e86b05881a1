"""The contract of the port `Network`: what it means to have cut a line, or suspended it (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from signoff.domain.cut import CutReading
from signoff.domain.line import Line
from signoff.ports import Done, NeedsPerson, TryLater
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

    async def test_25_a_suspended_line_is_cut_like_any_other(self, adapter: Any, world: World) -> None:
        """Scenario 25: a suspension is no end, so the cut is an effect of its own."""
        line = await world.new_line()
        await world.suspend(line)

        done = await self.carry_out(adapter, key_of(line, "cut"), line)
        await world.resume(line)

        assert await self.effects(world, line) == 1
        assert (done.result.access_barred, done.result.reattach_refused) == (True, True)
        assert done.result.serving_node_told is (True if self.sees_serving_node else None)
        assert done.result.session_end_seen is (True if self.sees_session_end else None)
        assert not await world.may_attach(line)


class SuspendContract(LineContract):
    """What every adapter to a subscriber register must do to suspend a line."""

    port = "network"
    act = "suspend"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """Suspend the line."""
        done: Done[None] = await adapter.suspend(key, line)
        return done

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The holder has found the SIM, and loses it again."""
        await world.resume(line)

    async def test_07_an_ended_line_is_suspended_without_an_effect(self, adapter: Any, world: World) -> None:
        """Scenario 7: nothing of it works, which is what was wanted."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 0

    async def test_07_a_line_that_another_hand_suspended_has_no_second_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: as when the holder called the hotline first."""
        line = await world.new_line()
        await world.suspend(line)

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 0
        assert not await world.may_attach(line)

    async def test_08_a_line_with_a_new_sim_is_not_suspended_blindly(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: the lost one is dead, and the holder has the new one in the hand."""
        line = await world.new_line()
        await world.swap_sim(line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, self.act), line)

        assert refused.value.reason == "line_changed"
        assert await self.effects(world, line) == 0
        assert await world.may_attach(line)

    async def test_15_a_network_that_lies_is_found_out_by_the_phone(self, adapter: Any, world: World) -> None:
        """Scenario 15: it says suspended, and the phone still comes in."""
        line = await world.new_line()
        await world.plant(Trouble.LIE, self.port, self.act)

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 0
        assert await world.may_attach(line)

    async def test_26_a_suspended_line_is_out_of_the_network_until_it_is_resumed(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 26: at once, without waiting for the phone to move."""
        line = await world.new_line()

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert not await world.is_in_network(line)
        assert not await world.may_attach(line)
        await world.resume(line)
        assert await world.may_attach(line)

    async def test_27_a_serving_node_out_of_reach_is_told_by_the_next_attempt(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 27: the bar stands from the first one, and who asks what became of it is not told done."""
        line = await world.new_line()
        await world.plant(Trouble.DOWN, "network", "tell")

        with pytest.raises(TryLater):
            await self.carry_out(adapter, key_of(line, self.act), line)
        was_reached = not await world.is_in_network(line)
        done = await self.carry_out(adapter, key_of(line, self.act), line)

        assert not was_reached
        assert not await world.is_in_network(line)
        assert await self.effects(world, line) == 1
        assert await adapter.became(key_of(line, self.act)) == done


class ResumeContract(LineContract):
    """What every adapter to a subscriber register must do to lift a suspension."""

    port = "network"
    act = "resume"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """Resume the line."""
        done: Done[None] = await adapter.resume(key, line)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line that is suspended."""
        line = await world.new_line()
        await world.suspend(line)
        return line

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The SIM is lost once more."""
        await world.suspend(line)

    async def test_07_a_line_that_another_hand_resumed_has_no_second_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: as when the holder called the hotline first."""
        line = await self.fresh(adapter, world)
        await world.resume(line)

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert await self.effects(world, line) == 0

    async def test_08_a_line_with_a_new_sim_is_not_resumed_blindly(self, adapter: Any, world: World) -> None:
        """Scenario 8: somebody else may hold that SIM."""
        line = await self.fresh(adapter, world)
        await world.swap_sim(line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, self.act), line)

        assert refused.value.reason == "line_changed"
        assert await self.effects(world, line) == 0

    async def test_28_a_resumed_line_is_back_and_an_ended_one_is_not(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 28: a bar for good is no suspension."""
        line, ended = await self.fresh(adapter, world), await self.fresh(adapter, world)
        await world.end(ended, quarantined_until_on=date(2099, 1, 1))

        await self.carry_out(adapter, key_of(line, self.act), line)
        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(ended, self.act), ended)

        assert await world.may_attach(line)
        assert refused.value.reason == "line_unknown"
        assert not await world.may_attach(ended)
