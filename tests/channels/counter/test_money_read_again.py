"""What moves while the network cuts is in the certificate; where billing refuses to close, a button goes on."""

from __future__ import annotations

import asyncio

import psycopg

from signoff.app import App
from signoff.domain.line import Line
from signoff.domain.staff import Role
from signoff.sandbox.faults import FaultKind
from signoff.testing.person import Person as Holder
from tests.channels.counter.stage import Counter
from tests.channels.counter.test_stuck import until_stuck
from tests.engine.stage import ENDINGS, Stage

BILLED = ENDINGS[3]


async def _cutting(app: App, stage: Stage) -> tuple[Holder, Line, asyncio.Task[object]]:
    """Signed, and the network does not answer for a while."""
    line = await stage.line(BILLED)
    await stage.sandbox.faults.plant(
        BILLED.carrier_id, "network", "cut", FaultKind.LATENCY, seconds=3, times=1
    )
    holder = stage.person(app.desk, line, BILLED.carrier_id)
    walking = asyncio.create_task(until_stuck(holder))
    async with asyncio.timeout(60):
        while (await holder.view()).state != "cutting":  # noqa: ASYNC110 - the engine goes on by itself
            await asyncio.sleep(0.02)
    return holder, line, walking


async def test_what_is_billed_while_the_network_cuts_is_settled(
    app: App, counter: Counter, stage: Stage, no_paper: None
) -> None:
    """Paid out less, or more, by just that; what was signed stands beside it."""
    holder, line, walking = await _cutting(app, stage)
    signed = (await holder.view()).quote
    await app.sandbox.hands.owe(line.handle, 4_321)
    walking.cancel()
    ended = await holder.walk()
    await stage.at_rest()

    assert signed is not None
    assert ended.quote is not None
    assert signed.total_minor - ended.quote.total_minor == 4_321
    effects = await app.sandbox.books.effects(line.handle)
    (paid,) = [one for one in effects if (one.port, one.act) == ("payments", "pay_out")]
    assert paid.key == f"{holder.case_id}/pay_out/1"
    await stage.expect_sound()


async def test_a_button_reads_the_money_again_and_the_case_ends(
    app: App, counter: Counter, stage: Stage, no_paper: None, owner: psycopg.Connection
) -> None:
    """The deposit is gone: billing refuses, back office has it read again, and the line's ending goes on by itself."""
    holder, line, walking = await _cutting(app, stage)
    owner.execute("update sandbox.bills set deposit_minor = 50000 where handle = %s", (line.handle,))
    await walking
    place = f"/counter/case/{BILLED.carrier_id}/{holder.case_id}"
    office, clerk = await counter.person(Role.BACK_OFFICE), await counter.person(Role.CLERK)
    assert place in (await office.get("/counter/waiting")).text
    assert f"{place}/read-money" in (await office.get(place)).text
    assert f"{place}/read-money" not in (await clerk.get(place)).text
    call = f"{holder.case_id}/close_billing/1"
    await office.get(place)
    assert (await office.post(f"{place}/read-money", call=call)).status_code == 303
    assert (await office.post(f"{place}/read-money", call=call)).status_code == 409
    before = (await holder.view()).quote
    ended = await holder.walk()
    await stage.at_rest()

    assert (ended.state, ended.has_certificate) == ("ended", True)
    assert before is not None
    assert place not in (await office.get("/counter/waiting")).text
    effects = await app.sandbox.books.effects(line.handle)
    closed = [one.key for one in effects if (one.port, one.act) == ("billing", "close")]
    assert closed == [f"{holder.case_id}/close_billing/2"]
    await stage.expect_sound()
