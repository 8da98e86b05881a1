"""Connections to PostgreSQL that one world after the other has: begun once, as new each time they are lent.

A connection that begins is a process that begins; a world has a dozen of them, which cost more than all it asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg._preparing import PrepareManager
from psycopg.pq import ConnStatus, ExecStatus, PGconn, PipelineStatus, TransactionStatus, abc

Connection = psycopg.AsyncConnection[Any]

AS_NEW = (
    b"close all; set session authorization default; reset all; unlisten *;"
    b" select pg_advisory_unlock_all(); discard temp; discard sequences"
)
"""`discard all` without its statements and their plans."""

OPEN_TRANSACTION = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


@dataclass
class Statements:
    """What is prepared on a connection: to prepare it in each world anew took a third of PostgreSQL's time."""

    manager: PrepareManager = field(default_factory=PrepareManager)
    names: dict[bytes, bytes] = field(default_factory=dict)
    """Those of an exchange, which has names of its own for them."""

    def are_all_at(self, pgconn: abc.PGconn) -> bool:
        """Whether the server has every one: after a failed transaction the driver has it forget all, of others too."""
        answer = pgconn.exec_(b"select name from pg_prepared_statements")
        there = {answer.get_value(row, 0) for row in range(answer.ntuples)}
        return not self.manager._to_flush and there.issuperset(
            (*self.names.values(), *self.manager._names.values())
        )

    def forget(self) -> None:
        """Nothing is prepared any more."""
        self.manager = PrepareManager()
        self.names.clear()


class Lending:
    """Lends connections, and takes back what is still whole."""

    def __init__(self) -> None:
        self._idle: defaultdict[str, list[abc.PGconn]] = defaultdict(list)
        self._lent: dict[abc.PGconn, str] = {}
        self._statements: dict[abc.PGconn, Statements] = {}
        self._none = PGconn.connect_start(b"host=/nowhere")
        self._none.finish()

    def lend(self, conninfo: str) -> abc.PGconn:
        """A connection as if it had just begun. Raises psycopg.OperationalError."""
        idle = self._idle[conninfo]
        pgconn = idle.pop() if idle else PGconn.connect(conninfo.encode())
        if pgconn.status != ConnStatus.OK:
            raise psycopg.OperationalError("the database takes no connections")
        pgconn.nonblocking = 1
        self._lent[pgconn] = conninfo
        return pgconn

    def known(self, connection: Connection) -> Statements:
        """What is prepared on this connection, by whoever had it before."""
        return self._statements.setdefault(connection.pgconn, Statements())

    def take_back(self, connection: Connection) -> bool:
        """End a connection for whoever had it; False when it was in the middle of something and is ended for good."""
        pgconn, connection.pgconn = connection.pgconn, self._none
        conninfo = self._lent.pop(pgconn, None)
        if conninfo is not None and _cleaned(pgconn, self._statements.get(pgconn)):
            self._idle[conninfo].append(pgconn)
            return True
        self._statements.pop(pgconn, None)
        pgconn.finish()
        return False

    def end(self) -> None:
        """End all that is not lent."""
        for idle in self._idle.values():
            while idle:
                pgconn = idle.pop()
                self._statements.pop(pgconn, None)
                pgconn.finish()


def _cleaned(pgconn: abc.PGconn, statements: Statements | None) -> bool:
    """Whether nothing is left of who had it: no transaction, no role, no setting; statements stay if all are there."""
    if pgconn.status != ConnStatus.OK or pgconn.pipeline_status != PipelineStatus.OFF:
        return False
    commands = [b"rollback"] if pgconn.transaction_status in OPEN_TRANSACTION else []
    if not commands and pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    commands.append(AS_NEW)
    pgconn.nonblocking = 0
    good = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
    if not all(pgconn.exec_(command).status in good for command in commands):
        return False
    if statements is None or statements.are_all_at(pgconn):
        return True
    statements.forget()
    return pgconn.exec_(b"deallocate all").status == ExecStatus.COMMAND_OK
