"""Questions and orders to a payment provider with Stripe's shapes, over HTTP: forms go in, JSON comes out.

Nothing of either is logged, and no error carries any of it. What the answers mean for a payout is in `stripe.py`.
"""

from __future__ import annotations

import asyncio
import http.client
import ipaddress
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from signoff.ports import NeedsPerson, TryLater

VERSION = "2024-06-20"
"""The version of the provider's shapes that is read here; a provider that has newer ones still gives these."""

ANSWER_SECONDS_MAX = 10.0
"""An order is asked about again after this; it stays below the time that the engine gives a whole call."""

ANSWER_BYTES_MAX = 4_000_000
"""A page of a hundred refunds is a tenth of it."""

PAGE = 100
"""The most that the provider lists at once."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One question (GET) or order (POST); `key` makes an order that comes twice one order, for a day at least."""

    method: str
    path: str
    form: str = field(default="", repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, unread."""

    status: int
    body: bytes = field(repr=False)


Send = Callable[[Request], Response]
"""Blocks until the answer is here. Raises OSError or HTTPException where there is none."""


class ProviderRefused(Exception):
    """The provider understood and will not; `code` is its own word for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Sends to one account at the provider. Plain HTTP is for this machine alone: the key would be read on its way."""

    address: str
    secret_key: str = field(repr=False)
    seconds_max: float = ANSWER_SECONDS_MAX

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and _is_this_machine(parts.hostname or "")
        ):
            raise ValueError("the provider's address has to begin with https")

    def __call__(self, request: Request) -> Response:
        """One request on a connection of its own; nobody is followed elsewhere."""
        parts = urlsplit(self.address)
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=self.seconds_max, context=context
            )
        else:
            connection = http.client.HTTPConnection(
                parts.hostname or "", parts.port, timeout=self.seconds_max
            )
        headers = {"Authorization": f"Bearer {self.secret_key}", "Stripe-Version": VERSION}
        path, body = f"{parts.path.rstrip('/')}{request.path}", None
        if request.method == "POST":
            body = request.form.encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Idempotency-Key": request.key} if request.key else {}
        elif request.form:
            path = f"{path}?{request.form}"
        try:
            connection.request(request.method, path, body, headers)
            answer = connection.getresponse()
            return Response(answer.status, answer.read(ANSWER_BYTES_MAX))
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class StripeApi:
    """One account at the provider. All raise TryLater, NeedsPerson (not_allowed, key_reused) and ProviderRefused."""

    send: Send

    async def get(self, path: str, **query: str) -> Json:
        """What the provider knows; an underscore at the end of a name stands for a list."""
        named = {f"{name[:-1]}[]" if name.endswith("_") else name: value for name, value in query.items()}
        return await self._ask(Request("GET", path, urlencode(named)))

    async def post(self, path: str, form: Mapping[str, str], key: str) -> Json:
        """Order something."""
        return await self._ask(Request("POST", path, urlencode(form), key))

    async def all_of(self, path: str, *, pages_max: int, **query: str) -> tuple[list[Json], bool]:
        """What a list holds, newest first, and whether that is all of it."""
        found: list[Json] = []
        for _ in range(pages_max):
            page = await self.get(path, limit=str(PAGE), **query)
            found += page["data"]
            if not page["has_more"] or not page["data"]:
                return found, True
            query["starting_after"] = str(page["data"][-1]["id"])
        return found, False

    async def _ask(self, request: Request) -> Json:
        try:
            answer = await asyncio.to_thread(self.send, request)
        except (OSError, http.client.HTTPException) as error:
            raise TryLater(type(error).__name__) from None
        return _read(answer)


def _read(answer: Response) -> Json:
    """The JSON of a good answer; else what kind of failure it is."""
    try:
        content = json.loads(answer.body)
    except ValueError:
        content = None
    if answer.status == 200 and isinstance(content, dict):
        return content
    error = content.get("error") if isinstance(content, dict) else None
    error = error if isinstance(error, dict) else {}
    if answer.status in (401, 403):
        raise NeedsPerson("not_allowed")  # the key in the configuration is not one
    if error.get("type") == "idempotency_error":
        raise NeedsPerson("key_reused")
    if answer.status in (400, 402, 404) and error:
        raise ProviderRefused(answer.status, str(error.get("code") or "")[:50])
    raise TryLater(f"status {answer.status}")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
