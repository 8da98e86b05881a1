"""Takes news of a carrier's systems about a line: `POST /news/{carrier}`, signed with a key that only they and we have.

Nothing in it is believed but that there is something to read: what became of the line is asked of its records.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from signoff.domain.event import LineChange

TIME_HEADER, SIGNATURE_HEADER = "signoff-time", "signoff-signature"
SECONDS_OFF_MAX = 300
"""How far the sender's clock may be off: what is older may be a recording."""

BODY_BYTES_MAX = 4_096
_ID_LENGTH_MAX, _LINE_LENGTH_MAX = 100, 64


@dataclass(frozen=True, slots=True)
class LineNews:
    """What a carrier's system says: its own name for the news, the number or card as it writes it, and the change."""

    id: str
    line: str
    change: LineChange


class NotNow(Exception):
    """It cannot be taken now; the sender tries again."""


@dataclass(frozen=True, slots=True)
class NewsParts:
    """What the site is handed. `tell` raises NotNow, and ValueError for a line that cannot be meant."""

    secret_of: Callable[[str], bytes | None]
    """The key of a carrier; None for one that is not here."""
    tell: Callable[[str, LineNews], Awaitable[None]]
    now: Callable[[], datetime]


def signature(secret: bytes, carrier_id: str, sent_at: str, body: bytes) -> str:
    """What the sender writes into the header: HMAC-SHA-256 over carrier, time and body (hex)."""
    return hmac.digest(secret, f"{carrier_id}\n{sent_at}\n".encode() + body, "sha256").hex()


class NewsSite:
    """The one route. The answer is the same whether there is such a line, and a case about it, or not."""

    def __init__(self, parts: NewsParts) -> None:
        self._parts = parts

    async def take(self, request: Request) -> Response:
        """Take one piece of news; the same one twice is one."""
        carrier_id, body = request.path_params["carrier_id"], await request.body()
        if not self._is_theirs(request, carrier_id, body):
            return Response(status_code=403)
        news = read(body)
        if news is None:
            return Response(status_code=400)
        try:
            await self._parts.tell(carrier_id, news)
        except NotNow:
            return Response(status_code=503, headers={"Retry-After": "5"})
        except ValueError:
            return Response(status_code=400)
        return Response(status_code=202)

    def _is_theirs(self, request: Request, carrier_id: str, body: bytes) -> bool:
        sent_at, signed = (request.headers.get(name, "") for name in (TIME_HEADER, SIGNATURE_HEADER))
        secret = self._parts.secret_of(carrier_id)
        is_whole = sent_at.isascii() and sent_at.isdigit() and len(sent_at) < 12 and signed.isascii()
        if secret is None or not is_whole or len(body) > BODY_BYTES_MAX:
            return False
        off = abs(int(sent_at) - self._parts.now().timestamp())
        expected = signature(secret, carrier_id, sent_at, body)
        return off <= SECONDS_OFF_MAX and hmac.compare_digest(expected.encode(), signed.encode())


def read(body: bytes) -> LineNews | None:
    """What the body says; None when it is of another form."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or set(said) != {"id", "line", "change"}:
        return None
    name, line, change = said["id"], said["line"], said["change"]
    if not all(isinstance(one, str) and one for one in (name, line, change)):
        return None
    if len(name) > _ID_LENGTH_MAX or len(line) > _LINE_LENGTH_MAX or change not in set(LineChange):
        return None
    return LineNews(name, line, LineChange(change))


def headers(secret: bytes, carrier_id: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """The headers of a sender, for adapters and tests."""
    sent_at = str(int(time.time() if at is None else at))
    return {TIME_HEADER: sent_at, SIGNATURE_HEADER: signature(secret, carrier_id, sent_at, body)}
