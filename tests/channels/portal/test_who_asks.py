"""The page of a case while it matters who asks: a lost SIM, and a document that is looked at."""

from __future__ import annotations

from dataclasses import replace

import httpx

from signoff.domain import answer as a
from signoff.domain.identity import IdentityStatus
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page

CASE = f"/case/{TOKEN}"


async def test_a_lost_sim_is_asked_about_and_reported_by_the_button_alone(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """The link is there where it can be reported; then the page says that the line is suspended, and has not ended."""
    before = await client.get(f"{CASE}/lost")
    desk.views[TOKEN] = replace(VIEWS["losses"], may_report_loss=True)
    links = {link["href"] for link in Page((await client.get(CASE)).text).all("a")}
    question = Page((await client.get(f"{CASE}/lost")).text)
    answer = await client.post(f"{CASE}/lost", data=question.form("/lost"))
    desk.views[TOKEN] = VIEWS["suspended"]
    after = Page((await client.get(CASE)).text).text

    assert (before.status_code, answer.status_code) == (303, 303)
    assert f"{CASE}/lost" in links
    assert desk.answers == [a.ReportLoss()]
    assert "The line is suspended. It has not ended." in after
    assert "was reported lost or stolen" in after


async def test_a_document_that_is_looked_at_is_said_so_while_the_rest_is_asked(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Who sent a picture and is asked for something else would think that it was lost."""
    said = "Your document is being looked at"
    desk.views[TOKEN] = VIEWS["losses"]
    without = Page((await client.get(CASE)).text).text
    desk.views[TOKEN] = replace(VIEWS["losses"], identity=IdentityStatus.WAITS)
    asked = Page((await client.get(CASE)).text).text
    desk.views[TOKEN] = VIEWS["identity_waits"]
    alone = Page((await client.get(CASE)).text).text

    assert [text.count(said) for text in (without, asked, alone)] == [0, 1, 1]
