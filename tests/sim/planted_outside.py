"""Faults planted where people come in, and where data go: what `planted.py` is for the engine and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import asking, cases
from signoff.channels.portal.events import Events
from signoff.channels.terminal.conversation import Conversation
from signoff.channels.terminal.walk import Walk
from signoff.channels.web import answers, forms
from signoff.domain import answer as a
from signoff.domain.requirement import Tie
from signoff.engine import housekeeping
from signoff.store import expired
from signoff.store.vault import TenantKeys
from tests.sim.ground import Ground
from tests.sim.planted import Planted, trigger


@contextmanager
def page_of_somebody_else(_: Ground) -> Iterator[None]:
    """Each page of a case also has the contact that was typed last, by whomever."""
    typed = [""]
    ask, page = asking.Asking.ask, cases.Cases._page

    async def asked(self: asking.Asking, request: Request) -> Response:
        typed[0] = (await forms.read_form(request)).first("contact")
        return await ask(self, request)

    async def shown(self: cases.Cases, *args: Any, **named: Any) -> Response:
        response = await page(self, *args, **named)
        response.body = bytes(response.body).replace(b"</main>", f"<p>{typed[0]}</p></main>".encode())
        return response

    with mock.patch.object(asking.Asking, "ask", asked), mock.patch.object(cases.Cases, "_page", shown):
        yield


def form_sent_twice_counts_twice(_: Ground) -> AbstractContextManager[Any]:
    """What a form says is a new answer whenever it comes."""
    return mock.patch.object(forms.Form, "content_key", property(lambda _: forms.fresh_key()))


def refusal_not_worded(_: Ground) -> AbstractContextManager[Any]:
    """A refused form looks as if it had been taken."""
    return mock.patch.object(cases, "status_of", return_value=200)


def box_ticked_by_itself(_: Ground) -> AbstractContextManager[Any]:
    """What still hangs on the number counts as thought of, ticked or not."""

    def acknowledged(sheet: answers.Sheet) -> a.Answer:
        digest = sheet.form.first("losses_digest")
        return a.AcknowledgeLosses(tuple(Tie), digest)

    return mock.patch.dict(answers.READERS, {"losses": acknowledged})


def live_page_stays_behind(_: Ground) -> AbstractContextManager[Any]:
    """A live page is told of nothing."""

    async def nothing(*_: Any) -> Any:
        yield "event: over\ndata: over\n\n"

    return mock.patch.object(Events, "_chunks", nothing)


def stays_and_is_withdrawn(_: Ground) -> AbstractContextManager[Any]:
    """At the terminal, whoever is asked whether they want to stay, stays."""

    async def withdraw(self: Walk, talk: Conversation) -> a.Answer:
        return a.Withdraw()

    return mock.patch.object(Walk, "_withdraw", withdraw)


def any_claim_code(_: Ground) -> AbstractContextManager[Any]:
    """Whoever knows the case code needs no claim code."""
    digest = TenantKeys.code_digest

    def loose(self: TenantKeys, case_id: str, code: str) -> str:
        return digest(self, case_id, code if len(code) == 6 else "any")

    return mock.patch.object(TenantKeys, "code_digest", loose)


def answers_forgotten_early(_: Ground) -> AbstractContextManager[Any]:
    """Housekeeping takes what is good for another month."""
    forget = expired.forget

    async def early(connection: Any, tenant_id: str, now: Any, *first_days: Any) -> int:
        return await forget(connection, tenant_id, now + timedelta(days=31), *first_days)

    return mock.patch.object(housekeeping, "forget", early)


def erased_but_for_documents(ground: Ground) -> AbstractContextManager[None]:
    """What is to be erased is kept in the documents."""
    return trigger(ground, "documents", "delete", "return null;")


def erased_too_early(_: Ground) -> AbstractContextManager[Any]:
    """The time for a restore counts for nothing."""
    return mock.patch("signoff.domain.passing.local_day", lambda carrier, at: at.date() + timedelta(days=400))


OUTSIDE: tuple[Planted, ...] = (
    page_of_somebody_else,
    form_sent_twice_counts_twice,
    refusal_not_worded,
    box_ticked_by_itself,
    live_page_stays_behind,
    stays_and_is_withdrawn,
    any_claim_code,
    answers_forgotten_early,
    erased_but_for_documents,
    erased_too_early,
)
