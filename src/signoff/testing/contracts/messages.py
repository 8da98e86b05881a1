"""The contract of the port `Messages` (docs/systems.md)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from signoff.domain.line import Contact, ContactKind, Line
from signoff.ports import Done, MessageSent
from signoff.testing.contracts.keyed import KeyedContract, key_of
from signoff.testing.contracts.world import World


def address_of(line: Line) -> str:
    """A mail address that only this line's holder has."""
    return f"{line.handle.lower()}@example.com"


class MessagesContract(KeyedContract):
    """What every adapter to a message system must do."""

    port = "messages"
    act = "send"

    # Whether the adapter knows that a number cannot receive any more; else it sends and says so.
    knows_dead_numbers: ClassVar[bool] = True

    async def carry_out(
        self, adapter: Any, key: str, line: Line, text: str = "Your code"
    ) -> Done[MessageSent]:
        """Send a text to the line's own number."""
        to = Contact(ContactKind.PHONE, line.numbers[0])
        done: Done[MessageSent] = await adapter.send(key, to, subject="", text=text)
        return done

    async def carry_out_otherwise(self, adapter: Any, key: str, line: Line) -> Done[MessageSent]:
        """Send another text."""
        return await self.carry_out(adapter, key, line, text="Another code")

    async def make_meant_again(self, adapter: Any, world: World, line: Line) -> None:
        """A second message is meant whenever it has a new key: nothing to bring about."""

    async def effects(self, world: World, line: Line) -> int:
        """How many messages the line's phone received."""
        return len(await world.received(line.numbers[0]))

    async def test_06_a_number_of_no_line_here_is_written_to_all_the_same(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 6: the news may go to any number in the world."""
        line = await world.new_line()
        elsewhere = f"+1{line.numbers[0].removeprefix('+')}"

        done = await adapter.send(
            key_of(line, "send"), Contact(ContactKind.PHONE, elsewhere), subject="", text="Ended"
        )

        assert done.result.parts == 1
        assert await world.received(elsewhere) == ["Ended"]

    async def test_07_a_phone_that_is_cut_off_receives_nothing(self, adapter: Any, world: World) -> None:
        """Scenario 7: nobody is told that something was sent."""
        line = await world.new_line()
        await world.end(line, quarantined_until_on=date(2099, 1, 1))

        done = await self.carry_out(adapter, key_of(line, "send"), line)

        assert (done.result.parts == 0) is self.knows_dead_numbers
        assert await world.received(line.numbers[0]) == []

    async def test_85_a_suspended_phone_receives_nothing_until_it_is_back(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 85: no code reaches whoever found the SIM, and the answer does not say that one was sent."""
        line = await world.new_line()
        await world.suspend(line)
        suspended = await self.carry_out(adapter, key_of(line, "send", 1), line, text="first")
        await world.resume(line)

        await self.carry_out(adapter, key_of(line, "send", 2), line, text="second")

        assert (suspended.result.parts == 0) is self.knows_dead_numbers
        assert await world.received(line.numbers[0]) == ["second"]

    async def test_08_a_phone_barred_by_another_hand_receives_nothing_until_it_is_back(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 8: and then only what is sent anew."""
        line = await world.new_line()
        await world.bar(line)
        barred = await self.carry_out(adapter, key_of(line, "send", 1), line, text="first")
        await world.restore(line)

        await self.carry_out(adapter, key_of(line, "send", 2), line, text="second")

        assert (barred.result.parts == 0) is self.knows_dead_numbers
        assert await world.received(line.numbers[0]) == ["second"]

    async def test_81_a_text_arrives_as_it_was_sent(self, adapter: Any, world: World) -> None:
        """Scenario 81: in the order of sending, whatever its script."""
        line = await world.new_line()
        texts = ["Code 123456", "验证码 123456 🙂", "លេខកូដ 123456"]

        for occurrence, text in enumerate(texts, start=1):
            await self.carry_out(adapter, key_of(line, "send", occurrence), line, text=text)

        assert await world.received(line.numbers[0]) == texts

    async def test_82_a_long_text_to_a_phone_is_counted_in_parts(self, adapter: Any, world: World) -> None:
        """Scenario 82: 160 or 70 characters alone, 153 or 67 in each of several."""
        line = await world.new_line()
        expected = {"a" * 160: 1, "a" * 161: 2, "€" * 81: 2, "码" * 70: 1, "码" * 71: 2, "码" * 135: 3}

        for occurrence, (text, parts) in enumerate(expected.items(), start=1):
            done = await self.carry_out(adapter, key_of(line, "send", occurrence), line, text=text)

            assert done.result.parts == parts

    async def test_84_a_message_to_nobody_is_answered_like_any_other_and_reaches_nobody(
        self, adapter: Any, world: World
    ) -> None:
        """Scenario 84: the same answer, known by its key, and nothing on the phone."""
        line = await world.new_line()
        sent = await self.carry_out(adapter, key_of(line, "send", 1), line)

        to_nobody = await adapter.send(key_of(line, "send", 2), None, subject="", text="Your code")

        assert to_nobody.result == sent.result
        assert await adapter.became(key_of(line, "send", 2)) == to_nobody
        assert len(await world.received(line.numbers[0])) == 1

    async def test_83_a_mail_is_one_message_with_its_text(self, adapter: Any, world: World) -> None:
        """Scenario 83."""
        line = await world.new_line()
        to = Contact(ContactKind.EMAIL, address_of(line))

        done = await adapter.send(key_of(line, "send"), to, subject="Recorded", text="x" * 5_000)

        assert done.result.parts == 1
        assert await world.received(address_of(line)) == ["x" * 5_000]
