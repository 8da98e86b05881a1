"""What the machine says while something is measured: its load, and what processes and PostgreSQL cost."""

from __future__ import annotations

import os
import resource
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

_COUNTS = """
select pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
       (select wal_bytes::bigint from pg_stat_wal),
       (select coalesce(sum(fsyncs), 0)::bigint from pg_stat_io where object = 'wal')
"""

_FACTS = "select count(*) from signoff.journal"


def load() -> float:
    """How many processes wanted a core on average in the last minute; above the number of cores they waited."""
    return round(os.getloadavg()[0], 1)


def memory_mb(field: str = "VmRSS") -> float:
    """What this process holds in memory now (VmRSS) or held at most (VmHWM), in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def forget_peak() -> None:
    """Let `VmHWM` begin anew (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def processor_seconds(pid: int) -> tuple[float, float]:
    """A process's own processor time, and that of the children it has seen end."""
    fields = _stat(pid)
    own, ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return own / TICKS_A_SECOND, ended / TICKS_A_SECOND


def ended_children_seconds() -> float:
    """The processor time of all programs that this process ran to their end."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(_stat(int(entry.name))[1]) == pid:
                found.append(int(entry.name))
        except OSError:
            continue  # it has just ended
    return found


def _stat(pid: int) -> list[str]:
    """The fields of proc(5) stat after the name, so that number 0 is the state."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@dataclass(frozen=True, slots=True)
class Reading:
    """What PostgreSQL has done so far."""

    writing_transactions: int
    wal_bytes: int
    wal_fsyncs: int
    processor_seconds: float
    facts: int

    def since(self, before: Reading) -> dict[str, float]:
        """What it did after that other reading."""
        mine, theirs = asdict(self), asdict(before)
        return {name: mine[name] - theirs[name] for name in mine}


class Postgres:
    """Looks at the PostgreSQL behind a URL, which runs on this machine."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        row = self._connection.execute("select pg_backend_pid()").fetchone()
        assert row is not None
        self.pid = int(_stat(row[0])[1])

    def read(self, *, facts: bool = True) -> Reading:
        """Now. Counting facts takes its time on a large journal."""
        counts = self._connection.execute(_COUNTS).fetchone()
        rows = self._connection.execute(_FACTS).fetchone() if facts else (0,)
        assert counts is not None
        assert rows is not None
        return Reading(counts[0], counts[1], counts[2], self.processor_seconds(), rows[0])

    def processor_seconds(self) -> float:
        """The processor time of all its processes."""
        own, ended = processor_seconds(self.pid)
        return own + ended + sum(seconds for seconds, _ in self.by_process().values())

    def by_process(self) -> dict[str, tuple[float, int]]:
        """Processor seconds by kind of process (client backends, log writer ...), and how many there are."""
        found: dict[str, tuple[float, int]] = {}
        for pid in children(self.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().strip("\0 ").split()
                seconds = processor_seconds(pid)[0]
            except OSError:
                continue
            kind = "client backends" if "[local]" in words else " ".join(words[1:3])
            before = found.get(kind, (0.0, 0))
            found[kind] = before[0] + seconds, before[1] + 1
        return found

    def durability(self) -> dict[str, str]:
        """The settings that make a commit durable."""
        names = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")
        return {name: self._one(f"show {name}") for name in (*names, "server_version")}

    def _one(self, statement: str) -> str:
        row = self._connection.execute(statement.encode()).fetchone()
        assert row is not None
        return str(row[0])

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
