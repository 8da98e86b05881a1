"""The start page (page 1 "End a line" unfolds in it) and page 2 "End it now": nothing is stored before its button."""

from __future__ import annotations

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.portal.parts import PortalParts
from signoff.channels.portal.ways import Group
from signoff.channels.portal.wishes import read_wish, today
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.forwarded import client_of
from signoff.channels.web.refusals import problem_of, status_of
from signoff.domain.carrier import Carrier
from signoff.domain.refusal import Refusal

_AHEAD_DAYS_MAX = 365  # as far as a date may be; the date picker's end


class Asking:
    """The routes before there is a case."""

    def __init__(self, parts: PortalParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    async def start(self, request: Request) -> Response:
        """What one can do here; page 1 for any carrier unfolds in it."""
        return self._page_1(request, Form({"when": ("now",)}), template="start.html", here="/")

    async def end(self, request: Request) -> Response:
        """Page 1 for any carrier, by itself."""
        return self._page_1(request, Form({"when": ("now",)}))

    async def start_at(self, request: Request) -> Response:
        """Page 1 with the carrier preset; 404 for one we do not know."""
        carrier_id = request.path_params["carrier_id"]
        if carrier_id not in self._parts.carriers:
            raise HTTPException(404)
        return self._page_1(request, Form({"when": ("now",), "carrier": (carrier_id,)}))

    async def review(self, request: Request) -> Response:
        """Page 2: what was understood."""
        form = await read_form(request)
        words = self._pages.words(request)
        try:
            ask = read_wish(self._parts, form, words.language)
        except Unfit as unfit:
            return self._page_1(request, form, *unfit.problems)
        carrier = self._parts.carriers[ask.carrier_id]
        words = self._pages.words(request, carrier=carrier)
        page = self._pages.page(
            "review.html", words, form=form, here_form="/review", ask=ask, carrier=carrier
        )
        return may_be_gone_back_to(page)

    async def change(self, request: Request) -> Response:
        """Back to page 1 with everything as it was typed."""
        return self._page_1(request, await read_form(request), status=200)

    async def ask(self, request: Request) -> Response:
        """Record the request, then show its case."""
        form = await read_form(request)
        words = self._pages.words(request)
        try:
            key = form.key
            ask = read_wish(self._parts, form, words.language)
        except Unfit as unfit:
            return self._page_1(request, form, *unfit.problems)
        asked = await self._parts.desk.ask(ask, key=key, source=source_of(self._parts, request))
        if isinstance(asked, Refusal):
            return self._page_1(request, form, problem_of(asked), status=status_of(asked))
        return self._pages.go(words, f"/case/{asked.token}")

    async def back(self, request: Request) -> Response:
        """A page that only a form leads to, opened by its address: start at the beginning."""
        return self._pages.go(self._pages.words(request), "/")

    def _page_1(
        self,
        request: Request,
        form: Form,
        *problems: Problem,
        status: int = 422,
        template: str = "end.html",
        here: str = "/end",
    ) -> Response:
        carrier = self._parts.carriers.get(form.first("carrier"))
        first_on = today(self._parts, carrier or next(iter(self._parts.carriers.values())))
        page = self._pages.page(
            template,
            self._pages.words(request, carrier=carrier),
            status=status if problems or request.method == "POST" else 200,
            form=form,
            problems=[self._named(request, problem) for problem in problems],
            here=f"/{carrier.id}" if carrier else here,
            here_form="/change" if request.method == "POST" else None,
            carriers=self._listed(problems),
            carrier=carrier,
            groups=tuple(Group),
            first_on=first_on,
            last_on=first_on + timedelta(days=_AHEAD_DAYS_MAX),
        )
        return may_be_gone_back_to(page) if request.method == "POST" else page

    def _listed(self, problems: tuple[Problem, ...]) -> list[Carrier]:
        """All carriers, those first that the number may belong to."""
        possible = {one for problem in problems for one in _carrier_ids(problem)}
        return sorted(self._parts.carriers.values(), key=lambda carrier: carrier.id not in possible)

    def _named(self, request: Request, problem: Problem) -> Problem:
        """A problem that speaks of carriers, with their names in the reader's language."""
        carrier_ids = _carrier_ids(problem)
        if not carrier_ids and "carrier_ids" not in problem.values:
            return problem
        words = self._pages.words(request)
        return Problem(
            problem.field, problem.key, {"carriers": words.listed([*map(words.carrier_name, carrier_ids)])}
        )


def _carrier_ids(problem: Problem) -> tuple[str, ...]:
    found = problem.values.get("carrier_ids", ())
    return found if isinstance(found, tuple) else ()


def source_of(parts: PortalParts, request: Request) -> str:
    """Who speaks, as the desk counts them: never the address itself."""
    return parts.source_of(client_of(request, parts.trusted_proxy))
