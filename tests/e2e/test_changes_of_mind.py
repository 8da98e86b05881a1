"""An ending that somebody thinks better of: withdrawn before proof, after the reserve, or before its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from signoff.catalogue import wording
from tests.e2e.backstage import CATALOGUE
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.visitor import IN_CHINESE, IN_ENGLISH, PATIENCE

SIZES = {"en": DESKTOP, "zh-Hans": PHONE}


def carrier_day(carrier_id: str, *, in_days: int) -> str:
    """A day of the carrier's calendar, counted from today, as a form takes it."""
    zone = ZoneInfo(CATALOGUE.carriers[carrier_id].time_zone)
    return (datetime.now(UTC).astimezone(zone).date() + timedelta(days=in_days)).isoformat()


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_a_request_is_withdrawn_before_anything_was_proven(new_visitor, backstage, language):
    """The way out is on the first page of the case and asks once more; nothing was done to the line."""
    line = backstage.demo_line("ctm")
    visitor = new_visitor(f"withdrawn-{language}", language=language, size=SIZES[language])
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id="ctm")
    visitor.heading("portal.recorded.title")

    visitor.page.get_by_role("link", name=visitor.say("portal.withdraw.link")).click()
    visitor.heading("portal.withdraw.title")
    visitor.look("21-withdraw")
    visitor.page.get_by_role("link", name=visitor.say("portal.withdraw.back")).click()
    visitor.heading("portal.recorded.title")
    visitor.withdraw()

    visitor.look("22-withdrawn")
    assert visitor.page.url == visitor.program.address + path
    assert visitor.page.locator("main form").count() == 0
    assert backstage.effects(line) == ()


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_ENGLISH)
def test_a_withdrawal_after_the_reserve_gives_the_balance_back(new_visitor, backstage, language):
    """With the final quote on the page the balance is held; once withdrawn it can be spent again."""
    line = backstage.demo_line("smartone_mo")
    visitor = new_visitor(f"released-{language}", language=language, size=SIZES[language])
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smartone_mo")
    Ending(visitor, line).walk_to_signature()
    assert backstage.state(line).balance_state == "reserved"
    assert not backstage.spend(line)

    visitor.withdraw()

    visitor.look("22-withdrawn")
    assert backstage.wait_for(lambda: backstage.spend(line))
    assert "cut" not in [effect.act for effect in backstage.effects(line)]


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_a_dated_ending_waits_for_its_day_and_can_be_withdrawn_until_then(new_visitor, backstage, language):
    """Signed for a day to come, nothing is cut; the page names the day and keeps the way out open."""
    line = backstage.demo_line("smart_kh")
    visitor = new_visitor(f"dated-{language}", language=language, size=SIZES[language], color_scheme="dark")
    wanted_on = carrier_day("smart_kh", in_days=5)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smart_kh", wanted_on=wanted_on)
    other_contact = f"{line.handle}@example.org"
    ending = Ending(visitor, line, other_contact)
    ending.walk_to_signature()

    ending.sign()

    visitor.heading("portal.agreed.title")
    day = wording.day(datetime.fromisoformat(wanted_on).date(), language)
    expect(visitor.page.locator("main")).to_contain_text(visitor.say("portal.agreed.on_day", day=day))
    visitor.page.locator('a[href$="/agreement.pdf"]').wait_for(timeout=PATIENCE)
    visitor.look("14-agreed")
    assert not backstage.state(line).is_barred

    visitor.withdraw()

    visitor.look("22-withdrawn")
    (news,) = backstage.wait_for(lambda: backstage.outbox(other_contact))
    assert visitor.case_code() in news.subject
    assert "cut" not in [effect.act for effect in backstage.effects(line)]
    assert not backstage.state(line).is_barred


def test_a_card_that_is_handled_later_is_told_of_after_the_end(new_visitor, backstage):
    """Saying so ends the line all the same; the page still takes the answer, and a new certificate says so."""
    line = backstage.line("metfone_kh", "prepaid")
    visitor = new_visitor("sim-later-en", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="metfone_kh")
    ending = Ending(visitor, line)
    ending.walk_to_signature()
    ending.sign()
    ending.handle_sim("later")
    ending.receive_certificate()

    visitor.page.check("[name=how][value=destroyed]")
    visitor.press("sim")

    handled = visitor.page.locator(".claim", has_text=visitor.say("claims.kind.sim_handled"))
    expect(handled).to_contain_text(visitor.say("claims.by.attested"), timeout=PATIENCE)
    assert visitor.form("sim").count() == 0
    visitor.look("15-told-later")


def test_a_cut_cannot_be_withdrawn(new_visitor, backstage):
    """From the cut on the page offers no way out; a withdrawal that was still open in another tab is refused."""
    line = backstage.demo_line("three_mo")
    visitor = new_visitor("too-late-en", size=PHONE)
    path = visitor.ask(line.numbers[0], "ana@example.com", carrier_id="three_mo")
    ending = Ending(visitor, line)
    ending.walk_to_signature()
    late = visitor.beside()
    late.open(f"{path}/withdraw")
    ending.sign()
    visitor.form("sim").wait_for(timeout=PATIENCE)

    with late.page.expect_response("**/withdraw") as answer:
        late.press("withdraw")

    assert answer.value.status == 409
    expect(late.page.locator("#summary")).to_contain_text(late.say("refusals.cut_has_begun"))
    late.look("23-too-late")
    assert late.page.get_by_role("link", name=late.say("portal.withdraw.link")).count() == 0
