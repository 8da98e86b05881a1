"""The contract of the port `Payments` (docs/systems.md)."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson
from signoff.testing.contracts.keyed import KeyedContract, is_same, key_of
from signoff.testing.contracts.world import World


def account_of(line: Line) -> str:
    """An account that only this line's holder has."""
    return f"account {line.handle}"


class PaymentsContract(KeyedContract):
    """What every adapter to a payout office must do."""

    port = "payments"
    act = "pay_out"

    # How the adapter can pay, and which of these ways finish later, in how many seconds at most.
    at_once: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.CASH_AT_SHOP,)
    later: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.BANK_TRANSFER,)
    later_seconds: ClassVar[float] = 60
    credits_other_lines: ClassVar[bool] = True

    async def carry_out(
        self, adapter: Any, key: str, line: Line, *, amount_minor: int = 1_250, way: PayoutWay | None = None
    ) -> Done[None] | Accepted:
        """Pay to the account of the line's holder."""
        outcome: Done[None] | Accepted = await adapter.pay_out(
            key,
            amount_minor=amount_minor,
            currency="MOP",
            way=(way or self.at_once[0]).value,
            to=account_of(line),
        )
        return outcome

    async def carry_out_otherwise(self, adapter: Any, key: str, line: Line) -> Done[None] | Accepted:
        """Pay another amount."""
        return await self.carry_out(adapter, key, line, amount_minor=1_251)

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """A second pay-out is meant whenever it has a new key: nothing to bring about."""

    async def effects(self, world: World, line: Line) -> int:
        """How often the holder was paid."""
        return await world.payouts(account_of(line))

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

    async def test_72_another_line_is_credited_or_refused(self, adapter: Any, world: World) -> None:
        """Scenario 72: a number that nobody has, or an adapter that cannot, needs a person."""
        line, other = await world.new_line(), await world.new_line(balance_minor=100)

        async def credit(key: str, to: str) -> Done[None] | Accepted:
            outcome: Done[None] | Accepted = await adapter.pay_out(
                key, amount_minor=900, currency="MOP", way=PayoutWay.OTHER_LINE.value, to=to
            )
            return outcome

        with pytest.raises(NeedsPerson) as refused:
            await credit(key_of(line, "pay_out", 1), "+10000000000")

        assert refused.value.reason == "destination_unknown"
        if self.credits_other_lines:
            await credit(key_of(line, "pay_out", 2), other.numbers[0])
            await credit(key_of(line, "pay_out", 2), other.numbers[0])
            assert not await world.spend(other, 1_001)
            assert await world.spend(other, 1_000)

    async def test_73_an_amount_of_nothing_is_never_ordered(self, adapter: Any, world: World) -> None:
        """Scenario 73: it is a mistake of the caller, not a payment."""
        line = await world.new_line()

        for amount_minor in (0, -1):
            with pytest.raises(ValueError, match="above zero"):
                await self.carry_out(adapter, key_of(line, "pay_out"), line, amount_minor=amount_minor)

        assert await self.effects(world, line) == 0
