"""The contract of the port `Billing` (docs/systems.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from signoff.domain.line import Line
from signoff.domain.settlement import BillReading
from signoff.ports import Done, NeedsPerson
from signoff.testing.contracts.keyed import ReadLineContract, key_of
from signoff.testing.contracts.world import Trouble, World

LAST_ON = date(2026, 11, 30)


class BillingContract(ReadLineContract):
    """What every adapter to billing must do."""

    port = "billing"
    act = "close"

    async def carry_out(
        self,
        adapter: Any,
        key: str,
        line: Line,
        total_minor: int = -2_500,
        read: BillReading | None = None,
    ) -> Done[None]:
        """Close the bill with a total that was worked out from a reading: None, the first one of this line."""
        if read is None:
            known: dict[Line, BillReading] = self.__dict__.setdefault("first_readings", {})
            # Of two calls at once, both stand on the reading that was there first.
            read = known.get(line) or known.setdefault(line, await adapter.read(line))
        done: Done[None] = await adapter.close(
            key, line, total_minor=total_minor, read=read, currency="MOP", last_on=LAST_ON
        )
        return done

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """A restored line has an account that is read anew."""
        await super().make_meant_again(adapter, world, line)
        self.__dict__.pop("first_readings", None)

    async def test_02_a_key_with_another_total_is_refused(self, adapter: Any, world: World) -> None:
        """Scenario 2, with another amount."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "close"), line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "close"), line, total_minor=-2_501)

        assert refused.value.reason == "key_reused"
        assert (await adapter.read(line)).owed_minor == 2_500

    async def test_06_the_bill_of_an_unknown_line_needs_a_person(self, adapter: Any, world: World) -> None:
        """Scenario 6, for reading: never an empty bill."""
        await self.no_reading_of_an_unknown_line(adapter, world)

    async def test_07_a_closed_bill_with_the_same_total_is_left_as_it_is(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "close", 1), line)

        await self.carry_out(adapter, key_of(line, "close", 2), line)

        assert await self.effects(world, line) == 1

    async def test_07_a_bill_closed_without_a_total_takes_ours(self, adapter: Any, world: World) -> None:
        """Scenario 7: another hand ended the line, the final amount is still to be booked."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert await self.effects(world, line) == 1
        assert (await adapter.read(line)).owed_minor == 2_500

    async def test_07_a_closed_bill_with_another_total_needs_a_person(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: nobody is billed two final amounts."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "close", 1), line)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "close", 2), line, total_minor=-9)

        assert refused.value.reason == "amount_changed"
        assert (await adapter.read(line)).owed_minor == 2_500

    async def test_07_a_final_bill_that_was_known_is_not_booked_again(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: another hand made it, it was read, and its holder has paid since."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "close", 1), line)
        read = await adapter.read(line)
        await world.owe(line, -2_000)

        await self.carry_out(adapter, key_of(line, "close", 2), line, total_minor=-2_500, read=read)

        assert (await adapter.read(line)).owed_minor == 500

    async def test_07_a_final_bill_that_was_not_known_and_says_other_money_needs_a_person(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 7: another hand made it between the reading and now; a payout, too, would be a second one."""
        line = await world.new_line()
        await self.carry_out(adapter, key_of(line, "close", 1), line, total_minor=18_020)

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "close", 2), line, total_minor=18_020)

        assert refused.value.reason == "amount_changed"

    @pytest.mark.parametrize(
        ("paid_minor", "owed_minor"), [(0, 51_980), (50_000, 1_980), (51_979, 1), (51_980, 0)]
    )
    async def test_08_what_was_paid_since_the_reading_stays_paid(
        self, adapter: Any, world: World, paid_minor: int, owed_minor: int
    ) -> None:
        """Scenario 8: the total was worked out before it."""
        line = await world.new_line(owed_minor=55_000)
        read = await adapter.read(line)
        await world.owe(line, -paid_minor)

        await self.carry_out(adapter, key_of(line, "close"), line, total_minor=-51_980, read=read)

        assert (await adapter.read(line)).owed_minor == owed_minor

    @pytest.mark.parametrize("how", ["paid too much", "billed more", "deposit gone"])
    async def test_08_an_account_that_has_moved_too_far_needs_a_person(
        self, adapter: Any, world: World, how: str
    ) -> None:
        """Scenario 8: money would have to go back, or to be paid, that nobody worked out."""
        line = await world.new_line(owed_minor=10_000)
        read = await adapter.read(line)
        if how == "deposit gone":
            read = replace(read, deposit_minor=read.deposit_minor + 500)
        await world.owe(line, {"paid too much": -9_000, "billed more": 1}.get(how, 0))

        with pytest.raises(NeedsPerson) as refused:
            await self.carry_out(adapter, key_of(line, "close"), line, total_minor=-2_500, read=read)

        assert refused.value.reason == "amount_changed"

    async def test_08_what_came_to_be_owed_meanwhile_is_read(self, adapter: Any, world: World) -> None:
        """Scenario 8."""
        line = await world.new_line(owed_minor=300)
        before = await adapter.read(line)
        await world.owe(line, 450)

        assert before.owed_minor == 300
        assert (await adapter.read(line)).owed_minor == 750

    async def test_42_a_later_end_is_read_with_the_cycle_of_its_day(self, adapter: Any, world: World) -> None:
        """Scenario 42: a fee is shared out over the days of the cycle in which the line ends, not of the one now."""
        line = await world.new_line()
        running = await adapter.read(line)
        ends_on = running.cycle_last_on + timedelta(days=100)

        read = await adapter.read(line, ends_on=ends_on)

        assert read.cycle_first_on <= ends_on <= read.cycle_last_on
        assert (await adapter.read(line, ends_on=running.cycle_last_on)) == running

    async def test_10_billing_that_is_down_says_try_later_to_a_reader(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 10, for reading: never an empty bill."""
        await self.no_reading_while_down(adapter, world)

    async def test_15_billing_that_lies_is_found_out_by_reading(self, adapter: Any, world: World) -> None:
        """Scenario 15: it says closed, and the cycle still runs."""
        line = await world.new_line()
        await world.plant(Trouble.LIE, "billing", "close")

        await self.carry_out(adapter, key_of(line, "close"), line)

        assert (await adapter.read(line)).cycle_first_on is not None

    async def test_41_a_closed_bill_has_no_cycle_and_nothing_that_renews(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 41: what is owed is the final amount, and nothing when money goes to the holder."""
        owing, owed = await world.new_line(owed_minor=300), await world.new_line(owed_minor=300)

        await self.carry_out(
            adapter, key_of(owing, "close"), owing, total_minor=-800, read=await adapter.read(owing)
        )
        await self.carry_out(
            adapter, key_of(owed, "close"), owed, total_minor=800, read=await adapter.read(owed)
        )

        readings = [await adapter.read(owing), await adapter.read(owed)]
        assert [reading.owed_minor for reading in readings] == [800, 0]
        for reading in readings:
            assert (reading.cycle_first_on, reading.cycle_last_on) == (None, None)
            assert (reading.add_ons, reading.deposit_minor) == (0, 0)
