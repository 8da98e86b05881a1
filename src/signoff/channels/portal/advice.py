"""The page that advises: what to do with a line, why, what it costs and what follows when. Nothing is stored."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import journey
from signoff.channels.portal.forms import Form, Problem, Unfit, read_form
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.traveller.guide import Guide

ADDRESS = "/advise"


class Advising:
    """The routes of the page."""

    def __init__(self, pages: Pages, guide: Guide) -> None:
        self._pages = pages
        self._guide = guide

    async def show(self, request: Request) -> Response:
        """The form."""
        return self._form(request, journey.opened(self._guide, request))

    async def change(self, request: Request) -> Response:
        """The form again, as it was typed."""
        return may_be_gone_back_to(self._form(request, await read_form(request)))

    async def take(self, request: Request) -> Response:
        """The advice."""
        form = await read_form(request)
        try:
            carrier_id, situation = journey.read_journey(self._guide, form)
        except Unfit as unfit:
            return may_be_gone_back_to(self._form(request, form, *unfit.problems))
        words = self._pages.words(request)
        view = self._guide.advise(carrier_id, situation, words.language)
        page = self._pages.page(
            "advice.html",
            words,
            form=form,
            here_form=ADDRESS,
            view=view,
            notes=journey.footnotes(self._guide, carrier_id, view.sayings, words),
            hidden=journey.hidden_values(form),
        )
        return may_be_gone_back_to(page)

    def _form(self, request: Request, form: Form, *problems: Problem) -> Response:
        return self._pages.page(
            "advise.html",
            self._pages.words(request),
            status=422 if problems else 200,
            form=form,
            problems=problems,
            here=journey.here(ADDRESS, form) if request.method == "GET" else ADDRESS,
            here_form=f"{ADDRESS}/change" if request.method == "POST" else None,
            area="advice",
            action=ADDRESS,
            **journey.form_values(self._guide, form),
        )
