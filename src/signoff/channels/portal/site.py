"""All routes of the portal, put together by `create_portal`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from signoff.channels.portal.advice import ADDRESS as ADVISE
from signoff.channels.portal.advice import Advising
from signoff.channels.portal.after import ADDRESS as AFTER
from signoff.channels.portal.after import UPLOADS as AFTER_UPLOADS
from signoff.channels.portal.after import After
from signoff.channels.portal.asking import Asking
from signoff.channels.portal.beside import PAGES, Beside
from signoff.channels.portal.cases import DOCUMENTS, Cases
from signoff.channels.portal.checking import ADDRESS as CHECK
from signoff.channels.portal.checking import BODY_BYTES_MAX, Checking
from signoff.channels.portal.claiming import Claiming
from signoff.channels.portal.documents import PATH, Documents, is_picture
from signoff.channels.portal.events import Events
from signoff.channels.portal.guard import STATIC, Guard
from signoff.channels.portal.guided import ADDRESS as GUIDED
from signoff.channels.portal.guided import Guided, UploadsOf, is_upload
from signoff.channels.portal.identify import ADDRESS as IDENTIFY
from signoff.channels.portal.identify import Identifying
from signoff.channels.portal.pages import Pages
from signoff.channels.portal.parts import PortalParts
from signoff.channels.portal.phones import Phones
from signoff.channels.portal.plans import ADDRESS as PLAN
from signoff.channels.portal.plans import Planning
from signoff.channels.portal.stopping import ADDRESS as STOP
from signoff.channels.portal.stopping import Stopping
from signoff.channels.portal.verifying import ADDRESS, UPLOAD_BYTES_MAX, Verifying
from signoff.channels.web.answers import READERS
from signoff.channels.web.place import FILES
from signoff.desk import NoSuchCase, NotServed
from signoff.guided import DOCUMENTS as GUIDED_DOCUMENTS
from signoff.traveller.afterwards import Afterwards

Portal = FastAPI
"""The web application; whoever serves it needs to know no more of it."""


def create_portal(parts: PortalParts) -> FastAPI:
    """The web pages for subscribers, as an ASGI application."""
    pages = Pages(parts)
    portal = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    _add_asking(portal, Asking(parts, pages))
    cases = Cases(parts, pages)
    documents = Documents(parts, cases)
    _add_case(portal, parts, pages, cases, documents)
    stopping = Stopping(parts, pages)
    portal.add_route(f"{STOP}/{{token}}", stopping.show, methods=["GET"])
    portal.add_route(f"{STOP}/{{token}}", stopping.take, methods=["POST"])
    claiming = Claiming(parts, pages)
    portal.add_route("/claim", claiming.show, methods=["GET"])
    portal.add_route("/claim", claiming.take, methods=["POST"])
    verifying = Verifying(parts, pages)
    portal.add_route(ADDRESS, verifying.show, methods=["GET"])
    portal.add_route(ADDRESS, verifying.take, methods=["POST"])
    if parts.card_reader is not None:
        identifying = Identifying(parts, pages, parts.card_reader)
        portal.add_route(IDENTIFY, identifying.show, methods=["GET"])
        portal.add_route(IDENTIFY, identifying.take, methods=["POST"])
    checking = Checking(pages, parts.message_checker) if parts.message_checker is not None else None
    if checking is not None:
        portal.add_route(CHECK, checking.show, methods=["GET"])
        portal.add_route(CHECK, checking.take, methods=["POST"])
    if parts.sandbox is not None:
        phones = Phones(parts, pages, parts.sandbox)
        portal.add_route("/sandbox", phones.lines, methods=["GET"])
        portal.add_route("/sandbox/phone", phones.phone, methods=["GET", "POST"])
        portal.add_route("/sandbox/phone/profile", phones.delete_profile, methods=["POST"])
        portal.add_route("/sandbox/phone/line", phones.do, methods=["POST"])
    if parts.guide is not None:
        if parts.guided is not None:
            _add_guided(portal, Guided(parts, pages, parts.guided, parts.guide))
        planning = Planning(pages, parts.guide, may_keep=parts.guided is not None)
        _add_guide(portal, Advising(pages, parts.guide), planning)
        _add_after(portal, After(pages, Afterwards(parts.guide)))
    portal.add_route("/healthz", _health(parts.is_well), methods=["GET"])
    portal.mount(STATIC.rstrip("/"), _Static(directory=FILES))
    portal.add_route("/{carrier_id}", Asking(parts, pages).start_at, methods=["GET"])
    _add_errors(portal, parts, pages, verifying, checking, documents)
    return portal


def _add_asking(portal: FastAPI, asking: Asking) -> None:
    portal.add_route("/", asking.start, methods=["GET"])
    portal.add_route("/end", asking.end, methods=["GET"])
    for path, take in (("/review", asking.review), ("/change", asking.change), ("/ask", asking.ask)):
        portal.add_route(path, take, methods=["POST"])
        portal.add_route(path, asking.back, methods=["GET"])


def _add_guide(portal: FastAPI, advising: Advising, planning: Planning) -> None:
    for path, page in ((ADVISE, advising), (PLAN, planning)):
        portal.add_route(path, page.show, methods=["GET"])
        portal.add_route(path, page.take, methods=["POST"])
        portal.add_route(f"{path}/change", page.change, methods=["POST"])
        portal.add_route(f"{path}/change", page.show, methods=["GET"])
    for ending, file in (("pdf", planning.pdf), ("ics", planning.calendar)):
        portal.add_route(f"{PLAN}/plan.{ending}", file, methods=["POST"])
        portal.add_route(f"{PLAN}/plan.{ending}", planning.back, methods=["GET"])


def _add_after(portal: FastAPI, after: After) -> None:
    portal.add_route(AFTER, after.show, methods=["GET"])
    portal.add_route(AFTER, after.take, methods=["POST"])
    for path, take in (
        ("letter", after.letter),
        ("letter.pdf", after.pdf),
        ("letter.txt", after.text),
        ("days", after.days),
        ("days.ics", after.calendar),
    ):
        portal.add_route(f"{AFTER}/{path}", take, methods=["POST"])
        portal.add_route(f"{AFTER}/{path}", after.back, methods=["GET"])


def _add_guided(portal: FastAPI, guided: Guided) -> None:
    portal.add_route(GUIDED, guided.start, methods=["GET"])
    for path, take in (("begin", guided.begin), ("keep", guided.keep)):
        portal.add_route(f"{GUIDED}/{path}", take, methods=["POST"])
        portal.add_route(f"{GUIDED}/{path}", guided.start, methods=["GET"])
    case = f"{GUIDED}/{{token}}"
    portal.add_route(case, guided.show, methods=["GET"])
    for path, take in (("say", guided.say), ("evidence", guided.add)):
        portal.add_route(f"{case}/{path}", take, methods=["POST"])
        portal.add_route(f"{case}/{path}", guided.back, methods=["GET"])
    for what in ("withdraw", "erase"):
        portal.add_route(f"{case}/{what}", guided.asker(what), methods=["GET"])
        portal.add_route(f"{case}/{what}", guided.doer(what), methods=["POST"])
    for kind in GUIDED_DOCUMENTS:
        portal.add_route(f"{case}/{kind}.pdf", guided.document(kind), methods=["GET"])
    portal.add_route(f"{case}/evidence/{{number:int}}", guided.file, methods=["GET"])
    portal.add_route(f"{case}/everything.zip", guided.everything, methods=["GET"])


def _add_case(portal: FastAPI, parts: PortalParts, pages: Pages, cases: Cases, documents: Documents) -> None:
    portal.add_route(f"/case/{{token}}/{PATH}", documents.take, methods=["POST"])
    portal.add_route(f"/case/{{token}}/{PATH}", cases.back, methods=["GET"])
    portal.add_route("/case/{token}", cases.show, methods=["GET"])
    portal.add_route("/case/{token}/events", Events(parts).stream, methods=["GET"])
    for kind in DOCUMENTS:
        portal.add_route(f"/case/{{token}}/{kind}.pdf", cases.document(kind), methods=["GET"])
    portal.add_route("/case/{token}/certificate.zip", cases.archive, methods=["GET"])
    for page in PAGES:
        beside, path = Beside(parts, pages, cases, page), f"/case/{{token}}/{page.name}"
        portal.add_route(path, beside.show, methods=["GET"])
        portal.add_route(path, beside.take if page.takes else cases.taker(page.name), methods=["POST"])
    for name in READERS.keys() - {page.name for page in PAGES}:
        portal.add_route(f"/case/{{token}}/{name}", cases.taker(name), methods=["GET", "POST"])


def _add_errors(
    portal: FastAPI,
    parts: PortalParts,
    pages: Pages,
    verifying: Verifying,
    checking: Checking | None,
    documents: Documents,
) -> None:
    guided = Guided(parts, pages, parts.guided, parts.guide) if parts.guided and parts.guide else None
    after = After(pages, Afterwards(parts.guide)) if parts.guide is not None else None

    async def http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = await pages.error(request, status)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def no_such_case(request: Request, error: Exception) -> Response:
        if isinstance(error, NotServed):
            return await pages.error(request, 503, word="not_served")
        return await pages.error(request, 404)

    portal.add_exception_handler(HTTPException, http_error)
    portal.add_exception_handler(NoSuchCase, no_such_case)

    async def stopped(request: Request, status: int) -> Response:
        if status == 413 and guided is not None and is_upload(request.url.path):
            return await guided.too_large(request)
        if status == 413 and is_picture(request.url.path):
            try:
                return await documents.too_large(request)
            except NoSuchCase:
                return await pages.error(request, 413)
        if status == 413 and request.url.path == ADDRESS:
            return await verifying.refuse(request)
        if status == 413 and request.url.path == AFTER and after is not None:
            return await after.refuse(request)
        if status == 413 and request.url.path == CHECK and checking is not None:
            return await checking.refuse(request)
        return await pages.error(request, status)

    portal.add_middleware(
        Guard,
        error_page=stopped,
        upload_bytes_max=UploadsOf(
            {ADDRESS: UPLOAD_BYTES_MAX, CHECK: BODY_BYTES_MAX} | AFTER_UPLOADS, parts.guided
        ),
        address=parts.address,
    )


def _health(is_well: Callable[[], Awaitable[bool]]) -> Callable[[Request], Awaitable[Response]]:
    async def health(_: Request) -> Response:
        if await is_well():
            return PlainTextResponse("ok")
        return PlainTextResponse("not well", 503)

    return health


class _Static(StaticFiles):
    """Files whose address changes with their contents, so they may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if "\0" in path:  # the file system would call it an error of ours
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
