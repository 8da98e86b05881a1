"""Facts on their way into the log: off the commit path, once each, in one tree, whoever enters them."""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest

from signoff.app import App
from signoff.config import Settings
from signoff.domain.document import LogProof
from signoff.engine import entering as entering_module
from signoff.engine.audit import audit_tenant
from signoff.engine.entering import Entering, LogBroken
from signoff.evidence.checkpoint import Checkpoint, open_checkpoint
from signoff.evidence.log_keys import LogKeys
from signoff.evidence.logged import leads_to
from signoff.evidence.merkle import consistency, is_consistent
from signoff.evidence.note import NoteSigner
from signoff.evidence.rebuilding import Rebuilt
from signoff.evidence.tiles import node_in, places_for
from signoff.store import log as store
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.website import portal
from tests.engine.stage import ENDINGS, Stage

TENANT = ENDINGS[1].carrier_id
COPIES = 40


@pytest.fixture
def keys(product_folder: Path) -> LogKeys:
    """The keys of the logs."""
    return LogKeys(Settings(data_directory=product_folder).log_keys)


def _facts(owner: psycopg.Connection, count: int, *, case: int = 0) -> list[tuple[str, int, bytes]]:
    """Facts of one case that wait to be entered; their bodies are of no matter here."""
    rows = owner.execute(
        "insert into journal select %s, ('00000000-0000-4000-8000-' || lpad(%s, 12, '0'))::uuid, n, '',"
        " sha256((%s || '/' || n)::bytea) from generate_series(1, %s) n returning case_id::text, sequence, chain",
        (TENANT, str(case), str(case), count),
    ).fetchall()
    return [(case_id, sequence, chain) for case_id, sequence, chain in rows]


def _checkpoints(owner: psycopg.Connection, keys: LogKeys) -> list[Checkpoint]:
    rows = owner.execute("select note from checkpoints order by size").fetchall()
    return [open_checkpoint(note, [keys.of(TENANT).verifier]).checkpoint for (note,) in rows]


def _tree(owner: psycopg.Connection) -> Rebuilt:
    tree = Rebuilt()
    for (chain,) in owner.execute(
        "select chain from journal where position >= 0 order by position"
    ).fetchall():
        tree.append(chain)
    return tree


async def test_every_ending_is_in_the_log_when_its_certificate_is_drawn(
    app: App, stage: Stage, keys: LogKeys, no_paper: None
) -> None:
    """One whole ending; the audit finds nothing, and nothing waits a moment later."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    entering = Entering(app.database, keys, [TENANT])

    await entering.look()

    report = await audit_tenant(app.database, TENANT, [keys.of(TENANT).verifier])
    assert report.findings == []
    assert (report.cases, report.entered) == (1, report.facts)
    assert report.entered > 20


async def test_whoever_comes_together_shares_a_round(
    still: App, owner: psycopg.Connection, keys: LogKeys
) -> None:
    """Forty proofs asked for at once: all of them hold, and few checkpoints were signed for them."""
    entering = Entering(still.database, keys, [TENANT])
    facts = [fact for case in range(COPIES) for fact in _facts(owner, 5, case=case)]

    proofs = await asyncio.gather(*(entering.proof(TENANT, *fact) for fact in facts))

    checkpoints = {one.size: one for one in _checkpoints(owner, keys)}
    assert all(
        leads_to(proof, fact[2], checkpoints[proof.size]) for proof, fact in zip(proofs, facts, strict=True)
    )
    assert len({proof.index for proof in proofs}) == len(facts)
    assert len(checkpoints) <= 2


async def test_who_comes_too_late_for_a_round_has_the_next(
    still: App, owner: psycopg.Connection, keys: LogKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact that is committed while a round is under way is entered before its own caller goes on."""
    entering = Entering(still.database, keys, [TENANT])
    later: list[asyncio.Task[LogProof]] = []
    enter = store.enter

    def enter_too_late(*values: object) -> None:
        """What this round takes has been read; the task begins before it is stored."""
        if not later:
            fact = _facts(owner, 1, case=2)[0]
            later.append(asyncio.create_task(entering.proof(TENANT, *fact)))
        enter(*values)  # type: ignore[arg-type] # whatever it is called with

    monkeypatch.setattr(store, "enter", enter_too_late)
    first = await entering.proof(TENANT, *_facts(owner, 1, case=1)[0])
    second = await later[0]

    assert sorted((first.index, second.index)) == [0, 1]


async def test_several_processes_make_one_tree(still: App, owner: psycopg.Connection, keys: LogKeys) -> None:
    """Five at once, while facts keep coming: no place is given twice or left out, and there is one history."""
    workers = [Entering(still.database, LogKeys(still.settings.log_keys), [TENANT]) for _ in range(5)]

    async def work(number: int, worker: Entering) -> None:
        for turn in range(8):
            await asyncio.to_thread(_facts_alone, still, number * 100 + turn)
            await worker.enter(TENANT)

    await asyncio.gather(*(work(number, worker) for number, worker in enumerate(workers)))

    places = [row[0] for row in owner.execute("select position from journal order by position").fetchall()]
    assert places == list(range(5 * 8 * 70))
    tree, checkpoints = Rebuilt(), {one.size: one for one in _checkpoints(owner, keys)}
    for (chain,) in owner.execute("select chain from journal order by position").fetchall():
        tree.append(chain)
        assert tree.size not in checkpoints or checkpoints[tree.size].root == tree.root()
    assert max(checkpoints) == len(places)


def _facts_alone(app: App, case: int) -> None:
    with psycopg.connect(app.database._url, autocommit=True, options="-c search_path=signoff") as own:
        _facts(own, 70, case=case)


async def test_the_stored_tree_proves_each_checkpoint_from_the_one_before(
    still: App, owner: psycopg.Connection, keys: LogKeys
) -> None:
    """From the tiles in the database, over borders of tiles."""
    entering = Entering(still.database, keys, [TENANT])
    for case, count in enumerate((1, 254, 1, 1, 300, 2000, 70_000 // 100)):
        _facts(owner, count, case=case)
        await entering.enter(TENANT)

    checkpoints = _checkpoints(owner, keys)
    assert [one.size for one in checkpoints] == [1, 255, 256, 257, 557, 2557, 3257]
    for old, new in itertools.pairwise(checkpoints):
        async with still.database.reading(TENANT) as connection:
            wanted = places_for(partial(consistency, old.size, new.size))
            tiles = await store.tiles(connection, TENANT, wanted)
        steps = consistency(old.size, new.size, partial(node_in, tiles))
        assert is_consistent(old.size, new.size, old.root, new.root, steps)
    assert checkpoints[-1].root == _tree(owner).root()


@pytest.mark.parametrize(
    "forgery",
    [
        "update log_tiles set hashes = set_byte(hashes, 70, 1 - get_byte(hashes, 70) %% 2)",
        "update log_tiles set hashes = substring(hashes for 320)",
        "delete from log_tiles",
        "update logs set size = size - 1",
        "update logs set size = size + 1",
        "update logs set key = 'another'",
        "delete from logs",
        "delete from checkpoints",
        "update checkpoints set note = replace(note, '12', '13')",
        "update checkpoints set note = %(foreign)s",
    ],
)
async def test_nothing_is_signed_over_a_log_that_was_changed(
    forgery: str, still: App, owner: psycopg.Connection, keys: LogKeys
) -> None:
    """Whatever is not as it was signed last: nothing more is entered, and no checkpoint is made."""
    entering = Entering(still.database, keys, [TENANT])
    _facts(owner, 12)
    await entering.enter(TENANT)
    other = Checkpoint(keys.of(TENANT).name, 12, _tree(owner).root())
    values = {"foreign": NoteSigner.fresh(other.origin).sign(other.text)}
    assert owner.execute(forgery.encode(), values).rowcount == 1
    before = owner.execute("select size, note from checkpoints").fetchall()
    fact = _facts(owner, 1, case=7)[0]

    with pytest.raises((LogBroken, psycopg.Error)):
        await entering.proof(TENANT, *fact)

    assert owner.execute("select size, note from checkpoints").fetchall() == before
    assert owner.execute("select count(*) from journal where position is null").fetchall() == [(1,)]


async def test_a_proof_of_another_fact_is_not_handed_out(
    still: App, owner: psycopg.Connection, keys: LogKeys
) -> None:
    """The hash that would stand on the certificate must be the one that was entered."""
    entering = Entering(still.database, keys, [TENANT])
    case_id, sequence, chain = _facts(owner, 9)[3]

    assert leads_to(
        await entering.proof(TENANT, case_id, sequence, chain), chain, _checkpoints(owner, keys)[0]
    )
    with pytest.raises(LogBroken):
        await entering.proof(TENANT, case_id, sequence, bytes(32))
    with pytest.raises(LogBroken):
        await entering.proof(TENANT, case_id, 10, chain)


async def test_what_was_entered_lately_is_proven_without_a_round(
    still: App, owner: psycopg.Connection, keys: LogKeys
) -> None:
    """From what this process knows, also of rounds before its last; where others went on meanwhile, from the store."""
    mine, other = (Entering(still.database, keys, [TENANT]) for _ in range(2))
    facts = _facts(owner, 100, case=1)
    await mine.proof(TENANT, *facts[0])
    facts += _facts(owner, 30, case=2)
    await mine.proof(TENANT, *facts[-1])
    facts += _facts(owner, 500, case=3)
    before = [await mine.proof(TENANT, *fact) for fact in facts[:130]]
    assert [one.size for one in _checkpoints(owner, keys)] == [100, 130]

    await other.proof(TENANT, *facts[-1])
    facts += _facts(owner, 1, case=4)
    await mine.proof(TENANT, *facts[-1])
    after = await asyncio.gather(*(mine.proof(TENANT, *fact) for fact in facts))

    checkpoints = {one.size: one for one in _checkpoints(owner, keys)}
    assert sorted(checkpoints) == [100, 130, 630, 631]
    assert [proof.size for proof in before] == [130] * 130
    for proof, fact in zip((*before, *after), (*facts[:130], *facts), strict=True):
        assert leads_to(proof, fact[2], checkpoints[proof.size])


async def test_a_long_backlog_is_entered_in_rounds(
    still: App, owner: psycopg.Connection, keys: LogKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits longer than one round takes is entered by one call, a checkpoint each round."""
    monkeypatch.setattr(entering_module, "ROUND_MAX", 100)
    _facts(owner, 350)

    await Entering(still.database, keys, [TENANT]).look()

    assert [one.size for one in _checkpoints(owner, keys)] == [100, 200, 300, 350]


async def test_the_log_is_served_beside_the_portal(
    app: App, stage: Stage, keys: LogKeys, no_paper: None, clock: MovableClock
) -> None:
    """Checkpoint, tile and entries of an ending, from the running product; with the portal's safety headers."""
    await stage.person(app.desk, await stage.line()).walk()
    await stage.at_rest()
    transport = httpx.ASGITransport(portal(app))
    async with httpx.AsyncClient(transport=transport, base_url=app.settings.address) as web:
        note = (await web.get(f"/log/{TENANT}/checkpoint")).text
        checkpoint = open_checkpoint(note, [keys.of(TENANT).verifier]).checkpoint
        tile = await web.get(f"/log/{TENANT}/tile/0/000.p/{checkpoint.size}")
        entries = await web.get(f"/log/{TENANT}/tile/entries/000.p/{checkpoint.size}")

    tree = Rebuilt()
    hashes = b"".join(
        tree.append(entries.content[at + 2 : at + 34]) for at in range(0, checkpoint.size * 34, 34)
    )
    assert tile.content == hashes
    assert tree.root() == checkpoint.root
    assert tile.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in tile.headers["cache-control"]
