"""How keepers of guided cases speak: to the guided desk of whichever process lives, until they are answered.

They say things more than once, use a key again for something else, also when the first try was lost, and try links that
nobody gave them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from signoff.desk import NoSuchCase
from signoff.domain.guided_view import GuidedView, Keep
from signoff.domain.line import Contact, ContactKind
from signoff.domain.refusal import Reason, Refusal
from signoff.guided import Everything, GuidedDesk
from tests.sim.books import UNANSWERED, Saying
from tests.sim.guided_rules import reason
from tests.sim.process import Lost
from tests.sim.voice import Voice

KEPT = timedelta(days=27)
"""Answers are promised again for thirty days; a clock may jump by one."""

SWITCHES = 0.6
"""How often something else is said under the same key when the first try was lost."""

REUSED = Refusal(Reason.KEY_REUSED)
OVER = Refusal(Reason.ALREADY_OVER)
Speech = Callable[[GuidedDesk], Coroutine[Any, Any, Any]]


@dataclass(eq=False)
class Found:
    """All that the link opens in the end."""

    everything: Everything | None = None
    documents: dict[str, bytes | None] = field(default_factory=dict)
    files: list[bytes | None] = field(default_factory=list)
    """The contents of the numbered files, with one number more than there are."""


@dataclass(eq=False, kw_only=True)
class GuidedVoice(Voice):
    """One person, speaking of one guided case; `turns` are their sayings, those of one turn at the same time."""

    dice: random.Random
    keep: Keep
    turns: list[list[Saying]] = field(default_factory=list)
    views: list[GuidedView] = field(default_factory=list)
    is_erased: bool = False
    found: Found = field(default_factory=Found)

    @property
    def domain(self) -> str:
        """What all addresses of theirs end with."""
        return f"{self.number}.{self.world.seed}@example.org"

    @property
    def own(self) -> str:
        """Their private link."""
        return self.token or ""

    async def speak(self, what: Speech) -> Any:
        """Say something to the guided desk of any process that lives. Raises Lost."""
        return await self.world.keep_with(what)

    async def look(self) -> GuidedView | None:  # type: ignore[override]  # their page is another one
        """The page; None when nobody answers any more."""
        view: GuidedView | None = await self.until(
            "the page", lambda: self.speak(lambda desk: desk.view(self.own))
        )
        if view is not None:
            current = f"{view.current.task} {view.current.state}" if view.current else "nothing"
            self.world.tell(f"person {self.number} sees {view.state} v{view.version} {current}")
            self.views.append(view)
        return view

    # ------------------------------------------------------------ saying

    async def say(self, *acts: tuple[str, Any]) -> None:  # type: ignore[override]  # theirs are other acts
        """Say this until it is answered, all of it at the same time; perhaps something old once more after it."""
        world, turn = self.world, list[Saying]()
        for what, said in acts:
            key = f"k{self.number}.{world.seed}/{len(self.said)}"
            turn.append(Saying(self.number, what, said, key, world.clock(), world.loop.now))
            self.said.append(turn[-1])
        self.turns.append(turn)
        await asyncio.gather(*(self._insist_on(one, is_alone=len(turn) == 1) for one in turn))
        self.is_erased = self.is_erased or any(
            one.what == "erase" and reason(one.answer) == "ok" for one in turn
        )
        await self._repeat_something()

    async def _insist_on(self, saying: Saying, *, is_alone: bool) -> None:
        world, what = self.world, saying.what
        # Said twice while it is erased, a file may be kept and refused: that is told in two ways, rightly.
        stutters = self.dice.random() < self.stutters and (is_alone or what != "add")
        count = 1 + (self.dice.randint(1, 2) if stutters else 0)
        if count == 1 and what in ("say", "keep"):
            answers = [await self._until_answered(what, self._with_second_thoughts(saying))]
        else:
            tries = (self._until_answered(what, self._noting_loss(saying)) for _ in range(count))
            answers = list(await asyncio.gather(*tries))
        saying.answer, saying.ended_at, saying.ended = answers[0], world.clock(), world.loop.now
        if any(answer != answers[0] for answer in answers):
            world.finding(f"person {self.number}: {what} {saying.key} was answered in two ways: {answers}")
        world.tell(
            f"person {self.number} says {what} {_short(saying.said)} -> {reason(saying.answer)} ({count} times)"
        )

    def _noting_loss(self, saying: Saying) -> Callable[[], Awaitable[Any]]:
        async def ask() -> Any:
            try:
                return await self._put(saying.what, saying.said, saying.key)
            except Lost:
                saying.was_lost = True
                raise

        return ask

    def _with_second_thoughts(self, saying: Saying) -> Callable[[], Awaitable[Any]]:
        """The same; when a try was lost, perhaps other words under its key, and the first ones if those had arrived."""
        variants = [saying.said, self._other(saying.what, saying.said)]

        async def ask() -> Any:
            try:
                answer = await self._put(saying.what, saying.said, saying.key)
                if answer != REUSED or not saying.was_lost:
                    return answer
                saying.said = variants[variants.index(saying.said) - 1]
                return await self._put(saying.what, saying.said, saying.key)
            except Lost:
                saying.was_lost = True
                if self.dice.random() < SWITCHES:
                    saying.said = variants[variants.index(saying.said) - 1]
                raise

        return ask

    def _put(self, what: str, said: Any, key: str, token: str = "") -> Awaitable[Any]:
        token = token or self.own
        match what:
            case "keep":
                source = f"source {self.number}"
                return self.speak(lambda desk: desk.keep(said, key=key, source=source))
            case "say":
                return self.speak(lambda desk: desk.say(token, said, key=key))
            case "add":
                return self.speak(lambda desk: desk.add(token, said.data, said.name, key=key))
            case "withdraw":
                return self.speak(lambda desk: desk.withdraw(token, key=key))
            case _:
                return self.speak(lambda desk: desk.erase(token, key=key))

    def _other(self, what: str, said: Any) -> Any:
        """Something else of the same kind."""
        if what == "keep":
            before = said.contact.value if said.contact is not None else self.domain
            return replace(said, contact=Contact(ContactKind.EMAIL, f"other.{before}"))
        return replace(said, note=f"{said.note} on second thoughts")

    # ------------------------------------------------------------ once more, and elsewhere

    async def _repeat_something(self) -> None:
        """Something that was answered comes once more, or its key with something else."""
        if self.dice.random() >= self.stutters / 2:
            return
        old = self.dice.choice(self.said)
        if old.answer == UNANSWERED or old.began_at + KEPT < self.world.clock():
            return
        is_gone = old.what == "add" and self.is_erased  # the front door looks at that first
        what, said, expected = old.what, old.said, OVER if is_gone else old.answer
        if self.dice.random() < 0.3 and old.what != "add":
            what, said = self._elsewise(old)
            expected = REUSED
        answer = await self._until_answered(what, lambda: self._put(what, said, old.key))
        self.world.tell(f"person {self.number} repeats {old.what} {old.key} -> {reason(answer)}")
        if answer != expected:
            self.world.finding(
                f"person {self.number}: {old.what} {old.key} was {reason(old.answer)},"
                f" {what} under its key is {reason(answer)}"
            )

    def _elsewise(self, old: Saying) -> tuple[str, Any]:
        if old.what in ("keep", "say"):
            return old.what, self._other(old.what, old.said)
        return ("erase" if old.what == "withdraw" else "withdraw"), None

    async def try_other_links(self) -> None:
        """Links that are none open nothing, whatever is tried by them; nor does a guided one at the carriers' desk."""
        head, _, secret = self.own.rpartition("~")
        changed = f"{head}~{'b' if secret[:1] == 'a' else 'a'}{secret[1:]}"
        hosted = [one.token for one in self.world.books.people if one.token is not None]
        made_up = f"guide~{'0' * 8}-0000-4000-8000-{'0' * 12}~{secret}"
        token = self.dice.choice([changed, made_up, f"{head}~", "guide", "", *hosted])
        tries: list[Speech] = [
            lambda desk: desk.view(token),
            lambda desk: desk.evidence(token, 1),
            lambda desk: desk.everything(token),
            lambda desk: desk.document(token, "acknowledgement"),
            lambda desk: desk.withdraw(token, key="stranger"),
            lambda desk: desk.erase(token, key="stranger"),
            lambda desk: desk.add(token, b"\xff\xd8\xff", "a.jpg", key="stranger"),
        ]
        one = self.dice.choice(tries)
        if not await self.until("a made-up link", lambda: self._is_none(lambda: self.speak(one))):
            self.world.finding(
                f"person {self.number}: the link {token!r}, which nobody was given, opens something"
            )
        own = self.own
        if not await self.until(
            "the carriers' desk", lambda: self._is_none(lambda: self.world.speak(lambda desk: desk.view(own)))
        ):
            self.world.finding(f"person {self.number}: a guided link opens something at the carriers' desk")

    async def _is_none(self, ask: Callable[[], Awaitable[Any]]) -> bool:
        try:
            await ask()
        except NoSuchCase:
            return True
        return False

    async def look_through(self) -> None:
        """Open all that there is to open."""
        count = sum(one.what == "add" and reason(one.answer) == "ok" for one in self.said)

        async def open_all(desk: GuidedDesk) -> Found:
            found = Found(await desk.everything(self.own))
            for kind in ("acknowledgement", "certificate"):
                found.documents[kind] = await desk.document(self.own, kind)
            for number in range(1, count + 2):
                file = await desk.evidence(self.own, number)
                found.files.append(file.content if file is not None else None)
            return found

        self.found = await self.until("everything", lambda: self.speak(open_all)) or Found()


def _short(said: Any) -> str:
    if isinstance(said, Keep) or said is None:
        return ""
    return str(said)
