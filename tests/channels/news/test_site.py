"""News of a carrier's systems over HTTP: who may tell, what is taken, and what a recording is worth."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from signoff.channels.news.site import LineNews, NewsParts, NewsSite, NotNow, headers, read
from signoff.domain.event import LineChange

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECRETS = {"ctm": b"one", "metfone_kh": b"another"}
BODY = json.dumps({"id": "n-1", "line": "+85366123456", "change": "sim_changed"}).encode()


class Teller:
    """The site, and what came through it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.told: list[tuple[str, LineNews]] = []
        self.error = error
        app = Starlette()
        site = NewsSite(NewsParts(SECRETS.get, self._tell, lambda: NOW))
        app.add_route("/news/{carrier_id}", site.take, methods=["POST"])
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://carrier.test")

    async def _tell(self, carrier_id: str, news: LineNews) -> None:
        if self.error is not None:
            raise self.error
        self.told.append((carrier_id, news))

    async def send(
        self,
        body: bytes = BODY,
        *,
        by: str = "ctm",
        to: str = "ctm",
        seconds: float = 0,
        sent: bytes | None = None,
    ) -> int:
        """The status that a sender sees who signs as `by`; `sent` is what arrives in place of what was signed."""
        at = (NOW + timedelta(seconds=seconds)).timestamp()
        signed = headers(SECRETS[by], by, body, at)
        answer = await self.client.post(f"/news/{to}", content=body if sent is None else sent, headers=signed)
        return answer.status_code


async def test_what_a_carrier_signs_is_taken() -> None:
    """With its own name for it, the line and the change."""
    teller = Teller()
    assert await teller.send() == 202
    assert teller.told == [("ctm", LineNews("n-1", "+85366123456", LineChange.SIM_CHANGED))]


@pytest.mark.parametrize(
    "sending",
    [
        {"by": "metfone_kh"},
        {"by": "metfone_kh", "to": "ctm"},
        {"to": "nobody"},
        {"seconds": -301},
        {"seconds": 301},
        {"sent": BODY.replace(b"sim_changed", b"let_go")},
        {"body": BODY + b" " * 5_000},
    ],
    ids=["another key", "another carrier's key", "no carrier", "old", "of tomorrow", "changed", "too large"],
)
async def test_what_another_signed_or_somebody_recorded_is_not(sending: dict[str, object]) -> None:
    """Each is answered alike, and nothing is told."""
    teller = Teller()
    assert await teller.send(**sending) == 403  # type: ignore[arg-type]  # one of the cases above
    assert teller.told == []


async def test_without_a_signature_nothing_is_read() -> None:
    """Nor with one that is no text."""
    teller = Teller()
    forged = {"signoff-time": "1", "signoff-signature": "é"}
    for extra in ({}, {"signoff-time": "now", "signoff-signature": "x"}, forged):
        sent = [(name.encode(), value.encode()) for name, value in extra.items()]
        assert (await teller.client.post("/news/ctm", content=BODY, headers=sent)).status_code == 403
    assert teller.told == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"id": "n"}',
        BODY.replace(b"n-1", b""),
        BODY.replace(b"sim_changed", b"ended"),
        b"[" * 4_000,
    ],
)
async def test_another_form_is_told_apart(body: bytes) -> None:
    """Signed, but not to be understood."""
    assert read(body) is None
    assert await Teller().send(body) == 400


@pytest.mark.parametrize(("error", "status"), [(NotNow(), 503), (ValueError("line"), 400)])
async def test_what_cannot_be_taken_now_is_sent_again(error: Exception, status: int) -> None:
    """Records may be away; a line may be no number at all."""
    assert await Teller(error).send() == status
