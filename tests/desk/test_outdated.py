"""A case that rests over a month's end is signed, and cut, under what the account is then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from signoff.domain.settlement import Quote, QuoteKind
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.stage import ENDINGS, Stage

IN_ARREARS = ENDINGS[0]
ZONE = ZoneInfo("Asia/Macau")

pytestmark = pytest.mark.usefixtures("no_paper")


def _days_charged(quote: Quote | None) -> int:
    assert quote is not None
    (line,) = [one for one in quote.lines if one.kind is QuoteKind.RECURRING_DUE]
    return line.days


def _go_to(clock: MovableClock, on: date) -> None:
    """Noon of a day in Macau."""
    clock.move((datetime.combine(on, time(12), ZONE) - clock()).total_seconds())


async def test_a_case_that_rests_over_the_end_of_the_month_is_quoted_anew(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Proven on the 27th, signed on the 2nd: two days are charged, in what is shown, signed and booked."""
    month = (clock().astimezone(ZONE).date().replace(day=1) + timedelta(days=40)).replace(day=1)
    _go_to(clock, month - timedelta(days=4))
    line = await stage.line(IN_ARREARS)
    person = stage.person(app.desk, line, IN_ARREARS.carrier_id)
    before = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    _go_to(clock, month + timedelta(days=1))

    refusal = await app.desk.answer(await person.ask(), a.WantCode(), key="too late", source="s")
    shown = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    ended = await person.walk()

    assert refusal is not None
    assert refusal.reason is Reason.QUOTE_OLD
    assert _days_charged(before.quote) > 20
    assert (_days_charged(shown.quote), shown.quote_is_final) == (2, True)
    assert (ended.state, _days_charged(ended.quote)) == ("ended", 2)
    await stage.expect_sound()


async def test_a_dated_ending_in_another_month_is_quoted_for_that_month(
    app: App, stage: Stage, clock: MovableClock
) -> None:
    """Asked for the 10th of the month after next; what came to be owed by then is taken off without asking again."""
    today = clock().astimezone(ZONE).date()
    ends_on = (today.replace(day=1) + timedelta(days=70)).replace(day=10)
    line = await stage.line(IN_ARREARS, owed_minor=0)
    person = stage.person(app.desk, line, IN_ARREARS.carrier_id)
    person.plan = replace(person.plan, ask=replace(person.plan.ask, wanted_on=ends_on))
    await person.act(await person.walk_to(RequirementKind.SIGN_AGREEMENT))
    agreed = await person.view()
    clock.move(
        (datetime.combine(ends_on, time(23, 59, 59), ZONE).astimezone(UTC) - clock()).total_seconds() + 1
    )
    await stage.sandbox.hands.owe(line.handle, 198_00)

    ended = await person.walk()

    assert (agreed.state, _days_charged(agreed.quote)) == ("agreed", 10)
    assert (ended.state, _days_charged(ended.quote)) == ("ended", 10)
    assert ended.quote is not None
    assert agreed.quote is not None
    assert ended.quote.total_minor == agreed.quote.total_minor - 198_00
    await stage.expect_sound()
