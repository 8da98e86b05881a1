"""The pages of advice and plan: forms that keep what was typed, answers with their sources, files, nothing stored."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar

from tests.channels.first_view import NOW
from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS

ADDRESSES = ("/advise", "/plan")
FILES = {"/plan/plan.pdf": "application/pdf", "/plan/plan.ics": "text/calendar; charset=utf-8"}
LANGUAGES = ("en", "zh-Hans")


def on(days: int) -> str:
    return (NOW.date() + timedelta(days=days)).isoformat()


SOUND = {
    "carrier": "metfone_kh",
    "kind": "prepaid",
    "sim": "plastic",
    "leaving": on(16),
    "balance": "44.44",
    "expires": on(30),
    "needs": ["bank_codes", "wallet"],
    "states": ["loan"],
}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_the_form_is_a_plain_form_that_says_where_it_goes(client: httpx.AsyncClient, address: str):
    """A POST, so that nothing typed stands in an address; every field has a label."""
    page = Page((await client.get(address)).text)
    (form,) = page.all("form")
    labels = {label.get("for") for label in page.all("label")}

    assert (form["method"], form["action"]) == ("post", address)
    assert {"carrier", "leaving", "back", "balance", "expires", "arrears"} <= labels


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_page_that_knows_the_carrier_leads_to_its_form(client: httpx.AsyncClient, address: str):
    """It is chosen, also in the other language; what is no carrier of ours is not."""
    page = Page((await client.get(address, params={"carrier": "three_mo"})).text)
    odd = Page((await client.get(address, params={"carrier": "<script>"})).text)

    assert [one["value"] for one in page.all("option") if "selected" in one] == ["three_mo"]
    assert any(link.get("href") == f"{address}?carrier=three_mo&lang=zh-Hans" for link in page.all("a"))
    assert not [one for one in odd.all("option") if "selected" in one]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_advice_names_its_reasons_and_their_sources(client: httpx.AsyncClient, language: str):
    """The answer as heading, each known reason with a number that leads to its source on the same page."""
    answer = await client.post("/advise", params={"lang": language}, data=SOUND)
    page = Page(answer.text)

    assert answer.status_code == 200
    assert TEXTS.say("advice.answer.let_lapse", language) in answer.text
    references = {link["href"] for link in page.all("a") if link.get("class") == "ref"}
    assert references
    assert all(page.by_id(reference.removeprefix("#")) for reference in references)
    assert "2026-" not in re.sub(r'(value|datetime|min|max)="[^"]*"|\(\d{4}[-\d]*\)', "", answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_plan_has_its_tasks_scripts_and_files(client: httpx.AsyncClient, language: str):
    """From the codes on; what to say is marked with the language it is in; the files are asked for by the form."""
    data = SOUND | {"kind": "postpaid"}
    answer = await client.post("/plan", params={"lang": language}, data=data)
    page = Page(answer.text)

    assert answer.status_code == 200
    assert answer.text.index("*1200#") < answer.text.index(TEXTS.say("plan.task.end_line.title", language))
    assert {"km", "en"} <= {one["lang"] for one in page.all("p") if "lang" in one}
    actions = {one["formaction"].partition("?")[0] for one in page.all("button") if "formaction" in one}
    assert actions == {"/plan/plan.ics", "/plan/change", "/plan"}
    hidden = [(one["name"], one["value"]) for one in page.all("input")]
    assert ("needs", "wallet") in hidden
    assert ("balance", "44.44") in hidden


@pytest.mark.parametrize("address", FILES)
async def test_a_file_is_made_from_the_forms_own_values(client: httpx.AsyncClient, address: str):
    """As a download with a plain name; asked for by its address alone it leads to the form."""
    answer = await client.post(address, data=SOUND)
    bare = await client.get(address)

    assert answer.headers["content-type"] == FILES[address]
    assert answer.headers["content-disposition"] == f'attachment; filename="plan-metfone_kh{address[-4:]}"'
    assert b"44.44" not in answer.content
    assert (bare.status_code, bare.headers["location"]) == (303, "/plan")
    if address.endswith("ics"):
        assert Calendar.from_ical(answer.content).walk("VEVENT")


WRONG = [
    ({"carrier": ""}, "carrier"),
    ({"carrier": "nobody"}, "carrier"),
    ({"kind": "x"}, "kind"),
    ({"sim": "x"}, "sim"),
    ({"leaving": ""}, "leaving"),
    ({"leaving": on(-1)}, "leaving"),
    ({"leaving": "9" * 500}, "leaving"),
    ({"back": on(3)}, "back"),
    ({"balance": "<script>"}, "balance"),
    ({"expires": "soon"}, "expires"),
    ({"arrears": "-1"}, "arrears"),
    ({"needs": "love"}, "needs"),
]


@pytest.mark.parametrize(
    ("address", "changes", "field"),
    [
        *(("/plan", changes, field) for changes, field in WRONG),
        *((address, *WRONG[-4]) for address in ("/advise", *FILES)),
    ],
)
async def test_what_cannot_be_meant_is_said_at_its_field(
    client: httpx.AsyncClient, address: str, changes: dict[str, str], field: str
):
    """422 with the form as it was typed and the reason at the field and in the summary; markup stays text."""
    answer = await client.post(address, data=SOUND | changes)
    page = Page(answer.text)

    assert answer.status_code == 422
    assert page.by_id(f"{field}-problem")
    assert f'href="#{field}"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    if field != "balance":
        assert page.by_id("balance")["value"] == "44.44"


@pytest.mark.parametrize("address", ADDRESSES)
async def test_going_back_to_change_keeps_everything_typed(client: httpx.AsyncClient, address: str):
    """Texts, choices and boxes."""
    page = Page((await client.post(f"{address}/change", data=SOUND)).text)
    checked = {(one["name"], one["value"]) for one in page.all("input") if "checked" in one}

    assert page.by_id("leaving")["value"] == SOUND["leaving"]
    assert checked == {
        ("kind", "prepaid"),
        ("sim", "plastic"),
        ("states", "loan"),
        ("needs", "bank_codes"),
        ("needs", "wallet"),
    }


@pytest.mark.parametrize("address", ADDRESSES)
async def test_all_that_is_wrong_is_said_at_once(client: httpx.AsyncClient, address: str):
    """Also without a carrier, whose currency and day the rest is read by."""
    page = Page((await client.post(address, data={"balance": "x", "kind": "y"})).text)

    assert all(page.by_id(f"{field}-problem") for field in ("carrier", "kind", "leaving", "balance"))


@pytest.mark.parametrize("address", ADDRESSES)
async def test_facts_are_not_called_made_up(client: httpx.AsyncClient, address: str):
    """The ribbon of the sandbox stands on the pages of made-up lines, not on those of what is known of carriers."""
    for answer in (await client.get(address), await client.post(address, data=SOUND)):
        assert TEXTS.say("portal.sandbox.notice", "en") not in answer.text
    assert TEXTS.say("portal.sandbox.notice", "en") in (await client.get("/")).text


async def test_the_plan_of_a_card_of_who_is_gone_leads_to_who_took_over(client: httpx.AsyncClient):
    """It says whose contacts these are, and has none of the one that is gone."""
    answer = await client.post("/plan", data=SOUND | {"carrier": "smartone_mo"})

    assert TEXTS.say("plan.page.successor", "en", carrier="SmarTone Macau", successor="CTM") in answer.text
    assert "1628" not in answer.text
    assert "1000" in answer.text
