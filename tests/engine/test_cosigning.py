"""The product and its witness: lines under notes, a witness that is away, and one that has seen another log."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from signoff.app import App
from signoff.engine import cosigning as cosigning_module
from signoff.engine.cosigning import Cosigning, LogWitness
from signoff.engine.entering import Entering
from signoff.evidence import witness as evidence
from signoff.evidence.checkpoint import open_checkpoint
from signoff.evidence.log_keys import LogKeys, LogKeyUnusable
from signoff.evidence.note import NoteSigner
from signoff.evidence.witness import Reply, ensure_witness
from tests.engine.stage import ENDINGS

TENANT = ENDINGS[1].carrier_id
NOW = 1_763_000_000


class Ground:
    """A log, and a witness that is asked without a network."""

    def __init__(self, app: App, owner: psycopg.Connection, directory: Path) -> None:
        self.keys = LogKeys(app.settings.log_keys)
        self.owner = owner
        ensure_witness(directory, "witness.example/two")
        verifier = self.keys.of(TENANT).verifier
        self.witness = evidence.Cosigning(directory, [verifier], clock=lambda: NOW)
        self.cosign = Cosigning(
            app.database, self.keys, LogWitness("http://witness.example", self.witness.verifier)
        )
        self.entering = Entering(app.database, self.keys, [TENANT], cosign=self.cosign)
        self.asked = 0
        self.is_away = False
        self.facts = 0

    def post(self, body: bytes) -> cosigning_module._Answer:
        """What the witness says."""
        self.asked += 1
        if self.is_away:
            raise ConnectionRefusedError
        reply: Reply = self.witness.add_checkpoint(body)
        return cosigning_module._Answer(reply.status, reply.content)

    async def enter(self, count: int) -> None:
        """New facts, entered."""
        self.facts += 1
        self.owner.execute(
            "insert into journal select %s, gen_random_uuid(), n, '', sha256(random()::text::bytea)"
            " from generate_series(1, %s) n",
            (TENANT, count),
        )
        await self.entering.enter(TENANT)

    def cosigners(self) -> list[int]:
        """How many witnesses' lines each checkpoint has."""
        rows = self.owner.execute("select note || cosignatures from checkpoints order by size").fetchall()
        keys = [self.keys.of(TENANT).verifier, self.witness.verifier]
        return [len(open_checkpoint(note, keys).cosigners) for (note,) in rows]


@pytest.fixture
def ground(still: App, owner: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Log and witness."""
    ground = Ground(still, owner, tmp_path)
    monkeypatch.setattr(Cosigning, "_post", ground.post)
    monkeypatch.setattr(cosigning_module, "PAUSE_SECONDS", 0.0)
    return ground


async def test_every_checkpoint_is_signed_by_the_witness(ground: Ground) -> None:
    """With the proof from the one before, over borders of tiles: one question each."""
    for count in (3, 253, 1, 600):
        await ground.enter(count)

    assert ground.cosigners() == [1, 1, 1, 1]
    assert ground.asked == 4


async def test_a_witness_that_was_away_signs_the_newest_when_it_is_back(ground: Ground) -> None:
    """What it missed stays without its line; facts are entered all the same, and the next look asks it again."""
    await ground.enter(5)
    ground.is_away = True
    await ground.enter(5)
    await ground.enter(5)
    assert ground.cosigners() == [1, 0, 0]

    ground.is_away = False
    await ground.entering.look()

    assert ground.cosigners() == [1, 0, 1]


async def test_a_witness_with_a_better_memory_is_asked_from_there(ground: Ground) -> None:
    """Its line was lost on the way: it tells how far it is, and signs again."""
    await ground.enter(5)
    ground.owner.execute("update checkpoints set cosignatures = ''")

    await ground.enter(5)

    assert ground.cosigners() == [0, 1]
    assert ground.asked == 3


@pytest.mark.parametrize("is_longer", [False, True])
async def test_a_log_that_was_rolled_back_gets_no_line_any_more(
    ground: Ground, is_longer: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is entered in its place: the witness has seen another log, and that is logged as an error."""
    await ground.enter(30)
    for table in ("journal", "logs", "log_tiles", "checkpoints"):
        ground.owner.execute(f"delete from {table}")

    await ground.enter(40 if is_longer else 20)

    assert ground.cosigners() == [0]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_a_line_that_is_not_the_witnesses_is_not_kept(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else answers in its place, under its name or another one."""
    for name in ("witness.example/two", "witness.example/three"):
        ground.witness._signer = NoteSigner.fresh(name, ground.witness.verifier.kind)
        await ground.enter(3)

    rows = ground.owner.execute("select cosignatures from checkpoints").fetchall()
    assert rows == [("",), ("",)]


@pytest.mark.parametrize(
    ("address", "key"), [("http://w.example", ""), ("w.example", None), ("ftp://w.example", None)]
)
def test_an_address_or_key_that_cannot_be_is_refused(address: str, key: str | None) -> None:
    """A witness's key is no log's key, and its address is one of the web."""
    witness, log = NoteSigner.fresh("w.example/one", 4).verifier, NoteSigner.fresh("l.example/one").verifier

    assert LogWitness.read("http://w.example/", witness.line).address == "http://w.example"
    with pytest.raises(LogKeyUnusable):
        LogWitness.read(address, witness.line if key is None else key)
    with pytest.raises(LogKeyUnusable):
        LogWitness.read("http://w.example", log.line)
