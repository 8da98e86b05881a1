"""The page that checks a message: what is found stands in its place, with the way out; nothing becomes a link."""

from __future__ import annotations

import logging

import httpx
import pytest

from signoff.channels.portal.checking import ADDRESS, BODY_BYTES_MAX, LENGTH_MAX
from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS

FAKE = "CTM: call 2868 6868 or see https://ctm-pay.top/a?b=<script>. Telegram: @macausim"


async def _checked(client: httpx.AsyncClient, message: str, language: str = "en") -> httpx.Response:
    return await client.post(f"{ADDRESS}?lang={language}", data={"message": message})


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_the_verdict_each_finding_and_the_way_out_are_told(
    client: httpx.AsyncClient, language: str
) -> None:
    """In the reader's language: the verdict, then each channel with its rule, and the official one with its source."""
    answer = await _checked(client, FAKE, language)

    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.said("verdict-title") == TEXTS.say("check.verdict.lookalike.title", language)
    assert "autofocus" in page.by_id("verdict")
    assert TEXTS.say("check.warning.seller", language) in page.said("verdict")
    for number, text, rule in (
        (1, "2868 6868", "on_no_official_page"),
        (2, "https://ctm-pay.top/a?b=", "brand_in_name"),
        (3, "@macausim", "messenger"),
    ):
        said = page.said(f"finding-{number}")
        assert text in page.said(f"finding-{number}-title")
        assert (
            TEXTS.say(f"check.rule.{rule}", language, owner=TEXTS.say("carriers.name", language, "ctm"))
            in said
        )
        assert "1000" in said
        assert "2026" in said


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_what_is_only_reported_stands_apart(client: httpx.AsyncClient, language: str) -> None:
    """Never as official, and not beside itself; that nothing is confirmed is said, and who can be asked."""
    said = Page((await _checked(client, "China Telecom Macau: dial 1888", language)).text).said("finding-1")

    official, _, reported = said.partition(TEXTS.say("check.reported_title", language))
    owner = TEXTS.say("carriers.name", language, "china_telecom_mo")
    assert TEXTS.say("check.none_confirmed", language, owner=owner) in official
    assert "+853 8396 8899" in official
    assert "https://www.1888.com.mo" not in official
    assert "https://www.1888.com.mo" in reported
    assert "1888" not in reported.replace("1888.com.mo", "")


async def test_what_is_found_is_marked_in_its_place(client: httpx.AsyncClient) -> None:
    """The whole message, its channels marked by their verdict, each leading to what is said of it."""
    page = Page((await _checked(client, FAKE)).text)

    assert [mark["class"] for mark in page.all("mark")] == ["unknown", "lookalike", "unknown"]
    marks = [link["href"] for link in page.all("a") if link["href"].startswith("#finding-")]
    assert marks == ["#finding-1", "#finding-2", "#finding-3"]
    for name in marks:
        assert page.by_id(name.removeprefix("#"))


async def test_no_address_becomes_a_link_and_no_markup_lives(client: httpx.AsyncClient) -> None:
    """Neither the message's own addresses nor the official ones: each is typed by whoever wants it."""
    answer = await _checked(client, FAKE + " <b>javascript:alert(1)</b> https://www.ctm.net")

    page = Page(answer.text)
    assert all(link["href"].startswith(("/", "#")) for link in page.all("a"))
    assert "<script>." not in answer.text
    assert not page.all("b")
    assert not page.all("iframe") + page.all("object")


@pytest.mark.parametrize(
    ("message", "verdict"),
    [("CTM: 致電 1000", "official"), ("Bom dia", "nothing_found"), ("call 1628 SmarTone", "contradicts")],
)
async def test_each_verdict_has_its_page(client: httpx.AsyncClient, message: str, verdict: str) -> None:
    """With what it means, and where a fraud is reported only where there is a sign of one."""
    page = Page((await _checked(client, message)).text)

    assert TEXTS.say(f"check.verdict.{verdict}.text", "en") in page.said("verdict")
    assert (TEXTS.say("check.report_title", "en") in page.text) is (verdict == "contradicts")


async def test_another_language_says_the_same_of_the_same_message(client: httpx.AsyncClient) -> None:
    """The choice of languages sends the message again: the reader need not paste it twice."""
    page = Page((await _checked(client, 'CTM: call "1000"\r\n<b>')).text)

    (action,) = {one["formaction"] for one in page.all("button") if one.get("form") == "wish"}
    again = await client.post(action, data=page.form(ADDRESS))

    assert action == f"{ADDRESS}?lang=zh-Hans"
    assert TEXTS.say("check.verdict.official.title", "zh-Hans") in Page(again.text).said("verdict-title")


async def test_a_number_match_says_that_caller_id_can_be_faked(client: httpx.AsyncClient) -> None:
    """It is their number; whoever calls may be somebody else."""
    assert "hang up" in Page((await _checked(client, "CTM: call 1000")).text).said("finding-1")


@pytest.mark.parametrize("message", ["", "  \r\n "])
async def test_an_empty_form_asks_for_a_message(client: httpx.AsyncClient, message: str) -> None:
    """The problem stands at the field."""
    answer = await _checked(client, message)

    assert answer.status_code == 422
    Page(answer.text).assert_problem_at("message")


@pytest.mark.parametrize(
    ("length", "status"), [(LENGTH_MAX, 200), (LENGTH_MAX + 1, 422), (BODY_BYTES_MAX, 413), (5_000_000, 413)]
)
async def test_a_message_has_a_longest_length(client: httpx.AsyncClient, length: int, status: int) -> None:
    """What is too long is told at the field, also what was not read at all; the longest one in Chinese is taken."""
    answer = await _checked(client, ("電" if status == 200 else "a") * length)

    assert answer.status_code == status
    if status != 200:
        Page(answer.text).assert_problem_at("message")


async def test_lines_stay_lines(client: httpx.AsyncClient) -> None:
    """Browsers send two signs for the end of a line: places are counted as the reader sees them."""
    page = Page((await _checked(client, "CTM\r\n\r\ncall 1000\r\nbye")).text)

    assert page.said("finding-1-title").endswith("1000")


async def test_nothing_of_a_message_is_kept_or_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """No log line holds it, and no cache keeps the page."""
    caplog.set_level(logging.DEBUG)

    answer = await _checked(client, FAKE)

    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("signoff"))
    assert f"POST {ADDRESS} 200" in logged
    assert "ctm-pay" not in logged
    assert answer.headers["cache-control"] == "no-store"


async def test_the_page_is_found_from_every_page(client: httpx.AsyncClient) -> None:
    """In the foot of each."""
    page = Page((await client.get("/claim?lang=zh-Hans")).text)

    assert f"{ADDRESS}?lang=zh-Hans" in [link["href"] for link in page.all("a")]


async def test_a_form_of_another_site_is_refused(client: httpx.AsyncClient) -> None:
    """Nobody's browser is made to check a message by a foreign page."""
    answer = await client.post(ADDRESS, headers={"Sec-Fetch-Site": "cross-site"}, data={"message": FAKE})

    assert answer.status_code == 403
