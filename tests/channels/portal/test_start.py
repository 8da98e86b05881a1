"""The start page, and what is around every page: each way leads somewhere, and only what is there is offered."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from signoff.channels.portal.site import create_portal
from signoff.channels.portal.ways import WAYS, ways_of
from tests.channels.portal.fake_desk import TOKEN, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import SHARED, TEXTS, parts

RIBBON = 'class="ribbon"'
MARK = 'class="made-up"'
FORM = {"carrier": "ctm", "identifier": "66123456", "contact": "li@example.com", "when": "now"}


def name_of(way: str) -> str:
    """What a way is called in menus."""
    return TEXTS.say(f"portal.ways.{way}.title", "en")


async def test_every_way_leads_to_a_page_that_says_where_one_is(client: httpx.AsyncClient) -> None:
    """From the start page each choice is one step, and the trail and the menu of its page name it."""
    start = Page((await client.get("/")).text)
    offered = ways_of(parts(FakeDesk()))
    led = {link["href"] for link in start.all("a") if link.get("class") == "way"}

    assert led == {way.address for way in offered} - {"/end"}
    for way in offered:
        answer = await client.get(way.address)
        assert answer.status_code == 200
        page = Page(answer.text)
        current = [link["href"] for link in page.all("a") if link.get("aria-current") == "page"]
        assert set(current) == {way.address}
        assert f'<span aria-current="page">{name_of(way.name)}</span>' in answer.text


async def test_only_what_is_there_is_offered() -> None:
    """A portal without guide, check and reader names none of them, on no page."""
    bare = replace(parts(FakeDesk()), guide=None, message_checker=None, card_reader=None)
    transport = httpx.ASGITransport(create_portal(bare))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        for path in ("/", "/claim", "/nobody", f"/case/{TOKEN}"):
            links = {link["href"] for link in Page((await client.get(path)).text).all("a")}
            assert not links & {"/identify", "/advise", "/plan", "/check", "/after"}, path
            assert {"/end", "/claim", "/verify"} <= links, path


async def test_two_screens_lead_from_the_start_page_to_a_recorded_request(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Its own form goes to page 2, whose button records."""
    start = Page((await client.get("/")).text)
    assert start.form("/review").keys() == FORM.keys() - {"carrier"} | {"wanted_on"}  # nothing hidden in it

    review = Page((await client.post("/review", data=start.form("/review") | FORM)).text)
    answer = await client.post("/ask", data=review.form("/ask"))

    assert answer.headers["location"] == f"/case/{TOKEN}"
    assert len(desk.asks) == 1


async def test_a_page_below_a_way_leads_back_to_it(client: httpx.AsyncClient) -> None:
    """Page 2 and a carrier's own page belong to ending a line; a case has its start only."""
    review = Page((await client.post("/review", data=FORM)).text)
    carrier = Page((await client.get("/ctm")).text)
    case = Page((await client.get(f"/case/{TOKEN}")).text)

    here = [
        [link["href"] for link in page.all("a") if "aria-current" in link] for page in (review, carrier, case)
    ]
    assert set(here[0]) == set(here[1]) == {"/end"}
    assert here[2] == []


@pytest.mark.parametrize("path", ["/advise", "/plan", "/check", "/after"])
async def test_facts_of_real_carriers_are_not_called_made_up(client: httpx.AsyncClient, path: str) -> None:
    """In the sandbox the ribbon and the mark in the foot stand where things are made up, together and nowhere else."""
    start, facts = (await client.get("/")).text, (await client.get(path)).text

    assert RIBBON in start
    assert MARK in start
    assert RIBBON not in facts
    assert MARK not in facts


async def test_under_a_foreign_name_the_only_way_is_to_our_own_address(client: httpx.AsyncClient) -> None:
    """Every link of ours would lead back to the foreign name; only this page names where we are."""
    foreign = Page((await client.get("/", headers={"Host": "evil.example"})).text)
    lost = Page((await client.get("/nobody")).text)

    assert "http://portal.test" in {link["href"] for link in foreign.all("a")}
    assert "/claim" not in {link["href"] for link in foreign.all("a")}
    assert "http://portal.test" not in {link["href"] for link in lost.all("a")}


def test_every_way_has_its_sign() -> None:
    """Each name is in the file of signs; what is there is used."""
    signs = re.findall(r'<symbol id="(\w+)"', (SHARED / "static" / "ways.svg").read_text())

    assert sorted(signs) == sorted(way.name for way in WAYS)
