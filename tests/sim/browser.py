"""A browser without JavaScript, in the loop of the world: it sends what a page offers, and reads what comes back.

Who sits before it is in `visitor.py`. It speaks ASGI to the portal, so that no socket depends on the machine.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"

_TAG = re.compile(r"<(/?)(form|input|textarea|select|option|main|a)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_SUMMARY = re.compile(r'<div class="summary".*?</div>', re.DOTALL)
_MARKUP = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_BLANK = re.compile(r"[\s\u00a0+-]+")

Site = Callable[..., Awaitable[None]]
"""An ASGI application."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form as the page shows it; a choice stands for each of its values."""

    name: str
    kind: str
    value: str
    is_on: bool

    @property
    def is_choice(self) -> bool:
        """Whether it is ticked or picked, not typed."""
        return self.kind in ("radio", "checkbox", "option")


@dataclass(frozen=True, slots=True)
class Form:
    """One form, with where it goes."""

    action: str
    fields: tuple[Field, ...]

    @property
    def path(self) -> str:
        """Where it goes, without the language."""
        return self.action.partition("?")[0]

    def filled(self, typed: Mapping[str, str | Collection[str]]) -> str | None:
        """What a browser sends once this was typed and ticked; None when the form has no such field or choice."""
        missing = set(typed)
        pairs = []
        for field in self.fields:
            wanted = typed.get(field.name)
            values = (wanted,) if isinstance(wanted, str) else wanted
            if not field.is_choice:
                pairs.append((field.name, field.value if values is None else next(iter(values))))
                missing.discard(field.name)
            elif field.is_on if values is None else field.value in values:
                pairs.append((field.name, field.value))
                missing.discard(field.name)
        if any(typed[name] for name in missing):
            return None
        return urlencode(pairs)


@dataclass(frozen=True, slots=True)
class Page:
    """What came back for one request."""

    status: int
    headers: Mapping[str, str]
    html: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and no file and no way to another one."""
        return self.headers.get("content-type", "").startswith("text/html")

    @property
    def goes_to(self) -> str:
        """Where the browser is sent, without the language; empty when it is not."""
        return self.headers.get("location", "").partition("?")[0]

    @property
    def version(self) -> int | None:
        """The version of the case that the page says it shows."""
        found = re.search(r'data-version="(\d+)"', self.html)
        return int(found[1]) if found else None

    @property
    def problem(self) -> str:
        """What the page says is wrong, in words."""
        found = _SUMMARY.search(self.html)
        return unescape(" ".join(_MARKUP.sub(" ", found[0]).split())) if found else ""

    @property
    def words(self) -> str:
        """All that a person can read or find on it, without blanks, plus and hyphen."""
        return _BLANK.sub("", unescape(self.html))

    def forms(self) -> list[Form]:
        """All forms in order."""
        forms: list[Form] = []
        action, fields, choosing = None, list[Field](), ""
        for is_end, tag, attributes in self._tags("form", "input", "textarea", "select", "option"):
            if tag == "form":
                if is_end and action is not None:
                    forms.append(Form(action, _with_first_options(fields)))
                action = None if is_end else attributes["action"]
                fields = []
            elif action is None or is_end:
                continue
            elif tag == "select":
                choosing = attributes["name"]
            elif tag == "option":
                fields.append(Field(choosing, "option", attributes["value"], "selected" in attributes))
            else:
                kind = attributes.get("type", "text")
                fields.append(
                    Field(attributes["name"], kind, attributes.get("value", ""), "checked" in attributes)
                )
        return forms

    def form(self, path: str) -> Form | None:
        """The first form that goes there."""
        return next((form for form in self.forms() if form.path == path), None)

    def links(self) -> set[str]:
        """Where its links lead, without the language."""
        return {found.get("href", "").partition("?")[0] for end, _, found in self._tags("a") if not end}

    def _tags(self, *names: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
        for end, tag, rest in _TAG.findall(self.html):
            if tag in names:
                yield bool(end), tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(rest)}


def _with_first_options(fields: list[Field]) -> tuple[Field, ...]:
    """A list of which nothing is picked shows its first option, and sends it."""
    picked = {field.name for field in fields if field.kind == "option" and field.is_on}
    shown: list[Field] = []
    for field in fields:
        if field.kind == "option" and field.name not in picked:
            picked.add(field.name)
            field = Field(field.name, field.kind, field.value, is_on=True)  # noqa: PLW2901 - the same, picked
        shown.append(field)
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser: whose address it has and which language it asks for."""

    address: str
    language: str

    async def get(self, site: Site, path: str) -> Page:
        """Open an address."""
        return await self._exchange(site, "GET", path, b"")

    async def post(self, site: Site, path: str, body: str) -> Page:
        """Send a form."""
        return await self._exchange(site, "POST", path, body.encode())

    async def listen(self, site: Site, path: str, *, events: int, seconds: float) -> tuple[int, str]:
        """Follow a live page until so many events came or so long went by: the status and what was heard."""
        gone, heard, status = asyncio.Event(), list[str](), 0

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            heard.append(message.get("body", b"").decode())
            if sum("data:" in chunk for chunk in heard) >= events:
                gone.set()

        following = asyncio.ensure_future(site(self._scope("GET", path, b""), receive, send))
        try:
            await asyncio.wait({following}, timeout=seconds)
            gone.set()
            await following
        finally:
            following.cancel()
        return status, "".join(heard)

    async def _exchange(self, site: Site, method: str, path: str, body: bytes) -> Page:
        messages: list[Any] = []
        is_sent = False

        async def receive() -> dict[str, Any]:
            nonlocal is_sent
            if is_sent:
                await asyncio.Event().wait()
            is_sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await site(self._scope(method, path, body), receive, send)
        start = next(message for message in messages if message["type"] == "http.response.start")
        content = b"".join(message.get("body", b"") for message in messages)
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return Page(start["status"], headers, content.decode("utf-8", "replace"))

    def _scope(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        """What uvicorn makes of such a request."""
        headers = {"host": f"{HOST}:8000", "accept-language": self.language}
        if method == "POST":
            headers |= {
                "content-type": "application/x-www-form-urlencoded",
                "content-length": str(len(body)),
                "sec-fetch-site": "same-origin",
            }
        path, _, query = path.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": (self.address, 40_000),
            "server": (HOST, 8000),
            "state": {},
        }
