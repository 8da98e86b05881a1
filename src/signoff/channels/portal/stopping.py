"""The page behind the link that everybody registered for a line is sent once its ending is signed: a button stops it.

Opening the link changes nothing: mail programs open links by themselves.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.cases import token_of
from signoff.channels.portal.pages import Pages
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.domain.case import State

ADDRESS = "/stop"


class Stopping:
    """The routes of the stop link."""

    def __init__(self, parts: PortalParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """What would be stopped, and the button."""
        return await self._page(request)

    async def take(self, request: Request) -> Response:
        """Stop it. Coming twice, it is stopped once."""
        form = await read_form(request)
        try:
            refusal = await self._parts.desk.stop(token_of(request), key=form.key)
        except Unfit as unfit:
            return await self._page(request, form, *unfit.problems, status=422)
        if (
            refusal is not None
            and (await self._parts.desk.stoppable(token_of(request))).state != State.WITHDRAWN
        ):
            return await self._page(request, form, problem_of(refusal), status=status_of(refusal))
        return await self._page(request)

    async def _page(
        self, request: Request, form: Form | None = None, *problems: Problem, status: int = 200
    ) -> Response:
        token = token_of(request)
        view = await self._parts.desk.stoppable(token)
        carrier = self._parts.carriers.get(view.carrier_id)
        response = self._pages.page(
            "stop.html",
            self._pages.words(request, carrier=carrier),
            status=status,
            form=form,
            problems=problems,
            here=f"{ADDRESS}/{token}",
            view=view,
            address=f"{ADDRESS}/{token}",
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response
