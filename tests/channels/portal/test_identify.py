"""The page that tells whose card it is: asked by a form, answered with reasons, cautions and the way on."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from signoff.catalogue import wording
from signoff.catalogue.display import grouped_number
from signoff.catalogue.texts import common_texts
from signoff.channels.portal.identify import ADDRESS
from signoff.channels.portal.site import create_portal
from signoff.traveller.card_reader import CardReader
from signoff.traveller.guide import Guide
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import CATALOGUE, PAGES, TEXTS, parts

READER = CardReader(CATALOGUE, lambda: NOW, TEXTS.say, wording.day)


@pytest.fixture
async def client(desk: FakeDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Asks a portal that can tell cards; only CTM runs Signoff on it."""
    own = replace(
        parts(desk),
        card_reader=READER,
        show_identifier=grouped_number,
        carriers={"ctm": CATALOGUE.carriers["ctm"]},
    )
    transport = httpx.ASGITransport(create_portal(own))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield client


async def ask(client: httpx.AsyncClient, language: str = "en", **signs: str) -> httpx.Response:
    """Send the page's form with these signs."""
    return await client.post(ADDRESS, data=signs, params={"lang": language})


async def test_the_page_works_as_a_plain_form(client: httpx.AsyncClient) -> None:
    """Every field has a label; what is known goes in the form, never in the address."""
    answer = await client.get(ADDRESS)

    page = Page(answer.text)
    (form,) = page.all("form")
    labels = {label["for"] for label in page.all("label")}
    assert answer.status_code == 200
    assert (form["method"], form["action"]) == ("post", ADDRESS)
    assert {field["id"] for field in page.all("input")} | {"country"} == labels
    assert "open" not in page.all("details")[0]
    assert (
        TEXTS.say("portal.sandbox.notice", "en") not in answer.text
    )  # real carriers are told of, nothing made up


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_the_answer_says_who_how_sure_and_why(client: httpx.AsyncClient, language: str) -> None:
    """The carrier of today, the one that is gone, each reason with its source; the form keeps what was typed."""
    answer = await ask(client, language, value="6251 2345")

    page = Page(answer.text)
    said = page.said("answer")
    carrier = TEXTS.say("carriers.name", language, "ctm")
    assert answer.status_code == 200
    assert "autofocus" in page.by_id("answer")
    assert TEXTS.say("identify.answer.medium", language, carrier=carrier) in said
    assert TEXTS.say("carriers.name", language, "smartone_mo") in said
    assert "libphonenumber" in said
    assert "https://cdn.gcs.gov.mo/news/detail/pt/N24HUgPc89" in {link["href"] for link in page.all("a")}
    assert page.by_id("value")["value"] == "6251 2345"


async def test_the_way_on_is_there_only_where_the_carrier_runs_signoff(client: httpx.AsyncClient) -> None:
    """CTM does here, 3 Macau does not; a carrier that is gone is never led to."""
    own, former, other = [
        {link["href"].partition("?")[0] for link in Page((await ask(client, value=value)).text).all("a")}
        for value in ("6681 2345", "SmarTone", "3 Macau")
    ]

    assert "/ctm" in own
    assert "/ctm" in former
    assert "/smartone_mo" not in former
    assert not {"/three_mo", "/ctm"} & other


@pytest.mark.parametrize("is_sandbox", [True, False])
async def test_the_sandbox_says_that_only_its_own_lines_end_there(desk: FakeDesk, is_sandbox: bool) -> None:
    """No page of made-up carriers says that the real carrier runs Signoff."""
    own = replace(parts(desk, sandbox=is_sandbox), card_reader=READER)
    transport = httpx.ASGITransport(create_portal(own))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        said = Page((await ask(client, value="CTM")).text).said("answer")

    for word, is_said in (("end_here_sandbox", is_sandbox), ("end_here_note", not is_sandbox)):
        assert (TEXTS.say(f"identify.{word}", "en", carrier="CTM") in said) is is_said


async def test_what_is_none_of_ours_gets_the_plan_of_the_country(client: httpx.AsyncClient) -> None:
    """The codes that are free everywhere and the regulator; no way on to end anything."""
    page = Page((await ask(client, value="012 345 678")).text)

    assert "Cellcard" in page.said("answer")
    for value in ("*1200#", "1204", "6789", "+855 23 722 333"):
        assert value in page.text
    assert not [link for link in page.all("a") if link.get("class") == "button"]


async def test_signs_that_do_not_agree_are_told(client: httpx.AsyncClient) -> None:
    """Both carriers are named, and the questions stay open with what was typed."""
    page = Page((await ask(client, number="66812345", iccid="8985303")).text)

    assert "3 Macau" in page.said("answer")
    assert "CTM" in page.said("answer")
    assert "open" in page.all("details")[0]
    assert page.by_id("iccid")["value"] == "8985303"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", ""), ("value", "hello"), ("iccid", "card"), ("dialled", "4321"), ("country", "XX")],
)
async def test_what_is_not_understood_stands_at_its_field(
    client: httpx.AsyncClient, field: str, typed: str
) -> None:
    """With the reason, in the summary too; the field is open to be corrected."""
    answer = await ask(client, **{field: typed})

    page = Page(answer.text)
    assert answer.status_code == 422
    page.assert_problem_at(field)
    assert "open" in page.all("details")[0]


async def test_what_was_typed_is_neither_obeyed_nor_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Markup is shown as it is; no log has a number or a name."""
    with caplog.at_level(logging.DEBUG):
        answer = await ask(client, value="CTM <script>alert(1)</script> 66812345")

    assert "<script>alert" not in answer.text
    assert "66812345" not in caplog.text
    assert "/identify" in caplog.text


async def test_a_portal_that_cannot_tell_cards_has_no_such_page(desk: FakeDesk) -> None:
    """Without a reader of cards the address leads nowhere."""
    transport = httpx.ASGITransport(create_portal(parts(desk)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        assert (await client.get(ADDRESS)).status_code == 404


async def test_every_text_of_the_area_is_used(client: httpx.AsyncClient) -> None:
    """What the page and the command show; reasons, cautions and problems are checked where they are made."""
    root = PAGES.parents[1]
    code = "".join(
        path.read_text("utf-8")
        for path in (
            PAGES / "identify.py",
            PAGES / "templates" / "identify.html",
            root / "cli" / "identify.py",
            root / "traveller" / "telling.py",
        )
    )
    tables = ("reason", "caution", "problem", "sign", "ask", "answer", "former", "sure", "how")
    built = tuple(f"identify.{table}." for table in tables)
    for key in (key for key in common_texts()["en"] if key.startswith("identify.")):
        assert key.startswith(built) or key.removeprefix("identify.") in code, key


@pytest.mark.parametrize(
    ("value", "carrier_id"), [("8985303000000001238", "three_mo"), ("62441234", "smartone_mo")]
)
async def test_an_answer_leads_to_advice_and_a_plan_for_that_carrier(
    desk: FakeDesk, value: str, carrier_id: str
) -> None:
    """The line's own carrier, also one that is gone: its advice is to ask who took over."""
    guide = Guide(CATALOGUE, TEXTS, lambda: NOW)
    own = replace(parts(desk), card_reader=READER, show_identifier=grouped_number, guide=guide)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_portal(own)), base_url="http://portal.test"
    ) as client:
        links = [link["href"] for link in Page((await ask(client, value=value)).text).all("a")]

        for place in ("advise", "plan"):
            (link,) = (one for one in links if one.startswith(f"/{place}?carrier={carrier_id}"))
            assert (await client.get(link)).status_code == 200
