"""What only a real browser shows: pages that follow the case, typing left alone, focus, foreign sites."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.ending import Ending
from tests.e2e.visitor import Visitor

NARROW = {"width": 360, "height": 740}

# A page that was asked for is held back until it is let go. What becomes of it then is done before the next task
# begins: in that one the console is told.
_HOLDS_WHAT_COMES = """(() => {
  const read = Response.prototype.text;
  Response.prototype.text = async function () {
    const text = await read.call(this);
    const heading = new DOMParser().parseFromString(text, "text/html").querySelector("h1").textContent.trim();
    if (window.holds) await new Promise((letGo) => { window.letGo = letGo; console.log(`held: ${heading}`); });
    setTimeout(() => console.log(`read: ${heading}`));
    return text;
  };
})()"""


@pytest.fixture
def visitor(new_visitor, backstage) -> Visitor:
    """Somebody whose request for a line is recorded."""
    visitor: Visitor = new_visitor("open-page-en")
    line = backstage.demo_line("ctm")
    visitor.ask(line.numbers[0], "li@example.com", carrier_id="ctm")
    return visitor


@pytest.fixture
def typing(visitor: Visitor) -> Visitor:
    """Somebody who is asked for a code; what they typed is theirs."""
    visitor.press("confirm-line")
    visitor.press("want-code")
    return visitor


def withdraw_elsewhere(visitor: Visitor) -> None:
    """The case changes by what is done in another tab."""
    other = visitor.beside()
    other.open(visitor.page.url.removeprefix(visitor.program.address))
    other.withdraw()


def test_a_page_left_open_follows_the_case_and_says_so(visitor):
    """What happens in another tab is shown without anybody reloading, and is said aloud."""
    watcher = visitor.beside()
    watcher.open(visitor.page.url.removeprefix(visitor.program.address))
    watcher.heading("portal.recorded.title")

    with watcher.staying():
        visitor.press("confirm-line")
        watcher.heading("requirements.prove_possession.title")

    expect(watcher.page.get_by_role("status")).to_contain_text(visitor.say("portal.live.said"))


def test_a_page_whose_stream_is_refused_looks_for_itself(visitor):
    """With all streams taken, or none let through, the page asks for itself now and then."""
    watcher = visitor.beside()
    watcher.page.route("**/events", lambda route: route.fulfill(status=503))
    watcher.open(visitor.page.url.removeprefix(visitor.program.address))
    watcher.heading("portal.recorded.title")

    with watcher.staying():
        visitor.press("confirm-line")
        watcher.heading("requirements.prove_possession.title")


def test_a_page_in_which_somebody_types_is_left_alone_until_they_want(typing):
    """A half-typed code stays; a notice offers the news, and its button shows them."""
    typing.page.fill("#code", "12")

    withdraw_elsewhere(typing)

    notice = typing.page.get_by_role("status")
    expect(notice).to_contain_text(typing.say("portal.live.waiting"))
    expect(typing.page.locator("#code")).to_have_value("12")
    typing.look("25-news-waiting")
    notice.get_by_role("button").click()
    typing.heading("portal.withdrawn.title")


def test_what_went_wrong_is_not_swept_away_by_news(typing):
    """Somebody is told that their code is wrong; the case changes before they have read it, and they still can."""
    typing.page.fill("#code", "12")
    typing.press("code")
    expect(typing.page.locator("#summary")).to_be_visible()
    typing.page.locator("#code").evaluate("field => { field.value = field.defaultValue; field.blur(); }")

    withdraw_elsewhere(typing)

    notice = typing.page.get_by_role("status")
    expect(notice).to_contain_text(typing.say("portal.live.waiting"))
    expect(typing.page.locator("#summary")).to_be_visible()
    notice.get_by_role("button").click()
    typing.heading("portal.withdrawn.title")


def test_typing_that_begins_while_the_news_is_on_its_way_is_kept(typing, backstage):
    """The page was asked for before the first key was pressed and comes after it: what was typed stays."""
    held: list[Route] = []
    typing.page.route(
        lambda _: True,
        lambda route: held.append(route) if route.request.resource_type == "fetch" else route.continue_(),
    )
    with typing.page.expect_request(lambda request: request.resource_type == "fetch"):
        withdraw_elsewhere(typing)

    typing.page.fill("#code", "12")
    held.pop().continue_()

    expect(typing.page.get_by_role("status")).to_contain_text(typing.say("portal.live.waiting"))
    expect(typing.page.locator("#code")).to_have_value("12")


def test_a_page_that_comes_late_takes_no_newer_ones_place(visitor):
    """Two pages are on their way, and the one asked for first arrives last: the newer one stays."""
    older = visitor.say("requirements.prove_possession.title")
    watcher = visitor.beside()
    watcher.page.add_init_script(_HOLDS_WHAT_COMES)
    watcher.open(visitor.page.url.removeprefix(visitor.program.address))
    watcher.page.evaluate("window.holds = true")
    with watcher.page.expect_console_message(lambda message: message.text == f"held: {older}"):
        visitor.press("confirm-line")
    watcher.page.evaluate("window.holds = false")
    withdraw_elsewhere(visitor)
    watcher.heading("portal.withdrawn.title")

    with watcher.page.expect_console_message(lambda message: message.text == f"read: {older}"):
        watcher.page.evaluate("window.letGo()")

    assert watcher.page.locator("h1").inner_text() == visitor.say("portal.withdrawn.title")


def test_a_problem_takes_the_focus_and_leads_to_its_field(new_visitor):
    """Keyboard and screen reader start at the summary; its link puts the cursor into the field."""
    visitor = new_visitor("focus-en")
    visitor.open("/end")
    visitor.press("review")

    expect(visitor.page.locator("#summary")).to_be_focused()
    visitor.page.locator("#summary a").first.click()

    expect(visitor.page.locator("#identifier")).to_be_focused()
    expect(visitor.page.locator("#identifier")).to_have_attribute("aria-invalid", "true")


def test_the_keyboard_alone_asks_for_an_end(new_visitor, backstage):
    """From the first field to the recorded request without a mouse."""
    line = backstage.demo_line("smart_kh")
    visitor = new_visitor("keyboard-en")
    visitor.open("/smart_kh")
    keyboard = visitor.page.keyboard
    visitor.page.locator("#identifier").focus()
    keyboard.type(line.numbers[0])
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("li@example.com")

    keyboard.press("Enter")
    visitor.heading("portal.review.title")
    visitor.page.get_by_role("button", name=visitor.say("portal.review.button")).focus()
    keyboard.press("Enter")

    visitor.heading("portal.recorded.title")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh-Hans", "dark")])
def test_two_screens_lead_from_the_start_page_to_a_recorded_request(new_visitor, backstage, language, scheme):
    """On a narrow phone, unfolded by keyboard: folded, unfolded and page 2 are accessible and nothing is cut off."""
    visitor = new_visitor(f"start-{language}", language=language, size=NARROW, color_scheme=scheme)
    screens: list[str] = []
    visitor.page.on("framenavigated", lambda frame: screens.append(frame.url.partition("?")[0]))
    visitor.open("/")
    visitor.heading("portal.home.title")
    visitor.look("01-start")
    visitor.page.locator("summary", has_text=visitor.say("portal.ways.end.title")).focus()
    visitor.page.keyboard.press("Enter")
    visitor.look("01-start-unfolded")
    visitor.fill_wish(backstage.number("ctm"), "li@example.com", carrier_id="ctm")
    visitor.press("review")
    visitor.look("02-review")
    visitor.press("ask")

    visitor.heading("portal.recorded.title")
    here = visitor.program.address
    assert screens[:-1] == [f"{here}/", f"{here}/review"]


def test_a_form_on_another_site_changes_nothing(visitor, browser):
    """A foreign page posts a withdrawal to a case whose address it somehow has: refused, the case as before."""
    foreign = foreign_page(
        browser,
        f'<form method="post" action="{visitor.page.url}/withdraw">'
        f'<input name="key" value="{"0" * 32}"><button>',
    )

    with foreign.expect_navigation() as refused:
        foreign.locator("button").click()

    visitor.page.reload()
    assert refused.value.status == 403
    visitor.heading("portal.recorded.title")


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


def test_a_case_is_walked_by_keyboard_order(visitor):
    """The first Tab of a page offers to skip to its content, and Enter takes it there."""
    visitor.page.reload()
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(".skip")).to_be_focused()

    visitor.page.keyboard.press("Enter")

    expect(visitor.page.locator("#main")).to_be_focused()
    visitor.look("04-skipped")


def test_an_ending_in_which_nobody_proves_anything_shows_nothing_of_the_line(visitor, backstage):
    """Before the code, the page has no money, no numbers in full and nothing of the line's kind."""
    Ending(visitor, backstage.demo_line("ctm")).confirm()
    page = visitor.page.content()

    assert "MOP" not in page
    assert "plastic" not in page
    expect(visitor.page.locator(".sim-number")).to_contain_text("•••")
