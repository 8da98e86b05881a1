"""A crowd of people who end one line after the other while the product is ill-treated; all they do is written down.

`stored` reads what is there afterwards, for the checker in `history.py`.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg.rows import TupleRow

from signoff.domain.line import Line
from signoff.domain.refusal import Refusal
from signoff.store.coding import decode_answer, decode_fact
from signoff.testing.person import Person
from tests.engine.processes import OUTSIDE, Ground, Lost
from tests.engine.stage import ENDINGS, Ending, expect_certificate
from tests.pressure.history import History, RecordingDesk, Stored, check

BROKEN = (Lost, psycopg.OperationalError, psycopg.InterfaceError)
"""What is heard by whoever speaks to a process or a database in the moment it goes away."""

DRAIN_SECONDS = 90.0
"""Nobody needs so long to come to an end once nothing is in their way."""

Got = TypeVar("Got")


@dataclass
class Crowd:
    """So many people on a ground; each ends one line, and more until they are told that it is over."""

    ground: Ground
    history: History
    width: int
    dice: random.Random = field(default_factory=random.Random)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[tuple[Ending, Line, Person]] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def run(self) -> None:
        """Everybody at once; comes back when all have come to the end of what they began."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.width):
                group.create_task(self._one_after_the_other())

    async def _one_after_the_other(self) -> None:
        while True:
            number = next(self.numbers)
            ending = ENDINGS[number % len(ENDINGS)]
            line = await insist(lambda ending=ending: self.ground.stage.line(ending))  # type: ignore[misc]  # each its own
            desk = RecordingDesk(await self.ground.worker(), self.history)
            person = self.ground.stage.person(
                desk, line, ending.carrier_id, key=f"crowd/{number}", lost=BROKEN
            )
            person.again = self._to_another(desk)
            expect_certificate(await person.walk())
            self.ended.append((ending, line, person))
            if self.over.is_set():
                return

    def _to_another(self, desk: RecordingDesk) -> Callable[[], Awaitable[None]]:
        async def turn() -> None:
            await asyncio.sleep(0.01)
            await self.ground.revive()
            await self.ground.worker()
            desk.desk = self.dice.choice(
                [one for one in self.ground.workers if not one.is_lost] or [desk.desk]
            )

        return turn

    async def come_to_an_end(self, working: asyncio.Task[None]) -> None:
        """Nobody begins anew, and everybody ends; whoever is left waiting waits for what was lost, and that is told."""
        self.over.set()
        await asyncio.wait([working], timeout=DRAIN_SECONDS)
        working.cancel()
        await asyncio.wait([working])
        findings = check(self.history.lines(), await insist(lambda: stored(self.ground.dsn)))
        assert not findings, findings
        assert not working.cancelled(), "somebody still waits"
        working.result()

    async def expect_sound(self) -> None:
        """Nothing lost, nothing doubled: by the history, by the journals, and by the sandbox's own books."""
        await self.ground.at_rest()
        findings = check(self.history.lines(), await stored(self.ground.dsn))
        assert not findings, findings
        await insist(self.ground.stage.expect_sound)
        await insist(lambda: self.ground.stage.expect_ended_once(self.ended))


async def insist(call: Callable[[], Awaitable[Got]]) -> Got:
    """Try until the database answers: connections of before it went away are found out by using them."""
    while True:
        try:
            return await call()
        except BROKEN:
            await asyncio.sleep(0.05)


async def stored(dsn: str) -> Stored:
    """What is there: facts and stored answers, read by the owner past all of the product's own code but decoding."""
    async with await psycopg.AsyncConnection.connect(f"{dsn}&application_name={OUTSIDE}") as connection:
        journal = await _rows(
            connection, "select case_id::text, body from signoff.journal order by 1, sequence"
        )
        answers = await _rows(connection, "select scope, key, body from signoff.answers")
    facts: dict[str, list[str]] = {}
    joined: dict[str, str] = {}
    for case_id, body in journal:
        fact = decode_fact(body)
        facts.setdefault(case_id, []).append(type(fact).__name__)
        if type(fact).__name__ == "RequestJoined":
            joined[case_id] = getattr(fact, "case_id", "")
    said = {(scope, key): _reason(decode_answer(body).refusal) for scope, key, body in answers}
    return Stored(facts, said, joined)


def _reason(refusal: Refusal | None) -> str | None:
    return refusal.reason.value if refusal is not None else None


async def _rows(connection: psycopg.AsyncConnection[TupleRow], query: str) -> Sequence[TupleRow]:
    return await (await connection.execute(query.encode())).fetchall()


def history_in(folder: Path) -> History:
    """A fresh history beside the test's other files; pytest keeps those of the last runs."""
    return History(folder / "history.jsonl")
