"""Advice and plans in a real browser: at phone width and on a desktop, with scripts and without, in every language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.visitor import LANGUAGES, Visitor

SOON = (datetime.now(UTC) + timedelta(days=16)).date().isoformat()
NARROW = {"width": 360, "height": 740}
SIZES = {"phone": NARROW, "desktop": DESKTOP}
SEEN = [*((language, "phone") for language in LANGUAGES), ("en", "desktop")]


def fill(visitor: Visitor, carrier_id: str) -> None:
    """Tell of a contract with a bank hanging on it."""
    visitor.page.select_option("#carrier", carrier_id)
    visitor.page.check("[name=kind][value=postpaid]")
    visitor.page.fill("#leaving", SOON)
    visitor.page.check("[name=needs][value=bank_codes]")


@pytest.mark.parametrize(("language", "size"), SEEN)
def test_whoever_leaves_is_advised_and_gets_a_plan(new_visitor, language: str, size: str):
    """Form, mistake, advice, plan: each page is accessible and nothing is cut off."""
    visitor = new_visitor(f"leaving-{language}-{size}", language=language, size=SIZES[size])
    visitor.open("/advise")
    visitor.look("1-form")
    visitor.press("advise")
    visitor.look("2-mistake")
    assert visitor.page.locator("#carrier-problem").inner_text() == visitor.say(
        "advice.problem.carrier_missing"
    )

    fill(visitor, "three_mo")
    visitor.press("advise")
    visitor.heading("advice.answer.end_on")
    visitor.look("3-advice")

    visitor.press("plan")
    visitor.look("4-plan")
    assert visitor.page.locator("main [lang=zh-Hant]").first.is_visible()
    assert visitor.page.locator("main [lang=pt]").first.is_visible()


def test_a_plan_is_taken_along_without_scripts(new_visitor):
    """The PDF and the calendar file come from the page's own form; its address holds nothing that was typed."""
    visitor = new_visitor("leaving-plain", javascript=False, size=PHONE)
    visitor.open("/plan")
    fill(visitor, "smart_kh")
    visitor.press("plan")
    visitor.look("1-plan")

    assert visitor.page.url == f"{visitor.program.address}/plan"
    files = {}
    for button in ("plan.page.pdf", "plan.page.ics"):
        with visitor.page.expect_download() as taken:
            visitor.page.get_by_role("button", name=visitor.say(button)).click()
        files[taken.value.suggested_filename] = taken.value.path().read_bytes()
    assert files["plan-smart_kh.pdf"].startswith(b"%PDF")
    assert Calendar.from_ical(files["plan-smart_kh.ics"]).walk("VEVENT")
