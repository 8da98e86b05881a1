"""The two pages before there is a case: what is understood, what is refused at its field, what is recorded."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from signoff.domain.answer import Ask
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.refusal import Reason, Refusal
from tests.channels.first_view import FIRST, NOW
from tests.channels.portal.fake_desk import TOKEN, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import CATALOGUE

RIGHT = {
    "carrier": "ctm",
    "identifier": "6612 3456",
    "contact": "Li@Example.com",
    "when": "now",
    "wanted_on": "",
}

HOSTILE = (
    "😀😀😀",
    "' OR 1=1; DROP TABLE cases; --",
    "<script>alert(1)</script>",
    "\x00\x07",
    "x" * 5000,
    "{{7*7}}",
)

WRONG = [
    *(("identifier", text) for text in ("", "你好", "123", "+447700900123", "28881234", "66" * 20, *HOSTILE)),
    *(("contact", text) for text in ("", "li@", "not an address", "12", *HOSTILE)),
    *(("carrier", text) for text in ("nobody", "../ctm", "CTM ", *HOSTILE)),
    *(("when", text) for text in ("", "someday", *HOSTILE)),
]
WRONG_DATES = ("", "2026-02-30", "tomorrow", "2020-01-01", "2999-01-01", "31/12", *HOSTILE)


async def reviewed(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    """Page 2 for a form filled in rightly but for the changes."""
    return await client.post("/review", data={**RIGHT, **changes})


async def test_page_1_asks_for_a_line_a_contact_and_a_time(client: httpx.AsyncClient) -> None:
    """No login, no offer: the form has these fields only, each with its label."""
    answer = await client.get("/")

    page = Page(answer.text)
    names = {field["name"] for tag in ("input", "select") for field in page.all(tag)}
    assert answer.status_code == 200
    assert names == {"identifier", "carrier", "contact", "when", "wanted_on"}
    labelled = {label["for"] for label in page.all("label") if "for" in label}
    assert {"identifier", "carrier", "contact", "wanted_on"} <= labelled


@pytest.mark.parametrize("carrier_id", sorted(CATALOGUE.carriers))
async def test_each_carrier_has_its_own_first_page(client: httpx.AsyncClient, carrier_id: str) -> None:
    """A link to a carrier's page has the carrier chosen already."""
    page = Page((await client.get(f"/{carrier_id}")).text)

    assert [one["value"] for one in page.all("option") if "selected" in one] == [carrier_id]


async def test_a_page_of_an_unknown_carrier_lists_those_there_are(client: httpx.AsyncClient) -> None:
    """Whoever mistypes an address finds the way."""
    answer = await client.get("/vodafone")

    links = {link["href"] for link in Page(answer.text).all("a")}
    assert answer.status_code == 404
    assert {f"/{carrier_id}" for carrier_id in CATALOGUE.carriers} <= links


async def test_page_2_shows_what_was_understood_and_stores_nothing(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Carrier, number, contact and time are there as people read them, and one button records them."""
    answer = await reviewed(client, when="date", wanted_on="2026-12-24")

    assert answer.status_code == 200
    for understood in ("CTM", "+853 6612 3456", "Li@example.com", "24 December 2026"):
        assert understood in answer.text
    assert not desk.asks


async def test_the_button_records_the_request_and_leads_to_its_private_link(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """What page 2 holds in its hidden fields is what is asked of the desk."""
    form = Page((await reviewed(client)).text).form("/ask")

    answer = await client.post("/ask", data=form)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/case/{TOKEN}"
    assert desk.asks == [
        Ask(
            "ctm",
            Identifier(IdentifierKind.NUMBER, "+85366123456"),
            Contact(ContactKind.EMAIL, "Li@example.com"),
            None,
            "en",
        )
    ]


async def test_the_recorded_date_and_time_are_shown_at_once(client: httpx.AsyncClient) -> None:
    """The first page of a case says when the request was recorded, in the carrier's time."""
    page = Page((await client.get(f"/case/{TOKEN}")).text)

    assert [shown["datetime"] for shown in page.all("time")] == [NOW.isoformat()]
    assert "23 November 2026, 14:05" in page.text
    assert f"/case/{TOKEN}/acknowledgement.pdf" in {link["href"] for link in page.all("a")}
    assert FIRST.case_code in page.text


async def test_a_form_sent_twice_is_one_request(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """A double click or a repeated post finds the same case."""
    form = Page((await reviewed(client)).text).form("/ask")

    first, second = [await client.post("/ask", data=form) for _ in range(2)]

    assert first.headers["location"] == second.headers["location"]
    assert len(desk.asks) == 1


async def test_each_page_2_is_its_own_request(client: httpx.AsyncClient) -> None:
    """Every rendered form has a new key, so that two honest wishes are not taken for one."""
    keys = {Page((await reviewed(client)).text).form("/ask")["key"] for _ in range(3)}

    assert len(keys) == 3


async def test_an_old_form_with_other_content_is_not_taken_for_the_first(
    client: httpx.AsyncClient, desk: FakeDesk
) -> None:
    """Going back and changing the number does not silently yield the first request."""
    form = Page((await reviewed(client)).text).form("/ask")
    await client.post("/ask", data=form)

    answer = await client.post("/ask", data={**form, "identifier": "66999999"})

    assert answer.status_code == 409
    assert "already sent with other content" in Page(answer.text).said("summary")
    assert len(desk.asks) == 1


@pytest.mark.parametrize(("field", "text"), WRONG)
@pytest.mark.parametrize("path", ["/review", "/ask"])
async def test_bad_input_is_refused_at_its_field(
    client: httpx.AsyncClient, desk: FakeDesk, path: str, field: str, text: str
) -> None:
    """Whatever is typed: a message at the field, the other fields kept, nothing asked of the desk."""
    answer = await client.post(path, data={**RIGHT, "key": "0" * 32, field: text})

    page = Page(answer.text)
    assert answer.status_code == 422
    page.assert_problem_at(field)
    assert not desk.asks
    assert page.by_id("contact")["value"] == (text if field == "contact" else RIGHT["contact"])
    assert page.by_id("identifier")["value"] == (text if field == "identifier" else RIGHT["identifier"])


@pytest.mark.parametrize("text", WRONG_DATES)
async def test_an_impossible_date_is_refused_at_its_field(
    client: httpx.AsyncClient, desk: FakeDesk, text: str
) -> None:
    """A missing, past, far or impossible date never becomes "as soon as possible"."""
    answer = await reviewed(client, when="date", wanted_on=text)

    assert answer.status_code == 422
    Page(answer.text).assert_problem_at("wanted_on")
    assert not desk.asks


async def test_all_problems_are_told_at_once(client: httpx.AsyncClient) -> None:
    """Nobody is sent back three times for three slips."""
    page = Page((await reviewed(client, identifier="", contact="", when="")).text)

    for field in ("identifier", "contact", "when"):
        page.assert_problem_at(field)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("+853 6612 3456", "ctm"), ("+855 97 123 4567", "metfone_kh"), ("8985303 0000 0000 0000", "three_mo")],
)
async def test_the_carrier_is_found_from_the_number(
    client: httpx.AsyncClient, typed: str, found: str
) -> None:
    """Who does not know the carrier is not asked for it when the number tells."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    if found == "three_mo":
        typed = next(digits[:-1] + str(last) for last in range(10) if _luhn(digits[:-1] + str(last)))

    answer = await reviewed(client, carrier="", identifier=typed)

    assert answer.status_code == 200
    assert Page(answer.text).form("/ask")["carrier"] == found


async def test_a_number_of_several_carriers_asks_which(client: httpx.AsyncClient) -> None:
    """Eight digits can be a number of Macau and of Cambodia: the person says which, nobody guesses."""
    page = Page((await reviewed(client, carrier="")).text)

    page.assert_problem_at("carrier")
    assert "CTM" in page.said("carrier-problem")
    assert "Metfone" in page.said("carrier-problem")
    assert page.all("option")[1]["value"] in ("ctm", "metfone_kh")


async def test_a_number_of_no_known_carrier_asks_for_it(client: httpx.AsyncClient) -> None:
    """An ICCID whose header nobody published can still be ended: the carrier is asked for."""
    answer = await reviewed(client, carrier="", identifier="895609999999999999")

    assert answer.status_code == 422
    Page(answer.text).assert_problem_at("carrier")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refusal(Reason.TOO_MANY_REQUESTS, until=NOW), 429),
        (Refusal(Reason.BUSY), 503),
        (Refusal(Reason.DATE_TOO_FAR), 422),
    ],
)
async def test_a_refused_request_keeps_what_was_typed(
    client: httpx.AsyncClient, desk: FakeDesk, refusal: Refusal, status: int
) -> None:
    """The form comes back filled in, with the reason and a new key."""
    form = Page((await reviewed(client)).text).form("/ask")
    desk.refusal = refusal

    answer = await client.post("/ask", data=form)

    page = Page(answer.text)
    assert answer.status_code == status
    assert page.said("summary")
    assert page.form("/review")["identifier"] == RIGHT["identifier"]


async def test_change_something_brings_everything_back(client: httpx.AsyncClient) -> None:
    """The way back from page 2 loses nothing."""
    form = Page((await reviewed(client, when="date", wanted_on="2027-01-02")).text).form("/ask")

    answer = await client.post("/change", data=form)

    sent = Page(answer.text).form("/review")
    assert answer.status_code == 200
    assert sent == {**RIGHT, "when": "date", "wanted_on": "2027-01-02"}


@pytest.mark.parametrize("key", ["", "1", "g" * 32, "0" * 33, "<b>"])
async def test_a_form_without_its_key_is_not_recorded(
    client: httpx.AsyncClient, desk: FakeDesk, key: str
) -> None:
    """Without the key a repeated post could not be told from a second wish."""
    answer = await client.post("/ask", data={**RIGHT, "key": key})

    assert answer.status_code == 422
    assert "incomplete" in Page(answer.text).said("summary")
    assert not desk.asks


@pytest.mark.parametrize("path", ["/review", "/ask", "/change"])
async def test_a_page_behind_a_form_leads_back_to_the_start(client: httpx.AsyncClient, path: str) -> None:
    """An address kept from the middle of the way is no dead end."""
    answer = await client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_today_is_the_carriers_today(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """At six in the morning UTC it is the same day in Macau; a date in the past there is refused."""
    page = Page((await client.get("/ctm")).text)

    assert page.by_id("wanted_on")["min"] == date(2026, 11, 23).isoformat()
    assert page.by_id("wanted_on")["max"] == date(2027, 11, 23).isoformat()


async def test_the_desk_learns_no_address(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """Limits are counted by a hash of the client's address."""
    form = Page((await reviewed(client)).text).form("/ask")

    await client.post("/ask", data=form)

    assert desk.sources == ["hash-of-127.0.0.1"]


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
