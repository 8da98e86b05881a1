"""The database all runs of one process share: wiped between them, asked who waits for whom, cut off at will."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from signoff.evidence.signer import ensure_specimen_keys
from signoff.sandbox.install import install
from signoff.store.database import Database
from signoff.store.embedded import Embedded
from signoff.testing.audit import audit
from tests.sim.lending import Lending

FAST = {"fsync": "off", "full_page_writes": "off"}
"""A real restart kills the server, and not the machine: nothing has to reach the disk."""

TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname in ('signoff', 'sandbox') and tablename <> 'migrations' order by 1
"""
SEQUENCES = """
select format('%I.%I', schemaname, sequencename) from pg_sequences
where schemaname in ('signoff', 'sandbox') order by 1
"""
QUIET = """
select wait_event is not distinct from 'ClientRead' or cardinality(pg_blocking_pids(pid)) > 0
from pg_stat_get_activity(%s)
"""
THOROUGH_EVERY = 64
"""Deleted rows take room until the tables are truncated, which takes longer: so often is enough."""

PATIENCE_SECONDS = 60.0


class Ground:
    """One database with the product installed, at the address of its owner; `folder` holds the keys.

    `server` is there when nobody else uses it: then it can be restarted.
    """

    def __init__(self, dsn: str, folder: Path, server: Embedded | None = None) -> None:
        self.dsn = dsn
        self.folder = folder
        self.server = server
        self.lending = Lending()
        self.sandbox_url = install(dsn)
        ensure_specimen_keys(folder / "keys" / "signing")
        self.admin = psycopg.connect(dsn, autocommit=True)
        self._tables = [row[0] for row in self.ask(TABLES)]
        self._sequences = [row[0] for row in self.ask(SEQUENCES)]
        for table in self._tables:
            self.admin.execute(f"alter table {table} set (autovacuum_enabled = false)".encode())
        self._backends: dict[int, int] = {}
        self._wipes = 0
        self.restarts = 0
        self._loop = asyncio.new_event_loop()
        # Garbage in cycles is looked for seldom: worlds are short, and looking took an eighth of their time.
        self._thresholds = gc.get_threshold()
        gc.set_threshold(20_000, 50, 100)
        self._auditor: Database | None = None
        self._audits_since = 0

    def close(self) -> None:
        """Leave the database."""
        gc.set_threshold(*self._thresholds)
        self._loop.run_until_complete(self._leave_auditor())
        self._loop.close()
        self.lending.end()
        self.admin.close()

    def unsound(self, tenant_ids: Iterable[str]) -> list[str]:
        """What the product's own audit finds wrong."""

        async def ask() -> list[str]:
            if self._auditor is None or self._audits_since != self.restarts:
                await self._leave_auditor()
                self._auditor, self._audits_since = Database(self.dsn), self.restarts
                await self._auditor.open()
            return await audit(self._auditor, sorted(tenant_ids))

        return self._loop.run_until_complete(ask())

    async def _leave_auditor(self) -> None:
        if self._auditor is not None:
            await self._auditor.close()
        self._auditor = None

    def ask(self, question: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """Ask as somebody who may see everything."""
        return self.admin.execute(question.encode(), values or None).fetchall()

    def wipe(self) -> None:
        """As if nothing had ever happened."""
        self._backends.clear()
        self._wipes += 1
        if self._wipes % THOROUGH_EVERY == 1:
            self.admin.execute(f"truncate {', '.join(self._tables)} restart identity".encode())
        # What is due is taken in the order in which it lies there: that must not depend on worlds before this one.
        parts = ["truncate signoff.due", "set session_replication_role = replica"]
        parts += [f"delete from {table}" for table in self._tables]
        parts += [f"select setval('{name}', 1, false)" for name in self._sequences]
        parts.append("set session_replication_role = origin")
        self.admin.execute(";".join(parts).encode())

    def connected(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Remember who answers on this socket."""
        self._backends[connection.fileno()] = connection.info.backend_pid

    def is_blocked(self, socket: int) -> bool:
        """Whether the question on this socket waits for somebody else's lock."""
        pid = self._backends.get(socket)
        return pid is not None and self._waits(pid)

    def is_quiet(self, socket: int) -> bool:
        """Whether whoever answers on this socket waits for us, or for somebody else's lock."""
        pid = self._backends.get(socket)
        return pid is None or self.ask(QUIET, (pid,)) in ([(True,)], [])

    def hang_up(self, connections: Iterable[psycopg.AsyncConnection[Any]]) -> None:
        """Close these connections without a word, and wait until the database knows."""
        pids = []
        for connection in connections:
            if not connection.closed:
                pid = connection.info.backend_pid
                if not self.lending.take_back(connection):
                    pids.append(pid)
        self._await_gone(pids)

    def terminate(self, connections: Iterable[psycopg.AsyncConnection[Any]]) -> None:
        """End these connections from the other side: first who waits for a lock, so that nobody comes to have it."""
        pids = [connection.info.backend_pid for connection in connections if not connection.closed]
        waiting = [pid for pid in pids if self._waits(pid)]
        for some in (waiting, [pid for pid in pids if pid not in waiting]):
            self.ask("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", (some,))
            self._await_gone(some)

    def restart(self) -> None:
        """Kill the server in the middle of whatever it does, and start it again."""
        assert self.server is not None
        self.lending.end()
        pid = self.server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        ends_at = time.perf_counter() + PATIENCE_SECONDS
        while self.server.pid() is not None:
            if time.perf_counter() > ends_at:
                raise TimeoutError("the server does not end")
            time.sleep(0.005)
        self.server.start()
        self.admin.close()
        self.admin = psycopg.connect(self.dsn, autocommit=True)
        self.restarts += 1

    def _waits(self, pid: int) -> bool:
        return self.ask("select cardinality(pg_blocking_pids(%s)) > 0", (pid,)) == [(True,)]

    def _await_gone(self, pids: list[int]) -> None:
        ends_at = time.perf_counter() + PATIENCE_SECONDS
        alive = "select pid from pg_stat_activity where pid = any(%s)"
        while pids and (left := [row[0] for row in self.ask(alive, (pids,))]):
            blocked = [pid for pid in left if self._waits(pid)]
            if blocked:
                self.ask("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", (blocked,))
            if time.perf_counter() > ends_at:
                raise TimeoutError("a connection does not end")
