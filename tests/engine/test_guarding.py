"""Charges after the end: each planted kind is found in the next round and paid back once, healthy lines none."""

from __future__ import annotations

import asyncio

import pytest

from signoff.app import App
from signoff.domain.case import Case
from signoff.domain.guarantee import ChargeKind
from signoff.domain.line import Line
from signoff.engine import guarding
from signoff.sandbox.faults import FaultKind
from signoff.store import reading
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, Stage

PLANTED = (
    ChargeKind.RENEWAL,
    ChargeKind.BILL_RUN,
    ChargeKind.ADD_ON,
    ChargeKind.PAYMENT_RETRY,
    ChargeKind.CARRIER_BILLING,
)
ENDING = ENDINGS[1]


async def _ended(app: App, stage: Stage, count: int) -> list[tuple[Line, Person]]:
    lines = [await stage.line(ENDING) for _ in range(count)]
    people = [stage.person(app.desk, line) for line in lines]
    await asyncio.gather(*(person.walk() for person in people))
    await stage.at_rest()
    return list(zip(lines, people, strict=True))


async def _case(app: App, person: Person) -> Case:
    tenant_id = ENDING.carrier_id
    async with app.database.reading(tenant_id) as connection:
        found = await reading.case(connection, tenant_id, person.case_id)
    assert found is not None
    return found[0]


async def _backs(app: App, line: Line) -> int:
    effects = await app.sandbox.books.effects(line.handle)
    return sum((one.port, one.is_already) == ("charges", False) for one in effects)


async def test_each_planted_kind_is_found_in_the_next_round_and_paid_back_once(
    app: App, stage: Stage, no_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five ended lines charged in five ways beside a healthy one and one that goes on; pages of two, three at once.

    The first answer of the system that gives back is lost: the call is made again under its key.
    """
    monkeypatch.setattr(guarding, "PAGE", 2)
    (healthy, healthy_person), *wronged = await _ended(app, stage, len(PLANTED) + 1)
    going_on = await stage.line(ENDING)
    for kind, (line, _) in zip(PLANTED, wronged, strict=True):
        await app.sandbox.hands.charge(line.handle, kind.value, 48_00)
    await app.sandbox.hands.charge(going_on.handle, "renewal", 48_00)
    await app.sandbox.faults.plant(ENDING.carrier_id, "charges", "take_back", FaultKind.ANSWER_LOST)

    found = await asyncio.gather(*(app.guard.look([ENDING.carrier_id]) for _ in range(3)))
    await stage.at_rest()
    again = await app.guard.look([ENDING.carrier_id])

    assert sum(report.breaches for (report,) in found) >= len(PLANTED)
    assert [(one.breaches, one.is_unknown) for one in again] == [(0, False)]
    for kind, (line, person) in zip(PLANTED, wronged, strict=True):
        case = await _case(app, person)
        assert case.guarantee is not None
        (breach,) = case.guarantee.breaches
        assert (breach.kind, breach.amount_minor) == (kind, 48_00)
        assert breach.repaid_at is not None
        assert await _backs(app, line) == 1
        assert len(case.concerns.open_flags) == 1
        letters = [one.text for one in await app.sandbox.books.outbox(person.plan.ask.contact.value)]
        assert sum("48.00" in text for text in letters) == 1, letters
    assert (await _case(app, healthy_person)).guarantee is not None
    assert [await _backs(app, one) for one in (healthy, going_on)] == [0, 0]


async def test_a_line_that_is_in_a_newer_case_is_that_ones(app: App, stage: Stage, no_paper: None) -> None:
    """Brought back, charged, ended again and charged: only the last is wrong, and one case is told of it."""
    ((line, person),) = await _ended(app, stage, 1)
    await app.sandbox.hands.restore(line.handle)
    await app.sandbox.hands.charge(line.handle, "renewal", 11_00)
    again = stage.person(app.desk, line, key="again")
    await again.walk()
    await stage.at_rest()
    await app.sandbox.hands.charge(line.handle, "add_on", 48_00)

    await app.guard.look([ENDING.carrier_id])
    await stage.at_rest()

    first, second = await _case(app, person), await _case(app, again)
    assert first.guarantee is not None
    assert second.guarantee is not None
    assert first.guarantee.breaches == ()
    assert [one.amount_minor for one in second.guarantee.breaches] == [48_00]


async def test_a_system_that_is_down_is_unknown_and_the_next_round_finds_all(
    app: App, stage: Stage, no_paper: None
) -> None:
    """Nothing is remembered, so nothing is missed."""
    ((line, person),) = await _ended(app, stage, 1)
    await app.sandbox.hands.charge(line.handle, "renewal", 48_00)
    await app.sandbox.faults.plant(ENDING.carrier_id, "charges", "charged", FaultKind.OUTAGE, times=3)

    (down,) = await app.guard.look([ENDING.carrier_id])
    (up,) = await app.guard.look([ENDING.carrier_id])
    await stage.at_rest()

    assert (down.is_unknown, down.breaches) == (True, 0)
    assert (up.is_unknown, up.breaches) == (False, 1)
    assert await _backs(app, line) == 1
    assert (await _case(app, person)).guarantee is not None
