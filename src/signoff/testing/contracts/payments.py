"""The contract of the port `Payments` (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson, TryLater
from signoff.testing.contracts.keyed import KeyedContract, is_same, key_of
from signoff.testing.contracts.world import World


def account_of(line: Line) -> str:
    """An account that only this line's holder has."""
    return f"account {line.handle}"


async def is_credited(adapter: Any, line: Line, to: str) -> bool:
    """Pay the holder of `line` by crediting the line with the number `to`; False when that needs a person."""
    try:
        await adapter.pay_out(
            key_of(line, "pay_out"), amount_minor=900, currency="MOP", way=PayoutWay.OTHER_LINE.value, to=to
        )
    except NeedsPerson as refused:
        if refused.reason != "destination_unknown":
            raise
        return False
    return True


class PaymentsContract(KeyedContract):
    """What every adapter to a payout office must do."""

    port = "payments"
    act = "pay_out"

    # How the adapter can pay, and which of these ways finish later, in how many seconds at most.
    at_once: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.CASH_AT_SHOP,)
    later: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.BANK_TRANSFER,)
    later_seconds: ClassVar[float] = 60
    credits_other_lines: ClassVar[bool] = True

    def account_of(self, line: Line) -> str:
        """Where this line's holder is paid, and nobody else."""
        return account_of(line)

    async def carry_out(
        self, adapter: Any, key: str, line: Line, *, amount_minor: int = 1_250, way: PayoutWay | None = None
    ) -> Done[None] | Accepted:
        """Pay to the account of the line's holder."""
        outcome: Done[None] | Accepted = await adapter.pay_out(
            key,
            amount_minor=amount_minor,
            currency="MOP",
            way=(way or self.at_once[0]).value,
            to=self.account_of(line),
        )
        return outcome

    async def carry_out_otherwise(self, adapter: Any, key: str, line: Line) -> Done[None] | Accepted:
        """Pay another amount."""
        return await self.carry_out(adapter, key, line, amount_minor=1_251)

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """A second pay-out is meant whenever it has a new key: nothing to bring about."""

    async def effects(self, world: World, line: Line) -> int:
        """How often the holder was paid."""
        return await world.payouts(self.account_of(line))

    async def test_05_a_payment_that_takes_time_is_accepted_and_later_done(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 5."""
        for way in self.later:
            line = await world.new_line()

            ordered = await self.carry_out(adapter, key_of(line, "pay_out"), line, way=way)
            again = await self.carry_out(adapter, key_of(line, "pay_out"), line, way=way)
            world.pass_time(self.later_seconds)
            paid = await adapter.became(key_of(line, "pay_out"))
            repeated = await self.carry_out(adapter, key_of(line, "pay_out"), line, way=way)

            assert isinstance(ordered, Accepted)
            assert is_same(ordered, again)
            assert isinstance(paid, Done)
            assert is_same(paid, repeated)
            assert await self.effects(world, line) == 1

    async def test_06_a_number_that_nobody_has_is_not_credited(self, adapter: Any, world: World) -> None:
        """Scenario 6, for the line that is to get the money."""
        line = await world.new_line()

        assert not await is_credited(adapter, line, "+10000000000")
        assert await world.payouts("+10000000000") == 0

    async def test_07_an_ended_line_is_not_credited(self, adapter: Any, world: World) -> None:
        """Scenario 7, for the line that is to get the money."""
        line, other = await world.new_line(), await world.new_line(balance_minor=100)
        await world.end(other, quarantined_until_on=date(2099, 1, 1))

        assert not await is_credited(adapter, line, other.numbers[0])
        assert await world.payouts(other.numbers[0]) == 0

    async def test_08_the_credit_goes_where_the_number_is_now(self, adapter: Any, world: World) -> None:
        """Scenario 8: a number is what was named, and another hand moved it."""
        line, old, new = await world.new_line(), await world.new_line(balance_minor=1), await world.new_line()
        await world.move_number(old, to=new)

        assert await is_credited(adapter, line, old.numbers[0]) is self.credits_other_lines
        assert not await world.spend(old, 2)
        assert await world.spend(new, 900) is self.credits_other_lines

    async def test_11_a_lost_race_for_one_key_leaves_other_amounts_unpaid(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 11, with scenario 2: the same key, at once, with two amounts."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "pay_out"), line)

        for amount_minor in (1, 1_249, 2_500):
            with pytest.raises(NeedsPerson):
                await self.carry_out(adapter, key_of(line, "pay_out"), line, amount_minor=amount_minor)

        assert await self.effects(world, line) == 1

    async def test_71_a_payment_that_takes_no_time_is_done(self, adapter: Any, world: World) -> None:
        """Scenario 71."""
        for way in self.at_once:
            line = await world.new_line()

            outcome = await self.carry_out(adapter, key_of(line, "pay_out"), line, way=way)

            assert isinstance(outcome, Done)

    async def test_72_another_line_is_credited_once(self, adapter: Any, world: World) -> None:
        """Scenario 72; an adapter that cannot says so."""
        line, other = await world.new_line(), await world.new_line(balance_minor=100)

        for _ in range(2):
            assert await is_credited(adapter, line, other.numbers[0]) is self.credits_other_lines

        assert not await world.spend(other, 1_001)
        assert await world.spend(other, 1_000) is self.credits_other_lines

    async def test_72_only_a_line_that_is_there_takes_credit(self, adapter: Any, world: World) -> None:
        """Asked before anything is signed, about a line, one that has ended and nobody; it changes nothing."""
        line, gone = await world.new_line(), await world.new_line()
        await world.end(gone, quarantined_until_on=date(2030, 1, 1))

        assert await adapter.takes_credit(line.numbers[0], "MOP") is self.credits_other_lines
        assert not await adapter.takes_credit(line.numbers[0], "XTS")
        for nobody in (gone.numbers[0], line.iccid):
            assert not await adapter.takes_credit(nobody, "MOP")
        assert await self.effects(world, line) == 0

    async def test_72_a_line_whose_own_ending_holds_it_is_credited_when_it_is_open_again(
        self, adapter: Any, world: World
    ) -> None:
        """Which way that goes nobody knows yet: try later, and only when it has ended a person is needed."""
        if not self.credits_other_lines:
            return
        for is_given_up in (True, False):
            line, other = await world.new_line(), await world.new_line(balance_minor=100)
            await world.hold(other)

            for _ in range(2):
                with pytest.raises(TryLater):
                    await is_credited(adapter, line, other.numbers[0])
            paid_meanwhile = await world.payouts(other.numbers[0])
            await (
                world.let_go(other)
                if is_given_up
                else world.end(other, quarantined_until_on=date(2099, 1, 1))
            )

            assert paid_meanwhile == 0
            assert await is_credited(adapter, line, other.numbers[0]) is is_given_up
            assert await world.spend(other, 1_000) is is_given_up

    async def test_73_an_amount_of_nothing_is_never_ordered(self, adapter: Any, world: World) -> None:
        """Scenario 73: it is a mistake of the caller, not a payment."""
        line = await world.new_line()

        for amount_minor in (0, -1):
            with pytest.raises(ValueError, match="above zero"):
                await self.carry_out(adapter, key_of(line, "pay_out"), line, amount_minor=amount_minor)

        assert await self.effects(world, line) == 0
