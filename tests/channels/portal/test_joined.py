"""The page of somebody who found the line's ending begun already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from signoff.domain.view import JoinedView, VoidView
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk


@pytest.mark.parametrize("state", ["losses", "ended"])
@pytest.mark.parametrize("wished", [None, date(2027, 1, 31)])
async def test_it_says_since_when_and_whose_day_holds(
    client: httpx.AsyncClient, desk: FakeDesk, state: str, wished: date | None
) -> None:
    """The first one's time and day, what becomes of one's own, and the code on one's own paper; not once it is over."""
    joined = JoinedView("AAAAA-BBBBB", wished, NOW - timedelta(days=3), date(2026, 12, 24))
    desk.views[TOKEN] = replace(VIEWS[state], joined=joined, wanted_on=date(2026, 12, 24))

    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text

    assert "AAAAA-BBBBB" in page
    assert ("begun already" in page) is (state == "losses")
    assert ("31 January 2027" in page) is (state == "losses" and wished is not None)
    assert ("You wished for an end at once" in page) is (state == "losses" and wished is None)


@pytest.mark.parametrize("state", ["open", "agreed", "cutting", "closing", "ended", "withdrawn"])
async def test_what_holds_before_the_cut_is_not_said_after_it(
    client: httpx.AsyncClient, desk: FakeDesk, state: str
) -> None:
    """Once the cut has begun nobody signs or withdraws any more; once it is over it is not to end on a day."""
    joined = JoinedView("AAAAA-BBBBB", None, NOW - timedelta(days=3), None)
    desk.views[TOKEN] = replace(VIEWS["agreed"], state=state, joined=joined, lost_at=NOW)

    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text

    is_before = state in ("open", "agreed")
    assert ("as soon as the agreement is signed" in page) is is_before
    assert ("withdraws holds for everybody" in page) is is_before
    assert ("To end it, show who you are" in page) is is_before
    assert ("The line should end" in page) is (state not in ("ended", "withdrawn"))


@pytest.mark.parametrize("state", ["losses", "money", "sign", "agreed"])
@pytest.mark.parametrize("moves", [True, False])
async def test_what_moves_the_sum_is_said_where_it_is_shown(
    client: httpx.AsyncClient, desk: FakeDesk, state: str, moves: bool
) -> None:
    """At every step that shows the amounts, and once the ending is agreed; not where nothing moves."""
    desk.views[TOKEN] = replace(VIEWS[state], may_still_move=moves)

    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text

    assert ("changes the sum by just that" in page) is moves


@pytest.mark.parametrize("why", ["amounts", "line"])
async def test_a_signature_that_counts_no_more_is_told_on_the_page(
    client: httpx.AsyncClient, desk: FakeDesk, why: str
) -> None:
    """For which day it was and why it is void; the wished day stands there as one that cannot be kept."""
    sign = VIEWS["sign"]
    assert sign.quote is not None
    wanted_on = sign.quote.last_on - timedelta(days=1)
    desk.views[TOKEN] = replace(sign, void=VoidView(NOW, date(2026, 12, 10), why), wanted_on=wanted_on)

    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text

    assert "The signature counts no more" in page
    assert "10 December 2026" in page
    assert "cannot be kept any more" in page
