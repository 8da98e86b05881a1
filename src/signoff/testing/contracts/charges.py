"""The contract of the port `Charges`: scenarios 76 to 79 of docs/systems.md, and those of all calls with a key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from signoff.domain.guarantee import ChargeKind
from signoff.domain.line import Line
from signoff.ports import Done, NeedsPerson, TryLater
from signoff.testing.contracts.keyed import LineContract, key_of
from signoff.testing.contracts.world import Trouble, World

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
AMOUNT_MINOR = 4_800
AMOUNT = {"amount_minor": AMOUNT_MINOR, "currency": "MOP"}


class ChargesContract(LineContract):
    """What every adapter to what is charged must do."""

    port = "charges"
    act = "take_back"

    @pytest.fixture(autouse=True)
    def _references(self) -> None:
        self.references: dict[str, str] = {}

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """Take the line's last charge back."""
        reference = self.references.get(line.handle, "none")
        done: Done[None] = await adapter.take_back(key, line, reference=reference, **AMOUNT)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """An ended line on which something was charged."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))
        await self.make_meant_again(adapter, world, line)
        return line

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """Something more is charged."""
        self.references[line.handle] = await world.charge(line, ChargeKind.RENEWAL, AMOUNT_MINOR)

    async def test_10_no_charges_are_told_while_the_system_is_down(self, adapter: Any, world: World) -> None:
        """Scenario 10, for asking: an empty answer would say that nothing was charged."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.DOWN, self.port, "charged")

        with pytest.raises(TryLater):
            await adapter.charged({line.handle: BEFORE})

    async def test_76_charges_are_told_from_an_instant_on_of_the_lines_asked_for(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 76: each with its own reference; what was taken back is none any more."""
        line, healthy = await self.fresh(adapter, world), await world.new_line()
        other = await self.fresh(adapter, world)
        first = self.references[line.handle]
        (known,) = await adapter.charged(
            {line.handle: BEFORE, healthy.handle: BEFORE, "no-such-line": BEFORE}
        )
        await self.make_meant_again(adapter, world, line)
        both = await adapter.charged({line.handle: BEFORE, other.handle: datetime(2099, 1, 1, tzinfo=UTC)})

        await self.carry_out(adapter, key_of(line, self.act), line)

        assert (known.handle, known.reference, known.kind) == (line.handle, first, ChargeKind.RENEWAL)
        assert {"amount_minor": known.amount_minor, "currency": known.currency} == AMOUNT
        assert {one.reference for one in both} == {first, self.references[line.handle]}
        assert [one.reference for one in await adapter.charged({line.handle: BEFORE})] == [first]
        assert [one.reference for one in await adapter.charged({line.handle: known.charged_at})] == [first]

    async def test_79_a_line_that_was_brought_back_is_charged_rightly(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 79: also once it has ended again."""
        line = await self.fresh(adapter, world)
        await world.restore(line)
        await self.make_meant_again(adapter, world, line)
        while_back = await adapter.charged({line.handle: BEFORE})

        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        assert while_back == []
        assert await adapter.charged({line.handle: BEFORE}) == []

    async def test_77_a_charge_goes_back_once_whatever_the_key(self, adapter: Any, world: World) -> None:
        """Scenario 77: ordered twice by mistake, it is done, and money goes back once."""
        line = await self.fresh(adapter, world)

        for occurrence in (1, 2):
            await self.carry_out(adapter, key_of(line, self.act, occurrence), line)

        assert await self.effects(world, line) == 1

    async def test_78_only_a_charge_of_this_line_and_amount_goes_back(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 78."""
        line, other = await self.fresh(adapter, world), await self.fresh(adapter, world)
        mine = self.references[line.handle]

        for wrong in ({"reference": self.references[other.handle]}, {"amount_minor": 1}, {"currency": "USD"}):
            said = {"reference": mine, **AMOUNT, **wrong}
            with pytest.raises(NeedsPerson) as refused:
                await adapter.take_back(key_of(line, self.act), line, **said)

            assert refused.value.reason == "amount_changed"
        assert await self.effects(world, line) == 0
