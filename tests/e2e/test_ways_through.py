"""Other ways to the same end: without scripts, with money owed, and watched from another tab."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from signoff.catalogue import wording
from signoff.domain.line import SimKind
from signoff.evidence.verify import Verdict, verify
from tests.e2e.backstage import CATALOGUE
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.visitor import IN_CHINESE, PATIENCE, Visitor


def test_a_line_that_owes_money_is_ended_without_scripts(new_visitor, backstage):
    """Paid by bill, more owed than deposited: everything works by forms and by pages that load anew."""
    line = backstage.line("three_mo", "postpaid_12", cycle_day=1, owed_minor=50_000, contract_last_on=None)
    visitor = new_visitor("owed-en-noscript", javascript=False, size=PHONE)
    contact = f"{line.handle}@example.com"
    visitor.ask(line.numbers[0], contact, carrier_id="three_mo")
    ending = Ending(visitor, line, f"{line.handle}@example.org")

    ending.walk()

    certificate = ending.check(backstage, contact)
    assert certificate["money"]["total_minor"] < 0
    assert certificate["money"]["way"] == ending.way == "at_shop"


def test_an_esim_is_ended_without_scripts(new_visitor, backstage):
    """The eSIM's own step is asked for in Chinese too, and the page comes to the certificate by itself."""
    line = backstage.line("smart_kh", "prepaid", sim_kind=SimKind.ESIM, balance_minor=310, points=5)
    visitor = new_visitor("esim-zh-noscript", language="zh-Hans", javascript=False, size=DESKTOP)
    contact = f"{line.handle}@example.com"
    visitor.ask(line.numbers[0], contact, carrier_id="smart_kh")
    ending = Ending(visitor, line)

    ending.walk()

    claims = {claim["claim"]: claim["by"] for claim in ending.check(backstage, contact)["claims"]}
    assert claims["esim_deleted_on_device"] == "attested"
    assert claims["esim_deletion_confirmed"] == "unknown"


def test_a_page_left_open_shows_the_whole_ending_without_loading_anew(new_visitor, backstage):
    """Another tab on the same link follows from the agreement to the certificate, always the same document."""
    line = backstage.demo_line("smartone_mo")
    visitor = new_visitor("followed-en", size=DESKTOP)
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smartone_mo")
    ending = Ending(visitor, line)
    ending.walk_to_signature()
    watcher = visitor.beside()
    watcher.open(path)
    watcher.heading("requirements.sign_agreement.title")

    with watcher.staying():
        ending.sign()
        watcher.form("sim").wait_for(timeout=PATIENCE)
        watcher.heading("requirements.handle_sim.plastic.title")
        ending.handle_sim()
        watcher.heading("portal.ended.title")
        watcher.page.locator('a[href$="/certificate.pdf"]').wait_for(timeout=PATIENCE)

    expect(watcher.page.locator(".sim-state")).to_have_text(watcher.say("portal.state.ended"))
    watcher.look("13-followed")


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_a_request_is_acknowledged_at_once(new_visitor, backstage, language):
    """With date and time on the page, as a PDF that anybody can check, and by a message to the contact."""
    line = backstage.demo_line("china_telecom_mo")
    carrier = CATALOGUE.carriers["china_telecom_mo"]
    visitor = new_visitor(f"acknowledged-{language}", language=language, size=PHONE)
    before = datetime.now(UTC)
    contact = backstage.number("china_telecom_mo")

    path = visitor.ask(line.numbers[0], contact, carrier_id="china_telecom_mo")

    shown = visitor.page.locator(".recorded time")
    recorded_at = datetime.fromisoformat(shown.get_attribute("datetime") or "")
    assert before - timedelta(seconds=1) < recorded_at < datetime.now(UTC)
    expect(shown).to_have_text(wording.instant(recorded_at, language, carrier.time_zone))
    link = visitor.page.locator('a[href$="/acknowledgement.pdf"]')
    link.wait_for(timeout=PATIENCE)
    verdict = backstage.wait_for(lambda: _verdict(visitor, path))
    assert (verdict.genuine, verdict.kind) == (True, "acknowledgement")
    assert verdict.certificate["case"]["code"] == visitor.case_code()
    (message,) = backstage.wait_for(lambda: backstage.outbox(contact))
    assert visitor.program.address + path in message.text
    assert visitor.case_code() in message.text
    inbox = visitor.beside()
    inbox.open(f"/sandbox/phone?lang={language}")
    inbox.look("30-phone-empty")
    inbox.page.fill("#contact", contact)
    inbox.press("sandbox/phone")
    expect(inbox.page.locator(".bubble")).to_contain_text(visitor.case_code())
    inbox.look("31-phone-of-contact")


def _verdict(visitor: Visitor, path: str) -> Verdict | None:
    """What a verifier says of the acknowledgement; None while it is not drawn."""
    answer = visitor.page.request.get(f"{visitor.program.address}{path}/acknowledgement.pdf")
    assert answer.status in (200, 404)
    return verify(answer.body(), visitor.program.trust()) if answer.ok else None
