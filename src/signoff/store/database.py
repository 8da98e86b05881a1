"""Connections to PostgreSQL as the application's role, each transaction for named tenants, and the migrations.

The URL given may be that of an owner: every connection steps down to `signoff_app`, which owns nothing and is held to
its tenants by row security.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg_pool import AsyncConnectionPool
from yoyo import get_backend, read_migrations

from signoff.store.exchange import SEE, Exchange

READERS_MAX = 8
"""Reads of one process at once; each is short."""
APP_ROLE = "signoff_app"

PINNED = """
select set_config(name, value, false) from (values
  ('plan_cache_mode', 'force_generic_plan'), ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'),
  ('enable_mergejoin', 'off'), ('enable_bitmapscan', 'off'), ('enable_material', 'off')) as setting (name, value)
"""
"""Workers look rows up by their keys only. A plan made while tables are young would scan them once they have grown."""

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

StoreError = psycopg.Error
"""Anything the database refuses or fails at."""

UNREACHABLE = (psycopg.OperationalError, psycopg.InterfaceError)
"""The database is away: the same again later may well go through."""

CONFLICTS = (psycopg.errors.UniqueViolation, psycopg.errors.DivisionByZero)
"""Somebody else was quicker (see `cases.sql`, write): after a fresh look it may go through."""

PASSING = {"08", "40", "53", "57", "58"}
"""SQLSTATE classes of what passes: connection, deadlock, no room, an operator's doing, the disk."""


def may_pass(error: Exception) -> bool:
    """Whether an error is the database's state of the moment, and none of what was asked of it."""
    if not isinstance(error, UNREACHABLE):
        return False
    return error.sqlstate is None or error.sqlstate[:2] in PASSING


class Half(StrEnum):
    """When a migration may be applied: `*.after.sql` is the second half, every other file the first (decision 0007)."""

    BEFORE = "before"  # adds only: the release before goes on working on it
    AFTER = "after"  # tightens and tidies: no process of the release before may be left


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, and whether this database has it."""

    id: str
    half: Half
    is_applied: bool


MIGRATIONS = str(resources.files("signoff.store").joinpath("migrations"))


def migrate(url: str, half: Half = Half.BEFORE, *, folder: str = MIGRATIONS) -> list[str]:
    """Apply what is missing up to this half, and tell what that was; two at once wait for each other.

    An empty database has both halves at once. A second half that a later first half stands on belongs to a release
    before, which nobody runs any more: it comes first, as written.
    """
    with _schema(url) as backend, backend.lock(timeout=60):
        missing = backend.to_apply(read_migrations(folder))
        if half is Half.BEFORE and backend.get_applied_migration_hashes():
            while missing and half_of(missing[-1].id) is Half.AFTER:
                del missing[-1]
        backend.apply_migrations(missing)
        return [found.id for found in missing]


def migrations(url: str, *, folder: str = MIGRATIONS) -> list[Migration]:
    """All steps of the schema in order."""
    with _schema(url) as backend:
        applied = set(backend.get_applied_migration_hashes())
        return [
            Migration(found.id, half_of(found.id), found.hash in applied) for found in read_migrations(folder)
        ]


def half_of(id_: str) -> Half:
    """The half that a migration's name says it belongs to."""
    return Half.AFTER if id_.endswith(".after") else Half.BEFORE


@contextmanager
def _schema(url: str) -> Iterator[Any]:
    """The tool that keeps the schema, connected."""
    scheme, rest = url.split("://", 1)
    backend = get_backend(f"{scheme.split('+')[0]}+psycopg://{rest}")
    try:
        yield backend
    finally:
        backend.connection.close()


class Database:
    """One PostgreSQL for one process: short reading transactions from a pool, long-lived connections for workers."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection,
            kwargs={"autocommit": True},
            configure=_step_down,
            reset=_left_clean,
            min_size=1,
            max_size=READERS_MAX,
            open=False,
            name="readers",
        )
        self._exchanges: WeakKeyDictionary[Connection, Exchange] = WeakKeyDictionary()

    async def open(self) -> None:
        """Connect. Raises psycopg_pool.PoolTimeout when the database does not answer."""
        await self._pool.open(wait=True, timeout=30)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    async def connect(self) -> Connection:
        """A connection of one's own, for a worker."""
        connection: Connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        try:
            await _step_down(connection)
            await connection.execute(PINNED)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def ping(self) -> None:
        """Ask the database something. Raises StoreError when it does not answer."""
        async with self._pool.connection() as connection:
            await connection.execute("select 1")

    @asynccontextmanager
    async def reading(self, tenant_id: str) -> AsyncIterator[Connection]:
        """A look at one tenant. What stands in one pipeline is one transaction without being told so, to its end."""
        async with self._pool.connection() as connection, connection.pipeline():
            await see(connection, (tenant_id,))  # travels with the first question, thanks to the pipeline
            yield connection

    @asynccontextmanager
    async def snapshot(self, tenant_id: str) -> AsyncIterator[Connection]:
        """A look at one tenant in which every question sees the same instant, however many are asked."""
        async with self._used_once_if_it_fails() as connection, connection.transaction():
            await connection.execute("set transaction isolation level repeatable read, read only")
            await see(connection, (tenant_id,))
            yield connection

    @asynccontextmanager
    async def writing(self, tenant_id: str) -> AsyncIterator[Connection]:
        """A transaction for one tenant: all of it is stored, or after any error nothing."""
        alone = self._used_once_if_it_fails()
        async with alone as connection, connection.pipeline(), connection.transaction():
            await see(connection, (tenant_id,))
            yield connection

    @asynccontextmanager
    async def _used_once_if_it_fails(self) -> AsyncIterator[Connection]:
        """A connection for a transaction; after an error nobody uses it again.

        With a rollback psycopg deallocates whatever is prepared there, by an exchange too, which would go on with it.
        """
        async with self._pool.connection() as connection:
            try:
                yield connection
            except BaseException:
                await connection.close()
                raise

    @asynccontextmanager
    async def exchanging(self, tenant_id: str) -> AsyncIterator[Exchange]:
        """The same for who asks much at once: one round trip for all that is put before it is answered."""
        async with self._pool.connection() as connection:
            exchange = self._exchanges.setdefault(connection, Exchange(connection))
            async with exchange.transaction((tenant_id,)):
                yield exchange

    @asynccontextmanager
    async def pointers(self) -> AsyncIterator[Connection]:
        """A connection that sees no tenant at all: for `due`, which holds no personal data."""
        async with self._pool.connection() as connection:
            yield connection


async def see(connection: Connection, tenant_ids: Iterable[str]) -> None:
    """Let the running transaction see and write the rows of these tenants, and no others'."""
    await connection.execute(SEE, (",".join(tenant_ids),))


async def _left_clean(connection: Connection) -> None:
    """A reader cancelled within its pipeline leaves it open; the next one would never commit there."""
    if connection.pgconn.pipeline_status != psycopg.pq.PipelineStatus.OFF:
        raise psycopg.OperationalError("a pipeline was left open: the connection is thrown away")


async def _step_down(connection: Connection) -> None:
    await connection.execute(f"set role {APP_ROLE}")
    await connection.execute("set search_path to signoff")
