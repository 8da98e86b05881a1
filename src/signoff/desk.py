"""The front door, the only thing a channel calls: ask, view, answer, changes, document, claim.

It finds out who may say this, seals what is personal, and submits one event to the engine; the rules are in
`domain/decide.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from signoff.domain.answer import Answer, Ask
from signoff.domain.refusal import Refusal
from signoff.domain.view import CaseView


class NoSuchCase(Exception):
    """The link or the claim code opens nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A recorded request: the private link's token, the code to name it by, and when it was recorded."""

    token: str
    case_code: str
    recorded_at: datetime


class Desk(Protocol):
    """What channels may rely on. `key` is the Idempotency-Key; `source` says who speaks (a client address)."""

    async def ask(self, ask: Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request and acknowledge it."""

    async def view(self, token: str) -> CaseView:
        """What the holder of this link may see now. Raises NoSuchCase."""

    async def answer(self, token: str, answer: Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer; None when it was accepted. Raises NoSuchCase."""

    def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, until the case is over. Raises NoSuchCase."""

    async def document(self, token: str, kind: str) -> bytes | None:
        """The PDF of kind `acknowledgement`, `agreement` or `certificate`; None while it is not drawn yet."""

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The link's token for a case code and its claim code, for whom no message can reach."""
