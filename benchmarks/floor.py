"""`make floor`: what each promise costs the processor at least, measured in one run, beside what V1 to V5 ask for.

The promises are counted in a real load: rows by table, transactions, events. Each is priced alone (`prices.py`): no
calls, no words, no pages. The rules, words and pages of that load are priced apart (`rules.py`). The run is kept as one
raw row.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import machine
import psycopg
import references
from bench import keep_rows, postgres
from endings import Load, crowd_of
from prices import Price, Prices, Rows, Sample, hop, python_parts
from rich.console import Console
from rich.table import Table
from rules import Parts, alone

from signoff.store.coding import decode_case, decode_fact
from signoff.store.database import Database
from signoff.store.exchange import Exchange, Row, Value

LOOK_SECONDS = 0.05
SHARES = {"V1": (0.12, 1, 8), "V2": (0.35, 1, 64), "V3": (0.7, 2, 256)}
"""What is asked for of pgbench's rate, in how many processes, with how many in flight."""
V4_SECONDS = 0.15

COUNTS = """
select relname, n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables where schemaname = 'signoff'
"""

Counts = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one case of a real load makes and costs, a case as a sample, and what its rules cost alone."""

    counts: Counts
    sample: Sample
    cases_a_second: float
    python_ms: float
    postgres_ms: float
    rules: Parts


async def counted(url: str, folder: Path, seconds: float, in_flight: int) -> Counted:
    """What one case makes with so many in flight."""
    async with crowd_of(url, folder) as crowd:
        said = _counting_questions()
        people = Load(crowd, in_flight)
        people.start()
        while people.ended < max(in_flight, 64):
            people.check()
            await asyncio.sleep(LOOK_SECONDS)
        server = machine.Postgres(url)
        before, events, asked = _stored(url), crowd.events["events"], Counter[str]()
        asked.subtract(said)
        reading = await asyncio.to_thread(server.read)
        processor, began = time.process_time(), time.perf_counter()
        await asyncio.sleep(seconds)
        passed, spent = time.perf_counter() - began, time.process_time() - processor
        events = crowd.events["events"] - events
        after, did = _stored(url), (await asyncio.to_thread(server.read)).since(reading)
        asked.update(said)
        rules = await alone(crowd, seconds / 2)
        await people.stop()
        server.close()
    # People who began together end together: cases are told by the events of these seconds.
    events_a_case = crowd.events["events"] / people.ended
    cases = events / events_a_case
    found = {name: (after[name] - before.get(name, 0)) / cases for name in after}
    found["events", ""] = events_a_case
    writing = did["writing_transactions"] / cases
    found["transactions", "writing"] = writing
    # Each transaction is begun, told whose rows it sees, and ended: three statements that are in its own price.
    found["transactions", "looking"] = max(asked["transactions"] / cases - writing, 0.0)
    found["statements", ""] = (asked["statements"] - 3 * asked["transactions"]) / cases
    spent_ms, postgres_ms = spent / cases * 1000, did["processor_seconds"] / cases * 1000
    return Counted(found, _sample(url), cases / passed, spent_ms, postgres_ms, _of_case(rules, events_a_case))


def _sample(url: str) -> Sample:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select id, body from signoff.cases where state = 'ended' limit 1"
        ).fetchone()
        assert row is not None
        bodies = connection.execute(
            "select body from signoff.journal where case_id = %s order by sequence", (row[0],)
        ).fetchall()
    return Sample(decode_case(row[1]), [decode_fact(body) for (body,) in bodies])


def _of_case(of_event: Parts, events_a_case: float) -> Parts:
    return [(name, times * events_a_case, ms * events_a_case) for name, times, ms in of_event]


def _counting_questions() -> Counter[str]:
    """How many transactions are begun and statements sent from now on in this process."""
    said, put = Counter[str](), Exchange.put

    def counted_put(self: Exchange, statement: bytes, values: Sequence[Value] = ()) -> list[Row]:
        said["statements"] += 1
        said["transactions"] += statement == b"begin"
        return put(self, statement, values)

    Exchange.put = counted_put  # type: ignore[method-assign]
    return said


def _stored(url: str) -> Counts:
    with psycopg.connect(url) as connection:
        rows = connection.execute(COUNTS).fetchall()
    return {(row[0], kind): row[at] for row in rows for at, kind in ((1, "ins"), (2, "upd"), (3, "del"))}


@dataclass(slots=True)
class Sum:
    """Milliseconds of processor a case, and the lines they came from."""

    python: float = 0.0
    postgres: float = 0.0
    lines: list[tuple[str, float, float, float]] = field(default_factory=list)

    def add(self, name: str, times: float, price: Price) -> None:
        """So many times this price."""
        line = name, times, times * price.python, times * price.postgres
        self.lines.append(line)
        self.python, self.postgres = self.python + line[2], self.postgres + line[3]


def promises(found: Counted, parts: list[tuple[str, float]], prices: dict[str, Price], rows: Rows) -> Sum:
    """What keeping the promises costs a case at least."""
    least = Sum()
    for place, price in rows.items():
        if found.counts.get(place, 0) >= 0.05:
            least.add(f"rows of {place[0]}: {place[1]}", found.counts[place], price)
    least.add("transactions that write", found.counts["transactions", "writing"], prices["transaction"])
    least.add("transactions that look", found.counts["transactions", "looking"], prices["look"])
    least.add("statements", found.counts["statements", ""], prices["statement"])
    least.add("events that somebody waits for", found.counts["events", ""], prices["hop"])
    for name, ms in parts:
        least.add(name, 1, Price(ms, 0))
    return least


def decided(rules: Parts) -> Sum:
    """What deciding and wording costs a case at least."""
    least = Sum()
    for name, times, ms in rules:
        least.add(name, times, Price(ms / times if times else 0, 0))
    return least


def told(found: Counted, kept: Sum, said: Sum) -> None:
    """Print what a case costs at least, line by line."""
    table = Table(title="a case at least, ms of processor", title_justify="left")
    for name in ("", "times", "Python", "PostgreSQL"):
        table.add_column(name, justify="left" if not name else "right")
    for title, part in (("the promises", kept), ("what is decided and said", said)):
        for name, times, python, postgres_ in part.lines:
            table.add_row(name, f"{times:.1f}", f"{python:.3f}", f"{postgres_:.3f}")
        table.add_row(title, "", f"{part.python:.2f}", f"{part.postgres:.2f}", end_section=True)
    table.add_row("both", "", f"{kept.python + said.python:.2f}", f"{kept.postgres:.2f}")
    table.add_row("measured in the same run", "", f"{found.python_ms:.2f}", f"{found.postgres_ms:.2f}")
    Console(width=110, highlight=False).print(table)


def asked(tps: float, in_flight: int, kept: Sum, said: Sum) -> None:
    """Print what a goal leaves for a case, in a process of Python and on both cores, beside the least there is.

    Of goals with as many in flight, or fewer: in smaller batches a case has no fewer transactions and statements.
    """
    goals = {
        id_: (share * tps, processes) for id_, (share, processes, of) in SHARES.items() if of <= in_flight
    }
    if in_flight == SHARES["V2"][2]:
        goals["V4"] = in_flight / V4_SECONDS, 1
    python, all_ = kept.python + said.python, kept.python + said.python + kept.postgres
    print(f"pgbench {tps:.0f} a second; two cores, nothing else on them; one process of Python is one core")
    for id_, (rate, processes) in goals.items():
        left = processes * 1000 / rate, 2000 / rate
        by_promises = kept.python > left[0] or kept.python + kept.postgres > left[1]
        by_both = python > left[0] or all_ > left[1]
        verdict = (
            "the promises forbid it"
            if by_promises
            else "what is decided forbids it"
            if by_both
            else "not forbidden"
        )
        print(
            f"{id_}: {rate:.0f} cases a second leave {left[0]:.2f} ms of Python and {left[1]:.2f} of both a case; "
            f"promises {kept.python:.2f} and {kept.python + kept.postgres:.2f}, "
            f"with rules {python:.2f} and {all_:.2f}: {verdict}"
        )


async def main() -> None:
    """Count, price, and add up."""
    parser = argparse.ArgumentParser(prog="make floor", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--in-flight", type=int, default=64, help="64; 8 for V1, 256 for V3")
    options = parser.parse_args()
    with postgres() as (url, folder):
        await asyncio.to_thread(references.prepare, url)
        tps = [await asyncio.to_thread(references.pgbench, url, 4)]
        found = await counted(url, folder, options.seconds, options.in_flight)
        exchange = Exchange(await Database(url).connect())
        of = Prices(exchange, found.sample)
        await of.begin()
        prices = {**await of.overheads(), "hop": Price(await hop(), 0)}
        rows = await of.rows()
        durable = [1000 / await asyncio.to_thread(references.ins1, url, 1.0)]
        acknowledged = await of.acknowledged()
        durable.append(1000 / await asyncio.to_thread(references.ins1, url, 1.0))
        exchange.close()
        tps.append(await asyncio.to_thread(references.pgbench, url, 4))
    counts, rate, insert = found.counts, sum(tps) / len(tps), sum(durable) / 2
    changed = counts["cases", "ins"] + counts["cases", "upd"]
    parts = python_parts(found.sample, counts["journal", "ins"], changed, counts["sealed", "ins"])
    kept, said = promises(found, parts, prices, rows), decided(found.rules)
    print(f"{options.in_flight} in flight: {found.cases_a_second:.0f} cases a second, load {machine.load()}")
    told(found, kept, said)
    asked(rate, options.in_flight, kept, said)
    print(
        f"V5: 4 x a durable insert of {insert:.2f} ms is {insert * 4:.2f}; its two round trips and 14 statements "
        f"alone take {acknowledged:.2f} ms, {acknowledged / insert:.1f} x"
    )
    keep_rows(
        [
            _row(
                found,
                kept,
                said,
                options.in_flight,
                {"pgbench": rate, "insert_ms": insert, "v5_ms": acknowledged},
            )
        ]
    )


def _row(found: Counted, kept: Sum, said: Sum, in_flight: int, beside: dict[str, float]) -> dict[str, Any]:
    """The run as one raw row."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": "floor",
        "name": f"floor of {in_flight}",
        "load": machine.load(),
        "cases_a_second": found.cases_a_second,
        "python_ms_a_case": found.python_ms,
        "postgres_ms_a_case": found.postgres_ms,
        **{
            f"{name}_{column}_ms": getattr(part, column)
            for name, part in (("promises", kept), ("rules", said))
            for column in ("python", "postgres")
        },
        **beside,
        "lines": [
            [name, *(round(value, 4) for value in values)] for name, *values in (*kept.lines, *said.lines)
        ],
    }


if __name__ == "__main__":
    asyncio.run(main())
