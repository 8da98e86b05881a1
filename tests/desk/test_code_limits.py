"""Codes that are asked for: nobody spends them for others, a line has as many under all its names."""

from __future__ import annotations

import asyncio

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain import limits
from signoff.domain.outstanding import local_day
from signoff.domain.refusal import Reason, Refusal
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from tests.desk.asking_codes import CARRIER, TWO_NUMBERS, guess, names, ready, tomorrow, wants_code, wrong
from tests.domain.walk import Walk
from tests.engine.stage import Stage


async def test_asking_for_codes_shuts_nobody_else_out(app: App, clock: MovableClock) -> None:
    """One address spends the ten of the day and is told until when; each other address still has one, ten more in all.

    Whether there is such a line or not.
    """
    spent = [await wants_code(app, place, 7, "spender") for place in range(11)]
    others = [await wants_code(app, 20 + place, 7, f"s{place}") for place in range(11)]
    again = await wants_code(app, 40, 7, "s0")

    refused = Refusal(Reason.TOO_MANY_CODES, until=tomorrow(clock()))
    assert spent == [*[None] * 10, refused]
    assert others == [*[None] * 10, refused]
    assert again == refused


async def test_all_names_of_a_line_share_its_codes(app: App, stage: Stage) -> None:
    """Number, other number and card: each is told the same, and of thirty codes ten are sent, from one address."""
    line = await stage.line(TWO_NUMBERS)
    people = [
        stage.person(
            app.desk, line, CARRIER, identifier=name, key=f"{nth}-{place}", source=f"source {nth % 2}"
        )
        for place, name in enumerate(names(line)[:3])
        for nth in range(5)
    ]
    for person in people:
        await person.say("confirm", a.ConfirmLine())
        await stage.calls_made()
        assert await person.say("code/1", a.WantCode()) is None
    await stage.calls_made()

    sent = await stage.sandbox.books.outbox(line.numbers[0])
    views = [await person.view() for person in people]
    assert len(sent) == limits.LINE_CODES_A_DAY
    assert all(view.code is not None and view.code.is_sent for view in views)
    await stage.expect_sound()


async def test_a_code_that_waited_for_slow_records_is_one_of_the_lines_codes(app: App, stage: Stage) -> None:
    """Asked for before the line is looked up, by all its names: ten are sent all the same."""
    line = await stage.line(TWO_NUMBERS)
    called = names(line)[:3]
    people = [
        stage.person(app.desk, line, CARRIER, identifier=called[nth % 3], key=f"{nth}", source="one")
        for nth in range(15)
    ]

    async def hurry(person: Person) -> None:
        await person.say("confirm", a.ConfirmLine())
        assert await person.say("code/1", a.WantCode()) is None

    await asyncio.gather(*(hurry(person) for person in people))
    await stage.calls_made()

    assert len(await stage.sandbox.books.outbox(line.numbers[0])) <= limits.LINE_CODES_A_DAY + 1
    await stage.expect_sound()


def test_a_code_that_waited_goes_to_the_first_of_each_further_address() -> None:
    """The line has had its ten of the day, by another name: an address that had none is let through, up to twenty."""
    for of_the_line, from_here, goes in ((9, 1, True), (10, 0, True), (10, 1, False), (20, 0, False)):
        walk = Walk()
        walk.request()
        walk.say(e.LineConfirmed)
        walk.want_code(source="holder")
        place = f"line/line-index/{local_day(walk.carrier, walk.now)}"
        walk.tallies |= {f"codes/{place}": of_the_line, f"codes_from/holder/{place}": from_here}
        before = dict(walk.tallies)
        walk.look_up()

        assert walk.case is not None
        assert walk.case.proof.code is not None
        assert walk.case.proof.code.is_withheld is not goes
        raised = {name for name in walk.tallies if walk.tallies[name] != before.get(name, 0)}
        assert {f"codes/{place}", f"codes_from/holder/{place}"} <= raised or not goes


async def test_codes_that_nobody_can_use_are_not_sent(app: App, stage: Stage) -> None:
    """The line's guesses are used up by its number; by its card the same is said as ever, and nothing is sent."""
    line = await stage.line(TWO_NUMBERS)
    called = names(line)
    guessers = [
        stage.person(app.desk, line, CARRIER, identifier=name, key=f"{place}")
        for place, name in enumerate(called[:2])
    ]
    for guesser in guessers:
        code = await ready(guesser)
        for turn in range(5):
            await guess(guesser, wrong(code), f"guess-{turn}")
    before = await stage.sandbox.books.outbox(line.numbers[0])

    holder = stage.person(app.desk, line, CARRIER, identifier=called[2], key="holder")
    await holder.say("confirm", a.ConfirmLine())
    assert await holder.say("code/1", a.WantCode()) is None
    await stage.calls_made()

    assert await stage.sandbox.books.outbox(line.numbers[0]) == before
    refusal = await holder.say("guess", a.GiveCode("123456"))
    assert refusal == Refusal(Reason.CODE_WRONG, tries_left=4)
    await stage.expect_sound()
