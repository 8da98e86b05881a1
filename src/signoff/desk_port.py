"""What channels may rely on of the desk: its questions and answers as one page of Protocols; `desk.py` keeps them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from signoff.domain import answer as a
from signoff.domain.refusal import Refusal
from signoff.domain.view import AgreementView, CaseView, StopView
from signoff.engine.doors import NotTaken


class NoSuchCase(Exception):
    """The link or the claim code opens nothing."""


class NotServed(NoSuchCase):
    """The link or the claim code is right, and the pack of its carrier is missing: told to nobody else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A recorded request: the private link's token, the code to name it by, and when it was recorded."""

    token: str
    case_code: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentPicture:
    """A picture as a person brings it, of what they say that it is (a `DocumentKind`)."""

    document_kind: str
    data: bytes = field(repr=False)
    name: str = ""


class Desk(Protocol):
    """What channels may rely on. `key` is the Idempotency-Key; `source` says who speaks (a keyed hash)."""

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        """Record a request and acknowledge it."""

    async def view(self, token: str) -> CaseView:
        """What the holder of this link may see now. Raises NoSuchCase."""

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        """Take one answer; None when it was accepted. Raises NoSuchCase."""

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        """What can be signed now, in this language; None when nothing can. Raises NoSuchCase."""

    def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, until the case is over. Raises NoSuchCase."""

    async def document(self, token: str, kind: str) -> bytes | None:
        """The PDF of kind `acknowledgement`, `agreement` or `certificate`; None while it is not drawn yet."""

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        """The link's token for a case code and its claim code, for whom no message can reach. Raises NoSuchCase."""


class WebDesk(Desk, Protocol):
    """What only pages can take: pictures, and the button behind a link that was sent to others."""

    async def show_document(
        self, token: str, picture: DocumentPicture, *, key: str
    ) -> Refusal | NotTaken | None:
        """Take a picture of a document of identity; None when it was accepted. Raises NoSuchCase."""

    async def stoppable(self, token: str) -> StopView:
        """What a registered contact may see before they stop an ending. Raises NoSuchCase."""

    async def stop(self, token: str, *, key: str) -> Refusal | None:
        """Stop an ending, by the link a registered contact was sent; None when it is stopped. Raises NoSuchCase."""
