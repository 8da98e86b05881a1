"""What only a real browser shows: pages that follow the case, typing left alone, focus, foreign forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.portal_program import Program, program
from tests.e2e.portal_visitor import Visitor


@pytest.fixture(scope="module")
def running(module_database_dsn, tmp_path_factory) -> Iterator[Program]:
    """One program for the visits of this file."""
    with program(module_database_dsn, tmp_path_factory.mktemp("program")) as started:
        yield started


@pytest.fixture
def visitor(running, new_page) -> Visitor:
    """Somebody whose request for a line is recorded."""
    visitor = Visitor(new_page(), new_page(), running.address, "en")
    visitor.ask("ctm", running.live_line("ctm"))
    return visitor


def test_a_page_left_open_follows_the_case(visitor, new_page):
    """What happens in another tab is shown without anybody reloading, and is said aloud."""
    watching = new_page()
    watching.goto(visitor.page.url)
    expect(watching.locator("h1")).to_have_text("Your request is recorded")

    visitor.form("confirm-line").locator("button").click()

    expect(watching.locator("h1")).to_have_text("A code to the line")
    expect(watching.get_by_role("status")).to_contain_text("brought up to date")


def test_a_page_in_which_somebody_types_is_left_alone_until_they_want(visitor, new_page):
    """A half-typed code stays; a notice offers the news, and its button shows them."""
    visitor.form("confirm-line").locator("button").click()
    visitor.form("want-code").locator("button").click()
    visitor.page.fill("#code", "12")
    other = new_page()
    other.goto(visitor.page.url)
    other.get_by_role("link", name="I do not want to end this line").click()
    other.get_by_role("button", name="Yes, withdraw it").click()
    expect(other.locator("h1")).to_have_text("Your request is withdrawn")

    notice = visitor.page.get_by_role("status")
    expect(notice).to_contain_text("There is news about your case")
    expect(visitor.page.locator("#code")).to_have_value("12")
    notice.get_by_role("button").click()

    expect(visitor.page.locator("h1")).to_have_text("Your request is withdrawn")


def test_typing_that_begins_while_the_news_is_on_its_way_is_kept(visitor, new_page):
    """The page was asked for before the first key was pressed and comes after it: what was typed stays."""
    visitor.form("confirm-line").locator("button").click()
    visitor.form("want-code").locator("button").click()
    visitor.form("code").wait_for()
    held: list[Route] = []
    visitor.page.route(
        lambda _: True,
        lambda route: held.append(route) if route.request.resource_type == "fetch" else route.continue_(),
    )
    other = new_page()
    other.goto(visitor.page.url.replace("?", "/withdraw?"))
    other.get_by_role("button", name="Yes, withdraw it").click()
    for _ in range(100):
        if held:
            break
        visitor.page.wait_for_timeout(100)

    visitor.page.fill("#code", "12")
    held.pop().continue_()

    expect(visitor.page.get_by_role("status")).to_contain_text("There is news about your case")
    expect(visitor.page.locator("#code")).to_have_value("12")


def test_a_problem_takes_the_focus_and_leads_to_its_field(running, new_page):
    """Keyboard and screen reader start at the summary; its link puts the cursor into the field."""
    page = new_page()
    page.goto(running.address)
    page.get_by_role("button", name="Next: check it").click()

    expect(page.locator("#summary")).to_be_focused()
    page.locator("#summary a").first.click()

    expect(page.locator("#identifier")).to_be_focused()
    expect(page.locator("#identifier")).to_have_attribute("aria-invalid", "true")


def test_the_keyboard_alone_asks_for_an_end(running, new_page):
    """From the first field to the recorded request without a mouse."""
    line = running.live_line("smart_kh")
    page = new_page()
    page.goto(f"{running.address}/smart_kh")
    page.locator("#identifier").focus()
    page.keyboard.type(line.numbers[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("li@example.com")

    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("End it now")
    page.get_by_role("button", name="End it now").focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Your request is recorded")


def test_a_form_on_another_site_changes_nothing(visitor, browser):
    """A foreign page posts a withdrawal to a case whose address it somehow has: refused, the case as before."""
    address = visitor.page.url.partition("?")[0]
    foreign = foreign_page(
        browser,
        f'<form method="post" action="{address}/withdraw"><input name="key" value="{"0" * 32}"><button>',
    )

    with foreign.expect_navigation() as refused:
        foreign.locator("button").click()

    visitor.page.reload()
    assert refused.value.status == 403
    expect(visitor.page.locator("h1")).to_have_text("Your request is recorded")


def test_no_page_is_shown_in_a_frame_of_another_site(visitor, browser):
    """A frame around the portal stays empty, so no button of it is clicked unseen."""
    foreign = foreign_page(browser, f'<iframe src="{visitor.page.url}"></iframe>')

    assert foreign.frames[1].locator("form").count() == 0
    assert foreign.frames[1].url.startswith("chrome-error:")


def foreign_page(browser: Browser, body: str) -> Page:
    """A page of another site, under no policy of ours."""
    page = browser.new_context().new_page()
    page.route("http://foreign.test/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("http://foreign.test/")
    return page
