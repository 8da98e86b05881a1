"""What goes out in a day, and to one account, has the limits of the carrier's pack, however many pay at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from signoff.domain.carrier import PayoutWay
from signoff.engine.job import Job
from signoff.engine.letting_out import let_out
from signoff.ports import NeedsPerson
from signoff.sandbox.box import Sandbox
from signoff.store import payouts
from signoff.store.database import Database
from signoff.store.expired import forget
from signoff.store.payouts import Payout
from signoff.store.vault import KeyRing
from signoff.systems.sandbox_carrier import sandbox_systems
from signoff.testing.contracts.world import until
from tests.domain.walk import CARRIER, START, Walk

TENANT = "ctm"


@dataclass
class Till:
    """Payments of one tenant, let out or not."""

    database: Database
    keys: KeyRing
    job: Job

    async def pay(
        self,
        name: str,
        amount_minor: int,
        to: str = "",
        *,
        hours: float = 0,
        way: PayoutWay = PayoutWay.BANK_TRANSFER,
        currency: str = "MOP",
    ) -> str:
        """Why this payment needs a person; empty when it goes out."""
        intent = replace(
            self.job.intent,
            key=f"{name}/pay_out/1",
            amount_minor=amount_minor,
            currency=currency,
            way=way.value,
        )
        job = replace(self.job, intent=intent, now=START + timedelta(hours=hours))
        try:
            await let_out(self.database, self.keys.of(TENANT), job, to or f"account {name}")
        except NeedsPerson as refused:
            return refused.reason
        return ""

    def with_limits(self, day_minor: int, to_one: int) -> Till:
        """The same books under another pack."""
        policy = replace(CARRIER.policy, payouts_day_minor=day_minor, payouts_to_one=to_one)
        carrier = replace(CARRIER, policy=policy)
        return replace(self, job=replace(self.job, carrier=carrier))


@pytest.fixture
async def till(product_dsn: str, tmp_path: Path) -> AsyncIterator[Till]:
    """A tenant that has paid nothing yet."""
    walk = Walk()
    walk.prove()
    walk.read()
    walk.answer()
    walk.reserve()
    walk.sign()
    walk.cut()
    walk.close()
    assert walk.case is not None
    paid = next(intent for intent in walk.made if intent.step == "pay_out")
    database = Database(product_dsn)
    await database.open()
    systems = sandbox_systems(Sandbox(product_dsn, clock=lambda: START), TENANT)
    job = Job(paid, TENANT, walk.case, b"", {}, CARRIER, systems, START)
    yield Till(database, KeyRing(tmp_path), job).with_limits(1_000, 3)
    await database.close()


async def test_no_more_goes_out_in_a_day_than_the_pack_allows(till: Till) -> None:
    """Six at once of which three fit; what went out goes again by its key; tomorrow there is room for the others."""
    outcomes = await asyncio.gather(*(till.pay(f"case-{one}", 300) for one in range(6)))
    went = [one for one, why in enumerate(outcomes) if not why]

    assert Counter(outcomes) == {"": 3, "payouts_of_day": 3}
    assert not any([await till.pay(f"case-{one}", 300) for one in went])
    assert await till.pay("more", 101) == "payouts_of_day"
    assert await till.pay("fits", 100) == ""
    assert await till.pay("other money", 900, currency="USD") == ""
    waiting = next(one for one in range(6) if one not in went)
    assert await till.pay(f"case-{waiting}", 300, hours=23.9) == "payouts_of_day"
    assert await till.pay(f"case-{waiting}", 300, hours=24) == ""


async def test_two_that_fit_alone_do_not_slip_through_together(till: Till) -> None:
    """Whoever comes while another worker lets one out waits for that, and then counts it."""
    async with till.database.writing(TENANT) as connection:
        first = Payout("first/pay_out/1", START, 1_000, "MOP", "")
        assert not await payouts.is_out(connection, TENANT, first.key)
        await payouts.let_out(connection, TENANT, first)
        second = asyncio.ensure_future(till.pay("second", 1))

        async def waits_or_is_through() -> bool:
            cursor = await connection.execute("select 1 from pg_locks where not granted")
            return second.done() or await cursor.fetchone() is not None

        await until(waits_or_is_through)
    assert await second == "payouts_of_day"


async def test_one_account_is_paid_so_often_and_no_oftener(till: Till) -> None:
    """Whoever collects many endings on one account is looked at; a name for cash is many people's."""
    for one in range(3):
        assert await till.pay(f"case-{one}", 1, "mule") == ""
    assert await till.pay("case-3", 1, "mule") == "payouts_to_one"
    assert await till.pay("case-3", 1, "another") == ""
    for one in range(4, 9):
        assert await till.pay(f"case-{one}", 1, "Chan Tai Man", way=PayoutWay.CASH_AT_SHOP) == ""
    assert await till.pay("case-9", 1, "mule", hours=24) == ""


async def test_a_pack_without_limits_counts_nothing_and_what_is_counted_is_deleted(till: Till) -> None:
    """No account stands in the books, and no row of them stays."""
    assert await till.with_limits(0, 0).pay("free", 5_000) == ""
    assert await till.pay("case-1", 1_000, "0123456789") == ""
    async with till.database.writing(TENANT) as connection:
        cursor = await connection.execute("select p::text from signoff.payouts p")
        rows = await cursor.fetchall()
        day = START.date() + timedelta(days=1)
        gone = await forget(connection, TENANT, START, day, day)

    assert len(rows) == 1
    assert "0123456789" not in rows[0][0]
    assert gone == 1
