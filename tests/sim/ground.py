"""The database all runs of one process share: wiped between them, asked who waits for whom, cut off at will."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from signoff.evidence.signer import ensure_specimen_keys
from signoff.sandbox.install import install

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""A simulated death never loses what the database was told: nothing has to reach the disk."""

TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname in ('signoff', 'sandbox') and tablename <> 'migrations' order by 1
"""
SEQUENCES = """
select format('%I.%I', schemaname, sequencename) from pg_sequences
where schemaname in ('signoff', 'sandbox') order by 1
"""
THOROUGH_EVERY = 64
"""Deleted rows take room until the tables are truncated, which takes longer: so often is enough."""

PATIENCE_SECONDS = 60.0


class Ground:
    """One database with the product installed, at the address of its owner; `folder` holds the keys."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.dsn = dsn
        self.folder = folder
        self.sandbox_url = install(dsn)
        ensure_specimen_keys(folder / "keys" / "signing")
        self.admin = psycopg.connect(dsn, autocommit=True)
        self._tables = [row[0] for row in self.ask(TABLES)]
        self._sequences = [row[0] for row in self.ask(SEQUENCES)]
        for table in self._tables:
            self.admin.execute(f"alter table {table} set (autovacuum_enabled = false)".encode())
        self._backends: dict[int, int] = {}
        self._wipes = 0

    def close(self) -> None:
        """Leave the database."""
        self.admin.close()

    def ask(self, question: str, values: Any = ()) -> list[tuple[Any, ...]]:
        """Ask as somebody who may see everything."""
        return self.admin.execute(question.encode(), values or None).fetchall()

    def keys_for(self, tenant_ids: Iterable[str]) -> None:
        """Give each tenant a key that is the same in every run: what is kept under it is compared."""
        folder = self.folder / "keys" / "tenants"
        folder.mkdir(parents=True, exist_ok=True)
        for tenant_id in tenant_ids:
            (folder / f"{tenant_id}.key").write_bytes(hashlib.sha256(f"sim {tenant_id}".encode()).digest())

    def wipe(self) -> None:
        """As if nothing had ever happened."""
        self._backends.clear()
        self._wipes += 1
        if self._wipes % THOROUGH_EVERY == 1:
            self.admin.execute(f"truncate {', '.join(self._tables)} restart identity".encode())
        # What is due is taken in the order in which it lies there: that must not depend on worlds before this one.
        parts = ["truncate signoff.due", "set session_replication_role = replica"]
        parts += [f"delete from {table}" for table in self._tables]
        parts += [f"alter sequence {name} restart" for name in self._sequences]
        parts.append("set session_replication_role = origin")
        self.admin.execute(";".join(parts).encode())

    def connected(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Remember who answers on this socket."""
        self._backends[connection.fileno()] = connection.info.backend_pid

    def is_blocked(self, socket: int) -> bool:
        """Whether the question on this socket waits for somebody else's lock."""
        pid = self._backends.get(socket)
        return pid is not None and self.ask("select cardinality(pg_blocking_pids(%s)) > 0", (pid,)) == [
            (True,)
        ]

    def is_quiet(self, socket: int) -> bool:
        """Whether whoever answers on this socket waits for us, or for somebody else's lock."""
        pid = self._backends.get(socket)
        if pid is None or self.is_blocked(socket):
            return True
        found = self.ask("select wait_event = 'ClientRead' from pg_stat_activity where pid = %s", (pid,))
        return found in ([(True,)], [])

    def hang_up(self, connections: Iterable[psycopg.AsyncConnection[Any]]) -> None:
        """Close these connections without a word, and wait until the database knows."""
        pids = []
        for connection in connections:
            if not connection.closed:
                pids.append(connection.info.backend_pid)
                connection.pgconn.finish()
        self._await_gone(pids)

    def terminate(self, connections: Iterable[psycopg.AsyncConnection[Any]]) -> None:
        """End these connections from the other side, as a restart of the database does."""
        pids = [connection.info.backend_pid for connection in connections if not connection.closed]
        self.ask("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", (pids,))
        self._await_gone(pids)

    def _await_gone(self, pids: list[int]) -> None:
        ends_at = time.perf_counter() + PATIENCE_SECONDS
        alive = "select pid from pg_stat_activity where pid = any(%s)"
        while pids and (left := [row[0] for row in self.ask(alive, (pids,))]):
            blocked = [
                pid
                for pid in left
                if self.ask("select cardinality(pg_blocking_pids(%s)) > 0", (pid,)) == [(True,)]
            ]
            if blocked:
                self.ask("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", (blocked,))
            if time.perf_counter() > ends_at:
                raise TimeoutError("a connection does not end")
