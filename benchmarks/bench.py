"""`make bench`: Signoff beside its references on one PostgreSQL, in one run; prints ratios and keeps the raw rows.

What is measured and how to read it stands in docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import growth
import machine
import product
import references
import restart
from goals import GOALS, Row, reached
from processes import hear, program
from report import print_report, short

from signoff import app as application
from signoff.config import Settings

RESULTS = Path(__file__).resolve().parent / "results"

LOADS = {"V1": (8, 1), "V2": (64, 1), "V3": (256, 2), "V7": (256, 1)}
"""People at once and processes; V4 is read off V2's runs."""

LONG = ("V8", "V10")
"""What takes minutes to prepare: only when asked for."""


@dataclass(slots=True)
class Run:
    """One run: where it happens, how long each measurement is, and the rows so far."""

    url: str
    folder: Path
    seconds: float
    reference_seconds: float
    wanted: frozenset[str]
    rounds: int
    stored: int
    open_cases: int
    began: float = field(default_factory=time.monotonic)
    rows: list[Row] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)

    def keep(self, kind: str, name: str, figure: str, **found: Any) -> None:
        """Keep one measurement and tell it."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.rows.append({"at": at, "kind": kind, "name": name, "load": machine.load(), **found})
        passed = time.monotonic() - self.began
        print(f"{passed:5.0f} s  {name:>12}  {short(found[figure])} {figure}", file=sys.stderr, flush=True)

    def wants(self, *ids: str) -> bool:
        """Whether any of these measures is asked for."""
        return not self.wanted.isdisjoint(ids)


def pgbench(run: Run) -> None:
    """Transactions a second, and what one costs the processor in pgbench and PostgreSQL together."""
    server = machine.Postgres(run.url)
    before, client = server.processor_seconds(), machine.ended_children_seconds()
    seconds = max(1, round(run.reference_seconds))
    value = references.pgbench(run.url, seconds)
    spent = server.processor_seconds() - before + machine.ended_children_seconds() - client
    server.close()
    run.keep("reference", "pgbench", "value", value=value, processor_ms=spent / (value * seconds) * 1000)


def ins1(run: Run) -> None:
    """Durable inserts a second, and how long one takes."""
    value = references.ins1(run.url, max(1.0, run.reference_seconds / 4))
    run.keep("reference", "ins1", "value", value=value, milliseconds=1000 / value)


def copy(run: Run) -> None:
    """Rows a second."""
    run.keep(
        "reference", "copy", "value", value=references.copy(run.url, max(1.0, run.reference_seconds / 4))
    )


def engine(run: Run, name: str) -> None:
    """Cases of ten steps a second in another engine."""
    if name in run.missing:
        return
    try:
        found = references.engine(run.url, name, run.reference_seconds)
    except references.Missing as error:
        run.missing.add(name)
        print(f"{references.ENGINES[name]} is not measured: {error}", file=sys.stderr)
    else:
        run.keep("reference", name, "cases_a_second", **found)


def under_load(run: Run, goal: str) -> None:
    """Whole cases with so many people at once."""
    in_flight, processes = LOADS[goal]
    found = product.under_load(
        run.url,
        run.folder,
        in_flight=in_flight,
        processes=processes,
        seconds=run.seconds,
        warm=max(1.0, run.seconds / 3),
    )
    run.keep("product", f"{in_flight} in {processes}", "cases_a_second", **found)


def alone(run: Run) -> None:
    """One request at a time."""
    run.keep("product", "alone", "p50_ms", **product.alone(run.url, run.folder, seconds=run.seconds))


def one_round(run: Run, engines: tuple[str, ...]) -> None:
    """Every measure once, each between two measurements of what it is compared with."""
    if run.wants("V5"):
        for step in (ins1, alone, ins1):
            step(run)
    if run.wants("V1", "V2", "V3", "V4"):
        pgbench(run)
    for goal in ("V1", "V2", "V3"):
        if run.wants(goal) or (goal == "V2" and run.wants("V4")):
            under_load(run, goal)
            pgbench(run)
    if run.wants("V7"):
        under_load(run, "V7")
    for name in engines:
        engine(run, name)


def measure(run: Run, engines: tuple[str, ...]) -> None:
    """References, rounds, and what is measured apart."""
    references.prepare(run.url)
    if len(engines) > 1:
        copy(run)
    for name in engines:
        engine(run, name)
    for _ in range(run.rounds):
        one_round(run, () if run.rounds == 1 else engines)
    if len(engines) > 1:
        copy(run)
    for ids, step in APART.items():
        if run.wants(*ids):
            step(run)


def papers(run: Run) -> None:
    """Certificates drawn, signed, verified."""
    with program("papers.py", "--url", run.url, "--folder", run.folder) as process:
        found = hear(process)
    run.keep("paper", "certificate", "milliseconds", **found["certificate"])
    for name in ("proof", "document"):
        run.keep("paper", name, "a_second", **found[name])


def stored(run: Run) -> None:
    """The cost of a case as cases gather, on a PostgreSQL of its own."""
    with postgres() as (url, folder):
        found = growth.measure(url, folder, seconds=run.seconds, rounds=run.rounds, many=run.stored)
    run.keep("stored", "stored", "cost_ratio", **found)


def start_again(run: Run) -> None:
    """A start with many open cases, on a PostgreSQL of its own."""
    run.keep("stored", "restart", "work_seconds", **restart.measure(run.open_cases))


APART: dict[tuple[str, ...], Callable[[Run], None]] = {
    ("V12", "V13"): papers,
    ("V8",): stored,
    ("V10",): start_again,
}


@contextmanager
def postgres() -> Iterator[tuple[str, Path]]:
    """A fresh embedded PostgreSQL as `make up` starts it, and the data directory; both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-bench-"))
    try:
        with application.database_url(Settings(data_directory=folder)) as url:
            yield url, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, under a minute")
    parser.add_argument("--rounds", type=int, default=3, help="how often each measure is taken (3)")
    ids = ", ".join(goal.id for goal in GOALS)
    parser.add_argument("--only", default="", help=f"measures with commas between them: {ids}")
    parser.add_argument("--long", action="store_true", help=f"also {' and '.join(LONG)}, which take minutes")
    parser.add_argument("--stored", type=int, default=growth.MANY, help="cases stored for V8 (1,000,000)")
    parser.add_argument("--open", type=int, default=restart.OPEN, help="open cases for V10 (100,000)")
    parser.add_argument("--keep", action="store_true", help="keep the rows of a quick run too")
    return parser.parse_args()


def _wanted(asked: argparse.Namespace) -> frozenset[str]:
    if asked.only:
        return frozenset(asked.only.upper().split(","))
    known = {goal.id for goal in GOALS}
    return frozenset(known if asked.long else known.difference(LONG))


def main() -> None:
    """Run, print the tables, keep the rows."""
    asked = options()
    wanted = _wanted(asked)
    if asked.quick:
        wanted -= {"V7", "V12", "V13"} if not asked.only else set()
    engines = tuple(references.ENGINES)
    if asked.quick or asked.only:
        engines = ("dbos",) if wanted & {"V1", "V2", "V4"} else ()
    seconds, reference_seconds = (2.5, 2.0) if asked.quick else (6.0, 5.0)
    with postgres() as (url, folder):
        run = Run(
            url=url,
            folder=folder,
            seconds=seconds,
            reference_seconds=reference_seconds,
            wanted=wanted,
            rounds=1 if asked.quick else asked.rounds,
            stored=asked.stored,
            open_cases=asked.open,
        )
        settings = machine.Postgres(url)
        run.rows.append(
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "kind": "machine",
                "name": "machine",
                "load": machine.load(),
                "cores": os.cpu_count(),
                "system": platform.platform(),
                "python": platform.python_version(),
                "quick": asked.quick,
                **settings.durability(),
            }
        )
        settings.close()
        try:
            measure(run, engines)
        finally:
            print_report(run.rows, reached(run.rows))
            if asked.keep or not asked.quick:
                keep_rows(run.rows)
    print(f"{time.monotonic() - run.began:.0f} s, load {machine.load()} on {os.cpu_count()} cores")


def keep_rows(rows: list[Row]) -> None:
    """Keep raw rows under today's date."""
    RESULTS.mkdir(exist_ok=True)
    place = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}.jsonl"
    with place.open("a") as file:
        file.writelines(json.dumps(_rounded(row)) + "\n" for row in rows)
    print(f"raw rows: {place}")


def _rounded(row: Row) -> Row:
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}


if __name__ == "__main__":
    main()
