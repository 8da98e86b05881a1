"""One process of the product under load; `bench.py` starts one or several and reads the lines they print.

It prints `ready`, waits for a line on its standard input, measures, and prints what it found, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from endings import Crowd, Load, crowd_of
from engines.load import figures
from machine import Postgres, forget_peak, memory_mb

LOOK_SECONDS = 0.05
LONGER_SECONDS_MAX = 10.0
REST_SECONDS = 0.02
"""Between two requests that are asked alone: what one leaves to do is done before the next."""


def tell(**what: object) -> None:
    """One line for the bench."""
    print(json.dumps(what), flush=True)


async def _wait_for_start() -> None:
    await asyncio.to_thread(sys.stdin.readline)


async def under_load(crowd: Crowd, url: str, options: argparse.Namespace) -> dict[str, float]:
    """Warm up, then count whole cases for so many seconds, and what they cost this process and PostgreSQL."""
    postgres, load = Postgres(url), Load(crowd, options.in_flight)
    load.start()
    # Steady at the earliest when everybody has ended once; where cases last long, some seconds are too few to count in.
    await _until(load, options.warm, lambda: load.ended >= options.in_flight)
    forget_peak()
    before = await asyncio.to_thread(postgres.read, facts=options.facts)
    events, began_processor = crowd.events.copy(), time.process_time()
    began = load.counts_from = time.perf_counter()
    await _until(load, options.seconds, lambda: len(load.took) >= options.in_flight)
    load.counts_until = time.perf_counter()
    processor = time.process_time() - began_processor
    events = crowd.events - events
    after = await asyncio.to_thread(postgres.read, facts=options.facts)
    peak = memory_mb("VmHWM")
    await load.stop()
    postgres.close()
    found = figures(load.took, load.counts_until - began)
    spent = {f"postgres_{name}": value for name, value in after.since(before).items()}
    return {
        **found,
        **spent,
        "events": events["events"],
        "events_of_all": crowd.events["events"],
        "answers_of_all": crowd.events["answers of people"],
        "cases_of_all": load.ended,
        "python_processor_seconds": processor,
        "memory_peak_mb": peak,
        "in_flight": options.in_flight,
    }


async def _until(load: Load, seconds: float, enough: Callable[[], bool]) -> None:
    """Wait so long, and longer until there is enough; end at once when somebody met an error."""
    ends_at = time.perf_counter() + seconds
    gives_up_at = ends_at + LONGER_SECONDS_MAX
    while (now := time.perf_counter()) < ends_at or (not enough() and now < gives_up_at):
        load.check()
        await asyncio.sleep(LOOK_SECONDS)


async def alone(crowd: Crowd, _: str, options: argparse.Namespace) -> dict[str, float]:
    """How long one request takes to be acknowledged when nobody else is there: one event, one commit."""
    took: list[float] = []
    begins = time.perf_counter() + options.warm
    ends = begins + options.seconds
    while time.perf_counter() < ends:
        ask = crowd.wish()
        began = time.perf_counter()
        await crowd.ask(ask)
        if began >= begins:
            took.append(time.perf_counter() - began)
        await asyncio.sleep(REST_SECONDS)
    return {**figures(took, options.seconds), "in_flight": 1}


async def main() -> None:
    """Start the product, say so, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("under_load", "alone"))
    parser.add_argument("--url", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--warm", type=float, default=2.0)
    parser.add_argument("--no-facts", dest="facts", action="store_false", help="do not count the journal")
    options = parser.parse_args()
    began = memory_mb()
    async with crowd_of(options.url, options.folder) as crowd:
        tell(ready=True, memory_empty_mb=began, memory_ready_mb=memory_mb())
        await _wait_for_start()
        measure = under_load if options.what == "under_load" else alone
        tell(**await measure(crowd, options.url, options), memory_ready_mb=memory_mb())


if __name__ == "__main__":
    asyncio.run(main())
