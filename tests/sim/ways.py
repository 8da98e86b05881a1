"""The ways people come in by, and the first of them: the desk itself, as programs use it.

`visitor.py` sits at the portal's pages, `typist.py` at the terminal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from signoff.domain import answer as a
from signoff.domain.view import CaseView

if TYPE_CHECKING:
    from tests.sim.people import Somebody


class NotOffered(Exception):
    """Nothing that the person has before them lets them say this."""


class Broken(Exception):
    """What came back is wrong in itself, whatever the rules say."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The form was given back before anybody decided anything: what it said is wrong."""

    problem: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing as it is said, any number of times. Calling raises Lost, Broken and what the product raises."""

    make: Callable[[], Awaitable[Any]]
    other: Callable[[], Awaitable[Any]] | None = None
    """Something else under the same key, where a person could say it."""

    repeats: str | None = None
    """The key of what was said before in just these words: this is the same again."""


class Way(Protocol):
    """How somebody sees and says things."""

    async def view(self) -> CaseView:
        """What is shown now. Raises Lost, Broken and what the product raises."""

    def shown_after(self) -> CaseView | None:
        """What the last answer showed by itself; None when one has to look."""

    async def attempt(self, what: str, said: Any, key: str, view: CaseView | None) -> Attempt:
        """How to say this before that view. Raises NotOffered, and the same as `view`."""


@dataclass(eq=False)
class AtTheDesk:
    """Speaks to the desk itself."""

    person: Somebody

    async def view(self) -> CaseView:
        token = self.person.token or ""
        view: CaseView = await self.person.world.speak(lambda desk: desk.view(token))
        return view

    def shown_after(self) -> CaseView | None:
        return None

    async def attempt(self, what: str, said: Any, key: str, view: CaseView | None) -> Attempt:
        speak, token, source = (
            self.person.world.speak,
            self.person.token or "",
            f"source {self.person.number}",
        )
        if what == "ask":
            return Attempt(lambda: speak(lambda desk: desk.ask(said, key=key, source=source)))
        other = a.GiveCode("something else")
        return Attempt(
            lambda: speak(lambda desk: desk.answer(token, said, key=key, source=source)),
            lambda: speak(lambda desk: desk.answer(token, other, key=key, source=source)),
        )
