"""A whole ending whose money goes back the way it came, at a payment provider, once, whatever happens to answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from signoff.app import App
from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.domain.view import StepState
from signoff.engine import dispatcher
from signoff.store import listed
from signoff.systems.chosen import Chosen, with_chosen
from signoff.systems.payments.stripe import LOOK_AGAIN
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.contracts.world import Trouble, until
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage
from tests.systems.provider import StandIn, TroubledWay

ENDING = ENDINGS[1]
CARRIER = ENDING.carrier_id


@dataclass
class Shop:
    """A carrier whose payments go through a provider, and a holder who has paid there."""

    provider: StandIn
    way: TroubledWay
    payment: str
    line: Line
    holder: Person


@pytest.fixture
async def shop(app: App, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """As a pack and the file of real systems would have it."""
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.01)
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    provider = StandIn()
    way = TroubledWay(provider)
    carrier, systems = app.desk.carriers[CARRIER], app.systems[CARRIER]
    ways = (*carrier.policy.payout_ways, PayoutWay.PAYING_INSTRUMENT)
    # One dictionary of each for all of this process.
    policy = replace(carrier.policy, payout_ways=ways)
    monkeypatch.setitem(app.desk.carriers, CARRIER, replace(carrier, policy=policy))
    monkeypatch.setitem(app.systems, CARRIER, with_chosen(systems, Chosen(way), app.clock))
    payment = provider.paid(5_000)
    line = await stage.line(ENDING, paid_by=payment, paid_minor=5_000)
    return Shop(provider, way, payment, line, stage.person(app.desk, line, CARRIER))


async def test_the_money_goes_back_the_way_it_came(app: App, stage: Stage, shop: Shop) -> None:
    """Offered first, chosen, signed and ordered; the answer is lost, and there is one refund of the whole amount."""
    shop.way.plant(Trouble.ANSWER_LOST)

    view = await shop.holder.walk()
    await stage.at_rest()

    assert view.state == "ended"
    assert view.money_way == PayoutWay.PAYING_INSTRUMENT
    assert shop.way.has_struck
    made = [(one["payment_intent"], one["amount"]) for one in shop.provider.refunds]
    assert made == [(shop.payment, 3_850)]
    assert "pay_out" not in {one.act for one in await app.sandbox.books.effects(shop.line.handle)}
    await stage.expect_sound()


async def test_a_refund_that_fails_after_the_end_is_told_and_waits_for_staff(
    app: App, stage: Stage, shop: Shop, clock: MovableClock
) -> None:
    """The bank did not take it: staff have it on their list, and the holder sees that somebody looks at it."""
    shop.provider.becomes = "pending"
    view = await shop.holder.walk()
    assert view.state == "ended"
    assert "pay_out" in view.steps_under_way
    shop.provider.refunds[0]["status"] = "failed"

    clock.move(LOOK_AGAIN.total_seconds() + 60)

    async def is_told() -> bool:
        steps = {step.kind: step.state for step in (await shop.holder.view()).steps}
        return steps["pay_out"] is StepState.NEEDS_PERSON

    await until(is_told)
    async with app.database.reading(CARRIER) as connection:
        stuck = await listed.stuck_calls(connection, CARRIER, shop.holder.case_id)
    assert stuck == [(f"{shop.holder.case_id}/pay_out/1", "payout_refused")]
    assert len(shop.provider.refunds) == 1
