"""The product simulated from seeds: people, faults, two workers in one process, and an auditor who believes nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.store.database import migrate
from tests.conftest import NewDatabase
from tests.sim.__main__ import told
from tests.sim.ground import Ground
from tests.sim.world import World

SEEDS = 20


@pytest.fixture(scope="session")
def ground(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One database for all seeds."""
    dsn = new_database()
    migrate(dsn)
    ground = Ground(dsn, Path(tmp_path_factory.mktemp("sim")))
    yield ground
    ground.close()


@pytest.mark.database
@pytest.mark.timeout(600)
def test_seeds_leave_nothing_wrong(ground: Ground) -> None:
    """Each ends where the rules say, with every effect once, and all that was acknowledged in the journal."""
    for seed in range(SEEDS):
        result = World(seed, ground).run()
        assert not result.findings, told(result, with_story=True)


@pytest.mark.database
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [3, 17])
def test_a_seed_is_always_the_same(seed: int, ground: Ground) -> None:
    """The whole story and every stored fact, byte for byte."""
    first, second = World(seed, ground).run(), World(seed, ground).run()
    assert first.story == second.story
    assert first.digest == second.digest
