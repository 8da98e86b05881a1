"""A card of another carrier is never kept in silence: it is told with its source, and its person settles it."""

from __future__ import annotations

import re

import httpx
import pytest

from signoff.app import App
from signoff.catalogue.reading import has_check_digit
from tests.guided.test_cases import quick
from tests.guided.test_pages import KEY, client, facts, plan_form

__all__ = ["client", "quick"]

pytestmark = pytest.mark.usefixtures("quick")

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "pt", "km")
CHECKED = r'name="looked" value="(\d+)"'


def card(header: str) -> str:
    """A whole card's number with this beginning."""
    body = header.ljust(18, "4")
    return next(body + digit for digit in "0123456789" if has_check_digit(body + digit))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_card_of_another_carrier_is_told_with_its_source_before_it_is_kept(
    app: App, client: httpx.AsyncClient, language: str
) -> None:
    """The sign, its source, the way to the other carrier's plan; nothing is written."""
    before, number = await facts(app), card("8985303")
    form = plan_form(app, "ctm") | {"identifier": number}

    answer = await client.post(f"/guided/keep?lang={language}", data=form)

    assert answer.status_code == 422
    assert "8985303" in answer.text
    assert "/plan?carrier=three_mo" in answer.text
    assert 'rel="noreferrer noopener external"' in answer.text
    assert re.findall(CHECKED, answer.text) == [number]
    assert await facts(app) == before


async def test_whoever_has_looked_keeps_it_and_is_told_on_the_page(
    app: App, client: httpx.AsyncClient
) -> None:
    """No header excludes: the person's word counts. The page goes on saying what speaks against it."""
    number = card("8985303")
    form = plan_form(app, "ctm") | {"identifier": number, "looked": number}

    kept = await client.post("/guided/keep", data=form)
    page = await client.get(kept.headers["location"])

    assert kept.status_code == 303
    assert 'id="other-title"' in page.text
    assert "/plan?carrier=three_mo" in page.text


async def test_what_was_looked_at_is_one_card_only(app: App, client: httpx.AsyncClient) -> None:
    """Another number is asked about anew."""
    form = plan_form(app, "ctm") | {"identifier": card("8985501"), "looked": card("8985303"), "key": KEY}

    answer = await client.post("/guided/keep", data=form)

    assert answer.status_code == 422
    assert "/plan?carrier=" not in answer.text
    assert "Cellcard" in answer.text


@pytest.mark.parametrize(
    ("carrier_id", "header"),
    [
        ("ctm", "8985301"),
        ("ctm", "8985300"),  # SmarTone's, whose customers are CTM's
        ("smartone_mo", "8985301"),
        ("china_telecom_mo", "8985309"),  # in no list
        ("ctm", "8985309"),
        ("metfone_kh", "8985508"),
    ],
)
async def test_a_card_that_may_be_the_carriers_is_kept_without_a_word(
    app: App, client: httpx.AsyncClient, carrier_id: str, header: str
) -> None:
    """Its own, its predecessor's, and what is UNKNOWN."""
    kept = await client.post("/guided/keep", data=plan_form(app, carrier_id) | {"identifier": card(header)})
    page = await client.get(kept.headers["location"])

    assert kept.status_code == 303
    assert 'id="other-title"' not in page.text


async def test_a_number_of_another_is_kept_and_told(app: App, client: httpx.AsyncClient) -> None:
    """It may have moved, so it holds nothing up."""
    kept = await client.post(
        "/guided/keep", data=plan_form(app, "metfone_kh") | {"identifier": "010 123 456"}
    )
    page = await client.get(kept.headers["location"])

    assert kept.status_code == 303
    assert "/plan?carrier=smart_kh" in page.text
