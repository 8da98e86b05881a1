"""The contract of the port `Esim` (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from signoff.domain.line import Line, SimKind
from signoff.ports import Accepted, Done, EsimState, NeedsPerson
from signoff.testing.contracts.keyed import LineContract, is_same, key_of
from signoff.testing.contracts.world import World


class EsimContract(LineContract):
    """What every adapter to an eSIM server must do."""

    port = "esim"
    act = "release"

    # How long at most the server takes from the deletion on the device to its confirmation.
    confirmation_seconds: ClassVar[float] = 60

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[EsimState] | Accepted:
        """Order the deletion of the profile."""
        outcome: Done[EsimState] | Accepted = await adapter.release(key, line)
        return outcome

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line on an eSIM."""
        return await world.new_line(sim_kind=SimKind.ESIM)

    async def test_05_a_deletion_is_accepted_and_confirmed_after_the_device_did_it(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 5: deleted on the device is not yet confirmed."""
        line = await self.fresh(adapter, world)

        ordered = await self.carry_out(adapter, key_of(line, "release"), line)
        world.pass_time(self.confirmation_seconds)
        waiting = await adapter.became(key_of(line, "release"))
        await world.delete_on_device(line)
        unconfirmed = await adapter.became(key_of(line, "release"))
        world.pass_time(self.confirmation_seconds)
        confirmed = await adapter.became(key_of(line, "release"))
        repeated = await self.carry_out(adapter, key_of(line, "release"), line)

        assert isinstance(ordered, Accepted)
        assert isinstance(waiting, Accepted)
        assert isinstance(unconfirmed, Accepted)
        assert isinstance(confirmed, Done)
        assert confirmed.result is EsimState.DELETION_CONFIRMED
        assert is_same(confirmed, repeated)
        assert await self.effects(world, line) == 1

    async def test_07_a_profile_confirmed_gone_is_done_at_once(self, adapter: Any, world: World) -> None:
        """Scenario 7."""
        line = await self.fresh(adapter, world)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        outcome = await self.carry_out(adapter, key_of(line, "release"), line)

        assert isinstance(outcome, Done)
        assert outcome.result is EsimState.DELETION_CONFIRMED
        assert await self.effects(world, line) == 0

    async def test_08_a_profile_replaced_by_another_hand_is_not_deleted_in_its_stead(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: the old profile's deletion would leave the new one alive."""
        line = await self.fresh(adapter, world)
        changed = await world.swap_sim(line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "release"), line)

        assert refused.value.reason == "line_changed"
        assert await self.effects(world, line) == 0
        assert isinstance(await self.carry_out(adapter, key_of(line, "release"), changed), Accepted)

    async def test_61_a_plastic_sim_has_profile_unknown_to_delete(self, adapter: Any, world: World) -> None:
        """Scenario 61."""
        line = await world.new_line(sim_kind=SimKind.PLASTIC)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "release"), line)

        assert refused.value.reason == "profile_unknown"

    async def test_62_a_profile_deleted_before_the_order_is_confirmed_too(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 62: the holder was faster."""
        line = await self.fresh(adapter, world)
        await world.delete_on_device(line)
        world.pass_time(self.confirmation_seconds)

        outcome = await self.carry_out(adapter, key_of(line, "release"), line)

        assert isinstance(outcome, Done)
        assert outcome.result is EsimState.DELETION_CONFIRMED
