"""The pages beside that of a case: withdraw, lost, acting, help, wrong. Each has a form and may not always be opened.

A new one is a line in `PAGES`, a template of its name and a reader in channels/web/answers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.asking import source_of
from signoff.channels.portal.cases import Cases, token_of
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.answers import READERS, Sheet
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.channels.web.words import Words
from signoff.domain.concern import ObjectionKind
from signoff.domain.refusal import Reason
from signoff.domain.third_party import Right
from signoff.domain.view import CaseView


@dataclass(frozen=True, slots=True)
class BesidePage:
    """One page beside the case, at `/case/{token}/{name}`; without `takes` the page of the case takes its form."""

    name: str
    may_be_opened: Callable[[CaseView], bool]
    takes: bool = True
    leads_to: str = ""  # the end of the address that comes after the form; empty is the case
    values: Mapping[str, Any] = field(default_factory=dict)


PAGES = (
    BesidePage("withdraw", lambda view: view.may_withdraw, takes=False),
    BesidePage("lost", lambda view: view.may_report_loss, takes=False),
    BesidePage("acting", lambda view: view.may_tell_acting, values={"rights": tuple(Right)}),
    BesidePage("help", lambda view: view.joined is None and not view.is_passed_on, leads_to="/help"),
    BesidePage("wrong", lambda view: view.may_object, values={"kinds": tuple(ObjectionKind)}),
)


class Beside:
    """The routes of one page beside the case."""

    def __init__(self, parts: PortalParts, pages: Pages, cases: Cases, page: BesidePage) -> None:
        self._parts = parts
        self._pages = pages
        self._cases = cases
        self._beside = page

    async def show(self, request: Request) -> Response:
        """The form; the page of the case for whom it is not there."""
        token = token_of(request)
        view = await self._parts.desk.view(token)
        if not self._beside.may_be_opened(view):
            return self._pages.go(self._words(request, view), f"/case/{token}")
        return self._page(request, view)

    async def take(self, request: Request) -> Response:
        """What was said, then the page it leads to; the form again with what is wrong of it."""
        token = token_of(request)
        view, form = await self._parts.desk.view(token), await read_form(request)
        if view.is_passed_on:
            return await self._cases.refuse_closed(request, form)
        sheet = Sheet(self._parts, self._parts.carriers[view.carrier_id], form)
        try:
            key, answer = form.content_key, READERS[self._beside.name](sheet)
        except Unfit as unfit:
            return self._page(request, view, form, unfit.problems, status=422)
        source = source_of(self._parts, request)
        refusal = await self._parts.desk.answer(token, answer, key=key, source=source)
        if refusal is not None and refusal.reason is Reason.PASSED_ON:  # since it was read
            return await self._cases.refuse_closed(request, form)
        if refusal is not None:
            return self._page(request, view, form, (problem_of(refusal),), status=status_of(refusal))
        return self._pages.go(self._words(request, view), f"/case/{token}{self._beside.leads_to}")

    def _words(self, request: Request, view: CaseView) -> Words:
        carrier = self._parts.carriers.get(view.carrier_id)
        return self._pages.words(request, carrier=carrier, otherwise=view.language)

    def _page(
        self,
        request: Request,
        view: CaseView,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        *,
        status: int = 200,
    ) -> Response:
        address, name = f"/case/{token_of(request)}", self._beside.name
        response = self._pages.page(
            f"{name}.html",
            self._words(request, view),
            status=status,
            form=form,
            problems=problems,
            here=f"{address}/{name}",
            view=view,
            address=address,
            **self._beside.values,
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return may_be_gone_back_to(response) if request.method == "POST" else response
