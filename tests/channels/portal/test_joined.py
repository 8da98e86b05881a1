"""The page of somebody who found the line's ending begun already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from signoff.domain.view import JoinedView
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk


@pytest.mark.parametrize("state", ["losses", "ended"])
@pytest.mark.parametrize("wished", [None, date(2027, 1, 31)])
async def test_it_says_since_when_and_whose_day_holds(
    client: httpx.AsyncClient, desk: FakeDesk, state: str, wished: date | None
) -> None:
    """The first one's time and day, what becomes of one's own, and the code on one's own paper; not once it is over."""
    joined = JoinedView("AAAAA-BBBBB", wished, NOW - timedelta(days=3))
    desk.views[TOKEN] = replace(VIEWS[state], joined=joined, wanted_on=date(2026, 12, 24))

    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text

    assert "AAAAA-BBBBB" in page
    assert ("begun already" in page) is (state == "losses")
    assert ("31 January 2027" in page) is (state == "losses" and wished is not None)
    assert ("You wished for an end at once" in page) is (state == "losses" and wished is None)
