"""What each measure must reach, and what a run reached: ratios to references taken just before and just after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from statistics import median
from typing import Any

Row = dict[str, Any]
"""One measurement: `kind` (reference, product, paper, stored), `name`, figures, and the machine's load."""


@dataclass(frozen=True, slots=True)
class Against:
    """One comparison. Without a reference the figure itself is compared; `is_least` tells the better direction."""

    must: float
    stretch: float
    reference: str = ""
    figure: str = "value"
    is_least: bool = True

    def reaches(self, found: float, wanted: float) -> bool:
        """Whether it is good enough."""
        return found >= wanted if self.is_least else found <= wanted


@dataclass(frozen=True, slots=True)
class Goal:
    """One measure: which row's figure, and what it is compared with."""

    id: str
    what: str
    name: str
    figure: str
    unit: str
    against: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """What one comparison came to: the median of all rounds, with the lowest and the highest."""

    goal: Goal
    against: Against
    value: float
    found: float
    lowest: float
    highest: float
    rounds: int

    @property
    def verdict(self) -> str:
        """How far it got."""
        if self.against.reaches(self.found, self.against.stretch):
            return "stretch"
        return "reached" if self.against.reaches(self.found, self.against.must) else "missed"


def _most(must: float, stretch: float, reference: str = "", figure: str = "value") -> Against:
    return Against(must, stretch, reference, figure, is_least=False)


GOALS = (
    Goal(
        "V1",
        "cases/s, 8 in flight",
        "8 in 1",
        "cases_a_second",
        "/s",
        (Against(0.12, 0.25, "pgbench"), Against(10, 25, "dbos", "cases_a_second")),
    ),
    Goal(
        "V2",
        "cases/s, 64 in flight, one process",
        "64 in 1",
        "cases_a_second",
        "/s",
        (Against(0.35, 0.55, "pgbench"), Against(20, 40, "dbos", "cases_a_second")),
    ),
    Goal(
        "V3",
        "cases/s, 256 in flight, two processes",
        "256 in 2",
        "cases_a_second",
        "/s",
        (Against(0.7, 1.05, "pgbench"),),
    ),
    Goal(
        "V4",
        "p99 of a whole case, 64 in flight",
        "64 in 1",
        "p99_ms",
        "ms",
        (_most(150, 70), _most(0.5, 0.25, "dbos", "p99_ms")),
    ),
    Goal(
        "V5",
        "one request acknowledged, alone, p50",
        "alone",
        "p50_ms",
        "ms",
        (_most(4, 2.5, "ins1", "milliseconds"),),
    ),
    Goal("V7", "memory of a worker, 256 in flight", "256 in 1", "memory_peak_mb", "MB", (_most(120, 60),)),
    Goal("V8", "cost of a case, 1 M stored to 10 k", "stored", "cost_ratio", "x", (_most(1.2, 1.05),)),
    Goal(
        "V10", "started again, 100,000 open: due work flows", "restart", "work_seconds", "s", (_most(10, 3),)
    ),
    Goal(
        "V12",
        "certificate drawn and signed, one core",
        "certificate",
        "milliseconds",
        "ms",
        (_most(150, 60),),
    ),
    Goal("V13", "certificate's proof verified, one core", "proof", "a_second", "/s", (Against(200, 2000),)),
)


def reached(rows: list[Row]) -> Iterator[Reached]:
    """What the rows of one run came to, goal by goal; what was not measured is left out."""
    for goal in GOALS:
        places = [place for place, row in enumerate(rows) if row["name"] == goal.name and goal.figure in row]
        for against in goal.against:
            found = sorted(_compared(rows, place, goal, against) for place in places)
            found = [one for one in found if not isnan(one)]
            if found:
                value = median(rows[place][goal.figure] for place in places)
                yield Reached(goal, against, value, median(found), found[0], found[-1], len(found))


def _compared(rows: list[Row], place: int, goal: Goal, against: Against) -> float:
    own = float(rows[place][goal.figure])
    if not against.reference:
        return own
    beside = around(rows, place, against.reference, against.figure)
    return own / beside if beside is not None else float("nan")


def around(rows: list[Row], place: int, reference: str, figure: str) -> float | None:
    """The mean of a reference just before and just after a measurement; None when it was not measured."""
    before = [row[figure] for row in rows[:place] if row["name"] == reference][-1:]
    after = [row[figure] for row in rows[place:] if row["name"] == reference][:1]
    both = before + after
    return sum(both) / len(both) if both else None
