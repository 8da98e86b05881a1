"""So many cases in flight for so long, and how fast they were: the same rule for every engine that is measured."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable

STEPS = 10
"""Durable steps of one case, each trivial: less work than an ending's, and every engine can do it."""


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every engine is told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", default="", help="the PostgreSQL to use, a database of its own")
    parser.add_argument("--in-flight", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--warm", type=float, default=1.0, help="seconds before anything counts")
    return parser


def measure(one: Callable[[int], object], options: argparse.Namespace) -> dict[str, float]:
    """Run `one(number)` in so many threads; what ended after the warm-up and within the seconds counts.

    Raises the first error that any of them met.
    """
    begins = time.perf_counter() + options.warm
    ends, took, numbers = begins + options.seconds, list[float](), iter(range(10**9))
    errors: list[BaseException] = []

    def worker() -> None:
        try:
            while not errors and (began := time.perf_counter()) < ends:
                one(next(numbers))
                ended = time.perf_counter()
                if begins <= ended < ends:
                    took.append(ended - began)
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that is listened to
            errors.append(error)

    threads = [threading.Thread(target=worker) for _ in range(options.in_flight)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return figures(took, options.seconds)


def figures(took: list[float], seconds: float) -> dict[str, float]:
    """Cases a second, and the middle and the 99th percentile of a whole case."""
    if not took:
        raise SystemExit("not one case ended in time")
    took = sorted(took)
    return {
        "cases": len(took),
        "cases_a_second": len(took) / seconds,
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[min(int(len(took) * 0.99), len(took) - 1)] * 1000,
    }


def say(found: dict[str, float], options: argparse.Namespace, version: str) -> None:
    """The one line that the bench reads."""
    told = {**found, "in_flight": options.in_flight, "steps": STEPS, "version": version}
    print(json.dumps(told), flush=True)
