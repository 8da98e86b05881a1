"""The pages of one case, reached by its private link: the next requirement, the status, the documents."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.after import address_after
from signoff.channels.portal.asking import source_of
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.answers import READERS, Sheet
from signoff.channels.web.files import handed_out, why_missing
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.channels.web.words import Words
from signoff.domain.case import State
from signoff.domain.identity import IdentityStatus
from signoff.domain.identity_document import DocumentKind
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import ORDINARY, RequirementKind
from signoff.domain.view import CaseView
from signoff.domain.waits import Waits

DOCUMENTS = ("acknowledgement", "agreement", "certificate")
_RELOAD_SECONDS = 5  # without JavaScript, while the carrier's systems are at work
_OVER = frozenset({State.ENDED, State.WITHDRAWN, State.LAPSED})
_SIGNED = frozenset({State.AGREED, State.CUTTING, State.CLOSING, State.ENDED})
TOKEN_LENGTH_MAX = 200
"""Ours are far shorter; nothing longer is worth a look."""


class Cases:
    """The routes of a case."""

    def __init__(self, parts: PortalParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages
        self._waits = Waits()

    async def show(self, request: Request) -> Response:
        """The one page of a case."""
        return await self._page(request, await self._parts.desk.view(token_of(request)))

    def taker(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """The route that takes the form `name`; opened by its address it shows the case instead."""

        async def take(request: Request) -> Response:
            token = token_of(request)
            view = await self._parts.desk.view(token)
            if request.method != "POST":
                return self._pages.go(self._words(request, view), f"/case/{token}")
            if view.is_passed_on:
                return await self.refuse_closed(request, await read_form(request))
            return await self._take(request, token, name, view)

        return take

    def document(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        """The route that hands out a PDF."""

        async def fetch(request: Request) -> Response:
            pdf = await self._parts.desk.document(token_of(request), kind)
            if pdf is None:
                return await self._missing(request, kind)
            return handed_out(pdf, f"{kind}.pdf", "application/pdf", is_of_a_case=True)

        return fetch

    async def archive(self, request: Request) -> Response:
        """The certificate as a ZIP, with all that is needed to check it without us."""
        token = token_of(request)
        pdf = await self._parts.desk.document(token, "certificate")
        if pdf is None:
            return await self._missing(request, "certificate")
        language = self._words(request, await self._parts.desk.view(token)).language
        archive = await asyncio.to_thread(self._parts.archive, pdf, language)
        return handed_out(archive, "certificate.zip", "application/zip", is_of_a_case=True)

    async def _missing(self, request: Request, kind: str) -> Response:
        view = await self._parts.desk.view(token_of(request))
        if view.is_passed_on:  # nothing of the case, not even whether there was such a document
            return await self._page(request, view, status=404)
        word = why_missing(kind, view.state, is_erased=view.is_erased)
        return await self._pages.error(request, 404, word=word)

    async def refuse(
        self, request: Request, form: Form | None, problems: Sequence[Problem], *, status: int
    ) -> Response:
        """The case's page with what is wrong of a form that another module took."""
        view = await self._parts.desk.view(token_of(request))
        return await self._page(request, view, form, problems, status=status)

    async def refuse_closed(self, request: Request, form: Form | None) -> Response:
        """The page that a closed link opens, whatever was sent by it: the one answer of all its routes."""
        refusal = Refusal(Reason.PASSED_ON)
        return await self.refuse(request, form, (problem_of(refusal),), status=status_of(refusal))

    async def back(self, request: Request) -> Response:
        """To the case's page."""
        token = token_of(request)
        return self._pages.go(self._words(request, await self._parts.desk.view(token)), f"/case/{token}")

    async def _take(self, request: Request, token: str, name: str, view: CaseView) -> Response:
        form = await read_form(request)
        try:
            key = form.content_key
            answer = READERS[name](Sheet(self._parts, self._parts.carriers[view.carrier_id], form))
        except Unfit as unfit:
            return await self._page(request, view, form, unfit.problems, status=422)
        refusal = await self._parts.desk.answer(
            token, answer, key=key, source=source_of(self._parts, request)
        )
        if refusal is None:
            return self._pages.go(self._words(request, view), f"/case/{token}")
        return await self._refused(request, await self._parts.desk.view(token), form, refusal)

    async def _refused(self, request: Request, view: CaseView, form: Form, refusal: Refusal) -> Response:
        problem = problem_of(refusal)
        if problem.field == "destination":
            problem = Problem(f"destination_{form.first('way')}", problem.key, problem.values)
        if problem.field == "code" and not self._takes_code(view):
            problem = Problem("", problem.key, problem.values)
        self._waits.keep(token_of(request), source_of(self._parts, request), view, refusal)
        response = await self._page(request, view, form, (problem,), status=status_of(refusal))
        if refusal.until is not None:
            wait_seconds = max(1, int((refusal.until - self._parts.now()).total_seconds()))
            response.headers["Retry-After"] = str(wait_seconds)
        return response

    def _words(self, request: Request, view: CaseView) -> Words:
        carrier = self._parts.carriers.get(view.carrier_id)
        return self._pages.words(request, carrier=carrier, otherwise=view.language)

    async def _page(
        self,
        request: Request,
        view: CaseView,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        *,
        status: int = 200,
    ) -> Response:
        """The page of a case."""
        address, words = f"/case/{token_of(request)}", self._words(request, view)
        view = await self._worded(token_of(request), view, words.language)
        has_form = view.requirement is not None or bool(view.sim_answers)
        response = self._pages.page(
            "case.html",
            words,
            status=status,
            form=form,
            problems=problems,
            here=address,
            view=view,
            address=address,
            after=address_after(view.carrier_id, view.ended_at, view.time_zone),
            part=part_of(view),
            is_first=view.requirement is RequirementKind.CONFIRM_LINE,
            is_over=view.state in _OVER,
            is_followed=view.state not in _OVER or view.state == State.ENDED,
            has_agreement=view.state in _SIGNED,
            step_number=step_number(view.requirement),
            step_count=len(ORDINARY),
            document_kinds=tuple(DocumentKind),
            code_wait_at=self._waits.until(
                token_of(request), source_of(self._parts, request), view, self._parts.now()
            ),
            takes_code=self._takes_code(view),
            blocked_until=self._to_come(view.codes_blocked_until),
            reload_seconds=_RELOAD_SECONDS if view.is_waiting and not has_form else None,
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return may_be_gone_back_to(response) if request.method == "POST" else response

    async def _worded(self, token: str, view: CaseView, language: str) -> CaseView:
        """The view with the agreement in the language of the page."""
        if view.agreement is None or view.agreement.language in ("", language):
            return view
        agreement = await self._parts.desk.agreement(token, language)
        return view if agreement is None else replace(view, agreement=agreement)

    def _takes_code(self, view: CaseView) -> bool:
        return view.code is not None and view.code.takes_tries(self._parts.now())

    def _to_come(self, at: datetime | None) -> datetime | None:
        """The instant if it is still to come, else None."""
        return at if at is not None and at > self._parts.now() else None


def token_of(request: Request) -> str:
    """The private link's token. Raises HTTPException 404 for what cannot be one."""
    token: str = request.path_params["token"]
    if len(token) > TOKEN_LENGTH_MAX:
        raise HTTPException(404)
    return token


def step_number(requirement: RequirementKind | None) -> int:
    """The place of a requirement in the order of asking, from 1; 0 when nothing is asked."""
    return ORDINARY.index(requirement) + 1 if requirement in ORDINARY else 0


def part_of(view: CaseView) -> str:
    """Which part of the page leads: the name of a template under `parts/`."""
    if view.requirement is not None:
        return view.requirement.value
    if view.state in _OVER:
        return view.state
    if view.holds:
        return "held"
    if view.is_unpriced:
        return "unpriced"
    if view.acting is not None and not view.is_waiting and view.state == State.OPEN:
        return "authority_waits"
    if view.identity is IdentityStatus.WAITS and not view.is_waiting and view.state == State.OPEN:
        return "identity_waits"
    return "agreed" if view.state == State.AGREED else "at_work"
