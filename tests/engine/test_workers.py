"""Several workers on one database under load, and people who say everything more than once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from signoff.app import App
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.carrier import TariffKind
from signoff.domain.line import Line, SimKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.view import AgreementView, CaseView
from tests.conftest import IS_SOAK
from tests.engine.processes import Nursery, Worker, ground
from tests.engine.stage import ENDINGS, Stage, another_desk, expect_certificate

CASES = 96 if IS_SOAK else 48


@dataclass
class Stutterer:
    """A desk that says everything up to three times at once, to whichever worker, and expects one answer."""

    workers: Sequence[Worker]
    dice: random.Random
    said: list[int] = field(default_factory=list)

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request, once."""
        asked = await asyncio.gather(
            *(worker.ask(ask, key=key, source=source) for worker in self._some_workers())
        )
        assert all(one == asked[0] for one in asked), asked
        return asked[0]

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer, once; the same key with something else is refused whoever hears it."""
        answers = await asyncio.gather(
            *(worker.answer(token, answer, key=key, source=source) for worker in self._some_workers())
        )
        assert all(one == answers[0] for one in answers), answers
        if self.dice.random() < 0.2:
            other = a.GiveCode("something else")
            refusal = await self.dice.choice(self.workers).answer(token, other, key=key, source=source)
            assert refusal == Refusal(Reason.KEY_REUSED)
        return answers[0]

    async def view(self, token: str) -> CaseView:
        """What any of the workers shows."""
        return await self.dice.choice(self.workers).view(token)

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed, as any of the workers words it."""
        return await self.dice.choice(self.workers).agreement(token, language)

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The changes as one of the workers sees them."""
        async for view in self.dice.choice(self.workers).changes(token):
            yield view

    async def document(self, token: str, kind: str) -> bytes | None:
        """A PDF from any of the workers."""
        return await self.dice.choice(self.workers).document(token, kind)

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """A link for a claim code."""
        return await self.dice.choice(self.workers).claim(case_code, claim_code, source=source)

    def _some_workers(self) -> list[Worker]:
        self.said.append(self.dice.randint(1, 3))
        return self.dice.choices(self.workers, k=self.said[-1])


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [2, 3])
async def test_workers_share_the_load_and_double_nothing(
    count: int, product_dsn: str, product_folder: Path, nursery: Nursery
) -> None:
    """Many endings at once, everything said up to three times over: each has its effects once."""
    dice = random.Random(count)
    async with ground(product_dsn, product_folder, nursery) as field:
        for _ in range(count):
            await field.start()
        stage, endings = field.stage, [*ENDINGS] * (CASES // len(ENDINGS) // (4 - count))
        lines = [await stage.line(ending) for ending in endings]
        desks = [Stutterer(field.workers, random.Random(dice.random())) for _ in lines]
        people = [
            stage.person(desk, line, ending.carrier_id, key=f"load-{place}")
            for place, (ending, line, desk) in enumerate(zip(endings, lines, desks, strict=True))
        ]

        views = await asyncio.gather(*(person.walk() for person in people))
        await field.at_rest()

        for view in views:
            expect_certificate(view)
        await stage.expect_ended_once(list(zip(endings, lines, people, strict=True)))
        await stage.expect_sound()
        assert sum(sum(desk.said) - len(desk.said) for desk in desks) > len(people) * 5
        assert len({worker.pid for worker in field.workers}) == count


async def test_workers_never_wait_for_each_other_in_a_circle(
    app: App, stage: Stage, product_dsn: str
) -> None:
    """Four workers, every saying three times at once: the database has no deadlock to break."""
    dice = random.Random("circle")
    async with AsyncExitStack() as others:
        desks = [app.desk]
        desks += [await others.enter_async_context(another_desk(app, shard)) for shard in (7, 8, 9)]

        async def speak(place: int) -> None:
            person = stage.person(app.desk, NOBODY, key=f"speaker-{place}")
            asked = await asyncio.gather(
                *(
                    dice.choice(desks).ask(person.plan.ask, key=person.key, source=person.source)
                    for _ in range(3)
                )
            )
            assert isinstance(asked[0], Asked)
            assert asked == [asked[0]] * 3
            for turn, answer in enumerate(SAYINGS):
                key = f"{person.key}/{turn}"
                said = [
                    dice.choice(desks).answer(asked[0].token, answer, key=key, source=person.source)
                    for _ in range(3)
                ]
                answers = await asyncio.gather(*said)
                assert answers == [answers[0]] * 3

        for crowd in range(2):
            await asyncio.gather(*(speak(crowd * 200 + place) for place in range(100)))

    await stage.expect_sound()
    with psycopg.connect(product_dsn) as connection:
        row = connection.execute("select deadlocks from pg_stat_database where datname = current_database()")
        assert row.fetchall() == [(0,)]


NOBODY = Line("none", ("+85362500000",), "", "", "", SimKind.PLASTIC, "any", TariffKind.PREPAID)
"""No line has this number; nobody asks for it but here."""

SAYINGS: tuple[a.Answer, ...] = (
    a.ConfirmLine(),
    a.WantCode(),
    a.GiveCode("000000"),
    a.GiveCode("000001"),
    a.Withdraw(),
)
