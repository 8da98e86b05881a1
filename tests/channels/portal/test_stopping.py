"""The page of the stop link, and what the asker's page says once somebody registered for the line has stopped it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from signoff.domain.refusal import Reason, Refusal
from signoff.domain.view import JoinedView, StopView
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk

STOP = StopView("AAAAA-BBBBB", "ctm", "km", "Asia/Macau", "agreed", True, date(2026, 11, 24))


@pytest.mark.parametrize(("spoken", "said"), [("en", "Stop the ending"), ("zh-Hans", "停止")])
async def test_the_link_speaks_the_language_of_the_browser(
    client: httpx.AsyncClient, desk: FakeDesk, spoken: str, said: str
) -> None:
    """Not that of whoever asked for the end."""
    desk.stops[TOKEN] = replace(STOP, language="zh-Hans" if spoken == "en" else "en")
    page = (await client.get(f"/stop/{TOKEN}", headers={"accept-language": spoken})).text
    assert f'lang="{spoken}' in page
    assert said in page


async def test_a_second_press_says_that_it_is_stopped(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """From another tab; what cannot be stopped any more is refused as before."""
    answers = []
    for state in ("withdrawn", "closing"):
        desk.stops[TOKEN] = replace(STOP, state=state, may_stop=False)
        desk.refusal = Refusal(Reason.ALREADY_OVER)
        answers.append(await client.post(f"/stop/{TOKEN}", data={"key": "0" * 32}, params={"lang": "en"}))
    assert [one.status_code for one in answers] == [200, 409]
    assert "The ending is stopped" in answers[0].text


@pytest.mark.parametrize("is_stopped", [True, False])
async def test_nobody_who_did_not_withdraw_is_said_to_have(
    client: httpx.AsyncClient, desk: FakeDesk, *, is_stopped: bool
) -> None:
    """Stopped by somebody registered for the line, it says so."""
    desk.views[TOKEN] = replace(VIEWS["withdrawn"], is_stopped=is_stopped)
    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text
    assert ("Your request is withdrawn" in page) is not is_stopped
    assert ("somebody registered for the line stopped its ending" in page) is is_stopped


async def test_whoever_joined_reads_one_day(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Once it is signed for a day, nothing says that it ends with the signature."""
    joined = JoinedView("AAAAA-BBBBB", None, NOW - timedelta(days=3), None)
    desk.views[TOKEN] = replace(VIEWS["agreed"], joined=joined, ends_on=date(2026, 11, 24))
    page = (await client.get(f"/case/{TOKEN}", params={"lang": "en"})).text
    assert "as soon as the agreement is signed" not in page
    assert "is to end on 24 November 2026" in page
