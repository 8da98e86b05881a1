"""A small set of database connections that this process shares out among its calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

Row = dict[str, Any]
Connection = AsyncConnection[Row]


class Connections:
    """Opens connections as they are needed, at most `size` at once, and keeps them for the next call."""

    def __init__(self, dsn: str, *, size: int = 4) -> None:
        self._dsn = dsn
        self._idle: list[Connection] = []
        self._turns = asyncio.Semaphore(size)
        self._is_closed = False

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Connection]:
        """A connection in autocommit mode for the length of the block; one that broke is not used again."""
        async with self._turns:
            connection = await self._take()
            try:
                yield connection
            finally:
                if self._is_closed or connection.info.transaction_status != TransactionStatus.IDLE:
                    await connection.close()
                else:
                    self._idle.append(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction, committed when the block ends well."""
        async with self.one() as connection, connection.transaction():
            yield connection

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
        connection = await AsyncConnection.connect(self._dsn, autocommit=True, row_factory=dict_row)
        try:
            await connection.execute("set time zone 'UTC'")
        except BaseException:
            # A call that is cancelled here would leave it open, and nobody else knows of it.
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Close what is idle; calls still under way close theirs when they end."""
        self._is_closed = True
        while self._idle:
            await self._idle.pop().close()


async def row_or_none(connection: Connection, query: str, values: Row) -> Row | None:
    """The first row of a query's answer, None when there is none."""
    cursor = await connection.execute(query, values)
    return await cursor.fetchone()


async def row(connection: Connection, query: str, values: Row) -> Row:
    """The one row that a query always has."""
    found = await row_or_none(connection, query, values)
    if found is None:
        raise LookupError("a query that always has a row had none")
    return found


async def rows(connection: Connection, query: str, values: Row) -> list[Row]:
    """All rows of a query's answer."""
    cursor = await connection.execute(query, values)
    return await cursor.fetchall()
