"""Many statements in one round trip: each prepared once a connection, sent together, answered together.

A cursor for each statement costs several times what the statement costs PostgreSQL; a worker has few statements, and
what it gives them are arrays already. Below the cursors psycopg is libpq: docs/engine.md says what is sent when.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from struct import Struct
from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import DiagnosticField, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Wait

from signoff.store.arrays import Array

Row = tuple[Any, ...]
Connection = psycopg.AsyncConnection[Row]
Value = Array | str | int | bytes | datetime

SEE = b"select set_config('app.tenants', %s, true)"
"""Which tenants' rows the running transaction sees and may write: these, with commas between them."""

_PLACE = re.compile(rb"%s")
_INT4, _INT8 = Struct(">i").unpack, Struct(">q").unpack
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)

# By type (pg_type.dat): how its binary form is read. Whatever else a statement gives is cast to one of these there.
_READ: dict[int, Callable[[bytes], Any]] = {
    16: lambda value: value == b"\x01",  # bool
    17: bytes,  # bytea
    20: lambda value: _INT8(value)[0],
    21: lambda value: int.from_bytes(value, signed=True),  # smallint
    23: lambda value: _INT4(value)[0],
    25: bytes.decode,  # text
    2950: lambda value: str(UUID(bytes=value)),  # uuid
}


class Exchange:
    """One worker's connection; nobody else may use it meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._names: dict[bytes, bytes] = {}
        self._said: bytes | None = None  # what the last statement says it has done
        self._asked: list[tuple[bytes, list[Row] | None]] = []  # no rows: a statement that is prepared

    @property
    def _pgconn(self) -> PGconn:
        return self.connection.pgconn

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be asked any more."""
        return self.connection.closed

    @asynccontextmanager
    async def transaction(self, tenant_ids: Iterable[str]) -> AsyncIterator[None]:
        """All that is put within is stored together or not at all, and sees these tenants and no others.

        Its beginning travels with the first question, its end with the last. Raises StoreError.
        """
        self._pgconn.enter_pipeline_mode()
        try:
            self.put(b"begin")
            self.put(SEE, (",".join(tenant_ids),))
            yield
            self.put(b"commit")
            await self.answered()
            if self._said != b"COMMIT":
                raise psycopg.OperationalError("the transaction was not committed")
            self._pgconn.exit_pipeline_mode()
        except psycopg.errors.InvalidSqlStatementName:
            self.close()  # what was prepared is gone, and would be missed again and again
            raise
        except Exception:
            await self._roll_back()
            raise
        except BaseException:
            self.close()  # nobody knows what is still on its way
            raise

    def put(self, statement: bytes, values: Sequence[Value] = ()) -> list[Row]:
        """Ask, without waiting: the rows are in this list once `answered` has returned."""
        rows: list[Row] = []
        given = [_given(value) for value in values]
        name = self._names.get(statement) or self._prepared(statement)
        self._pgconn.send_query_prepared(
            name, [value for value, _ in given], [form for _, form in given], result_format=Format.BINARY
        )
        self._asked.append((statement, rows))
        return rows

    def _prepared(self, statement: bytes) -> bytes:
        """The name under which this statement goes from now on."""
        name = self._names[statement] = hashlib.sha256(statement).hexdigest()[:16].encode()
        numbers = itertools.count(1)
        self._pgconn.send_prepare(name, _PLACE.sub(lambda _: b"$%d" % next(numbers), statement))
        self._asked.append((statement, None))
        return name

    async def answered(self) -> None:
        """Send what was put and wait for the answers. Raises the StoreError of the first that failed."""
        results = await self.connection.wait(self._spoken())
        asked, self._asked = self._asked, []
        error: psycopg.Error | None = None
        for (statement, rows), result in zip(asked, results, strict=True):
            if result.status not in _GOOD:
                error = error or _error(result)
                if rows is None:
                    del self._names[statement]
            elif rows is not None:
                rows.extend(_rows(result))
                self._said = result.command_status
        if error is not None:
            raise error

    def _spoken(self) -> PQGen[list[PGresult]]:
        """Send all that was put; one result for each statement, up to the point of synchronization."""
        pgconn = self._pgconn
        pgconn.pipeline_sync()
        results: list[PGresult] = []
        while pgconn.flush():
            # What is not read meanwhile could keep the server from reading.
            yield Wait.RW
            pgconn.consume_input()
        while True:
            while pgconn.is_busy():
                yield Wait.R
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                continue  # the end of what one statement gives
            if result.status == ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)

    async def _roll_back(self) -> None:
        """Leave the connection as it was before the transaction, or close it."""
        try:
            if self._asked:
                with contextlib.suppress(psycopg.Error):
                    await self.answered()
            self.put(b"rollback")
            await self.answered()
            self._pgconn.exit_pipeline_mode()
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        """Hang up; what was not committed is rolled back by the server."""
        self._pgconn.finish()


def _given(value: Value) -> tuple[bytes, Format]:
    """A value as it is sent: arrays as they are, the rest as text whose type the statement knows."""
    if isinstance(value, Array):
        return value.body, Format.BINARY
    if isinstance(value, bytes):
        return value, Format.BINARY
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text.encode(), Format.TEXT


def _rows(result: PGresult) -> list[Row]:
    """All rows of an answer."""
    readers = [_READ[result.ftype(column)] for column in range(result.nfields)]
    found = []
    for at in range(result.ntuples):
        values = (result.get_value(at, column) for column in range(len(readers)))
        found.append(
            tuple(None if value is None else read(value) for read, value in zip(readers, values, strict=True))
        )
    return found


def _error(result: PGresult) -> psycopg.Error:
    """The error of a statement, by its SQLSTATE."""
    state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
    try:
        kind = psycopg.errors.lookup(state)
    except KeyError:
        kind = psycopg.DatabaseError
    return kind(result.get_error_message())
