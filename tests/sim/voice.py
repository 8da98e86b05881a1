"""How people speak: everything until it is answered, perhaps more than once at a time, and old things once more.

What each person wants is in `people.py`; what they said and heard goes into `books.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg

from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.view import CaseView
from tests.sim.books import UNANSWERED, Saying
from tests.sim.process import Lost

if TYPE_CHECKING:
    from tests.sim.world import World

KEPT = timedelta(days=29)
"""Answers are promised again for thirty days."""

LOST_MAX = 400
"""How often the same is tried again: more than any fault lasts."""


@dataclass(eq=False, kw_only=True)
class Voice:
    """One person, speaking to whichever process lives."""

    world: World
    number: int
    stutters: float
    token: str | None = None
    said: list[Saying] = field(default_factory=list)
    seen: list[CaseView] = field(default_factory=list)

    @property
    def case_id(self) -> str | None:
        """The id in the private link."""
        return None if self.token is None else self.token.split("~")[1]

    async def look(self) -> CaseView | None:
        """The page; None when nobody answers any more."""
        token = self.token or ""
        for _ in range(LOST_MAX):
            try:
                view: CaseView = await self.world.speak(lambda desk: desk.view(token))
            except Lost:
                await self.world.passes(1.0)
            except Exception as error:  # noqa: BLE001 - a page that breaks is a finding
                if not _may_pass(self.world, error):
                    self.world.finding(
                        f"person {self.number}: the page broke: {type(error).__name__} {error}"
                    )
                    return None
                await self.world.passes(1.0)
            else:
                if not self.seen or self.seen[-1] != view:
                    self.world.tell(
                        f"person {self.number} sees {view.state} v{view.version}"
                        f" {view.requirement} waiting={view.is_waiting}"
                    )
                    self.seen.append(view)
                return view
        self.world.finding(f"person {self.number}: nobody answers")
        return None

    async def say(self, what: str, said: Any, view: CaseView) -> Saying:
        """Say it until it is answered, perhaps more than once at a time, and look at the page again."""
        saying = await self._insist(what, said, view)
        saying.shown_after = await self.look()
        await self._say_again()
        return saying

    async def _insist(self, what: str, said: Any, view: CaseView | None) -> Saying:
        world = self.world
        key = f"p{self.number}/{len(self.said)}"
        saying = Saying(self.number, what, said, key, world.clock(), world.loop.now, shown=view)
        self.said.append(saying)
        world.books.sayings.append(saying)
        count = 1 + (world.dice.randint(1, 2) if world.dice.random() < self.stutters else 0)
        answers = await asyncio.gather(*(self._until_answered(what, said, key) for _ in range(count)))
        saying.ended_at, saying.ended = world.clock(), world.loop.now
        saying.answer = answers[0]
        if any(answer != answers[0] for answer in answers):
            world.finding(f"person {self.number}: {what} {key} was answered in two ways: {answers}")
        world.tell(f"person {self.number} says {what} {said} -> {_short(saying.answer)} ({count} times)")
        return saying

    async def _until_answered(self, what: str, said: Any, key: str) -> Any:
        for _ in range(LOST_MAX):
            try:
                answer = await self._once(what, said, key)
            except Lost:
                await self.world.passes(self.world.dice.uniform(0.2, 3.0))
                continue
            except Exception as error:  # noqa: BLE001 - what a person must never see is a finding
                if not _may_pass(self.world, error):
                    self.world.finding(f"person {self.number}: {what} broke: {type(error).__name__} {error}")
                    return UNANSWERED
                await self.world.passes(1.0)
                continue
            if isinstance(answer, Refusal) and answer.reason is Reason.BUSY:
                if not _was_away(self.world):
                    self.world.finding(f"person {self.number}: {what} is told busy, and nothing was away")
                await self.world.passes(2.0)
                continue
            return answer
        self.world.finding(f"person {self.number}: {what} is never answered")
        return UNANSWERED

    async def _once(self, what: str, said: Any, key: str) -> Any:
        source = f"source {self.number}"
        if what == "ask":
            return await self.world.speak(lambda desk: desk.ask(said, key=key, source=source))
        token = self.token or ""
        return await self.world.speak(lambda desk: desk.answer(token, said, key=key, source=source))

    async def _say_again(self) -> None:
        """Something that was answered long ago comes once more, or its key with something else."""
        dice = self.world.dice
        if dice.random() >= self.stutters / 3:
            return
        old = dice.choice([saying for saying in self.said if saying.answer != UNANSWERED] or [None])
        if old is None or old.began_at + KEPT < self.world.clock():
            return
        if dice.random() < 0.3 and old.what != "ask":
            answer = await self._until_answered(old.what, a.GiveCode("something else"), old.key)
            expected: Any = Refusal(Reason.KEY_REUSED)
        else:
            answer, expected = await self._until_answered(old.what, old.said, old.key), old.answer
        self.world.tell(f"person {self.number} repeats {old.what} {old.key} -> {_short(answer)}")
        if answer != expected:
            self.world.finding(
                f"person {self.number}: {old.what} {old.key} was {_short(expected)}, repeated it is {_short(answer)}"
            )


def _short(answer: Any) -> str:
    if isinstance(answer, Asked):
        return f"asked {answer.case_code}"
    if isinstance(answer, Refusal):
        return f"refused: {answer.reason}"
    return "ok" if answer is None else str(answer)


def _was_away(world: World) -> bool:
    now = world.clock()
    return any(began <= now <= ended + timedelta(minutes=2) for began, ended in world.books.away) or (
        bool(world.plan.kinds & {"hang up"})
    )


def _may_pass(world: World, error: Exception) -> bool:
    """Whether the database was away at all: a connection that broke then is found out when it is next used."""
    has_been = bool(world.books.away) or "hang up" in world.plan.kinds
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and has_been
