"""The desk as a channel has it, with an ear at it: which answer a form became, and which view a page was made from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any

from signoff.desk import Asked, EngineDesk
from signoff.domain import answer as a
from signoff.domain.refusal import Refusal
from signoff.domain.staff import By
from signoff.domain.view import CaseView


@dataclass
class Heard:
    """What went through the desk for one request of a browser."""

    said: Any = None
    key: str = ""
    answer: Any = None
    sayings: int = 0
    view: CaseView | None = None
    """The last one: that of the page."""

    error: Exception | None = None


HEARD: ContextVar[Heard] = ContextVar("heard")


class TappedDesk(EngineDesk):
    """The desk of the product, overheard."""

    async def ask(self, ask: a.Ask, *, key: str, source: str, by: By | None = None) -> Asked | Refusal:
        heard = _saying(ask, key)
        try:
            heard.answer = await super().ask(ask, key=key, source=source, by=by)
        except Exception as error:
            heard.error = error
            raise
        return heard.answer  # type: ignore[no-any-return]  # it is what was answered just now

    async def view(self, token: str) -> CaseView:
        heard = HEARD.get()
        try:
            heard.view = await super().view(token)
        except Exception as error:
            heard.error = error
            raise
        return heard.view

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        heard = _saying(answer, key)
        try:
            heard.answer = await super().answer(token, answer, key=key, source=source)
        except Exception as error:
            heard.error = error
            raise
        return heard.answer  # type: ignore[no-any-return]  # it is what was answered just now

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        try:
            async for view in super().changes(token):
                yield view
        except Exception as error:
            HEARD.get().error = error
            raise

    async def document(self, token: str, kind: str) -> bytes | None:
        try:
            return await super().document(token, kind)
        except Exception as error:
            HEARD.get().error = error
            raise

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        try:
            return await super().claim(case_code, claim_code, source=source)
        except Exception as error:
            HEARD.get().error = error
            raise


def _saying(said: Any, key: str) -> Heard:
    heard = HEARD.get()
    heard.said, heard.key, heard.view = said, key, None
    heard.sayings += 1
    return heard


def tapped(desk: EngineDesk) -> TappedDesk:
    """The same desk, overheard."""
    return TappedDesk(**{one.name: getattr(desk, one.name) for one in fields(EngineDesk)})
