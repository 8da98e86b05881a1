"""V8: what a case costs with ten thousand cases stored, and with a million: clones of ended ones."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

import product
import references
from stored import clone_by_sql, ended_cases

FEW = 10_000
MANY = 1_000_000
TEMPLATES = 120
IN_FLIGHT = 64


def measure(url: str, folder: Path, *, seconds: float, rounds: int, many: int = MANY) -> dict[str, Any]:
    """The processor time of a case and its rate beside pgbench, few stored and many; the ratio of many to few."""
    references.prepare(url)
    _endings(url, folder, seconds)
    templates = ended_cases(url, TEMPLATES)
    found: dict[str, Any] = {}
    began, stored = time.monotonic(), 0
    for name, count in (("few", FEW), ("many", many)):
        clone_by_sql(url, templates, stored, count)
        stored = count
        _endings(url, folder, seconds)  # what is read often is in memory again
        measured = [_one_round(url, folder, seconds) for _ in range(rounds)]
        found |= {f"{name}_stored": count}
        found |= {f"{name}_{key}": median(one[key] for one in measured) for key in measured[0]}
    found["cost_ratio"] = found["many_processor_ms"] / found["few_processor_ms"]
    found["rate_ratio"] = found["many_pgbench_ratio"] / found["few_pgbench_ratio"]
    return {**found, "all_seconds": time.monotonic() - began}


def _one_round(url: str, folder: Path, seconds: float) -> dict[str, float]:
    before = references.pgbench(url, max(1, round(seconds / 2)))
    case = _endings(url, folder, seconds)
    beside = (before + references.pgbench(url, max(1, round(seconds / 2)))) / 2
    return {
        "cases_a_second": case["cases_a_second"],
        "pgbench_ratio": case["cases_a_second"] / beside,
        "p99_ms": case["p99_ms"],
        "python_ms": case["python_ms_a_case"],
        "postgres_ms": case["postgres_ms_a_case"],
        "processor_ms": case["python_ms_a_case"] + case["postgres_ms_a_case"],
    }


def _endings(url: str, folder: Path, seconds: float) -> dict[str, Any]:
    return product.under_load(
        url, folder, in_flight=IN_FLIGHT, processes=1, seconds=seconds, warm=seconds / 3, counts_facts=False
    )
