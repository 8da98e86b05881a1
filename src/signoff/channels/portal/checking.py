"""The page that checks a message: looked at in memory, never kept; nothing in it is opened or made a link."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages
from signoff.channels.web.forms import Form, Problem, read_form
from signoff.scam.message_checker import MessageChecker
from signoff.scam.telling import Told

ADDRESS = "/check"
FIELD = "message"

LENGTH_MAX = 20_000  # a text message has at most 1,600 characters, a long mail 10,000
# A Chinese character takes nine bytes in a form, a rare one twelve.
BODY_BYTES_MAX = 12 * LENGTH_MAX + 1024


class Checking:
    """The routes of the page."""

    def __init__(self, pages: Pages, checker: MessageChecker) -> None:
        self._pages = pages
        self._checker = checker

    async def show(self, request: Request) -> Response:
        """The form for one message."""
        return self._page(request)

    async def take(self, request: Request) -> Response:
        """What is said of the message in the form."""
        form = await read_form(request)
        message = form.first(FIELD).replace("\r\n", "\n")
        if not message.strip():
            return self._page(request, problem=Problem(FIELD, "check.refused.empty"), status=422)
        if len(message) > LENGTH_MAX:
            return self._too_long(request, form)
        language = self._pages.words(request).language
        told = await asyncio.to_thread(self._checker.check, message, language)
        return self._page(request, told=told)

    async def refuse(self, request: Request) -> Response:
        """The answer to more than is read."""
        return self._too_long(request, Form(), status=413)

    def _too_long(self, request: Request, form: Form, status: int = 422) -> Response:
        problem = Problem(
            FIELD, "check.refused.too_long", {"max": self._pages.words(request).amount(LENGTH_MAX)}
        )
        return self._page(request, problem=problem, form=form, status=status)

    def _page(
        self,
        request: Request,
        *,
        told: Told | None = None,
        problem: Problem | None = None,
        form: Form | None = None,
        status: int = 200,
    ) -> Response:
        return self._pages.page(
            "check.html",
            self._pages.words(request),
            status=status,
            form=form,
            problems=() if problem is None else (problem,),
            here=ADDRESS,
            here_form=ADDRESS if told is not None else None,
            told=told,
            length_max=LENGTH_MAX,
        )
