"""The contract of the port `Records`: scenarios 6, 7, 9, 10 and 91 to 97 of docs/systems.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.standing import Hold, Standing
from signoff.ports import NeedsPerson, Records, Registered, TryLater
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

    async def test_06_nothing_is_said_of_how_an_unknown_line_stands(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 6: never that nothing stands in the way."""
        line = await world.new_line()

        with pytest.raises(NeedsPerson) as refused:
            await adapter.registered(replace(line, handle="no-such-line"))

        assert refused.value.reason == "line_unknown"

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

        await world.plant(Trouble.DOWN, "records", "registered")

        with pytest.raises(TryLater):
            await adapter.registered(line)

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

    async def test_94_a_line_that_nobody_touched_stands_free(self, adapter: Records, world: World) -> None:
        """Scenario 94: nothing in its way, and nobody registered to be told."""
        assert await adapter.registered(await world.new_line()) == Registered(Standing(), ())

    async def test_95_what_other_hands_did_shows_in_how_a_line_stands(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 95: each by itself, holds in the order of `Hold`, and gone again when it was taken back."""
        line, other = await world.new_line(), await world.new_line()
        for hold in (Hold.PORTING_OUT, Hold.LOCKED, Hold.LEGAL):
            await world.put_hold(line, hold)
        held = (await adapter.registered(line)).standing
        await world.lift_hold(line, Hold.LEGAL)
        await world.suspend(line)
        suspended = (await adapter.registered(line)).standing
        await world.resume(line)

        assert held == Standing(None, False, (Hold.LOCKED, Hold.LEGAL, Hold.PORTING_OUT))
        assert suspended == Standing(None, True, (Hold.LOCKED, Hold.PORTING_OUT))
        assert not (await adapter.registered(line)).standing.is_suspended
        assert (await adapter.registered(other)).standing == Standing()

    async def test_95_a_new_sim_shows_with_its_instant(self, adapter: Records, world: World) -> None:
        """Scenario 95: the last one counts, and it is known to whoever still has the line as it was."""
        line = await world.new_line()
        swapped = await world.swap_sim(line)
        first = (await adapter.registered(line)).standing.sim_changed_at
        world.pass_time(3_600)
        await world.swap_sim(swapped)
        second = (await adapter.registered(line)).standing.sim_changed_at

        assert first is not None
        assert second is not None
        assert (second - first).total_seconds() >= 3_600

    async def test_96_contacts_are_told_in_order_and_never_the_line_itself(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 96: not even when a number that was a contact has come to the line since."""
        second = await world.new_line(number_count=2)
        mail = Contact(ContactKind.EMAIL, "li.mei@holder.example")
        phones = [Contact(ContactKind.PHONE, value) for value in second.numbers]
        line = await world.new_line(contacts=(mail, *phones))
        before = (await adapter.registered(line)).contacts

        await world.move_number(second, to=line)

        assert before == (mail, *phones)
        assert (await adapter.registered(line)).contacts == (mail, phones[1])

    async def test_97_a_barred_or_suspended_line_is_found_and_said_to_be_suspended(
        self, adapter: Records, world: World
    ) -> None:
        """Scenario 97: whoever barred it, nothing reaches it."""
        barred, suspended = await world.new_line(), await world.new_line()
        await world.bar(barred)
        await world.suspend(suspended)

        for line in (barred, suspended):
            assert await adapter.look_up(number(line.numbers[0])) == line
            assert (await adapter.registered(line)).standing.is_suspended
