"""The contract of the port `Charging`: reserve, release, settle; one class for each (docs/systems.md)."""

from __future__ import annotations

import asyncio
from abc import ABC
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from signoff.domain.line import Line
from signoff.domain.settlement import BalanceReading
from signoff.ports import Done, NeedsPerson
from signoff.testing.contracts.keyed import LineContract, ReadLineContract, key_of
from signoff.testing.contracts.world import Trouble, World

BALANCE_MINOR = 5_000
RESERVED = BalanceReading(BALANCE_MINOR)


class ChargingContract(ReadLineContract):
    """What every adapter to prepaid charging must do when it reserves a balance."""

    port = "charging"
    act = "reserve"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[BalanceReading]:
        """Reserve the balance."""
        done: Done[BalanceReading] = await adapter.reserve(key, line)
        return done

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line with money on it."""
        return await world.new_line(balance_minor=BALANCE_MINOR)

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The holder stays after all, and later leaves again."""
        await adapter.release(key_of(line, "release"), line)

    async def test_06_the_balance_of_an_unknown_line_needs_a_person(self, adapter: Any, world: World) -> None:
        """Scenario 6, for reading: never a balance of zero."""
        await self.no_reading_of_an_unknown_line(adapter, world)

    async def test_07_a_balance_settled_before_is_reserved_as_nothing(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7."""
        line = await self.fresh(adapter, world)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        done = await self.carry_out(adapter, key_of(line, "reserve"), line)

        assert done.result.balance_minor == 0
        assert await self.effects(world, line) == 0

    async def test_08_what_was_spent_after_the_reading_is_not_reserved(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: the answer is what was really there."""
        line = await self.fresh(adapter, world)
        before = await adapter.read(line)
        await world.spend(line, 1_200)

        done = await self.carry_out(adapter, key_of(line, "reserve"), line)

        assert before.balance_minor == BALANCE_MINOR
        assert done.result.balance_minor == BALANCE_MINOR - 1_200
        assert done.result.allowances == before.allowances != ()

    async def test_10_charging_that_is_down_says_try_later_to_a_reader(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 10, for reading: never a balance of zero."""
        await self.no_reading_while_down(adapter, world)

    async def test_15_charging_that_lies_is_found_out_by_spending(self, adapter: Any, world: World) -> None:
        """Scenario 15: it says reserved, and the balance can still be spent."""
        line = await self.fresh(adapter, world)
        await world.plant(Trouble.LIE, "charging", "reserve")

        await self.carry_out(adapter, key_of(line, "reserve"), line)

        assert await world.spend(line, BALANCE_MINOR)
        assert (await adapter.read(line)).balance_minor == 0

    async def test_31_a_reserved_balance_cannot_be_spent_or_topped_up(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 31: it stays what it was in the answer."""
        line = await self.fresh(adapter, world)

        done = await self.carry_out(adapter, key_of(line, "reserve"), line)

        assert not await world.spend(line, 1)
        assert not await world.top_up(line, 1)
        assert await adapter.read(line) == done.result

    async def test_32_no_money_is_lost_or_made_while_others_spend_and_top_up(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 32: what was there, plus what came, minus what went, is what was reserved."""
        line = await self.fresh(adapter, world)

        outcomes = await asyncio.gather(
            *[world.spend(line, 7) for _ in range(12)],
            self.carry_out(adapter, key_of(line, "reserve"), line),
            *[world.top_up(line, 11) for _ in range(12)],
        )

        spent, done, topped_up = outcomes[:12], outcomes[12], outcomes[13:]
        expected_minor = BALANCE_MINOR - 7 * spent.count(True) + 11 * topped_up.count(True)
        assert isinstance(done, Done)
        assert done.result.balance_minor == expected_minor
        assert (await adapter.read(line)).balance_minor == expected_minor


class _OfAReservedBalance(LineContract, ABC):
    port = "charging"

    async def fresh(self, adapter: Any, world: World) -> Line:
        """A line whose balance is reserved."""
        line = await world.new_line(balance_minor=BALANCE_MINOR)
        await adapter.reserve(key_of(line, "reserve"), line)
        return line


class ChargingReleaseContract(_OfAReservedBalance):
    """What every adapter to prepaid charging must do when it gives a reserved balance back."""

    act = "release"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """Release the balance."""
        done: Done[None] = await adapter.release(key, line)
        return done

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The balance is reserved for a second time."""
        await adapter.reserve(key_of(line, "reserve", 2), line)

    async def test_07_not_allowed_is_released_without_an_effect(self, adapter: Any, world: World) -> None:
        """Scenario 7."""
        line = await world.new_line(balance_minor=BALANCE_MINOR)

        await self.carry_out(adapter, key_of(line, "release"), line)

        assert await self.effects(world, line) == 0
        assert (await adapter.read(line)).balance_minor == BALANCE_MINOR

    async def test_33_a_released_balance_can_be_spent_again(self, adapter: Any, world: World) -> None:
        """Scenario 33."""
        line = await self.fresh(adapter, world)

        await self.carry_out(adapter, key_of(line, "release"), line)

        assert await world.spend(line, BALANCE_MINOR)


class ChargingSettleContract(_OfAReservedBalance):
    """What every adapter to prepaid charging must do when it settles a reserved balance."""

    act = "settle"

    async def carry_out(self, adapter: Any, key: str, line: Line) -> Done[None]:
        """Settle the balance as it was reserved last."""
        reserved = self.__dict__.get("reserved_last", RESERVED)
        done: Done[None] = await adapter.settle(key, line, reserved=reserved)
        return done

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """The line is brought back, without its money, and later ended again."""
        await super().make_meant_again(adapter, world, line)
        done = await adapter.reserve(key_of(line, "reserve", 2), line)
        self.__dict__["reserved_last"] = done.result

    async def test_07_a_balance_that_was_reserved_as_nothing_is_settled_without_an_effect(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: another hand had settled it before it was reserved, so nobody counts on it."""
        line = await world.new_line(balance_minor=BALANCE_MINOR)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))
        done = await adapter.reserve(key_of(line, "reserve"), line)

        await adapter.settle(key_of(line, "settle"), line, reserved=done.result)

        assert await self.effects(world, line) == 0

    async def test_08_a_balance_settled_already_by_another_hand_needs_a_person(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: whoever settled what was reserved may have paid it out; a payout would be a second one."""
        line = await self.fresh(adapter, world)
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "settle"), line)

        assert refused.value.reason == "amount_changed"
        assert await self.effects(world, line) == 0

    async def test_08_a_balance_that_is_not_what_was_reserved_needs_a_person(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: more or less money, or a loan that is not there; nothing is settled."""
        line = await self.fresh(adapter, world)
        for moved in (
            replace(RESERVED, balance_minor=BALANCE_MINOR - 1),
            replace(RESERVED, balance_minor=BALANCE_MINOR + 1),
            replace(RESERVED, airtime_loan_minor=1),
        ):
            with pytest.raises(NeedsPerson) as refused:
                await adapter.settle(key_of(line, "settle"), line, reserved=moved)
            assert refused.value.reason == "amount_changed"

        assert (await adapter.read(line)).balance_minor == BALANCE_MINOR

    async def test_34_a_settled_balance_is_gone_for_good(self, adapter: Any, world: World) -> None:
        """Scenario 34: nothing on it, nothing onto it, and nothing that a release could bring back."""
        line = await self.fresh(adapter, world)

        await self.carry_out(adapter, key_of(line, "settle"), line)
        await adapter.release(key_of(line, "release"), line)

        assert await adapter.read(line) == BalanceReading()
        assert not await world.top_up(line, 1)

    async def test_35_money_that_is_not_reserved_is_not_settled(self, adapter: Any, world: World) -> None:
        """Scenario 35: it could be spent and paid out as well."""
        line = await world.new_line(balance_minor=BALANCE_MINOR)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "settle"), line)

        assert refused.value.reason == "not_allowed"
        assert (await adapter.read(line)).balance_minor == BALANCE_MINOR
