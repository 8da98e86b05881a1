"""The exchange: many statements in one round trip, stored together or not at all, whatever becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import psycopg
import pytest

from signoff.store import database as store
from signoff.store.arrays import columns
from signoff.store.database import Connection, Database, migrate
from signoff.store.exchange import Exchange

pytestmark = pytest.mark.database

PUT = b"insert into signoff.due (kind, tenant_id, id, at) values ('intent', 'one', %s, %s)"
IDS = b"select id from signoff.due order by id"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def migrated(module_database_dsn: str) -> str:
    """The tables, for all tests of this file."""
    migrate(module_database_dsn)
    return module_database_dsn


@pytest.fixture
async def exchange(migrated: str) -> AsyncIterator[Exchange]:
    """A worker's connection to tables of which `due` is empty."""
    made = Exchange(await Database(migrated).connect())
    async with made.transaction(["one"]):
        made.put(b"delete from signoff.due")
    yield made
    made.close()


async def _ids(exchange: Exchange) -> list[str]:
    async with exchange.transaction(["one"]):
        found = exchange.put(IDS)
    return [row[0] for row in found]


async def test_every_type_comes_back_as_it_is(exchange: Exchange) -> None:
    """Arrays go as bytes, all else as text; what comes back is what psycopg would have made of it."""
    asked = columns([("é", b"\x00\xff", "11111111-2222-3333-4444-555555555555", 7, AT), (None,) * 5], "tbuiz")
    async with exchange.transaction(["one"]):
        rows = exchange.put(
            b"select t, b, u, i, i::int8, z = %s from "
            b"unnest(%s::text[], %s::bytea[], %s::uuid[], %s::int[], %s::timestamptz[]) as r (t, b, u, i, z)",
            (AT, *asked),
        )
        tenants = exchange.put(b"select current_setting('app.tenants'), %s::text, %s::int", ("ü", 5))

    assert rows == [
        ("é", b"\x00\xff", "11111111-2222-3333-4444-555555555555", 7, 7, True),
        (None, None, None, None, None, None),
    ]
    assert tenants == [("one", "ü", 5)]


async def test_an_answer_can_be_had_half_way(exchange: Exchange) -> None:
    """What was found decides what is stored, within one transaction."""
    async with exchange.transaction(["one"]):
        exchange.put(PUT, ("a", AT))
        found = exchange.put(IDS)
        await exchange.answered()
        assert found == [("a",)]
        exchange.put(PUT, ("b", AT))

    assert await _ids(exchange) == ["a", "b"]


@pytest.mark.parametrize("statement", [PUT, b"insert into signoff.due (nowhere) values (%s, %s)"])
async def test_nothing_is_stored_when_one_statement_fails(exchange: Exchange, statement: bytes) -> None:
    """Be it known before or new, one that breaks a rule or one that cannot be understood; then it goes on."""
    async with exchange.transaction(["one"]):
        exchange.put(PUT, ("kept", AT))

    async def failing() -> None:
        async with exchange.transaction(["one"]):
            exchange.put(PUT, ("lost", AT))
            exchange.put(statement, ("kept", AT))
            exchange.put(b"select 'never seen before'::text")

    for _ in range(2):
        with pytest.raises((psycopg.errors.UniqueViolation, psycopg.errors.UndefinedColumn)):
            await failing()

    assert await _ids(exchange) == ["kept"]
    assert not exchange.is_closed


async def test_what_was_not_sent_yet_is_not_stored_either(exchange: Exchange) -> None:
    """Whoever leaves by an error of their own leaves nothing behind."""

    async def leaving() -> None:
        async with exchange.transaction(["one"]):
            exchange.put(PUT, ("lost", AT))
            raise LookupError

    with pytest.raises(LookupError):
        await leaving()

    assert await _ids(exchange) == []


async def test_much_goes_both_ways_at_once(exchange: Exchange) -> None:
    """More than the socket holds: who only writes, while the other side only writes too, would wait for ever."""
    async with exchange.transaction(["one"]):
        found = [exchange.put(b"select %s::text", (str(place) * 200_000,)) for place in range(20)]

    assert [len(rows[0][0]) for rows in found] == [200_000] * 10 + [400_000] * 10


async def test_who_is_cancelled_half_way_hangs_up(exchange: Exchange) -> None:
    """Nobody knows what would still come: the next one gets a connection of its own."""

    async def asking() -> None:
        async with exchange.transaction(["one"]):
            exchange.put(b"select pg_sleep(60)::text")

    asked = asyncio.create_task(asking())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asked
    assert exchange.is_closed


async def _asked(database: Database) -> int:
    async with database.exchanging("one") as exchange:
        rows = exchange.put(b"select 7")
    return int(rows[0][0])


async def _read(database: Database) -> None:
    async with database.reading("one") as connection:
        await (await connection.execute("select 1")).fetchall()


async def _fail(opened: AbstractAsyncContextManager[Connection]) -> None:
    async with opened as connection:
        await (await connection.execute("select 1")).fetchall()
        raise LookupError


@pytest.mark.parametrize("opens", ["writing", "snapshot"])
async def test_a_transaction_that_fails_beside_it_costs_an_exchange_nothing(
    migrated: str, opens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its rollback psycopg deallocates what is prepared on the connection, which the pool gives to both."""
    monkeypatch.setattr(store, "READERS_MAX", 1)
    database = Database(migrated)
    await database.open()
    try:
        for _ in range(8):  # until psycopg has prepared something, too
            assert await _asked(database) == 7
            await _read(database)
        with pytest.raises(LookupError):
            await _fail(getattr(database, opens)("one"))
        await _read(database)  # what is to be deallocated is, with the next question
        assert [await _asked(database) for _ in range(3)] == [7, 7, 7]
    finally:
        await database.close()


async def test_who_misses_what_was_prepared_hangs_up(exchange: Exchange) -> None:
    """Whoever deallocated it: else it would be missed in every transaction to come."""
    await _ids(exchange)
    await exchange.connection.execute("deallocate all")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        await _ids(exchange)
    assert exchange.is_closed
