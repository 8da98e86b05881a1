"""Housekeeping deletes what expired, of its own tenants, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg

from signoff.app import App
from signoff.domain.tallies import DOCUMENT
from signoff.engine.folding import ANSWER_LIFE
from signoff.engine.housekeeping import DOCUMENT_LIFE, TALLY_LIFE, Housekeeping
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.engine.stage import ENDINGS, Stage

CARRIER = ENDINGS[1].carrier_id
TABLES = ("answers", "tallies", "journal", "cases", "intents", "sealed", "documents")


async def test_answers_and_counts_go_when_their_time_is_over_and_facts_stay(
    app: App, stage: Stage, clock: MovableClock, product_dsn: str
) -> None:
    """Nothing goes early; a month later answers and counts are gone, but those of documents, which last a year."""
    line = await stage.line()
    person = stage.person(app.desk, line)
    await person.walk()
    await stage.calls_made()
    with psycopg.connect(product_dsn) as connection:
        shown = CARRIER, f"{DOCUMENT}of-somebody"
        connection.execute(
            "insert into signoff.tallies (tenant_id, name, shard, count) values (%s, %s, 0, 1)", shown
        )
    keeping = Housekeeping(app.database, [CARRIER], clock=clock)
    before = _counted(product_dsn)

    assert await keeping.look() == 0
    assert _counted(product_dsn) == before

    clock.move((ANSWER_LIFE + TALLY_LIFE).total_seconds())
    other = Housekeeping(app.database, ["ctm" if CARRIER != "ctm" else "three_mo"], clock=clock)
    assert await other.look() == 0
    gone = await keeping.look()

    assert gone == before["answers"] + before["tallies"] - 1 > 1
    assert _counted(product_dsn) == before | {"answers": 0, "tallies": 1}
    clock.move(DOCUMENT_LIFE.total_seconds())
    assert await keeping.look() == 1
    await stage.expect_sound()


async def test_it_ends_even_when_an_error_takes_the_place_of_its_cancellation() -> None:
    """As psycopg may do when a connection breaks in that moment: it must not rest for an hour then."""
    begun = asyncio.Event()

    async def breaks() -> int:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise psycopg.OperationalError from None
        return 0

    keeping = Housekeeping.__new__(Housekeeping)
    keeping.look = breaks  # type: ignore[method-assign]  # the look meets the cancellation
    task = asyncio.create_task(keeping.run())
    await begun.wait()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)

    assert done == {task}


def _counted(dsn: str) -> dict[str, int]:
    with psycopg.connect(dsn) as connection:
        return {table: _one(connection, f"select count(*) from signoff.{table}") for table in TABLES}


def _one(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
