"""The product simulated from seeds: people, faults, two workers in one process, and an auditor who believes nobody."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from signoff.store.database import migrate
from tests.conftest import IS_SOAK, NewDatabase
from tests.sim.__main__ import own_ground, told
from tests.sim.ground import Ground
from tests.sim.planted import Planted
from tests.sim.planted_all import ENOUGH, PLANTED, seeds_for
from tests.sim.played import ROW, Played
from tests.sim.world import World

SEEDS = 100_000 if IS_SOAK else 500
PART = SEEDS // 20
"""Seeds of one test: small enough that both workers of a run have something to do until its end."""

RESTARTS = 1_016
"""A seed in which the server is really killed."""

FOUND_BY: dict[str, int] = {
    "answer_before_commit": 2,
    "key_not_deduplicated": 0,
    "refund_twice": 85,
    "lease_ignored": 255,
    "withdrawn_after_the_cut": 140,
    "old_codes_stay_right": 21,
    "reserve_not_released": 6,
    "stale_case_written": 0,
    "intent_lost": 1,
    "wrong_proration": 5,
    "page_of_somebody_else": 2,
    "form_sent_twice_counts_twice": 4,
    "refusal_not_worded": 6,
    "box_ticked_by_itself": 2,
    "live_page_stays_behind": 2,
    "stays_and_is_withdrawn": 2,
    "any_claim_code": 0,
    "answers_forgotten_early": 26,
    "erased_but_for_documents": 2,
    "erased_too_early": 1,
    "not_yet_is_kept_twice": 0,
    "erased_but_for_evidence": 4,
    "erased_but_for_messages": 4,
    "bill_closes_everything": 13,
    "answered_and_still_asked": 2,
    "day_of_a_task_forgotten": 4,
    "any_secret_opens": 38,
    "note_in_the_open": 19,
    "step_up_left_out": 25,
    "standing_not_read_before_the_cut": 12,
    "hold_forgotten": 168,
    "approved_by_who_asked": 90,
    "destroyed_by_one": 52,
    "picture_decided_unseen": 75,
    "look_without_a_fact": 12,
    "any_role_may": 12,
    "caller_taken_for_the_holder": 30,
    "pictures_kept": 25,
    "charge_taken_back_twice": 2,
    "final_bill_taken_back": 64,
    "breach_not_told": 2,
    "paper_not_needed": 263,
    "papers_hold_for_ever": 60,
    "holder_who_came_forgotten": 245,
    "new_sim_proves": 12,
    "stop_stops_nothing": 30,
}
"""A seed that finds a planted fault; `python -m tests.sim 0 --planted` looks for the first ones anew."""

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
    played = Played() if IS_SOAK else None
    for seed in range(first, first + PART):
        if played is not None and seed in played.seeds:
            continue
        result = World(seed, ground).run()
        if played is not None:
            played.note(seed, result.findings, result.counts)
        assert not result.findings, told(result, with_story=True)
    if played is not None:
        played.write()


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
@pytest.mark.parametrize("seed", [3, 138])
def test_a_seed_is_always_the_same(seed: int, ground: Ground) -> None:
    """The whole story and every stored fact, byte for byte."""
    first, second = World(seed, ground).run(), World(seed, ground).run()
    assert first.story == second.story
    assert first.digest == second.digest


@pytest.mark.database
@pytest.mark.timeout(300)
def test_a_seed_is_the_same_wherever_and_after_whatever(ground: Ground) -> None:
    """On a server of its own, as the first world of all, as it is here after others."""
    World(17, ground).run()
    here = World(138, ground).run()
    with own_ground() as another:
        there = World(138, another).run()
    assert here.story == there.story
    assert here.digest == there.digest


@pytest.mark.database
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Planted, ground: Ground) -> None:
    """The product is broken on purpose: the auditor says so, in the seed that is known or else within a few."""
    known = FOUND_BY[fault.__name__]
    with fault(ground):
        for seed in itertools.chain([known], seeds_for(fault)):
            if World(seed, ground).run().findings:
                return
    pytest.fail(f"{ENOUGH} seeds, and nobody noticed")


@pytest.mark.database
@pytest.mark.timeout(300)
def test_a_real_restart_of_the_database_leaves_nothing_wrong(tmp_path: Path) -> None:
    """The server is killed in the middle of a world, and recovers."""
    with own_ground() as ground:
        result = World(RESTARTS, ground).run()
        assert not result.findings, told(result, with_story=True)
        assert ground.restarts == 1


def test_what_was_played_is_known_after_a_run_that_was_ended(tmp_path: Path) -> None:
    """Rows are written as they are full or have found something; the rest of a row is played again."""
    file = tmp_path / "played.jsonl"
    first = Played(file)
    for seed in range(7, 7 + ROW + 3):
        first.note(seed, [], {"turns": 2})
    first.note(7 + ROW + 3, ["lost"], {"turns": 2})
    first.note(500, [], {"turns": 2})
    again = Played(file)
    assert again.seeds == set(range(7, 7 + ROW + 4))
    assert [line["found"] for line in again.lines()] == [{}, {str(7 + ROW + 3): ["lost"]}]
    assert [line["counts"] for line in again.lines()] == [{"turns": 2 * ROW}, {"turns": 8}]
