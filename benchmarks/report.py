"""The tables that a person reads after a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from goals import Reached, Row
from references import ENGINES
from rich.console import Console
from rich.table import Table

_NAMES = {
    "pgbench": "pgbench",
    "ins1": "durable insert",
    "copy": "COPY, rows",
    **{name: f"{engine}, 10 steps" for name, engine in ENGINES.items()},
}

_COLOURS = {"stretch": "bold green", "reached": "green", "missed": "red"}

_COSTS = (
    ("cases/s", "cases_a_second", 1),
    ("p50 ms", "p50_ms", 0),
    ("p99 ms", "p99_ms", 0),
    ("facts", "facts_a_case", 1),
    ("events", "events_a_case", 1),
    ("said", "answers_a_case", 1),
    ("commits", "commits_a_case", 2),
    ("fsyncs", "fsyncs_a_case", 2),
    ("WAL kB", "wal_kb_a_case", 0),
    ("Python ms", "python_ms_a_case", 1),
    ("Postgres ms", "postgres_ms_a_case", 1),
    ("empty MB", "memory_ready_mb", 0),
    ("peak MB", "memory_peak_mb", 0),
    ("load", "load", 1),
)


def print_report(rows: list[Row], found: Iterable[Reached]) -> None:
    """Goals, costs of a case, references."""
    console = Console(width=max(Console().width, 136), highlight=False)
    for table in (_goals(list(found)), _costs(rows), _references(rows)):
        if table.row_count:
            console.print(table)


def _goals(found: list[Reached]) -> Table:
    table = Table(title="Goals: medians of all rounds, ratios to what ran just before and just after")
    for column in ("", "measure", "figure", "compared with", "is", "range", "must", "stretch", ""):
        is_text = column in ("", "measure", "compared with")
        table.add_column(column, justify="left" if is_text else "right", no_wrap=True)
    last = None
    for one in found:
        goal, against = one.goal, one.against
        is_same, last = goal is last, goal
        ratio = " x" if against.reference else f" {goal.unit}"
        sign = ">=" if against.is_least else "<="
        table.add_row(
            "" if is_same else goal.id,
            "" if is_same else goal.what,
            "" if is_same else f"{short(one.value)} {goal.unit}",
            _NAMES.get(against.reference, "itself"),
            f"{short(one.found)}{ratio}",
            f"{short(one.lowest)} to {short(one.highest)}" if one.rounds > 1 else "one round",
            f"{sign} {against.must:g}",
            f"{against.stretch:g}",
            f"[{_COLOURS[one.verdict]}]{one.verdict}[/]",
        )
    return table


def _costs(rows: list[Row]) -> Table:
    table = Table(title="A case: facts, events that waited for a commit, what it cost (medians)")
    table.add_column("in flight\nin processes", no_wrap=True)
    for name, _, _ in _COSTS:
        table.add_column(name.replace(" ", "\n"), justify="right", no_wrap=True)
    by_name = defaultdict(list)
    for row in rows:
        if row["kind"] == "product" and "facts_a_case" in row:
            by_name[row["name"]].append(row)
    for name, mine in by_name.items():
        cells = [f"{median(row[figure] for row in mine):.{digits}f}" for _, figure, digits in _COSTS]
        table.add_row(name, *cells)
    return table


def _references(rows: list[Row]) -> Table:
    table = Table(title="References")
    for column in ("", "a second", "range", "p50 ms", "p99 ms", "processor ms", "times", "load"):
        table.add_column(column, justify="right" if column else "left")
    by_name = defaultdict(list)
    for row in rows:
        if row["kind"] == "reference":
            by_name[row["name"]].append(row)
    for name, mine in by_name.items():
        rates = sorted(float(row["cases_a_second" if "cases_a_second" in row else "value"]) for row in mine)
        tail = [
            f"{median(row[key] for row in mine):.0f}" if key in mine[0] else ""
            for key in ("p50_ms", "p99_ms")
        ]
        costs = [row["processor_ms"] for row in mine if "processor_ms" in row]
        loads = [row["load"] for row in mine]
        table.add_row(
            _NAMES.get(name, name),
            short(median(rates)),
            f"{short(rates[0])} to {short(rates[-1])}",
            *tail,
            f"{median(costs):.2f}" if costs else "",
            str(len(mine)),
            f"{median(loads):.1f}",
        )
    return table


def short(value: float) -> str:
    """A figure with about three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
