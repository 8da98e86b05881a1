"""Every route of the counter as data: method, address, who may take it, and what takes it; put beside the portal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from signoff.channels.counter.acting import ACTS
from signoff.channels.counter.beginning import Beginning
from signoff.channels.counter.cases import DOCUMENTS, CounterCases, Taker
from signoff.channels.counter.guaranteeing import GuaranteePages
from signoff.channels.counter.lists import Lists
from signoff.channels.counter.pages import ROOT, CounterPages
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.signing_in import SIGN_IN, SigningIn
from signoff.channels.counter.visit import Visit, token_in
from signoff.channels.web.answers import READERS
from signoff.channels.web.forms import read_form
from signoff.counter import NotAllowed
from signoff.desk import NoSuchCase
from signoff.domain.refusal import Reason
from signoff.domain.staff import May

CASE = "/case/{tenant_id}/{case_id}"


@dataclass(frozen=True, slots=True)
class Way:
    """One route; `may` None: whoever is signed in."""

    method: str
    path: str
    may: May | None
    take: Taker


def ways(parts: CounterParts, pages: CounterPages) -> list[Way]:
    """All routes for which somebody has to be signed in."""
    lists, cases = Lists(parts, pages), CounterCases(parts, pages)
    beginning, signing = Beginning(parts, pages), SigningIn(parts, pages)
    found = [
        Way("GET", "/cases", May.LIST, lists.cases),
        Way("POST", "/find", May.LIST, lists.find),
        Way("GET", "/find", May.LIST, lists.cases),
        Way("GET", "/waiting", May.LIST, lists.waiting),
        Way("GET", "/guarantees", May.ASSURE, GuaranteePages(parts, pages).show),
        Way("GET", "/begin", May.BEGIN, beginning.show),
        Way("POST", "/begin", May.BEGIN, beginning.take),
        Way("GET", CASE, May.LOOK, cases.show),
        Way("POST", "/sign-out", None, signing.out),
        Way("POST", "/sign-out-everywhere", None, signing.out_everywhere),
    ]
    for name in (
        one for one in READERS if one not in ("help", "wrong")
    ):  # staff answer these, and write none
        found.append(Way("POST", f"{CASE}/{name}", May.ANSWER, cases.answer(name)))
        found.append(Way("GET", f"{CASE}/{name}", May.LOOK, cases.back))
    for name, (_, may) in ACTS.items():
        found.append(Way("POST", f"{CASE}/{name}", may, cases.act(name)))
        found.append(Way("GET", f"{CASE}/{name}", May.LOOK, cases.back))
    found.append(Way("GET", f"{CASE}/picture.jpg", May.SOLVE, cases.picture))
    found.append(Way("GET", f"{CASE}/picture-{{number}}.jpg", May.SOLVE, cases.picture))
    found += [Way("GET", f"{CASE}/{kind}.pdf", May.LOOK, cases.document(kind)) for kind in DOCUMENTS]
    return found


def create_counter(parts: CounterParts) -> Starlette:
    """The pages of the staff, as an ASGI application."""
    pages = CounterPages(parts)
    signing = SigningIn(parts, pages)
    routes = [
        Route("/", _to_sign_in, methods=["GET"]),
        Route("/sign-in", signing.show, methods=["GET"]),
        Route("/sign-in", signing.take, methods=["POST"]),
        *(Route(one.path, _guarded(one, parts, pages), methods=[one.method]) for one in ways(parts, pages)),
    ]

    async def http_error(request: Request, error: Exception) -> Response:
        return pages.error(request, error.status_code if isinstance(error, HTTPException) else 500)

    return Starlette(routes=routes, exception_handlers={HTTPException: http_error})


def beside(site: Starlette, parts: CounterParts) -> None:
    """Put the counter at its address on the portal's server, before a carrier's page could take it."""
    site.router.routes.insert(0, Mount(ROOT, create_counter(parts)))
    site.router.routes.insert(0, Route(ROOT, _to_sign_in, methods=["GET"]))


async def _to_sign_in(_: Request) -> Response:
    return RedirectResponse(f"{ROOT}/cases", 303)


def _guarded(way: Way, parts: CounterParts, pages: CounterPages) -> Callable[[Request], Awaitable[Response]]:
    """The route behind its locks: a living session, a role that may, and for a form that session's own key."""

    async def guarded(request: Request) -> Response:
        token = token_in(request, is_secure=parts.is_secure)
        staff = await parts.accounts.seen(token, parts.now()) if token else None
        if staff is None:
            if request.method == "GET":
                return pages.go(pages.words(request), SIGN_IN)
            return pages.error(request, 401)
        visit = Visit(staff, token)
        if way.may is not None and not staff.by.may(way.may):
            return pages.error(request, 403, visit)
        if request.method == "POST" and not visit.is_own((await read_form(request)).first("key")):
            return pages.error(request, 422, visit)
        try:
            return await way.take(request, visit)
        except NoSuchCase:
            return pages.error(request, 404, visit)
        except NotAllowed as refused:
            return pages.error(request, 429 if refused.args[0] is Reason.TOO_MANY_REQUESTS else 403, visit)
        except HTTPException as error:
            return pages.error(request, error.status_code, visit)

    return guarded
