"""How long the scam check takes: for messages as they come, and for ten kilobytes of what is made to be slow.

Run it as `.venv/bin/python benchmarks/scam_check.py`; it prints milliseconds of processor time.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from signoff.catalogue.packs import load
from signoff.scam.check import Checker
from tests.scam.hostile import hostile
from tests.scam.messages import pairs

ROUNDS = 5


def timed(checker: Checker, text: str, rounds: int = 1) -> float:
    """The quickest of some rounds, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        checker.check(text)
        best = min(best, time.process_time() - begin)
    return best * 1000


def main() -> None:
    """Print the figures."""
    begin = time.perf_counter()
    checker = Checker(load(), date(2026, 11, 22))
    print(f"packs and tables read in {(time.perf_counter() - begin) * 1000:.0f} ms")
    messages = [one for pair in pairs() for one in (pair.genuine, pair.fake)]
    random.Random(1).shuffle(messages)  # noqa: S311 - the same order each time
    times = sorted(timed(checker, one) for one in messages)
    p95 = times[int(len(times) * 0.95)]
    median = statistics.median(times)
    print(f"{len(times)} messages: median {median:.2f} ms, p95 {p95:.2f} ms, worst {times[-1]:.2f} ms")
    print("10,000 characters of:")
    for name, text in hostile(10_000):
        print(f"  {timed(checker, text, ROUNDS):7.1f} ms  {name}")


if __name__ == "__main__":
    main()
