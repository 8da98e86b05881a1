"""One Idempotency-Key, two hundred times at once: one case, one answer; other content is refused and learns nothing."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from signoff.app import App, running
from signoff.config import Settings
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS, Stage, another_desk
from tests.pressure.web import Answer, Web, web, wish

TIMES = 200
CARRIER, OTHER = ENDINGS[1].carrier_id, ENDINGS[2].carrier_id


@pytest.fixture
async def site(
    app: App, no_paper: None, product_dsn: str, product_folder: Path, clock: MovableClock
) -> AsyncIterator[Web]:
    """Two processes with a portal each on one database, and browsers at four addresses."""
    settings = Settings(data_directory=product_folder)
    async with (
        running(settings, product_dsn, clock=clock, pace=PACE) as other,
        web(app, other, sources=4) as site,
    ):
        yield site


def _counts(dsn: str) -> tuple[int, ...]:
    """Cases, and facts of each kind that a saying makes."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "select (select count(*) from signoff.cases), count(*),"
            " count(*) filter (where convert_from(body, 'UTF8') like '%%\"LineConfirmed\"%%')"
            " from signoff.journal",
        ).fetchone()
    assert found is not None
    return tuple(found)


async def test_two_hundred_requests_with_one_key_are_one_case(
    site: Web, stage: Stage, product_dsn: str
) -> None:
    """Through both portals, from four addresses: every answer is the same to the byte, and one mail goes out."""
    line = await stage.line()
    form = wish(line.numbers[0], CARRIER)

    answers = await asyncio.gather(*(site.post(place, "/ask", form) for place in range(TIMES)))
    await stage.calls_made()
    again = await site.post(0, "/ask", form)

    assert set(answers) == {again}
    assert (again.status, again.place.split("/")[1]) == (303, "case")
    assert _counts(product_dsn)[0] == 1
    assert len(await stage.sandbox.books.outbox(form["contact"])) == 1


async def test_two_hundred_answers_with_one_key_are_one_fact(
    site: Web, stage: Stage, product_dsn: str
) -> None:
    """The same for an answer of a case, and (fewer) for the wish for a code: one fact, one message."""
    line = await stage.line()
    case = (await site.post(0, "/ask", wish(line.numbers[0], CARRIER))).place.partition("?")[0]
    confirms, wants = {"key": secrets.token_hex(16)}, {"key": secrets.token_hex(16)}

    for path, form, times in ((f"{case}/confirm-line", confirms, TIMES), (f"{case}/want-code", wants, 20)):
        answers = await asyncio.gather(*(site.post(place, path, form) for place in range(times)))
        assert len(set(answers)) == 1
        assert answers[0].status == 303
    await stage.calls_made()

    assert _counts(product_dsn)[2] == 1
    assert len(await stage.sandbox.books.outbox(line.numbers[0])) == 1


async def test_of_two_contents_with_one_key_at_once_one_is_recorded(
    site: Web, stage: Stage, product_dsn: str
) -> None:
    """A hundred each: the first one has the key and the same answer each time; the other one is refused each time."""
    key = secrets.token_hex(16)
    forms = [wish((await stage.line()).numbers[0], CARRIER, key=key) for _ in range(2)]

    answers = await asyncio.gather(
        *(site.post(place, "/ask", forms[place // 2 % 2]) for place in range(TIMES))
    )

    statuses = Counter((place // 2 % 2, answer.status) for place, answer in enumerate(answers))
    assert set(statuses.values()) == {TIMES // 2}
    assert {status for _, status in statuses} == {303, 409}
    assert len({answer for answer in answers if answer.status == 303}) == 1
    assert _counts(product_dsn)[0] == 1


async def test_another_person_with_the_same_key_learns_nothing(site: Web, stage: Stage) -> None:
    """The refusal is the same to the byte whatever was asked with that key before, by whom, of which line."""
    nobody = "+85362500001"
    stranger = wish((await stage.line()).numbers[0], CARRIER, contact="stranger@example.org")
    refusals: list[Answer] = []
    for number in ((await stage.line()).numbers[0], (await stage.line()).numbers[0], nobody):
        first = wish(number, CARRIER)
        asked = await site.post(0, "/ask", first)
        refusal = await site.post(1, "/ask", stranger | {"key": first["key"]})
        token = asked.place.split("/")[2].partition("?")[0]
        for secret in (token, token.split("~")[1], first["contact"], first["identifier"]):
            assert secret.encode() not in refusal.body
        refusals.append(_without_keys(refusal))

    assert {refusal.status for refusal in refusals} == {409}
    assert len(set(refusals)) == 1


async def test_a_key_of_another_case_or_carrier_means_nothing_here(site: Web, stage: Stage) -> None:
    """Keys belong to who speaks where: the same one in another case, or at another carrier, is a new one."""
    key = secrets.token_hex(16)
    lines = [await stage.line(), await stage.line(), await stage.line(ENDINGS[2])]
    forms = [wish(line.numbers[0], CARRIER) for line in lines[:2]]
    cases = [(await site.post(0, "/ask", form)).place.partition("?")[0] for form in forms]
    confirms = [
        await site.post(place, f"{case}/confirm-line", {"key": key}) for place, case in enumerate(cases)
    ]
    asked = [
        await site.post(0, "/ask", wish(line.numbers[0], carrier_id, key=key))
        for line, carrier_id in ((lines[0], CARRIER), (lines[2], OTHER))
    ]

    assert [answer.status for answer in (*confirms, *asked)] == [303] * 4
    assert confirms[0].place != confirms[1].place
    assert asked[0].place != asked[1].place


async def test_two_hundred_at_the_desk_are_one_case(app: App, stage: Stage, product_dsn: str) -> None:
    """Without the web: two workers, one key; with other content each of two hundred is refused."""
    person = stage.person(app.desk, await stage.line())
    async with another_desk(app) as other:
        desks = (app.desk, other)
        asked = await asyncio.gather(
            *(desks[n % 2].ask(person.plan.ask, key="one", source=f"source-{n}") for n in range(TIMES))
        )
        first = asked[0]
        assert isinstance(first, Asked)
        confirmed = await asyncio.gather(
            *(desks[n % 2].answer(first.token, a.ConfirmLine(), key="two", source="s") for n in range(TIMES))
        )
        refused = await asyncio.gather(
            *(desks[n % 2].answer(first.token, a.WantCode(), key="two", source="s") for n in range(TIMES))
        )

    assert set(asked) == {first}
    assert set(confirmed) == {None}
    assert set(refused) == {Refusal(Reason.KEY_REUSED)}
    assert _counts(product_dsn)[0] == 1
    assert _counts(product_dsn)[2] == 1


def _without_keys(answer: Answer) -> Answer:
    """Each form of a page carries a fresh key."""
    return Answer(answer.status, (), re.sub(rb'value="[0-9a-f]{32}"', b'value=""', answer.body))
