"""A refused wish for a code is remembered for whoever was told of it, and for nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from signoff.channels.portal.site import create_portal
from signoff.domain import waits
from signoff.domain.refusal import Reason, Refusal
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import parts

CASE = f"/case/{TOKEN}"
LATER = NOW + timedelta(hours=1)


class Visitors:
    """Two addresses in front of one portal, whose clock can be set."""

    def __init__(self, desk: FakeDesk, stack: AsyncExitStack) -> None:
        self.now = NOW
        portal = create_portal(replace(parts(desk), now=lambda: self.now))
        self.here, self.elsewhere = (
            httpx.AsyncClient(
                transport=httpx.ASGITransport(portal, client=(address, 1)), base_url="http://portal.test"
            )
            for address in ("192.0.2.1", "192.0.2.2")
        )
        for client in (self.here, self.elsewhere):
            stack.push_async_callback(client.aclose)


@pytest.fixture
async def visitors(desk: FakeDesk) -> AsyncIterator[Visitors]:
    """Two visitors; the one who is here has been refused another code for an hour."""
    async with AsyncExitStack() as stack:
        visitors = Visitors(desk, stack)
        desk.views[TOKEN] = desk.views["another"] = VIEWS["ask_code"]
        form = Page((await visitors.here.get(CASE)).text).form("want-code")
        desk.refusal = Refusal(Reason.TOO_MANY_CODES, until=LATER)
        assert (await visitors.here.post(f"{CASE}/want-code", data=form)).status_code == 429
        yield visitors


async def is_offered(client: httpx.AsyncClient, address: str = CASE) -> bool:
    """Whether the page offers a code."""
    page = Page((await client.get(address)).text)
    return any(form["action"].endswith("/want-code") for form in page.all("form"))


async def test_the_page_that_is_loaded_again_does_not_offer_what_was_refused(visitors: Visitors) -> None:
    """Until the instant that was named, which it names again; from then on it does."""
    again = await visitors.here.get(CASE)

    assert not await is_offered(visitors.here)
    assert "Another code can be sent from 23 November 2026, 15:05" in again.text.replace("\u00a0", " ")
    visitors.now = LATER
    assert await is_offered(visitors.here)


async def test_it_is_remembered_of_one_link_one_address_and_one_purpose(
    visitors: Visitors, desk: FakeDesk
) -> None:
    """Through another address or link, or for the signature, a code is offered as ever."""
    assert await is_offered(visitors.elsewhere)
    assert await is_offered(visitors.here, "/case/another")
    desk.views[TOKEN] = VIEWS["sign_ask_code"]
    assert await is_offered(visitors.here)


def test_refusals_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest is forgotten first, and one that comes again is not the oldest any more."""
    monkeypatch.setattr(waits, "KEPT_MAX", 2)
    kept, view = waits.Waits(), VIEWS["ask_code"]
    for token in ("first", "second", "first", "third"):
        kept.keep(token, "source", view, Refusal(Reason.CODE_TOO_SOON, until=LATER))

    told = [kept.until(token, "source", view, NOW) for token in ("first", "second", "third")]
    assert told == [LATER, None, LATER]
