"""Somebody acts for the holder: a parent by pictures on a phone, an heir with the papers on the counter's table."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import FilePayload, expect

from signoff.domain.third_party import STRICT, Paper, Right
from tests.e2e.backstage import Backstage
from tests.e2e.conftest import DESKTOP, PHONE, NewVisitor
from tests.e2e.ending import Ending
from tests.e2e.test_counter import choose, enter, press, sign_in, to, until
from tests.e2e.visitor import PATIENCE, Visitor

CARRIER = "smartone_mo"
HOLDER = "Li Mei"


def tell(visitor: Visitor, right: Right) -> None:
    """Say by which right, and for whom."""
    visitor.page.get_by_role("link", name=visitor.say("acting.link")).click()
    visitor.heading("acting.title")
    visitor.press("acting")
    expect(visitor.page.locator("#right-problem")).to_be_visible(timeout=PATIENCE)
    visitor.look("30-acting")
    visitor.page.check(f"[name=right][value={right}]")
    visitor.page.fill("#holder_name", HOLDER)
    visitor.press("acting")


def send(visitor: Visitor, paper: Paper) -> None:
    """A picture of one paper."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 300 + len(paper)), "white").save(picture, "JPEG")
    visitor.page.select_option("#document_kind", paper.value)
    file = FilePayload(name="paper.jpg", mimeType="image/jpeg", buffer=picture.getvalue())
    visitor.page.set_input_files("#file", file)
    visitor.press("identity")


def test_a_parent_sends_the_papers_and_somebody_looks_at_each(
    new_visitor: NewVisitor, backstage: Backstage
) -> None:
    """One is refused and sent again; no way of the money is asked; the text says who signs for whom."""
    line = backstage.demo_line(CARRIER)
    parent = new_visitor("parent-km", language="km", size=PHONE)
    place = parent.ask(line.numbers[0], "parent@example.com", carrier_id=CARRIER)
    ending = Ending(parent, line)
    ending.confirm()
    ending.prove()
    tell(parent, Right.PARENT)
    parent.heading("acting.papers.title")
    parent.look("31-papers")
    for paper in STRICT[Right.PARENT].papers:
        send(parent, paper)
    parent.heading("requirements.acknowledge_losses.title")
    office = new_visitor("office-en", size=DESKTOP)
    sign_in(office, "back-office")
    office.open("/counter/waiting")
    office.page.locator("table.rows a").last.click()
    office.heading("requirements.acknowledge_losses.title")
    office.look("32-pictures")
    for is_good in (False, True, True):
        with office.page.expect_download():
            office.page.locator("#pictures a.file").first.click()
        answer = "yes" if is_good else "no"
        if is_good:
            office.page.locator("#pictures textarea").first.fill(HOLDER)
        with office.page.expect_navigation():
            office.page.locator(f"#pictures button[value={answer}]").first.click()
        assert office.page.locator("#summary").count() == 0
    parent.open(place)
    parent.heading("acting.papers.title")
    parent.look("33-refused")
    send(parent, Paper.OWN_IDENTITY)
    ending.accept_losses()
    ending.give_contact()
    parent.heading("portal.part.authority_waits")
    parent.look("34-waits")
    office.page.reload()
    with office.page.expect_download():
        office.page.locator("#pictures a.file").first.click()
    with office.page.expect_navigation():
        office.page.locator("#pictures button[value=yes]").first.click()
    parent.heading("requirements.sign_agreement.title")
    expect(parent.page.locator(".agreement")).to_contain_text(HOLDER, timeout=PATIENCE)
    parent.look("35-agreement")


def test_an_heir_brings_the_papers_to_the_counter(new_visitor: NewVisitor, backstage: Backstage) -> None:
    """On the portal they are sent to a shop, without scripts; a clerk records it with the keyboard alone."""
    line = backstage.demo_line(CARRIER)
    heir = new_visitor("heir-en", size=DESKTOP, javascript=False)
    heir.ask(line.numbers[0], "heir@example.com", carrier_id=CARRIER)
    tell(heir, Right.HEIR)
    code = heir.case_code()
    clerk = new_visitor("clerk-en", size=DESKTOP)
    page = clerk.page
    sign_in(clerk, "clerk")
    page.fill("#wanted", code)
    clerk.press("find")
    page.locator("table.rows a").first.click()
    page.wait_for_url("**/counter/case/**")
    clerk.press("confirm-line")
    clerk.look("40-papers")
    for paper in STRICT[Right.HEIR].papers:
        if paper is not Paper.OWN_IDENTITY:
            page.fill(f"#{paper}_name", HOLDER)
        to(page, f"form.paper:has([value={paper}]) button")
        enter(page)
        assert page.locator("#summary").count() == 0
    clerk.look("41-in-order")
    choose(page, "[name=whose_1]")
    press(page, "requests")
    assert page.locator("#summary").count() == 0
    page.fill("#iccid", line.iccid)
    clerk.press("scan")
    clerk.press("in-person")
    until(clerk, backstage, "[name=ties]")
    for place in range(page.locator("[name=ties]").count()):
        choose(page, f"[name=ties] >> nth={place}")
    clerk.press("losses")
    page.check("[name=contact_by][value=claim_code]")
    clerk.press("contact")
    until(clerk, backstage, "canvas.pad")
    expect(page.locator(".agreement")).to_contain_text(HOLDER, timeout=PATIENCE)
    clerk.look("42-sign")
    backstage.wait_until_quiet()
    heir.page.reload()
    heir.heading("acting.papers.title")
    heir.look("43-shop")
