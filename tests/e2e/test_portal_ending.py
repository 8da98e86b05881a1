"""A line of each carrier ends in the browser, in each language, and its certificate is genuine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.portal_program import Program, program
from tests.e2e.portal_visitor import Visitor

CARRIERS = ("ctm", "smartone_mo", "china_telecom_mo", "smart_kh", "metfone_kh", "three_mo")


@pytest.fixture(scope="module")
def running(module_database_dsn, tmp_path_factory) -> Iterator[Program]:
    """One program for the endings of this file."""
    with program(module_database_dsn, tmp_path_factory.mktemp("program")) as started:
        yield started


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_a_line_ends_from_the_first_page_to_the_certificate(running, new_page, axe, carrier_id, language):
    """Every page on the way is accessible and fits its screen; at the end stands a certificate anybody can check."""
    size = PHONE if (CARRIERS.index(carrier_id) + (language == "en")) % 2 else DESKTOP
    looked_at: list[str] = []

    def look(page: Page) -> None:
        looked_at.append(page.locator("h1").inner_text())
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.locator("html").get_attribute("lang") == language

    line = running.live_line(carrier_id)
    visitor = Visitor(new_page(size=size), new_page(), running.address, language, look)

    visitor.ask(carrier_id, line)
    visitor.prove()
    visitor.agree()
    verdict = running.checked(visitor.finish())

    assert (verdict.genuine, verdict.specimen, verdict.problems) == (True, True, ())
    assert verdict.certificate is not None
    assert verdict.certificate["line"]["numbers"] == list(line.numbers)
    assert len(looked_at) >= 9


def test_a_line_ends_with_scripts_off(running, new_page):
    """The pages need no script: what waits reloads by itself."""
    line = running.live_line("ctm")
    visitor = Visitor(new_page(javascript=False), new_page(javascript=False), running.address, "en")

    visitor.ask("ctm", line)
    visitor.prove()
    visitor.agree()

    assert running.checked(visitor.finish()).genuine
