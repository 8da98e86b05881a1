"""Plays seeds from the command line: one with its story, or with `--count` as many from there, in short.

With `--keep` it is kept what was played, and only the rest is. `--planted` looks for the first seed of each planted
fault.
"""

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
from tests.sim.planted_all import PLANTED, seeds_for
from tests.sim.played import Played
from tests.sim.world import Result, World


@contextmanager
def own_ground() -> Iterator[Ground]:
    """A database of one's own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="signoff-sim-", dir="/tmp") as name:
        folder = Path(name)
        with Embedded(folder / "pg", settings=FAST) as server:
            migrate(server.dsn())
            ground = Ground(server.dsn(), folder / "home", server)
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
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--planted", action="store_true")
    asked = parser.parse_args()
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    return _planted() if asked.planted else _play(asked)


def _planted() -> int:
    """The first seed that finds each planted fault, as `test_sim.py` has them."""
    with own_ground() as ground:
        for fault in PLANTED:
            with fault(ground):
                first = next((seed for seed in seeds_for(fault) if World(seed, ground).run().findings), None)
            sys.stdout.write(f'    "{fault.__name__}": {first},\n')
            sys.stdout.flush()
    return 0


def _play(asked: argparse.Namespace) -> int:
    began, bad, counts = time.perf_counter(), 0, Counter[str]()
    played = Played() if asked.keep else None
    seeds = [
        seed
        for seed in range(asked.seed, asked.seed + asked.count)
        if played is None or seed not in played.seeds
    ]
    with own_ground() as ground:
        for seed in seeds:
            result = World(seed, ground).run()
            bad += bool(result.findings)
            counts.update(result.counts)
            if played is not None:
                played.note(seed, result.findings, result.counts)
            if result.findings or asked.count == 1:
                sys.stdout.write(told(result, with_story=asked.count == 1) + "\n")
                sys.stdout.flush()
        if played is not None:
            played.write()
        if asked.count > 1:
            seconds = time.perf_counter() - began
            sys.stdout.write(f"{len(seeds)} seeds, {bad} with findings, {seconds:.0f} s\n")
            sys.stdout.write(f"{dict(sorted(counts.items()))}, {ground.restarts} real restarts\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
