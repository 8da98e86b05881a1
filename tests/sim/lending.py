"""Connections to PostgreSQL that one world after the other has: begun once, as new each time they are lent.

A connection that begins is a process that begins; a world has a dozen of them, which cost more than all it asks.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import psycopg
from psycopg.pq import ConnStatus, ExecStatus, PGconn, PipelineStatus, TransactionStatus, abc

Connection = psycopg.AsyncConnection[Any]

OPEN_TRANSACTION = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Lending:
    """Lends connections, and takes back what is still whole."""

    def __init__(self) -> None:
        self._idle: defaultdict[str, list[abc.PGconn]] = defaultdict(list)
        self._lent: dict[abc.PGconn, str] = {}
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

    def take_back(self, connection: Connection) -> bool:
        """End a connection for whoever had it; False when it was in the middle of something and is ended for good."""
        pgconn, connection.pgconn = connection.pgconn, self._none
        conninfo = self._lent.pop(pgconn, None)
        if conninfo is not None and _cleaned(pgconn):
            self._idle[conninfo].append(pgconn)
            return True
        pgconn.finish()
        return False

    def end(self) -> None:
        """End all that is not lent."""
        for idle in self._idle.values():
            while idle:
                idle.pop().finish()


def _cleaned(pgconn: abc.PGconn) -> bool:
    """Whether nothing is left of who had it: no transaction, no role, no setting, no statement."""
    if pgconn.status != ConnStatus.OK or pgconn.pipeline_status != PipelineStatus.OFF:
        return False
    commands = [b"rollback"] if pgconn.transaction_status in OPEN_TRANSACTION else []
    if not commands and pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    pgconn.nonblocking = 0
    return all(
        pgconn.exec_(command).status == ExecStatus.COMMAND_OK for command in (*commands, b"discard all")
    )
