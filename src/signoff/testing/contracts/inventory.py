"""The contract of the port `Inventory`: scenarios 10, 74 and 75 of docs/systems.md."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.domain.line import SimKind
from signoff.domain.reconciling import LivesIn
from signoff.ports import Inventory, TryLater
from signoff.testing.contracts.contract import Contract
from signoff.testing.contracts.world import Trouble, World

FOREVER_ON = date(2099, 1, 1)


async def handles(adapter: Inventory, lives_in: LivesIn, page: int = 100) -> list[str]:
    """Everything that a system holds for alive, a page at a time."""
    found: list[str] = []
    while asked := list(await adapter.alive(lives_in, after=found[-1] if found else "", most=page)):
        found += asked
    return found


class InventoryContract(Contract):
    """What every adapter to what lives must do."""

    async def test_10_a_system_that_is_down_says_try_later(self, adapter: Inventory, world: World) -> None:
        """Scenario 10: never an empty answer, which would say that nothing lives there."""
        await world.plant(Trouble.DOWN, LivesIn.NETWORK.value, "alive")

        with pytest.raises(TryLater):
            await adapter.alive(LivesIn.NETWORK, after="", most=10)

    @pytest.mark.parametrize("lives_in", list(LivesIn))
    async def test_74_a_line_lives_in_each_system_until_it_is_ended(
        self, adapter: Inventory, world: World, lives_in: LivesIn
    ) -> None:
        """Scenario 74."""
        line = await world.new_line(sim_kind=SimKind.ESIM, balance_minor=5_00)
        before = await handles(adapter, lives_in)

        await world.end(line, quarantined_until_on=FOREVER_ON)

        assert line.handle in before
        assert line.handle not in await handles(adapter, lives_in)

    async def test_75_pages_follow_on_each_other(self, adapter: Inventory, world: World) -> None:
        """Scenario 75: in order, each line once, none left out, whatever the size of a page."""
        lines = [(await world.new_line()).handle for _ in range(5)]

        found = await handles(adapter, LivesIn.NUMBERS, page=2)

        assert found == sorted(set(found))
        assert set(lines) <= set(found)
