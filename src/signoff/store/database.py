"""Connections to PostgreSQL as the application's role, each transaction for named tenants, and the migrations.

The URL given may be that of an owner: every connection steps down to `signoff_app`, which owns nothing and is held to
its tenants by row security.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from yoyo import get_backend, read_migrations

READERS_MAX = 8
"""Reads of one process at once; each is short."""
APP_ROLE = "signoff_app"

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


def migrate(url: str) -> None:
    """Bring the schema to this release; two at once wait for each other."""
    scheme, rest = url.split("://", 1)
    backend = get_backend(f"{scheme.split('+')[0]}+psycopg://{rest}")
    folder = str(resources.files("signoff.store").joinpath("migrations"))
    try:
        with backend.lock(timeout=60):
            backend.apply_migrations(backend.to_apply(read_migrations(folder)))
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
        """A transaction that sees one tenant."""
        async with self._pool.connection() as connection, connection.pipeline(), connection.transaction():
            await see(connection, (tenant_id,))  # travels with the first question, thanks to the pipeline
            yield connection

    @asynccontextmanager
    async def pointers(self) -> AsyncIterator[Connection]:
        """A connection that sees no tenant at all: for `due`, which holds no personal data."""
        async with self._pool.connection() as connection:
            yield connection


async def see(connection: Connection, tenant_ids: Iterable[str]) -> None:
    """Let the running transaction see and write the rows of these tenants, and no others'."""
    await connection.execute("select set_config('app.tenants', %s, true)", (",".join(tenant_ids),))


async def _left_clean(connection: Connection) -> None:
    """A reader cancelled within its pipeline leaves it open; the next one would never commit there."""
    if connection.pgconn.pipeline_status != psycopg.pq.PipelineStatus.OFF:
        raise psycopg.OperationalError("a pipeline was left open: the connection is thrown away")


async def _step_down(connection: Connection) -> None:
    await connection.execute(f"set role {APP_ROLE}")
    await connection.execute("set search_path to signoff")
