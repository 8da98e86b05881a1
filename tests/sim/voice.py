"""How people speak: everything until it is answered, perhaps more than once at a time, and old things once more.

What each person wants is in `people.py`, by which way they come in in `ways.py`; what was said and heard goes into
`books.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg

from signoff.desk import Asked
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.view import CaseView
from tests.sim.books import UNANSWERED, Saying
from tests.sim.process import Lost
from tests.sim.ways import Attempt, Broken, NotOffered, Unfit, Way

if TYPE_CHECKING:
    from tests.sim.world import World

KEPT = timedelta(days=29)
"""Answers are promised again for thirty days."""

LOST_MAX = 400
"""How often the same is tried again: more than any fault lasts."""


@dataclass(eq=False, kw_only=True)
class Voice:
    """One person, speaking to whichever process lives, by one way."""

    world: World
    number: int
    stutters: float
    way: Way = field(init=False)
    token: str | None = None
    said: list[Saying] = field(default_factory=list)
    seen: list[CaseView] = field(default_factory=list)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    """How each thing was said, by its key: it may be said again."""

    @property
    def case_id(self) -> str | None:
        """The id in the private link."""
        return None if self.token is None else self.token.split("~")[1]

    async def look(self) -> CaseView | None:
        """The page; None when nobody answers any more."""
        view: CaseView | None = await self.until("the page", self.way.view)
        if view is not None:
            self.saw(view)
        return view

    def saw(self, view: CaseView) -> None:
        """Remember what was seen."""
        if not self.seen or self.seen[-1] != view:
            self.world.tell(
                f"person {self.number} sees {view.state} v{view.version}"
                f" {view.requirement} waiting={view.is_waiting}"
            )
            self.seen.append(view)

    async def say(self, what: str, said: Any, view: CaseView) -> Saying | None:
        """Say it until it is answered, perhaps more than once at a time, and look at the page again.

        None when it cannot be said: nothing offers it, or it was no answer in the eyes of the form.
        """
        saying = await self.insist(what, said, view)
        if saying is None:
            return None
        saying.shown_after = self.way.shown_after() or await self.look()
        if saying.shown_after is not None:
            self.saw(saying.shown_after)
        await self._say_again()
        return saying

    async def insist(self, what: str, said: Any, view: CaseView | None) -> Saying | None:
        """Say it until it is answered; None when it cannot be said."""
        world = self.world
        key = f"p{self.number}/{len(self.said)}"
        try:
            attempt = await self.until(what, lambda: self.way.attempt(what, said, key, view))
        except NotOffered as why:
            world.tell(f"person {self.number} cannot say {what}: {why}")
            return None
        if attempt is None:
            return None
        if attempt.repeats is not None:
            await self._repeat(next(one for one in self.said if one.key == attempt.repeats), attempt)
            return None
        saying = Saying(self.number, what, said, key, world.clock(), world.loop.now, shown=view)
        self.said.append(saying)
        world.books.sayings.append(saying)
        count = 1 + (world.dice.randint(1, 2) if world.dice.random() < self.stutters else 0)
        answers = await asyncio.gather(*(self._until_answered(what, attempt.make) for _ in range(count)))
        saying.ended_at, saying.ended = world.clock(), world.loop.now
        saying.answer = answers[0]
        if any(answer != answers[0] for answer in answers):
            world.finding(f"person {self.number}: {what} {key} was answered in two ways: {answers}")
        world.tell(f"person {self.number} says {what} {said} -> {_short(saying.answer)} ({count} times)")
        if isinstance(saying.answer, Unfit):
            self.said.remove(saying)
            world.books.sayings.remove(saying)
            return None
        self.attempts[key] = attempt
        return saying

    async def until(self, what: str, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask whoever lives until there is an answer; None when there never is."""
        for _ in range(LOST_MAX):
            try:
                return await ask()
            except Lost:
                await self.world.passes(self.world.dice.uniform(0.2, 3.0))
            except NotOffered:
                raise
            except Broken as broken:
                self.world.finding(f"person {self.number}: {what}: {broken}")
                return None
            except Exception as error:  # noqa: BLE001 - what a person must never see is a finding
                if not may_pass(self.world, error):
                    self.world.finding(f"person {self.number}: {what} broke: {type(error).__name__} {error}")
                    return None
                await self.world.passes(1.0)
        self.world.finding(f"person {self.number}: {what} is never answered")
        return None

    async def _until_answered(self, what: str, make: Callable[[], Awaitable[Any]]) -> Any:
        async def answered() -> tuple[Any]:
            answer: Any = None
            for _ in range(LOST_MAX):
                answer = await make()
                if not isinstance(answer, Refusal) or answer.reason is not Reason.BUSY:
                    return (answer,)
                if not was_away(self.world):
                    self.world.finding(f"person {self.number}: {what} is told busy, and nothing was away")
                await self.world.passes(2.0)
            return (answer,)

        found = await self.until(what, answered)
        return UNANSWERED if found is None else found[0]

    async def _say_again(self) -> None:
        """Something that was answered long ago comes once more, or its key with something else."""
        dice = self.world.dice
        if dice.random() >= self.stutters / 3:
            return
        old = dice.choice([saying for saying in self.said if _is_kept(saying)] or [None])
        if old is None or old.began_at + KEPT < self.world.clock():
            return
        attempt = self.attempts[old.key]
        if dice.random() < 0.3 and old.what != "ask" and attempt.other is not None:
            answer = await self._until_answered(old.what, attempt.other)
            if answer != Refusal(Reason.KEY_REUSED):
                self.world.finding(
                    f"person {self.number}: {old.what} {old.key} was {_short(answer)} for something else"
                )
            return
        await self._repeat(old, attempt)

    async def _repeat(self, old: Saying, attempt: Attempt) -> None:
        """What was answered is answered so again."""
        answer = await self._until_answered(old.what, attempt.make)
        self.world.tell(f"person {self.number} repeats {old.what} {old.key} -> {_short(answer)}")
        # A wish with a day is read anew before it is known again: the day may have passed since.
        if answer != old.answer and not isinstance(answer, Unfit):
            self.world.finding(
                f"person {self.number}: {old.what} {old.key} was {_short(old.answer)},"
                f" repeated it is {_short(answer)}"
            )


def _short(answer: Any) -> str:
    if isinstance(answer, Asked):
        return f"asked {answer.case_code}"
    if isinstance(answer, Refusal):
        return f"refused: {answer.reason}"
    return "ok" if answer is None else str(answer)


def _is_kept(saying: Saying) -> bool:
    """Whether the answer was one that is given again for the same key."""
    answer = saying.answer
    return answer != UNANSWERED and not (isinstance(answer, Refusal) and answer.may_pass)


def was_away(world: World) -> bool:
    """Whether the database is away, or was a moment ago."""
    now = world.clock()
    return any(began <= now <= ended + timedelta(minutes=2) for began, ended in world.books.away) or (
        bool(world.plan.kinds & {"hang up"})
    )


def may_pass(world: World, error: Exception) -> bool:
    """Whether the database was away at all: a connection that broke then is found out when it is next used."""
    has_been = bool(world.books.away) or "hang up" in world.plan.kinds
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and has_been
