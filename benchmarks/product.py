"""What the product does under one load: figures of one or several of its processes, put together."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from processes import begin, hear, program


def under_load(
    url: str,
    folder: Path,
    *,
    in_flight: int,
    processes: int,
    seconds: float,
    warm: float,
    counts_facts: bool = True,
) -> dict[str, Any]:
    """Cases a second with so many people at once, spread over so many processes of the product.

    Counting facts reads the journal, which is no good idea while it holds millions.
    """
    words = (
        "under_load",
        *("--url", url, "--folder", folder, "--in-flight", in_flight // processes),
        *("--seconds", seconds, "--warm", warm),
        *(() if counts_facts else ("--no-facts",)),
    )
    with ExitStack() as stack:
        workers = [stack.enter_context(program("worker.py", *words)) for _ in range(processes)]
        ready = [hear(worker) for worker in workers]
        for worker in workers:
            begin(worker)
        found = [hear(worker) for worker in workers]
    return {**_together(found), "processes": processes, "memory_ready_mb": ready[0]["memory_ready_mb"]}


def alone(url: str, folder: Path, *, seconds: float) -> dict[str, Any]:
    """How long one request takes to be acknowledged when there is no other."""
    words = ("alone", "--url", url, "--folder", folder, "--seconds", seconds, "--warm", min(1.0, seconds / 3))
    with program("worker.py", *words) as worker:
        hear(worker)
        begin(worker)
        return hear(worker)


def _together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums of what each did itself; what PostgreSQL did, one of them saw whole; the slowest one's percentiles.

    People who began together stay together for a while, so that some seconds see more ends than beginnings, or fewer.
    What a case costs is therefore told by the events of these seconds; how many a case has, by all cases of the run.
    """
    seen, ended = found[0], sum(one["cases_of_all"] for one in found)
    events_a_case = sum(one["events_of_all"] for one in found) / ended
    cases = sum(one["events"] for one in found) / events_a_case
    return {
        "in_flight": sum(one["in_flight"] for one in found),
        "cases": sum(one["cases"] for one in found),
        "cases_a_second": sum(one["cases_a_second"] for one in found),
        "p50_ms": max(one["p50_ms"] for one in found),
        "p99_ms": max(one["p99_ms"] for one in found),
        "facts_a_case": seen["postgres_facts"] / cases,
        "events_a_case": events_a_case,
        "answers_a_case": sum(one["answers_of_all"] for one in found) / ended,
        "commits_a_case": seen["postgres_writing_transactions"] / cases,
        "fsyncs_a_case": seen["postgres_wal_fsyncs"] / cases,
        "wal_kb_a_case": seen["postgres_wal_bytes"] / cases / 1000,
        "python_ms_a_case": sum(one["python_processor_seconds"] for one in found) / cases * 1000,
        "postgres_ms_a_case": seen["postgres_processor_seconds"] / cases * 1000,
        "memory_peak_mb": max(one["memory_peak_mb"] for one in found),
    }
