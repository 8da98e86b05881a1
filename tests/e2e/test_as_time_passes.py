"""What hours and days do to a case, seen on its pages: the program runs on a clock that the tests move on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from signoff.testing.contracts.sandbox_world import MovableClock
from tests.e2e.backstage import CATALOGUE
from tests.e2e.clockwork import running_on
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.program import Program
from tests.e2e.visitor import IN_CHINESE, IN_ENGLISH, PATIENCE

MINUTE, HOUR, DAY = 60, 3600, 86_400
SIZES = {"en": DESKTOP, "zh-Hans": PHONE}


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    """The clock of the program of this file."""
    return MovableClock()


@pytest.fixture(scope="module")
def program(clock, module_database_dsn) -> Iterator[Program]:
    """The whole program on that clock."""
    with running_on(clock, module_database_dsn) as program:
        yield program


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_a_code_that_is_too_old_is_refused_at_its_field(new_visitor, backstage, clock, language):
    """After ten minutes the right code is no longer right; the page says so and sends another."""
    line = backstage.demo_line("smart_kh")
    visitor = new_visitor(f"old-code-{language}", language=language, size=SIZES[language])
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smart_kh")
    Ending(visitor, line).confirm()
    visitor.press("want-code")
    code = visitor.code_from_phone(line, nth=1)
    clock.move(11 * MINUTE)
    visitor.page.fill("#code", code)

    visitor.press("code")

    message = visitor.page.locator("#summary")
    expect(message).to_contain_text(visitor.say("refusals.code_expired"))
    visitor.look("55-expired-code")
    visitor.press("want-code")
    visitor.page.fill("#code", visitor.code_from_phone(line, nth=2))
    visitor.press("code")
    visitor.heading("requirements.acknowledge_losses.title")


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_ENGLISH)
def test_a_request_that_nobody_proves_lapses(new_visitor, backstage, clock, language):
    """After a week the page says that it was let go, and that the line was not touched."""
    line = backstage.demo_line("ctm")
    visitor = new_visitor(f"lapsed-{language}", language=language, size=SIZES[language])
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="ctm")
    visitor.heading("portal.recorded.title")

    clock.move(7 * DAY + MINUTE)

    visitor.heading("portal.lapsed.title")
    visitor.look("24-lapsed")
    assert visitor.page.locator("main form").count() == 0
    assert backstage.effects(line) == ()


def test_a_balance_is_not_held_for_somebody_who_does_not_sign(new_visitor, backstage, clock):
    """An hour after the final quote the balance can be spent again, and the losses are shown anew."""
    line = backstage.demo_line("smartone_mo")
    visitor = new_visitor("unsigned-en", size=PHONE)
    visitor.ask(line.numbers[0], "ana@example.com", carrier_id="smartone_mo")
    ending = Ending(visitor, line, f"{line.handle}@example.org")
    ending.walk_to_signature()

    clock.move(HOUR + MINUTE)

    assert backstage.wait_for(lambda: backstage.spend(line))
    visitor.heading("requirements.acknowledge_losses.title")
    ending.accept_losses()
    visitor.heading("requirements.sign_agreement.title")
    visitor.look("10-agreement-again")
    assert backstage.state(line).balance_state == "reserved"


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_a_dated_ending_ends_when_its_day_is_over(new_visitor, backstage, clock, language):
    """Nobody does anything: the page that was left open goes from "agreed" to the cut, and on to the certificate."""
    carrier = CATALOGUE.carriers["three_mo"]
    line = backstage.line("three_mo", "postpaid_12", cycle_day=1, deposit_minor=90_000)
    visitor = new_visitor(f"day-came-{language}", language=language, size=SIZES[language])
    today = clock().astimezone(ZoneInfo(carrier.time_zone)).date()
    wanted_on = today + timedelta(days=5)
    contact = f"{line.handle}@example.com"
    visitor.ask(line.numbers[0], contact, carrier_id="three_mo", wanted_on=wanted_on.isoformat())
    ending = Ending(visitor, line, f"{line.handle}@example.org")
    ending.walk_to_signature()
    ending.sign()
    visitor.heading("portal.agreed.title")
    assert not backstage.state(line).is_barred

    clock.move(6 * DAY)

    ending.handle_sim()
    ending.receive_certificate()
    certificate = ending.check(backstage, contact)
    assert certificate["money"]["last_on"] == wanted_on.isoformat()
    ended_at = datetime.fromisoformat(certificate["ended_at"]).astimezone(ZoneInfo(carrier.time_zone))
    assert ended_at.date() > wanted_on
    visitor.page.locator(".file").first.wait_for(timeout=PATIENCE)
