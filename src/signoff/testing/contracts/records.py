"""The contract of the port `Records`: scenarios 6, 7, 9, 10 and 91 to 93 of docs/systems.md."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.domain.line import Identifier, IdentifierKind
from signoff.ports import Records, TryLater
from signoff.testing.contracts.contract import Contract
from signoff.testing.contracts.keyed import give_up
from signoff.testing.contracts.world import Trouble, World


def number(value: str) -> Identifier:
    """An identifier that is a number."""
    return Identifier(IdentifierKind.NUMBER, value)


class RecordsContract(Contract):
    """What every adapter to subscriber records must do."""

    async def test_06_an_unknown_number_or_card_is_no_line(self, adapter: Records) -> None:
        """Scenario 6: to ask is no failure."""
        assert await adapter.look_up(number("+10000000000")) is None
        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, "8900000000000000000")) is None

    async def test_07_an_ended_line_is_not_found_any_more(self, adapter: Records, world: World) -> None:
        """Scenario 7."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        assert await adapter.look_up(number(line.numbers[0])) is None
        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, line.iccid)) is None

    async def test_08_a_line_changed_by_another_hand_is_found_as_it_is_now(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 8."""
        line, other = await world.new_line(number_count=2), await world.new_line()
        swapped = await world.swap_sim(line)
        await world.move_number(line, to=other)

        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, line.iccid)) is None
        by_number = await adapter.look_up(number(line.numbers[0]))
        by_iccid = await adapter.look_up(Identifier(IdentifierKind.ICCID, swapped.iccid))

        assert by_number is not None
        assert by_number.handle == other.handle
        assert by_iccid is not None
        assert (by_iccid.handle, by_iccid.numbers) == (line.handle, line.numbers[1:])

    async def test_09_a_slow_look_up_can_be_given_up_and_made_again(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 9."""
        line = await world.new_line()
        await world.plant(Trouble.SLOW, "records", "look_up")

        await give_up(adapter.look_up(number(line.numbers[0])), world)

        assert await adapter.look_up(number(line.numbers[0])) == line

    async def test_10_records_that_are_down_say_try_later(self, adapter: Records, world: World) -> None:
        """Scenario 10: never None, which would mean that there is no such line."""
        line = await world.new_line()
        await world.plant(Trouble.DOWN, "records", "look_up")

        with pytest.raises(TryLater):
            await adapter.look_up(number(line.numbers[0]))

    async def test_91_a_line_is_found_by_each_of_its_numbers_and_by_its_card(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 91."""
        line = await world.new_line(number_count=2)

        assert len(line.numbers) == 2
        assert await adapter.look_up(number(line.numbers[0])) == line
        assert await adapter.look_up(number(line.numbers[1])) == line
        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, line.iccid)) == line

    async def test_92_a_card_is_found_without_its_check_digit(self, adapter: Records, world: World) -> None:
        """Scenario 92."""
        line = await world.new_line()

        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, line.iccid[:-1])) == line
        assert await adapter.look_up(Identifier(IdentifierKind.ICCID, line.iccid[:-2])) is None

    async def test_93_a_barred_line_that_has_not_ended_is_still_found(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 93: who is barred for arrears may leave, too."""
        line = await world.new_line()
        await world.bar(line)

        assert await adapter.look_up(number(line.numbers[0])) == line
