"""What is pressed twice, sent again or gone back from happens once, and leads to a page that makes sense."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending

FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


def test_a_double_click_makes_one_case(new_visitor, backstage):
    """An impatient "End it now" records one request and sends one acknowledgement."""
    line = backstage.demo_line("three_mo")
    visitor = new_visitor("double-en", size=PHONE)
    contact = f"{line.handle}@example.com"
    cases = backstage.rows()["cases"]
    visitor.open("/")
    visitor.fill_wish(line.numbers[0], contact, carrier_id="three_mo")
    visitor.press("review")

    visitor.form("ask").locator("button").first.dblclick()

    visitor.page.wait_for_url("**/case/**")
    visitor.heading("portal.recorded.title")
    backstage.wait_until_quiet()
    assert backstage.rows()["cases"] == cases + 1
    assert len(backstage.outbox(contact)) == 1


def test_a_form_that_is_sent_again_is_answered_as_before(new_visitor, backstage):
    """The same form leads to the same case; with other content in it, it is refused in words and nothing is made."""
    visitor = new_visitor("again-en", size=PHONE)
    visitor.open("/")
    visitor.fill_wish(backstage.number("three_mo"), "ana@example.com", carrier_id="three_mo")
    visitor.press("review")
    form = dict(FIELD.findall(visitor.form("ask").evaluate("form => form.outerHTML")))
    cases = backstage.rows()["cases"]

    sent = [visitor.page.request.post(f"{visitor.program.address}/ask", form=form) for _ in range(3)]
    other = visitor.page.request.post(
        f"{visitor.program.address}/ask", form=form | {"contact": "eve@example.com"}
    )

    assert len({answer.url for answer in sent}) == 1
    assert [answer.status for answer in sent] == [200, 200, 200]
    assert backstage.rows()["cases"] == cases + 1
    assert other.status == 409
    assert visitor.say("refusals.key_reused") in other.text()
    assert "eve@example.com" in other.text()


def test_a_code_button_pressed_twice_sends_one_code(new_visitor, backstage):
    """A second press of the same form is the same wish, not a second message."""
    line = backstage.demo_line("three_mo")
    visitor = new_visitor("code-twice-en", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="three_mo")
    Ending(visitor, line).confirm()

    visitor.form("want-code").locator("button").dblclick()

    visitor.page.locator("#code").wait_for()
    visitor.code_from_phone(line, nth=1)
    backstage.wait_until_quiet()
    assert len(backstage.outbox(line.numbers[0])) == 1


def test_going_back_shows_where_the_case_stands(new_visitor, backstage):
    """After each step the browser's own button leads to a page of the case as it is, never to an error."""
    line = backstage.demo_line("china_telecom_mo")
    visitor = new_visitor("back-en", size=DESKTOP)
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id="china_telecom_mo")
    ending = Ending(visitor, line)
    steps = {
        "prove_possession": ending.confirm,
        "acknowledge_losses": ending.prove,
        "give_other_contact": ending.accept_losses,
        "sign_agreement": ending.give_contact,
    }
    for stands_at, step in steps.items():
        step()
        visitor.heading(f"requirements.{stands_at}.title")

        visitor.page.go_back()

        assert visitor.page.url.partition("?")[0] == visitor.program.address + path
        visitor.heading(f"requirements.{stands_at}.title")


def test_going_back_from_the_case_does_not_lose_what_was_typed(new_visitor, backstage):
    """From the recorded request back to page 2, and with its own button back to page 1 with everything in it."""
    number = backstage.number("china_telecom_mo")
    visitor = new_visitor("back-to-review-en", size=DESKTOP)
    visitor.ask(number, "ana@example.com", carrier_id="china_telecom_mo")

    visitor.page.go_back()

    visitor.heading("portal.review.title")
    visitor.page.get_by_role("button", name=visitor.say("portal.review.change")).click()
    visitor.heading("portal.start.title_for", carrier=visitor.say("carriers.name", "china_telecom_mo"))
    expect(visitor.page.locator("#identifier")).to_have_value(number)
    expect(visitor.page.locator("#contact")).to_have_value("ana@example.com")


def test_a_form_from_a_page_that_is_old_is_told_so(new_visitor, backstage):
    """Another tab that still shows a step already done says how the case stands instead of doing it again."""
    line = backstage.demo_line("three_mo")
    visitor = new_visitor("old-page-en", javascript=False, size=PHONE)
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id="three_mo")
    old = visitor.beside()
    old.open(path)
    Ending(visitor, line).confirm()

    with old.page.expect_response("**/confirm-line") as answer:
        old.press("confirm-line")

    assert answer.value.status == 409
    expect(old.page.locator("#summary")).to_contain_text(old.say("refusals.not_now"))
    old.heading("requirements.prove_possession.title")


def test_going_back_after_a_mistake_was_put_right_leads_to_page_2_or_1(new_visitor, backstage):
    """A page that told of a mistake is no dead end for who comes back to it."""
    number = backstage.number("china_telecom_mo")
    visitor = new_visitor("back-to-mistake-en", size=DESKTOP)
    visitor.open("/")
    visitor.fill_wish(number, "ana@", carrier_id="china_telecom_mo")
    visitor.press("review")
    visitor.page.fill("#contact", "ana@example.com")
    visitor.press("review")
    visitor.heading("portal.review.title")

    visitor.page.go_back()

    expect(visitor.page.locator("#identifier")).to_have_value(number)


def test_going_back_after_a_refusal_and_typing_it_right_goes_on(new_visitor, backstage):
    """The old page has the old key; what is typed into it now is another answer, and is taken."""
    line = backstage.demo_line("ctm")
    visitor = new_visitor("back-and-right-en", javascript=False, size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="ctm")
    Ending(visitor, line).confirm()
    visitor.press("want-code")
    code = visitor.code_from_phone(line, nth=1)
    visitor.page.fill("#code", f"{(int(code) + 1) % 1_000_000:06}")
    visitor.press("code")
    expect(visitor.page.locator("#code-problem")).to_be_visible()

    visitor.page.go_back()
    visitor.page.fill("#code", code)
    visitor.press("code")

    visitor.heading("requirements.acknowledge_losses.title")


def test_going_back_after_a_wrong_code_shows_the_code_page(new_visitor, backstage):
    """Nor is the page of a case that told of a mistake."""
    line = backstage.demo_line("china_telecom_mo")
    visitor = new_visitor("back-to-code-en", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="china_telecom_mo")
    Ending(visitor, line).confirm()
    visitor.press("want-code")
    visitor.page.fill("#code", "12345")
    visitor.press("code")
    visitor.page.fill("#code", visitor.code_from_phone(line, nth=1))
    visitor.press("code")
    visitor.heading("requirements.acknowledge_losses.title")

    visitor.page.go_back()

    visitor.heading("requirements.prove_possession.title")
    visitor.page.fill("#code", "123456")
    visitor.press("code")
    expect(visitor.page.locator("#summary")).to_contain_text(visitor.say("refusals.not_now"))
    visitor.heading("requirements.acknowledge_losses.title")
