"""The counter in a real browser: with the keyboard alone, accessible in each language, on a desktop and a tablet.

And what is decided there of who asks: a picture of a document, a stop from a mail, a lost SIM.
"""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signoff.domain.identity_document import DocumentKind
from signoff.domain.line import Contact, ContactKind, Line
from signoff.staff import credentials, demo
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import DESKTOP, PHONE, NewVisitor
from tests.e2e.ending import Ending
from tests.e2e.program import Program
from tests.e2e.visitor import PATIENCE, Visitor
from tests.identity.drawing import drawn

CARRIER = "smartone_mo"
FAKE_CAMERA = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: "ICCID %s" }]; } };
Object.defineProperty(navigator, "mediaDevices", {
  value: { getUserMedia: async () => document.createElement("canvas").captureStream() },
});
HTMLMediaElement.prototype.play = async () => {};
"""
"""A browser that reads bar codes, with one before its camera."""
TABLET = {"width": 820, "height": 1180}
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def sign_in(visitor: Visitor, name: str) -> None:
    """Sign in as one of the demo staff, typing only."""
    members = {one.name: one for one in demo.read(visitor.program.data_directory)}
    visitor.open(f"/counter/sign-in?lang={visitor.language}")
    visitor.look("01-sign-in")
    for field, text in (("name", name), ("password", members[name].credentials.password)):
        to(visitor.page, f"#{field}")
        visitor.page.keyboard.type(text)
    to(visitor.page, "#code")
    visitor.page.keyboard.type(_fresh_code(members[name], visitor.program.address))
    enter(visitor.page)
    expect(visitor.page.locator("h1")).to_have_text(visitor.say("counter.cases.title"), timeout=PATIENCE)


_LAST_STEPS: dict[tuple[str, str], int] = {}


def _fresh_code(member: demo.DemoMember, address: str) -> str:
    """A code that was not used yet: each is good once, and tests of one program follow each other within its life."""
    place = address, member.name
    step = max(int(time.time()) // credentials.STEP_SECONDS, _LAST_STEPS.get(place, 0) + 1)
    _LAST_STEPS[place] = step
    return credentials.code_of(member.credentials.secret, step)


def to(page: Page, selector: str) -> None:
    """Go there with the Tab key, as one who has no mouse."""
    wanted = page.locator(selector).first
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


def enter(page: Page) -> None:
    """Press Enter, and have the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, form: str) -> None:
    """Go to the button of a form, and press it."""
    to(page, f'form[action*="/{form}"] button')
    enter(page)


def choose(page: Page, selector: str) -> None:
    """Tick a box or take a choice where the Tab key comes to it."""
    to(page, selector)
    page.keyboard.press("Space")


def pick(page: Page, name: str, value: str) -> None:
    """Take one of several: Tab comes to the first, the arrows go on."""
    choose(page, f"[name={name}]")
    wanted = page.locator(f"[name={name}][value={value}]")
    for _ in range(page.locator(f"[name={name}]").count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never come to {value}")


def acted(visitor: Visitor, form: str) -> None:
    """Press, and see that nothing was refused."""
    press(visitor.page, form)
    assert visitor.page.locator("#summary").count() == 0, visitor.page.locator("#summary").inner_text()


def until(visitor: Visitor, backstage: Backstage, selector: str) -> None:
    """Look at the case again until this is on its page: each look is a fact, so not before the systems are done."""

    def is_there() -> bool:
        backstage.wait_until_quiet()
        visitor.page.reload()
        return bool(visitor.page.locator(selector).count())

    if not visitor.page.locator(selector).count():
        backstage.wait_for(is_there)


def code_of(backstage: Backstage, line: Line) -> str:
    """The last code that came to a line's phone."""
    backstage.wait_until_quiet()
    found = _CODE.search(backstage.outbox(line.numbers[0])[-1].text)
    assert found is not None
    return found[0]


def tell_and_sign(clerk: Visitor, backstage: Backstage, line: Line) -> None:
    """What the customer says, then the signature with the code that came to their line."""
    page = clerk.page
    until(clerk, backstage, "[name=ties]")
    clerk.look("07-losses")
    for place in range(page.locator("[name=ties]").count()):
        choose(page, f"[name=ties] >> nth={place}")
    acted(clerk, "losses")
    clerk.look("08-contact")
    to(page, "#contact")
    page.keyboard.type("other@example.com")
    acted(clerk, "contact")
    until(clerk, backstage, "[name=way]")
    clerk.look("09-money")
    pick(page, "way", "cash_at_shop")
    to(page, "#destination_cash_at_shop")
    page.keyboard.type("Chan Tai Man")
    acted(clerk, "money")
    until(clerk, backstage, 'form[action*="/want-code"]')
    clerk.look("10-sign")
    acted(clerk, "want-code")
    until(clerk, backstage, 'form[action*="/agreement"]')
    to(page, "#name")
    page.keyboard.type("Chan Tai Man")
    to(page, "#code")
    page.keyboard.type(code_of(backstage, line))
    enter(page)


def test_a_clerk_ends_a_line_with_the_keyboard_alone(new_visitor: NewVisitor, backstage: Backstage) -> None:
    """From signing in to the bag: every step by Tab, Space, Enter and typing; each page looked at on the way."""
    line = backstage.line("smartone_mo", "prepaid_visitor", balance_minor=3_850)
    clerk = new_visitor("counter-keyboard", size=DESKTOP)
    page = clerk.page
    sign_in(clerk, "clerk")
    clerk.look("02-cases")

    to(page, 'a[href^="/counter/begin"]')
    enter(page)
    clerk.look("03-begin")
    to(page, "#carrier")
    page.keyboard.type("SmarTone")
    for field, text in (("identifier", line.iccid), ("contact", "me@example.com")):
        to(page, f"#{field}")
        page.keyboard.type(text)
    enter(page)
    clerk.look("04-confirm")
    acted(clerk, "confirm-line")
    clerk.look("05-prove")
    to(page, "#document")
    page.keyboard.type("Passport")
    to(page, "#paper_name")
    page.keyboard.type("Chan Tai Man")
    choose(page, "[name=is_holder]")
    acted(clerk, "identity")
    to(page, "#iccid")
    page.keyboard.type(line.iccid)  # as a scanner does, which ends with Enter
    enter(page)
    clerk.look("06-scanned")
    acted(clerk, "in-person")

    tell_and_sign(clerk, backstage, line)
    until(clerk, backstage, "#bag")
    clerk.look("11-bag")
    to(page, "#bag")
    page.keyboard.type("BAG 7")
    enter(page)
    until(clerk, backstage, 'a[href$="certificate.pdf"]')
    clerk.look("12-ended")


def test_a_hand_signs_on_the_screen(new_visitor: NewVisitor, backstage: Backstage, program: Program) -> None:
    """The strokes of a pointer become the signature; nothing drawn is no signature; the clerk's tablet shows it all."""
    line = backstage.line("smartone_mo", "prepaid_visitor")
    clerk = new_visitor("counter-tablet", size=TABLET)
    page = clerk.page
    sign_in(clerk, "second-clerk")
    page.goto(f"{program.address}/counter/begin")
    page.select_option("#carrier", "smartone_mo")
    page.fill("#identifier", line.numbers[0])
    page.fill("#contact", "me@example.com")
    clerk.press("begin")
    clerk.press("confirm-line")
    page.select_option("#document", "passport")
    page.fill("#paper_name", "Chan Tai Man")
    page.check("[name=is_holder][value=yes]")
    clerk.press("identity")
    page.fill("#iccid", line.iccid)
    clerk.press("scan")
    clerk.press("in-person")
    until(clerk, backstage, "[name=ties]")
    for place in range(page.locator("[name=ties]").count()):
        page.locator("[name=ties]").nth(place).check()
    clerk.press("losses")
    page.check("[name=contact_by][value=claim_code]")
    clerk.press("contact")
    until(clerk, backstage, "canvas.pad")
    page.fill("#hand_name", "Chan Tai Man")
    clerk.press("signature")
    expect(page.locator("#strokes-problem")).to_be_visible(timeout=PATIENCE)
    page.fill("#hand_name", "Chan Tai Man")
    box = page.locator("canvas.pad").bounding_box()
    assert box is not None
    page.locator("canvas.pad").scroll_into_view_if_needed()
    box = page.locator("canvas.pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + 15 * step, box["y"] + 30 + (step % 3) * 20)
    page.mouse.up()
    clerk.look("01-signature")
    clerk.press("signature")
    until(clerk, backstage, "#bag")
    clerk.look("02-closing")


@pytest.mark.parametrize("language", ["zh-Hant", "km"])
def test_the_counter_is_whole_in_other_languages(
    new_visitor: NewVisitor, backstage: Backstage, program: Program, language: str
) -> None:
    """A supervisor's pages on a tablet: the lists, a case, what is stuck, an approval, the thread, an error."""
    line = backstage.line("smartone_mo", "prepaid_visitor")
    chief = new_visitor(f"counter-{language}", language=language, size=TABLET)
    page = chief.page
    sign_in(chief, "supervisor" if language == "km" else "back-office")
    chief.look("02-cases")
    chief.open(f"/counter/waiting?lang={language}")
    chief.look("03-waiting")
    customer = new_visitor("customer", language=language)
    customer.open("/")
    place = customer.ask(line.numbers[0], "me@example.com", carrier_id="smartone_mo")
    customer.page.get_by_role("link", name=customer.say("portal.help.title")).click()
    customer.heading("portal.help.title")
    customer.page.fill("#message", "<b>Can I keep my number?</b>")
    customer.press("help")
    customer.look("04-thread")
    chief.open(f"/counter/waiting?lang={language}")
    page.locator("table.rows a").last.click()
    page.wait_for_url("**/counter/case/**")
    page.fill("#message", "No.")
    chief.press("message")
    if language == "km":  # only who may check the holder's paper may ask to go on without their card
        chief.press("confirm-line")
        page.select_option("#document", "passport")
        page.fill("#paper_name", "Chan Tai Man")
        page.check("[name=is_holder][value=yes]")
        chief.press("identity")
        chief.press("ask-approval")
    page.locator("details summary").last.click()
    chief.look("04-case")
    customer.open(place)
    customer.page.get_by_role("link", name=customer.say("portal.help.answered")).click()
    expect(customer.page.locator(".thread .staff .message")).to_have_text("No.", timeout=PATIENCE)
    chief.open(f"/counter/nothing?lang={language}")
    chief.look("05-error")


def show_passport(person: Visitor, picture: Path) -> None:
    """A photo of somebody else's passport: no machine can vouch for it."""
    drawn(DocumentKind.PASSPORT, random.Random(7), datetime.now(UTC).date()).pictures[0].save(picture)
    person.page.select_option("#document_kind", "passport")
    person.page.set_input_files("#file", picture)
    person.press("identity")
    looked_at = person.page.get_by_text(person.say("step_up.looked_at.title"))
    expect(looked_at).to_be_visible(timeout=PATIENCE)
    person.look("21-looked-at")


def test_a_picture_is_decided_at_the_counter_and_the_ending_stopped_from_the_mail(
    new_visitor: NewVisitor, backstage: Backstage, tmp_path: Path
) -> None:
    """A new SIM asks for a document, which somebody looks at; who is registered stops it all with one button."""
    registered = Contact(ContactKind.EMAIL, "registered@example.com")
    planted = backstage.line(CARRIER, "prepaid_visitor", contacts=(registered,))
    line = backstage.swap_sim(planted)
    person = new_visitor("asks-en", size=PHONE)
    place = person.ask(line.numbers[0], "asks@example.com", carrier_id=CARRIER)
    ending = Ending(person, line, other_contact="later@example.com")
    ending.confirm()
    ending.prove()
    person.heading("requirements.prove_identity.title")
    show_passport(person, tmp_path / "passport.jpg")

    office = new_visitor("counter-office", size=DESKTOP)
    sign_in(office, "supervisor")
    office.open("/counter/waiting")
    office.page.locator("table.rows a").last.click()
    with office.page.expect_download():
        office.page.locator('a[href$="/picture.jpg"]').click()
    office.page.fill("#picture_name", "Chan Tai Man")
    office.look("20-picture")
    acted(office, "document")
    case = office.page.url

    ending.accept_losses()
    ending.give_contact()
    ending.choose_way()
    ending.sign()
    person.heading("portal.agreed.title")
    backstage.wait_until_quiet()
    found = re.search(r"/stop/\S+", backstage.outbox(registered.value)[-1].text)
    assert found is not None
    other = new_visitor("registered-en", size=PHONE)
    other.open(found[0])
    other.look("22-stop")
    other.page.locator("main form button").click()
    other.heading("step_up.stop.stopped")
    person.open(place)
    person.heading("step_up.stop.stopped")
    assert "cut" not in [effect.act for effect in backstage.effects(line)]

    office.page.goto(case)
    expect(office.page.get_by_text(office.say("counter.flag.ending_stopped"))).to_be_visible(timeout=PATIENCE)
    office.look("21-flag")
    office.page.fill("[name=note]", "Called the holder.")
    office.press("flag")
    expect(office.form("flag")).to_have_count(0)


def test_a_loss_is_reported_and_undone_at_the_counter(
    new_visitor: NewVisitor, backstage: Backstage, program: Program
) -> None:
    """The holder's paper, then one button; the card turns up, is read by the camera, and the line works again."""
    line = backstage.line(CARRIER, "prepaid_visitor")
    clerk = new_visitor("counter-loss", size=PHONE)
    page = clerk.page
    page.add_init_script(FAKE_CAMERA % line.iccid)
    sign_in(clerk, "second-clerk")
    page.goto(f"{program.address}/counter/begin")
    page.select_option("#carrier", CARRIER)
    page.fill("#identifier", line.numbers[0])
    page.fill("#contact", "loss@example.com")
    clerk.press("begin")
    clerk.press("confirm-line")
    page.select_option("#document", "passport")
    page.fill("#paper_name", "Chan Tai Man")
    page.check("[name=is_holder][value=yes]")
    clerk.press("identity")
    clerk.press("lost")
    until(clerk, backstage, 'form[action*="/resume"]')
    assert backstage.state(line).registered.standing.is_suspended
    clerk.look("20-suspended")
    clerk.press("resume")
    backstage.wait_until_quiet()
    assert not backstage.state(line).registered.standing.is_suspended
    with page.expect_navigation():
        page.locator("[data-camera]").click()
    expect(page.get_by_text(clerk.say("counter.card.there"))).to_be_visible(timeout=PATIENCE)
