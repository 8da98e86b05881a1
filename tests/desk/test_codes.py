"""Codes to the line: a guesser has ten tries a line and day, whatever they do; nobody makes messages without end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from signoff.app import App
from signoff.desk import Asked, EngineDesk
from signoff.domain import answer as a
from signoff.domain import code as code_module
from signoff.domain import limits
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.desk.asking_codes import (
    CARRIER,
    TWO_NUMBERS,
    elsewhere,
    guess,
    names,
    ready,
    tomorrow,
    wants_code,
    wrong,
)
from tests.engine.stage import Stage, another_desk


@pytest.fixture
async def desks(app: App) -> AsyncIterator[tuple[EngineDesk, EngineDesk]]:
    """Two workers' desks."""
    async with another_desk(app) as desk:
        yield app.desk, desk


async def test_a_line_takes_ten_guesses_a_day_by_all_its_names_together(
    app: App, stage: Stage, desks: tuple[EngineDesk, EngineDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight requests by number, other number and card, forty guesses at once on two workers: ten are looked at."""
    line = await stage.line(TWO_NUMBERS)
    people = [
        stage.person(desks[turn], line, CARRIER, identifier=name, key=f"guesser-{place}-{turn}")
        for place, name in enumerate(names(line))
        for turn in range(2)
    ]
    codes = await asyncio.gather(*(ready(person) for person in people))
    looked_at: list[str] = []
    is_right = code_module._is_right

    def looks(case: Any, code: Any, digest: str) -> bool:
        looked_at.append(case.id)
        return is_right(case, code, digest)

    monkeypatch.setattr(code_module, "_is_right", looks)

    guesses = [
        guess(person, wrong(code), f"guess-{turn}")
        for turn in range(limits.CODE_TRIES)
        for person, code in zip(people, codes, strict=True)
    ]
    reasons = Counter(await asyncio.gather(*guesses))
    right = [await guess(person, code, "right at last") for person, code in zip(people, codes, strict=True)]

    assert len(looked_at) == limits.LINE_FAILURES_A_DAY
    assert None not in reasons
    assert None not in right
    await stage.expect_sound()


async def test_nine_wrong_codes_leave_one_try(app: App, stage: Stage) -> None:
    """The tenth is right, and proves."""
    line = await stage.line(TWO_NUMBERS)
    people = [
        stage.person(app.desk, line, CARRIER, identifier=name, key=f"{place}")
        for place, name in enumerate(names(line)[:2])
    ]
    codes = [await ready(person) for person in people]

    reasons = [await guess(people[0], wrong(codes[0]), f"guess-{turn}") for turn in range(5)]
    reasons += [await guess(people[1], wrong(codes[1]), f"guess-{turn}") for turn in range(4)]

    assert reasons[4] is Reason.CODE_USED_UP
    assert await guess(people[1], codes[1], "right") is None
    assert (await people[1].view()).state == "open"


async def test_a_new_code_does_not_bring_new_tries_for_the_day(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Five against the first, five against the second; then none is sent or taken until tomorrow, which is told."""
    person = stage.person(app.desk, await stage.line())
    code = await ready(person)
    for nth in (1, 2):
        for turn in range(5):
            assert await guess(person, wrong(code), f"guess-{nth}-{turn}") is not None
        clock.move(300)
        if nth == 1:
            assert await person.say("code/2", a.WantCode()) is None
            code = await person.code(2)

    no_more = await person.say("code/3", a.WantCode())
    view = await person.view()
    assert no_more is not None
    assert no_more.reason is Reason.TOO_MANY_FAILURES
    assert no_more.until == view.codes_blocked_until == tomorrow(clock())
    assert await guess(person, code, "right") is Reason.TOO_MANY_FAILURES
    clock.move(timedelta(days=1).total_seconds())
    assert await person.say("code/4", a.WantCode()) is None
    assert await guess(person, await person.code(3), "tomorrow") is None


async def test_a_page_knows_of_the_guesses_of_other_requests(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Two requests use the day's guesses up: the third has no field for the code it has, whether the number exists."""
    line = await stage.line(TWO_NUMBERS)
    for identifier in (names(line)[0], elsewhere(7_000)):
        people = [
            stage.person(app.desk, line, CARRIER, identifier=identifier, key=f"{identifier.value}-{place}")
            for place in range(3)
        ]
        for person in people:
            await person.say("confirm", a.ConfirmLine())
            assert await person.say("code/1", a.WantCode()) is None
        before = (await people[2].view()).codes_blocked_until
        for person in people[:2]:
            code = await person.code(1) if identifier.value in line.numbers else "000000"
            for turn in range(limits.CODE_TRIES):
                assert await guess(person, wrong(code), f"guess-{turn}") is not None

        assert before is None
        assert (await people[2].view()).codes_blocked_until == tomorrow(clock())


async def test_whoever_follows_a_case_is_told_of_the_guesses_of_others_where_they_matter(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """The guesses are used up before the line is confirmed: the view that asks for the proof says so."""
    line = await stage.line()
    follower, *guessers = (stage.person(app.desk, line, key=f"{place}") for place in range(3))
    changes = app.desk.changes(await follower.ask())
    assert (await anext(changes)).codes_blocked_until is None
    for guesser in guessers:
        code = await ready(guesser)
        for turn in range(limits.CODE_TRIES):
            await guess(guesser, wrong(code), f"guess-{turn}")

    await follower.say("confirm", a.ConfirmLine())
    view = await anext(changes)
    while view.requirement is not RequirementKind.PROVE_POSSESSION:
        view = await anext(changes)

    assert view.codes_blocked_until == tomorrow(clock())
    await changes.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_a_code_is_good_once_and_only_the_newest(app: App, stage: Stage, clock: MovableClock) -> None:
    """A code that was replaced, used or sent for something else is none."""
    person = stage.person(app.desk, await stage.line())
    old = await ready(person)
    clock.move(61)
    assert await person.say("code/again", a.WantCode()) is None
    new = await person.code(2)

    assert await guess(person, old, "old") is (Reason.CODE_WRONG if old != new else None)
    assert await guess(person, new, "new") is None
    assert await guess(person, new, "used") is Reason.NOT_NOW


async def test_a_code_lives_ten_minutes(app: App, stage: Stage, clock: MovableClock) -> None:
    """After that it is refused as expired, which is no guess, and a new one can be had."""
    person = stage.person(app.desk, await stage.line())
    code = await ready(person)

    clock.move(limits.CODE_LIFE.total_seconds() + 1)
    late = [await guess(person, code, f"late-{turn}") for turn in range(12)]
    assert await person.say("code/2", a.WantCode()) is None

    assert set(late) == {Reason.CODE_EXPIRED}
    assert await guess(person, await person.code(2), "in time") is None


async def test_what_strangers_guess_keeps_no_holder_from_signing(app: App, stage: Stage) -> None:
    """A stranger who has used up the guesses of a line keeps nobody from signing who has proven it."""
    line = await stage.line(TWO_NUMBERS)
    holder = stage.person(app.desk, line, CARRIER, key="holder")
    await holder.prove()
    strangers = [
        stage.person(app.desk, line, CARRIER, identifier=name, key=f"{place}")
        for place, name in enumerate(names(line)[:2])
    ]
    for stranger in strangers:
        code = await ready(stranger)
        for turn in range(5):
            await guess(stranger, wrong(code), f"guess-{turn}")

    assert (await holder.walk()).state == "ended"


async def test_another_code_must_wait_longer_each_time(app: App, stage: Stage, clock: MovableClock) -> None:
    """One minute, two, four: until then the wish is refused with the instant from which it may come again."""
    person = stage.person(app.desk, await stage.line())
    await ready(person)
    for nth, minutes in ((2, 1), (3, 2), (4, 4)):
        clock.move(minutes * 60 - 10)
        early = await person.say(f"early-{nth}", a.WantCode())
        assert early is not None
        assert early.reason is Reason.CODE_TOO_SOON
        assert early.until is not None
        clock.move((early.until - clock()).total_seconds() + 1)
        assert await person.say(f"code/{nth}", a.WantCode()) is None


async def test_a_few_addresses_cannot_make_messages_without_end(app: App, stage: Stage) -> None:
    """Three hundred codes wanted over a hundred numbers: fifty at most; somebody new still gets one."""
    answers = [
        await asyncio.gather(
            *(
                wants_code(app, wave * 20 + place, (wave * 20 + place) % 100, f"s{place % 5}")
                for place in range(20)
            )
        )
        for wave in range(15)
    ]

    said = Counter("sent" if one is None else one.reason for wave in answers for one in wave)  # type: ignore[union-attr]  # no Asked
    newcomer = await wants_code(app, 1_000, 1_000, "somebody new")
    again = await wants_code(app, 1_001, 1_001, "somebody new")

    assert said["sent"] <= limits.UNPROVEN_MESSAGES_MIN
    assert set(said) == {"sent", Reason.TOO_MANY_CODES}
    assert newcomer is None
    assert isinstance(again, Refusal)
    assert again.reason is Reason.TOO_MANY_CODES


async def test_one_address_has_twenty_codes_an_hour(app: App, clock: MovableClock) -> None:
    """The twenty-first is refused; in the next hour there are more."""
    _to_the_hour(clock)
    answers = [await wants_code(app, place, place, "one") for place in range(22)]
    clock.move(3_600)
    later = await wants_code(app, 99, 99, "one")

    assert answers[:20] == [None] * 20
    assert (
        answers[20:]
        == [Refusal(Reason.TOO_MANY_CODES, until=clock().replace(minute=0, second=0, microsecond=0))] * 2
    )
    assert later is None


async def test_one_address_has_sixty_requests_an_hour(app: App, stage: Stage, clock: MovableClock) -> None:
    """More are refused, and nothing of them is stored; in the next hour they are taken."""
    _to_the_hour(clock)

    async def ask(place: int) -> Asked | Refusal:
        contact = Contact(ContactKind.EMAIL, f"many-{place}@example.org")
        wish = a.Ask("smartone_mo", elsewhere(place), contact, None, "en")
        return await app.desk.ask(wish, key=f"many-{place}", source="one")

    answers = await asyncio.gather(*(ask(place) for place in range(70)))
    clock.move(3_600)
    later = await ask(100)

    assert sum(isinstance(answer, Asked) for answer in answers) == limits.SOURCE_REQUESTS_AN_HOUR
    assert sum(answer == Refusal(Reason.TOO_MANY_REQUESTS) for answer in answers) == 10
    assert isinstance(later, Asked)
    await stage.expect_sound()


async def test_nobodys_inbox_is_flooded_with_acknowledgements(app: App, stage: Stage) -> None:
    """Five a day to one inbox, however its address is written; the requests beyond are recorded all the same."""
    inboxes = [
        f"victim{tag}@{place}" for tag in ("", "+1", "+2", "+x") for place in ("example.org", "Example.ORG")
    ]
    asked = []
    for place, inbox in enumerate(inboxes):
        wish = a.Ask("smartone_mo", elsewhere(place), Contact(ContactKind.EMAIL, inbox), None, "en")
        asked.append(await app.desk.ask(wish, key=f"flood-{place}", source=f"s{place}"))
    await stage.calls_made()

    sent = [message for inbox in inboxes for message in await stage.sandbox.books.outbox(inbox)]
    assert all(isinstance(one, Asked) for one in asked)
    assert len(sent) == limits.CONTACT_MESSAGES_A_DAY


async def test_nobody_makes_a_carrier_pay_for_messages_without_end(app: App, stage: Stage) -> None:
    """From many addresses to many phones: fifty acknowledgements; more are shown only, those by e-mail go on."""

    async def ask(place: int, contact: Contact) -> Asked | Refusal:
        wish = a.Ask("smartone_mo", elsewhere(place), contact, None, "en")
        return await app.desk.ask(wish, key=f"texts-{place}", source=f"s{place}")

    phones = [Contact(ContactKind.PHONE, f"+3519100{place:05}") for place in range(60)]
    asked = [await ask(place, phone) for place, phone in enumerate(phones)]
    mailed = await ask(100, Contact(ContactKind.EMAIL, "honest@example.org"))
    await stage.calls_made()

    sent = [message for phone in phones for message in await stage.sandbox.books.outbox(phone.value)]
    assert all(isinstance(one, Asked) for one in (*asked, mailed))
    assert len(sent) == limits.UNPROVEN_MESSAGES_MIN
    assert len(await stage.sandbox.books.outbox("honest@example.org")) == 1


async def test_what_is_counted_stands_in_the_database(app: App, stage: Stage, product_dsn: str) -> None:
    """The counts are those of the facts: a restart forgets no guess."""
    line = await stage.line(TWO_NUMBERS)
    person = stage.person(app.desk, line, CARRIER)
    code = await ready(person)
    for turn in range(3):
        await guess(person, wrong(code), f"guess-{turn}")

    with psycopg.connect(product_dsn) as connection:
        rows = connection.execute(
            "select split_part(name, '/', 2), count from signoff.tallies"
            " where name like 'failures/%' and count > 0 order by 1"
        ).fetchall()
    assert rows == [("line", 3), ("typed", 3)]


def _to_the_hour(clock: MovableClock) -> None:
    """Begin an hour, so that no test runs over its end."""
    now = clock()
    clock.move(3_600 - now.minute * 60 - now.second)
