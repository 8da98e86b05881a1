"""Signing in and out at the counter: one answer for whatever is wrong, whoever is asked for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit, drop, keep
from signoff.channels.web.forms import Form, Problem, read_form
from signoff.channels.web.forwarded import client_of
from signoff.staff import TooManyTries

SIGN_IN = f"{ROOT}/sign-in"


class SigningIn:
    """The routes that need nobody to be signed in, and those out."""

    def __init__(self, parts: CounterParts, pages: CounterPages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The form."""
        return self._form(request)

    async def take(self, request: Request) -> Response:
        """Begin a session, or show the form again."""
        form, parts = await read_form(request), self._parts
        source = parts.source_of(client_of(request, parts.trusted_proxy))
        said = form.first("name"), form.first("password"), form.first("code").replace(" ", "")
        try:
            signed = await parts.accounts.sign_in(*said, source=source, at=parts.now())
        except TooManyTries as stopped:
            seconds = max(1, int((stopped.until - parts.now()).total_seconds()))
            minutes = -(-seconds // 60)
            problem = Problem("", "counter.sign_in.wait", {"minutes": minutes})
            response = self._form(request, form, problem, status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        if signed is None:
            return self._form(request, form, Problem("", "counter.sign_in.wrong"), status=422)
        response = self._pages.go(self._pages.words(request), f"{ROOT}/cases")
        keep(response, signed.token, is_secure=parts.is_secure)
        return response

    async def out(self, request: Request, visit: Visit) -> Response:
        """End this session."""
        await self._parts.accounts.sign_out(visit.token)
        return self._left(request)

    async def out_everywhere(self, request: Request, visit: Visit) -> Response:
        """End all sessions of this one."""
        await self._parts.accounts.sign_out_everywhere(visit.staff.id)
        return self._left(request)

    def _left(self, request: Request) -> Response:
        response = self._pages.go(self._pages.words(request), SIGN_IN)
        drop(response, is_secure=self._parts.is_secure)
        return response

    def _form(
        self, request: Request, form: Form | None = None, problem: Problem | None = None, status: int = 200
    ) -> Response:
        return self._pages.page(
            "sign_in.html",
            self._pages.words(request),
            None,
            here=SIGN_IN,
            status=status,
            form=Form({"name": (form.first("name"),)}) if form is not None else None,
            problems=[problem] if problem is not None else [],
        )
