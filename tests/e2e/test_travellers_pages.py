"""The pages for anybody with a card, on a phone: whose card it is, a message checked, a statement read, a letter."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from signoff.catalogue.languages import OFFERED
from tests.e2e.conftest import DESKTOP

ENDED = date.today() - timedelta(days=40)  # noqa: DTZ011 - as people count
CHARGED = ENDED + timedelta(days=9)
STATEMENT = (
    "Date,Description,Amount,Currency\n"
    f"{CHARGED.isoformat()},COMPANHIA DE TELECOMUN MACAU MO,-128.00,MOP\n"
    f"{CHARGED.isoformat()},SUPERMERCADO,-64.00,MOP\n"
)
MESSAGE = (
    "CTM: your SIM ends today. Verify at https://ctm-net.top/verify or on Telegram @ctm_cancel, call 1000."
)


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_card_a_message_and_a_statement_each_have_their_answer(new_visitor, language):
    """Mistakes at their fields, answers in words; every page readable on a phone and by a screen reader."""
    visitor = new_visitor(f"traveller-{language}", language=language)
    _identify(visitor)
    _check(visitor)
    _after(visitor)


def test_the_menu_is_one_row_in_every_language(new_visitor):
    """On a desktop of usual width; a second row would push every page down."""
    visitor = new_visitor("menu", size=DESKTOP)
    for language, here in itertools.product(OFFERED, ("identify", "advise")):  # the one that is open is bold
        visitor.open(f"/{here}?lang={language}")
        rows = visitor.page.locator(".main-nav li").evaluate_all(
            "all => [...new Set(all.map(one => one.getBoundingClientRect().top))].length"
        )
        assert (language, here, rows) == (language, here, 1)


def _identify(visitor) -> None:
    """One of ours, and one that is none of ours and understood all the same."""
    visitor.open("/identify")
    visitor.press("identify")
    visitor.look("01-identify-nothing")
    visitor.page.fill("#value", "+853 6251 2345")
    visitor.press("identify")
    carrier = visitor.say("carriers.name", "ctm")
    expect(visitor.page.locator("#answer-title")).to_have_text(
        visitor.say("identify.answer.medium", carrier=carrier)
    )
    visitor.look("02-identified")
    visitor.page.fill("#value", "中國移動")
    visitor.press("identify")
    expect(visitor.page.locator("#answer-title")).to_contain_text("China Mobile")


def _check(visitor) -> None:
    """Each thing in the message with its verdict, the official way beside it."""
    visitor.open("/check")
    visitor.page.fill("#message", MESSAGE)
    visitor.press("check")
    expect(visitor.page.locator("#verdict-title")).to_have_text(visitor.say("check.verdict.lookalike.title"))
    expect(visitor.page.locator(".found")).to_have_count(3)
    visitor.look("05-checked")


def _after(visitor) -> None:
    """From the address that a case leads to, over the charges and the letter to the days to watch."""
    visitor.open(f"/after?carrier=ctm&ended={ENDED.isoformat()}")
    expect(visitor.page.locator("#ended")).to_have_value(ENDED.isoformat())
    visitor.press("after")
    expect(visitor.page.locator("#file-problem")).to_be_visible()
    visitor.look("06-no-file")
    file = {"name": "statement.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
    visitor.page.set_input_files("#file", files=[file])
    visitor.press("after")
    expect(visitor.page.locator("[name=row]")).to_have_count(1)
    visitor.look("07-found")
    visitor.press("after/letter")
    visitor.look("08-letter")
    visitor.open(f"/after?carrier=ctm&ended={ENDED.isoformat()}")
    visitor.press("after/days")
    visitor.look("09-days")
