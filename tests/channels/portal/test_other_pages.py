"""Claim codes, the sandbox's phone, and the language a page is in."""

from __future__ import annotations

import httpx
import pytest

from signoff.catalogue.display import grouped_number
from signoff.catalogue.pack_id import RESERVED
from signoff.channels.portal.site import create_portal
from signoff.channels.web import language
from signoff.domain.refusal import Reason, Refusal
from tests.channels.first_view import NOW
from tests.channels.portal.fake_desk import TOKEN, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import LINES, parts

CODES = {"case_code": " k7qm-2x4p ", "claim_code": "５ＨＴＷ－９３ＫＤ"}


async def test_the_two_codes_open_the_case(client: httpx.AsyncClient) -> None:
    """Whoever has no contact left finds the case by its codes, typed small, wide or with stray spaces."""
    answer = await client.post("/claim", data=CODES)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/case/{TOKEN}")


@pytest.mark.parametrize("wrong", [{"case_code": "XXXX-XXXX"}, {"claim_code": "0000-0000"}])
async def test_wrong_codes_do_not_tell_which_is_wrong(
    client: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    """A guesser learns nothing from the answer."""
    answer = await client.post("/claim", data={**CODES, **wrong})

    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.said("claim_code-problem") == "These two codes do not belong together. Please check both."


@pytest.mark.parametrize("field", sorted(CODES))
@pytest.mark.parametrize("text", ["", "   ", "😀", "x" * 500, "\x00", "<script>", "' OR 1=1 --" * 5])
async def test_codes_of_no_form_are_refused(
    client: httpx.AsyncClient, desk: FakeDesk, field: str, text: str
) -> None:
    """Never an error of ours; what cannot be a code does not reach the desk."""
    answer = await client.post("/claim", data={**CODES, field: text})

    page = Page(answer.text)
    assert answer.status_code == 422
    page.assert_problem_at(field)
    assert page.by_id(field)["value"] == text
    assert not desk.claims


async def test_guessing_codes_too_often_is_refused(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """The desk's limit is worded on the page."""
    desk.refusal = Refusal(Reason.TOO_MANY_FAILURES, until=NOW)

    assert (await client.post("/claim", data=CODES)).status_code == 429


async def test_the_demo_lines_are_listed_with_their_phones(client: httpx.AsyncClient) -> None:
    """Each line leads to its carrier's first page and to its phone, without its number in an address."""
    page = Page((await client.get("/sandbox")).text)

    links = {one["href"] for one in page.all("a")}
    assert {"/ctm", "/sandbox/phone?line=0", "/sandbox/phone?line=1"} <= links
    for line in LINES:
        assert grouped_number(line.number) in page.text


async def test_the_phone_of_a_demo_line_shows_its_messages(client: httpx.AsyncClient) -> None:
    """The newest first, with subject and text."""
    text = Page((await client.get("/sandbox/phone?line=0")).text).text

    assert text.index("Recorded.") < text.index("Your code is 493027")


@pytest.mark.parametrize("line", ["9", "-1", "x", "", "９", "1" * 4000])
async def test_a_phone_that_is_not_there_shows_no_messages(client: httpx.AsyncClient, line: str) -> None:
    """A wrong place is an empty page with the form, never an error."""
    answer = await client.get("/sandbox/phone", params={"line": line})

    assert answer.status_code == 200
    assert "493027" not in answer.text


async def test_the_inbox_of_a_contact_is_asked_for_by_form(client: httpx.AsyncClient) -> None:
    """A contact is personal, so it travels in the body."""
    full = await client.post("/sandbox/phone", data={"contact": LINES[0].number})
    empty = await client.post("/sandbox/phone", data={"contact": "li@example.com"})
    missing = await client.post("/sandbox/phone", data={"contact": " "})

    assert "493027" in full.text
    assert "No messages yet" in empty.text
    assert missing.status_code == 422


async def test_outside_the_sandbox_nothing_of_it_is_there(desk: FakeDesk) -> None:
    """A real carrier's portal has no ribbon and no phone page."""
    transport = httpx.ASGITransport(create_portal(parts(desk, sandbox=False)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        pages = [await client.get(path) for path in ("/sandbox", "/sandbox/phone", "/", f"/case/{TOKEN}")]

    assert [page.status_code for page in pages] == [404, 404, 200, 200]
    assert not any("ribbon" in page.text for page in pages)


async def test_in_the_sandbox_every_page_says_so(client: httpx.AsyncClient) -> None:
    """Nobody takes a made-up carrier for a real one."""
    for path in ("/", "/ctm", "/nobody", "/claim", "/sandbox", "/sandbox/phone", f"/case/{TOKEN}"):
        assert 'class="ribbon"' in (await client.get(path)).text


async def test_a_link_with_a_language_is_in_that_language_for_everybody(client: httpx.AsyncClient) -> None:
    """The address wins over the browser, and the links on the page go on with it."""
    answer = await client.get("/ctm?lang=zh-hans", headers={"Accept-Language": "en"})

    page = Page(answer.text)
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert page.all("form")[0]["action"] == "/review?lang=zh-Hans"
    assert "/ctm?lang=en" in {one.get("href") for one in page.all("a")}


async def test_switching_the_language_loses_nothing_typed(client: httpx.AsyncClient) -> None:
    """On a page that came from a form the switch sends the form."""
    answer = await client.post("/review?lang=en", data={"identifier": "x", "contact": "li@example.com"})

    switches = {one["formaction"] for one in Page(answer.text).all("button") if "lang" in one}
    assert switches == {"/change?lang=zh-Hans"}
    again = await client.post(switches.pop(), data={"contact": "li@example.com"})
    assert Page(again.text).by_id("contact")["value"] == "li@example.com"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("en-GB,en;q=0.5", "en"),
        ("fr, zh;q=0.2, en;q=0.1", "zh-Hans"),
        ("fr", None),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=much", None),
        ("", None),
        (None, None),
        (";;;,,,q=", None),
        ("x" * 100_000, None),
    ],
)
def test_a_browsers_wish_is_followed(header: str | None, expected: str | None) -> None:
    """By weight, in the nearest script that is offered; nonsense is no wish."""
    assert language.preferred(header, ("en", "zh-Hans")) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh-HK,zh;q=0.9", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("yue-HK", "zh-Hant"),
        ("zh-Hans-MO", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("pt-BR,pt;q=0.9", "pt"),
        ("pt-PT", "pt"),
        ("km-KH,en;q=0.5", "km"),
        ("de,km;q=0.1", "km"),
    ],
)
def test_each_reader_gets_their_language_and_script(header: str, expected: str) -> None:
    """Taiwan, Hong Kong and Macau read traditional characters; Portuguese is one language here."""
    assert language.preferred(header, ("en", "zh-Hans", "zh-Hant", "pt", "km")) == expected


def test_no_carrier_can_have_the_name_of_an_address_of_ours() -> None:
    """A carrier's page is at its id: every other first part of an address is a word no pack can have."""
    portal = create_portal(parts(FakeDesk()))
    firsts = {str(getattr(route, "path", "")).split("/")[1] for route in portal.routes}

    own = {first for first in firsts if first and not first.startswith("{")}

    assert {"claim", "static"} <= own
    assert own | {"log"} <= RESERVED
