"""The pages for the time after the end: a statement in, charges out, a letter with its files; nothing is stored."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from icalendar import Calendar

from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS

LANGUAGES = ("en", "zh-Hans")
LINE = {"carrier": "ctm", "ended": "2026-09-10"}
STATEMENT = (
    "Date,Description,Amount,Currency\n"
    "2026-09-01,CTM MACAU,-128.00,MOP\n"
    "2026-09-13,=HYPERLINK(CTM) <b>MACAU</b>,-128.00,MOP\n"
    "2026-09-14,COMPANHIA DE TELECOMUN MACAU MO,-13.50,USD\n"
    "2026-09-15,CTM REFUND,5.00,MOP\n"
    "soon,CTM,-1.00,MOP\n"
)
LETTER = LINE | {
    "rows": '[[3,"2026-09-13","=CTM","12800","MOP","CTM","sure"]]'.replace('"12800"', "12800"),
    "row": "3",
    "to": "regulator",
    "written": "pt",
    "proof": "certificate",
    "paid": "visa",
    "case": "AB-12",
}


async def send(
    client: httpx.AsyncClient, content: str | bytes, lang: str = "en", **more: str
) -> httpx.Response:
    """The form with a statement."""
    data = content.encode() if isinstance(content, str) else content
    return await client.post(
        "/after", params={"lang": lang}, data=LINE | {"sign": "minus"} | more, files={"file": ("s.csv", data)}
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_statement_becomes_findings_and_a_letter(client: httpx.AsyncClient, language: str):
    """The charges are chosen beforehand; the page's own form leads to the letter."""
    answer = await send(client, STATEMENT, language)
    page = Page(answer.text)
    picked = [one["value"] for one in page.all("input") if one.get("name") == "row" and "checked" in one]
    rows = next(one["value"] for one in page.all("input") if one.get("name") == "rows")

    assert answer.status_code == 200
    assert picked == ["3", "4"]
    assert "<b>MACAU" not in answer.text
    assert TEXTS.say("after.found.unread_bears", language) in html.unescape(answer.text)

    form = LINE | {"rows": rows, "row": ["3", "4"], "to": "carrier", "written": "pt"}
    letter = await client.post("/after/letter", params={"lang": language}, data=form)

    assert letter.status_code == 200
    assert "Total em MOP" in letter.text
    assert "Total em USD" in letter.text
    assert TEXTS.say("after.until.unknown", language) in letter.text
    assert not re.search(r"\{\w+\}", letter.text)


async def test_a_charge_that_came_back_is_asked_about_and_not_chosen(client: httpx.AsyncClient):
    """It stands there without its tick, with the day of the refund."""
    rows = "Date,Details,Debit (MOP),Credit (MOP)\n2026-09-13,CTM,5,\n2026-09-14,CTM,,5\n2026-09-15,CTM,7,\n"
    page = Page((await send(client, rows, "en")).text)

    boxes = {one["value"]: "checked" in one for one in page.all("input") if one.get("name") == "row"}
    assert boxes == {"2": False, "4": True}
    assert "This amount came back on 14 September 2026 (line 3): is it this one?" in page.text


async def test_what_was_said_of_charges_and_not_followed_is_told(client: httpx.AsyncClient):
    """Only there."""
    told = TEXTS.say("after.found.overruled", "en")
    marked = await send(client, "Date,Details,Amount (MOP)\n2026-09-13,CTM,-5\n2026-09-14,CTM,7 CR\n")

    assert told in html.unescape(marked.text)
    assert TEXTS.say("after.found.how_marked", "en") in html.unescape(marked.text)
    assert told not in html.unescape((await send(client, STATEMENT)).text)


async def test_a_carrier_that_is_gone_is_offered_as_the_one_that_answers(client: httpx.AsyncClient):
    """The choice names whom the letter goes to, and the letter's page a way without a line."""
    statement = "Date,Description,Amount,Currency\n2026-09-13,SMARTONE MOBILE,-57.00,MOP\n"
    found = await send(client, statement, carrier="smartone_mo")
    rows = next(one["value"] for one in Page(found.text).all("input") if one.get("name") == "rows")

    assert TEXTS.say("after.to.carrier", "en", carrier="CTM") in html.unescape(found.text)
    assert "The carrier: SmarTone" not in found.text

    form = LINE | {"carrier": "smartone_mo", "rows": rows, "row": "2", "to": "carrier"}
    letter = html.unescape((await client.post("/after/letter", params={"lang": "en"}, data=form)).text)

    assert TEXTS.say("after.way.on", "en") in letter
    assert "cttgeral@ctt.gov.mo" in letter


@pytest.mark.parametrize(
    ("content", "field", "key"), [(b"%PDF-1.7", "file", "pdf"), (b"", "file", "no_file")]
)
async def test_what_is_no_statement_is_refused_at_its_field(
    client: httpx.AsyncClient, content: bytes, field: str, key: str
):
    """With what to do instead; what was typed stays."""
    answer = await send(client, content, merchant="My carrier")

    assert answer.status_code == 422
    assert Page(answer.text).by_id(f"{field}-problem")
    assert TEXTS.say(f"after.refused.{key}", "en") in answer.text
    assert "My carrier" in answer.text


async def test_a_line_that_is_not_said_is_asked_for(client: httpx.AsyncClient):
    """Both problems at once; a day that is yet to come is none."""
    nothing = await client.post("/after", data={"carrier": "", "ended": ""}, files={"file": ("s.csv", b"x")})
    future = await send(client, STATEMENT, ended="2999-01-01")

    assert Page(nothing.text).by_id("carrier-problem")
    assert Page(nothing.text).by_id("ended-problem")
    assert TEXTS.say("after.refused.ended_future", "en") in future.text


async def test_a_file_that_is_too_large_is_answered_in_words(client: httpx.AsyncClient):
    """The guard stops it, the page says what to do."""
    answer = await send(client, b"a" * (1024 * 1024 + 1))

    assert answer.status_code == 413
    assert TEXTS.say("after.refused.too_large", "en", max=1024) in answer.text


async def test_the_letter_is_a_pdf_and_a_text(client: httpx.AsyncClient):
    """Named after the recipient; a formula is harmless in both."""
    pdf = await client.post("/after/letter.pdf", data=LETTER)
    text = await client.post("/after/letter.txt", data=LETTER)

    assert pdf.content.startswith(b"%PDF-1.7")
    assert text.headers["content-disposition"] == 'attachment; filename="letter-regulator.txt"'
    assert "'=CTM – MOP\u00a0128,00 (linha 3 do extracto)" in text.text
    assert "AB-12" in text.text


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "{",
        "[1]",
        "[" * 5000,
        "null",
        '[[3,"2026-09-13","x",-5,"MOP","CTM","sure"]]',
        '[[3,"2026-09-13","x",5,"XXX1","CTM","sure"]]',
        '[[3,"2026-09-13","x",true,"MOP","CTM","sure"]]',
        '[[3,"2026-09-01","before the end",500,"MOP","CTM","sure"]]',
    ],
)
async def test_rows_that_are_none_of_ours_make_no_letter(client: httpx.AsyncClient, rows: str):
    """Whatever stands in the hidden field, the answer is the form with a problem."""
    answer = await client.post("/after/letter", data=LETTER | {"rows": rows})

    assert answer.status_code == 422
    assert Page(answer.text).by_id("summary")


async def test_nobody_writes_to_a_council_that_is_unknown(client: httpx.AsyncClient):
    """Cambodia's is UNKNOWN: it is not offered, and refused when it is sent."""
    answer = await client.post(
        "/after/letter", data=LETTER | {"carrier": "smart_kh", "to": "consumer_council"}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_days_to_watch_are_shown_and_go_into_a_calendar(client: httpx.AsyncClient, language: str):
    """Metfone's number may be given away on a sourced day; of CTM's nobody says when."""
    form = {"carrier": "metfone_kh", "expires": "2026-09-30"}
    page = await client.post("/after/days", params={"lang": language}, data=form)
    ics = await client.post("/after/days.ics", params={"lang": language}, data=form)
    ctm = await client.post("/after/days", params={"lang": language}, data=LINE)

    assert 'datetime="2027-03-29"' in page.text
    assert len(Calendar.from_ical(ics.content).walk("VEVENT")) == 4
    assert TEXTS.say("after.watch.unknown", language) in ctm.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["days", "days.ics"])
@pytest.mark.parametrize(
    ("days", "at", "key", "values"),
    [
        ({"ended": "2026-09-10", "expires": "2026-01-01"}, "expires", "either", {}),
        ({"ended": "", "expires": ""}, "days-ended", "neither", {}),
        ({"ended": "soon", "expires": ""}, "days-ended", "ended_missing", {}),
        ({"ended": "", "expires": "soon"}, "expires", "expires", {}),
        ({"ended": "9999-12-31", "expires": ""}, "days-ended", "far", {"days": 1095}),
    ],
)
async def test_a_line_has_ended_or_lapses_and_never_both(
    client: httpx.AsyncClient,
    language: str,
    path: str,
    days: dict[str, str],
    at: str,
    key: str,
    values: dict[str, int],
):
    """One of the two days is wrong, and what is counted from it is false."""
    answer = await client.post(
        f"/after/{path}", params={"lang": language}, data={"carrier": "metfone_kh"} | days
    )
    page = Page(answer.text)

    assert answer.status_code == 422
    assert TEXTS.say(f"after.refused.{key}", language, None, **values) in html.unescape(answer.text)
    assert page.by_id(f"{at}-problem")
    assert [one["value"] for one in page.all("option") if "selected" in one] == ["metfone_kh"] * 2
    assert [page.by_id(name)["value"] for name in ("days-ended", "expires")] == list(days.values())


@pytest.mark.parametrize("address", ["/after", "/verify"])
async def test_a_file_with_an_endless_name_is_told_at_its_field(
    client: httpx.AsyncClient, address: str
) -> None:
    """Not by a page that leads nowhere."""
    answer = await client.post(address, data={}, files={"file": ("n" * 5000, b"x")})

    assert answer.status_code == 422
    assert TEXTS.say("portal.problems.file_as_sent", "en") in html.unescape(answer.text)


@pytest.mark.parametrize("path", ["letter", "letter.pdf", "letter.txt", "days", "days.ics"])
async def test_an_address_that_only_a_form_leads_to_goes_back_to_it(client: httpx.AsyncClient, path: str):
    """Opened by hand, it leads to the forms."""
    answer = await client.get(f"/after/{path}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/after")


@pytest.mark.parametrize(
    ("address", "carrier", "ended"),
    [
        ("/after?carrier=ctm&ended=2026-09-10", "ctm", "2026-09-10"),
        ("/after?carrier=%3Cb%3E&ended=2026-09-10", "", ""),
        ("/after?carrier=ctm&ended=%22%3E%3Cscript%3E", "", ""),
        ("/after?carrier=ctm", "", ""),
    ],
)
async def test_who_comes_from_a_case_finds_its_line_filled_in(
    client: httpx.AsyncClient, address: str, carrier: str, ended: str
):
    """In both forms, and in the other languages too; what is no carrier or no day is left out of the page."""
    answer = await client.get(address)
    page = Page(answer.text)
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    in_chinese = next(one["href"] for one in page.all("a") if one.get("hreflang") == "zh-Hans")

    assert answer.status_code == 200
    assert chosen == ([carrier] * 2 if carrier else [])
    assert {one["value"] for one in page.all("input") if one.get("name") == "ended"} == {ended}
    assert in_chinese.startswith(f"{address}&lang=" if carrier else "/after?lang=")
    assert not {'"><script>', "<b>"} & set(page.by_id("ended").values())
