"""Somebody who keeps a guided case: says everything with fixed keys, so that it can be said again when it was lost."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PIL import Image

from signoff.desk import Asked
from signoff.domain.carrier import TariffKind
from signoff.domain.cut import ClaimKind
from signoff.domain.guidance import TIES, Guidance, Outcome, Task, Way, guidance
from signoff.domain.guided_view import GuidedView, Keep, Say
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, SimKind

NUMBER = "+85366810077"
MAIL = "xenia.keeps@quetzal.example"
NOTE = "Called 1000, spoke to Quirina, reference ZX-7788-QQ"

PLAN = guidance(Way.ASK, SimKind.PLASTIC, TariffKind.POSTPAID, {})

HOWS = {Task.SETTLE: "all_paid", Task.ASK_CARRIER: "call", Task.HANDLE_SIM: "lost"}


class Door(Protocol):
    """The front door, or the way to one in another process."""

    async def call(self, method: str, *args: Any, **named: Any) -> Any:
        """One saying."""


@dataclass(frozen=True, slots=True)
class Near:
    """The door of this process."""

    guided: object

    async def call(self, method: str, *args: Any, **named: Any) -> Any:
        """One saying."""
        return await getattr(self.guided, method)(*args, **named)


def photo(shade: int = 90) -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 150)).save(out, "JPEG")
    return out.getvalue()


async def _once(say: Callable[[], Awaitable[Any]]) -> Any:
    return await say()


@dataclass(slots=True)
class Keeper:
    """One person with one case. `insist` says a thing again until it was answered."""

    door: Door
    key: str = "keeper"
    insist: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]] = _once
    token: str = ""

    @property
    def case_id(self) -> str:
        """The id in the link."""
        return self.token.split("~")[1]

    async def keep(self, plan: Guidance = PLAN, *, mail: str = MAIL) -> str:
        """Begin; the link's token."""
        contact = Contact(ContactKind.EMAIL, mail) if mail else None
        wish = Keep("ctm", Identifier(IdentifierKind.NUMBER, NUMBER), contact, plan, "en")
        asked = await self._call("keep", wish, key=self.key, source=f"source of {self.key}")
        assert isinstance(asked, Asked)
        self.token = asked.token
        return self.token

    async def view(self) -> GuidedView:
        """The case now."""
        view = await self._call("view", self.token)
        assert isinstance(view, GuidedView)
        return view

    async def say(self, task: Task, outcome: Outcome = Outcome.DONE, *, nth: int = 1) -> Any:
        """What became of a task; None when it was taken."""
        said = Say(
            task,
            outcome,
            HOWS.get(task, "") if outcome is Outcome.DONE else "",
            TIES if task is Task.UNLINK else (),
            (ClaimKind.CALLS_FAIL,) if task is Task.SEE_DEAD else (),
            NOTE if task is Task.ASK_CARRIER else "",
        )
        return await self._call("say", self.token, said, key=f"{self.key}/{task}/{outcome}/{nth}")

    async def add(self, content: bytes | None = None, *, key: str = "photo") -> Any:
        """A photo; None when it was kept."""
        data = photo() if content is None else content
        return await self._call("add", self.token, data, "photo.jpg", key=f"{self.key}/{key}")

    async def walk(self, *, mail: str = MAIL) -> None:
        """The whole way, with a photo in the middle and one task that is not yet so."""
        await self.keep(mail=mail)
        for task in Task:
            if task is Task.SEE_BLOCKED:
                continue
            if task is Task.SEE_DEAD:
                assert await self.add() is None
                assert await self.say(task, Outcome.NOT_YET) is None
            assert await self.say(task) is None

    async def _call(self, method: str, *args: Any, **named: Any) -> Any:
        return await self.insist(lambda: self.door.call(method, *args, **named))
