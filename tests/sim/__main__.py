"""Plays seeds from the command line: one with its story, or with `--count` as many from there, in short."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signoff.store.database import migrate
from signoff.store.embedded import Embedded
from tests.sim.ground import FAST, Ground
from tests.sim.world import Result, World


@contextmanager
def own_ground() -> Iterator[Ground]:
    """A database of one's own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="signoff-sim-", dir="/tmp") as name:
        folder = Path(name)
        with Embedded(folder / "pg", settings=FAST) as server:
            migrate(server.dsn())
            ground = Ground(server.dsn(), folder / "home")
            try:
                yield ground
            finally:
                ground.close()


def told(result: Result, *, with_story: bool) -> str:
    """What is printed of one seed."""
    head = f"seed {result.seed}, digest {result.digest}, endings {result.endings}"
    story = result.story if with_story else []
    found = [f"  {finding}" for finding in result.findings] or ["  nothing wrong"]
    replay = [f"again with its story: make sim SEED={result.seed}"] if result.findings else []
    return "\n".join([*story, head, *found, *replay])


def main() -> int:
    """Play; the exit code says whether anything was wrong."""
    parser = argparse.ArgumentParser(prog="make sim", description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--count", type=int, default=1)
    asked = parser.parse_args()
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    began, bad, kinds, endings = time.perf_counter(), 0, Counter[str](), Counter[str]()
    with own_ground() as ground:
        for seed in range(asked.seed, asked.seed + asked.count):
            result = World(seed, ground).run()
            bad += bool(result.findings)
            kinds.update(result.troubles)
            endings.update(result.endings)
            if result.findings or asked.count == 1:
                sys.stdout.write(told(result, with_story=asked.count == 1) + "\n")
                sys.stdout.flush()
    if asked.count > 1:
        seconds = time.perf_counter() - began
        sys.stdout.write(f"{asked.count} seeds, {bad} with findings, {seconds:.0f} s\n")
        sys.stdout.write(f"faults: {dict(kinds)}\nendings: {dict(endings)}\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
