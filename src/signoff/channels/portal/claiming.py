"""The way in for whom no message can reach: case code and claim code lead to the case's private link."""

from __future__ import annotations

import re
import unicodedata

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.asking import source_of
from signoff.channels.portal.pages import Pages
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.desk import NoSuchCase, NotServed
from signoff.domain.refusal import Reason, Refusal

_CODE = re.compile(r"[0-9A-Za-z -]{1,40}")  # both kinds of code, with any spaces or dashes


class Claiming:
    """The claim routes."""

    def __init__(self, parts: PortalParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The form for the two codes."""
        return self._page(request, Form())

    async def take(self, request: Request) -> Response:
        """Go to the case, or say that these two do not belong together, never which of them is wrong."""
        form = await read_form(request)
        codes = {name: _plain(form.first(name)) for name in ("case_code", "claim_code")}
        problems = [
            Problem(name, "portal.problems.code_missing" if not code else "portal.problems.code_unreadable")
            for name, code in codes.items()
            if not _CODE.fullmatch(code)
        ]
        if problems:
            return self._page(request, form, *problems, status=422)
        source = source_of(self._parts, request)
        try:
            token = await self._parts.desk.claim(codes["case_code"], codes["claim_code"], source=source)
        except NotServed:
            raise
        except NoSuchCase:
            token = Refusal(Reason.CODE_WRONG)
        if not isinstance(token, Refusal):
            return self._pages.go(self._pages.words(request), f"/case/{token}")
        if token.reason is Reason.CODE_WRONG:
            return self._page(request, form, Problem("claim_code", "portal.claim.wrong"), status=422)
        return self._page(request, form, problem_of(token), status=status_of(token))

    def _page(self, request: Request, form: Form, *problems: Problem, status: int = 200) -> Response:
        words = self._pages.words(request)
        return self._pages.page(
            "claim.html", words, status=status, form=form, problems=problems, here="/claim"
        )


def _plain(typed: str) -> str:
    """A code as it is printed: no wide letters as Chinese keyboards make them, no capitals missing."""
    return unicodedata.normalize("NFKC", typed[:100]).strip().upper()
