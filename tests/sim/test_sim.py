"""The product simulated from seeds: people, faults, two workers in one process, and an auditor who believes nobody."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.store.database import migrate
from tests.conftest import IS_SOAK, NewDatabase
from tests.sim.__main__ import told
from tests.sim.ground import Ground
from tests.sim.planted import FAULTS, QUIET, Planted
from tests.sim.world import World, is_quiet

SEEDS = 100_000 if IS_SOAK else 40
PART = SEEDS // 20
"""Seeds of one test: small enough that both workers of a run have something to do until its end."""

ENOUGH = 120
"""A planted fault that is not found within so many seeds would live long in the product."""

MENDED = (Path(__file__).parent / "mended.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def ground(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One database for all seeds."""
    dsn = new_database()
    migrate(dsn)
    ground = Ground(dsn, Path(tmp_path_factory.mktemp("sim")))
    yield ground
    ground.close()


@pytest.mark.soak
@pytest.mark.database
@pytest.mark.timeout(24 * 3600)
@pytest.mark.parametrize("first", range(0, SEEDS, PART))
def test_seeds_leave_nothing_wrong(first: int, ground: Ground) -> None:
    """Each ends where the rules say, with every effect once, and all that was acknowledged in the journal."""
    for seed in range(first, first + PART):
        result = World(seed, ground).run()
        assert not result.findings, told(result, with_story=True)


@pytest.mark.database
@pytest.mark.timeout(600)
def test_seeds_that_once_found_a_fault_find_none(ground: Ground) -> None:
    """Whatever was mended stays so."""
    seeds = [int(line.split()[0]) for line in MENDED.splitlines() if line and not line.startswith("#")]
    assert seeds
    for seed in seeds:
        result = World(seed, ground).run()
        assert not result.findings, told(result, with_story=True)


@pytest.mark.database
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [3, 17, 34])
def test_a_seed_is_always_the_same(seed: int, ground: Ground) -> None:
    """The whole story and every stored fact, byte for byte."""
    first, second = World(seed, ground).run(), World(seed, ground).run()
    assert first.story == second.story
    assert first.digest == second.digest


@pytest.mark.database
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Planted, ground: Ground) -> None:
    """The product is broken on purpose: the auditor says so within a few seeds."""
    with fault(ground):
        seeds = (seed for seed in itertools.count() if fault not in QUIET or is_quiet(seed))
        for seed in itertools.islice(seeds, ENOUGH):
            if World(seed, ground).run().findings:
                return
    pytest.fail(f"{ENOUGH} seeds, and nobody noticed")
