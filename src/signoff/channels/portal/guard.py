"""What every request passes before a route sees it: host, size and origin; and every answer: security headers.

Nothing personal is logged: the route's template, the status and the kind of an error, never a path or a value.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES_MAX = 64 * 1024  # the longest honest form is under 4 kB
_BODY_SECONDS_MAX = 20  # a form this small takes no phone longer
_SMALL_BYTES_MAX = 1024 * 1024
_UPLOAD_SECONDS_MAX = 120  # the photos of a phone in a hotel's network

# A browser that is still sending does not read why it was refused: so much of a file that is too large is taken in,
# and thrown away at once, before the answer.
_DISCARDED_BYTES_MAX = 32 * 1024 * 1024

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}

CAMERA = "/counter/case/"
"""Where a card may be scanned with the camera: nowhere else is it allowed."""

STATIC = "/static/"
"""Where the files of the pages are: style, script and signs."""

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

_logger = logging.getLogger(__name__)


class Uploads(Protocol):
    """How many bytes each path that takes files takes."""

    def get(self, path: str, /) -> int | None:
        """So many; None for a path that takes none."""


ErrorPage = Callable[[Request, int], Awaitable[Response]]


class _Stopped(Exception):
    """The request goes no further; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guard:
    """The outermost layer of the portal. `error_page` words a status in the reader's language.

    `upload_bytes_max` has the paths that take files, with how much each takes; `address` is where people find us.
    """

    def __init__(self, app: ASGIApp, error_page: ErrorPage, upload_bytes_max: Uploads, address: str) -> None:
        self._app = app
        self._own_place = urlsplit(address).netloc.lower()
        self._hosts = _LOOPBACK | {_host_of(self._own_place)}
        self._upload_bytes_max = upload_bytes_max
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request; what is not HTTP passes untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            headers = Headers(scope=scope)
            # A name that somebody pointed here would make their pages ours in the eyes of a browser. Our files alone
            # are the same for everybody, and the page that says so is readable with them only.
            is_file = scope["method"] in ("GET", "HEAD") and scope["path"].startswith(STATIC)
            if not is_file and _host_of(headers.get("host", "")) not in self._hosts:
                raise _Stopped(421)
            if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _is_own(headers, self._own_place):
                raise _Stopped(403)
            checked = await _checked(scope, receive, self._upload_bytes_max.get(scope["path"]))
            await self._app(scope, checked, answer)
        except _Stopped as stop:
            await (await self._error_page(Request(scope), stop.status))(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - the last layer: whatever it is, the reader gets a page
            # The error's own words may hold what a person typed, so only its kind and place are logged.
            _logger.error("%s in %s at %s", type(error).__name__, _route(scope), _place(error))
            if status:
                raise RuntimeError("the answer broke off") from None
            await (await self._error_page(Request(scope), 500))(scope, receive, answer)
        _logger.info("%s %s %s", scope["method"], _route(scope), status)


def _route(scope: Scope) -> str:
    """The address with the names of its changing parts instead of the parts."""
    if "endpoint" not in scope:
        return "(no route)"
    if "app_root_path" in scope:
        # Below a mount nothing says which parts are names of ours.
        return f"{scope['root_path'].removeprefix(scope['app_root_path'])}/…"
    names = {value: f"{{{name}}}" for name, value in scope["path_params"].items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


def _dress(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    if scope["path"].startswith(CAMERA):
        headers["Permissions-Policy"] = headers["Permissions-Policy"].replace("camera=()", "camera=(self)")
    headers.setdefault("Cache-Control", "no-store")
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000"


async def _checked(scope: Scope, receive: Receive, upload_bytes_max: int | None) -> Receive:
    """The receive channel to go on with; the body of a form is read here, within its bounds."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return receive
    headers = Headers(scope=scope)
    bytes_max, discarded_bytes_max, seconds_max = BODY_BYTES_MAX, 0, _BODY_SECONDS_MAX
    if upload_bytes_max is not None:
        bytes_max, discarded_bytes_max = upload_bytes_max, _DISCARDED_BYTES_MAX
        seconds_max = _UPLOAD_SECONDS_MAX if bytes_max > _SMALL_BYTES_MAX else seconds_max
    if _announced_bytes(headers) > bytes_max + discarded_bytes_max:
        raise _Stopped(413)
    try:
        async with asyncio.timeout(seconds_max):
            body = await _read(receive, bytes_max, discarded_bytes_max)
    except TimeoutError:
        raise _Stopped(408) from None
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _announced_bytes(headers: Headers) -> int:
    """How many bytes are to come; more than any limit when that is no number."""
    announced = headers.get("content-length", "0")
    is_plain = announced.isdecimal() and len(announced) <= len(str(_DISCARDED_BYTES_MAX))
    return int(announced) if is_plain else 2 * _DISCARDED_BYTES_MAX


async def _read(receive: Receive, bytes_max: int, discarded_bytes_max: int) -> bytes:
    """The body. One that is too large is read on, up to a limit, but not kept. Raises _Stopped."""
    body, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Stopped(408)
        part, is_last = bytes(message.get("body", b"")), not message.get("more_body", False)
        size += len(part)
        if size <= bytes_max:
            body += part
        else:
            body.clear()
        if size > bytes_max and (is_last or size > bytes_max + discarded_bytes_max):
            raise _Stopped(413)
        if is_last:
            return bytes(body)


def _host_of(place: str) -> str:
    """The host of `host:port`, without the port; empty for what is none."""
    try:
        return urlsplit(f"//{place}").hostname or ""
    except ValueError:
        return ""


def _is_own(headers: Headers, own_place: str) -> bool:
    """Whether a form was sent from our own page, as far as the browser tells; a proxy may have changed the host.

    Our pages send no referrer, for which browsers write `Origin: null`; so an opaque origin counts as foreign only
    by Sec-Fetch-Site, which every browser that can be tricked into a cross-site post today sends.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return True
    try:
        place = urlsplit(origin).netloc
    except ValueError:
        return False
    return place.lower() in (headers.get("host", "").lower(), own_place)
