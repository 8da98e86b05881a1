"""The page that plans: dated tasks on a page, as a PDF and for a calendar, each made from the form's own values.

Nothing is stored, and nothing that was typed stands in an address: the files are asked for by the form itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import journey
from signoff.channels.portal.journey import JourneyForm
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.web.files import handed_out
from signoff.channels.web.forms import Form
from signoff.traveller import keeping
from signoff.traveller.guide import Guide
from signoff.traveller.plan import PlanView

ADDRESS = "/plan"


class Planning(JourneyForm):
    """The routes of the page and its files."""

    ADDRESS = ADDRESS
    AREA = "plan"

    def __init__(self, pages: Pages, guide: Guide, *, may_keep: bool = False) -> None:
        super().__init__(pages, guide)
        self._may_keep = may_keep  # whether a plan can be kept as a case here

    async def back(self, request: Request) -> Response:
        """A file that only a form leads to, opened by its address: the form."""
        return self._pages.go(self._pages.words(request), ADDRESS)

    async def take(self, request: Request) -> Response:
        """The plan as a page."""
        made = await self._made(request)
        if isinstance(made, Response):
            return made
        form, view = made
        words = self._pages.words(request)
        page = self._pages.page(
            "plan.html",
            words,
            form=form,
            here_form=ADDRESS,
            view=view,
            advice=view.advice,
            notes=journey.footnotes(self._guide, view.carrier_id, view.sayings, words),
            hidden=journey.hidden_values(form),
            may_keep=self._may_keep and keeping.is_ending(view),
            holidays=words.listed([words.day(day) for day in view.holidays or ()]),
        )
        return may_be_gone_back_to(page)

    async def pdf(self, request: Request) -> Response:
        """The plan to print."""
        return await self._file(request, "pdf", "application/pdf", self._guide.pdf)

    async def calendar(self, request: Request) -> Response:
        """The plan for a calendar."""
        return await self._file(request, "ics", "text/calendar; charset=utf-8", self._guide.calendar)

    async def _file(
        self, request: Request, ending: str, media_type: str, make: Callable[[PlanView], bytes]
    ) -> Response:
        made = await self._made(request)
        if isinstance(made, Response):
            return made
        _, view = made
        return handed_out(await asyncio.to_thread(make, view), f"plan-{view.carrier_id}.{ending}", media_type)

    async def _made(self, request: Request) -> tuple[Form, PlanView] | Response:
        read = await self._read(request)
        if isinstance(read, Response):
            return read
        form, carrier_id, situation = read
        return form, self._guide.plan(carrier_id, situation, self._pages.words(request).language)
