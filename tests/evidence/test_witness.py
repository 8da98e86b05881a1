"""A witness: it signs what grew from what it signed before, refuses everything else, and forgets nothing in a crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.evidence import witness as witness_module
from signoff.evidence.merkle import EMPTY_ROOT
from signoff.evidence.note import Note, NoteSigner, NoteUnreadable
from signoff.evidence.witness import Cosigning, Reply, Request, ensure_witness
from tests.evidence.trees import Tree, entry, tree_of

NOW = 1_763_000_000


def _witness(directory: Path, *trees: Tree) -> Cosigning:
    ensure_witness(directory, "witness.example/two")
    return Cosigning(directory, [tree.signer.verifier for tree in trees], clock=lambda: NOW)


def _ask(witness: Cosigning, tree: Tree, old_size: int, **changed: object) -> Reply:
    steps = tree.consistency(old_size) if 0 < old_size <= len(tree.entries) else []
    values = {"old_size": old_size, "proof": tuple(steps), "note": tree.note()} | changed
    return witness.add_checkpoint(Request(**values).body)  # type: ignore[arg-type] # of the names above


def _grown(tree: Tree, count: int) -> Tree:
    first = len(tree.entries)
    tree.grow(*map(entry, range(first, first + count)))
    return tree


def test_a_log_that_grows_is_signed_each_time(tmp_path: Path) -> None:
    """From nothing on; the line under the note is that of the witness, with its time."""
    tree = Tree()
    witness = _witness(tmp_path, tree)

    old_size = 0
    for count in (3, 1, 252, 1, 700):
        _grown(tree, count)
        reply = _ask(witness, tree, old_size)
        assert reply.status == 200
        assert witness.verifier.cosigned_at(Note.read(tree.note() + reply.content)) == NOW
        old_size = len(tree.entries)


def test_the_same_checkpoint_is_signed_again(tmp_path: Path) -> None:
    """Whoever did not hear the answer asks once more, from the size that the witness tells."""
    tree = tree_of(9)
    witness = _witness(tmp_path, tree)
    assert _ask(witness, tree, 0).status == 200

    assert _ask(witness, tree, 0) == Reply(409, "9\n", "text/x.tlog.size")
    assert _ask(witness, tree, 9).status == 200


def test_two_checkpoints_that_disagree_are_never_both_signed(tmp_path: Path) -> None:
    """Of the same size, of a larger one with any proof, of a smaller one: all by the log's own key."""
    tree, other = tree_of(100), Tree()
    other.signer = tree.signer
    other.grow(*(entry(number if number != 50 else -1) for number in range(100)))
    witness = _witness(tmp_path, tree)
    assert _ask(witness, tree, 0).status == 200

    assert _ask(witness, other, 100).status == 409
    assert _ask(witness, other, 0).status == 409
    _grown(other, 28)
    assert _ask(witness, other, 100).status == 422
    assert _ask(witness, other, 100, proof=()).status == 422
    assert _ask(witness, other, 100, proof=tuple(tree.consistency(64))).status == 422
    back = tree_of(60)
    back.signer = tree.signer
    assert _ask(witness, back, 100).status == 400
    assert _ask(witness, back, 60) == Reply(409, "100\n", "text/x.tlog.size")
    assert _ask(witness, _grown(tree, 28), 100).status == 200


def test_only_known_logs_are_signed(tmp_path: Path) -> None:
    """Another log, another key under its name, a signature that is wrong, no signature at all."""
    tree = tree_of(5)
    witness = _witness(tmp_path, tree)
    stranger, elsewhere = NoteSigner.fresh(tree.signer.name), NoteSigner.fresh("log.example/elsewhere")
    text = tree.checkpoint().text

    assert _ask(witness, tree, 0, note=stranger.sign(text)).status == 403
    assert _ask(witness, tree, 0, note=tree.note().replace("\n5\n", "\n6\n")).status == 403
    elsewhere_text = text.replace(tree.signer.name, elsewhere.name)
    assert _ask(witness, tree, 0, note=elsewhere.sign(elsewhere_text)).status == 404
    assert _ask(witness, tree, 0, note=text).status == 400


def test_an_empty_log_is_one_too(tmp_path: Path) -> None:
    """Its root is that of nothing; another one is not consistent with it."""
    tree = Tree()
    witness = _witness(tmp_path, tree)

    assert tree.checkpoint().root == EMPTY_ROOT
    assert _ask(witness, tree, 0).status == 200
    forged = tree.signer.sign(tree.checkpoint().text.replace("47DEQ", "57DEQ"))
    assert _ask(witness, tree, 0, note=forged).status in (409, 422)


def test_what_was_signed_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    """With the same key; and another name given later changes nothing."""
    tree = tree_of(40)
    first = _witness(tmp_path, tree)
    assert _ask(first, tree, 0).status == 200

    ensure_witness(tmp_path, "witness.example/other")
    second = Cosigning(tmp_path, [tree.signer.verifier], clock=lambda: NOW)

    assert second.verifier == first.verifier
    assert _ask(second, tree, 0).content == "40\n"
    assert _ask(second, _grown(tree, 1), 40).status == 200


def test_nothing_is_said_before_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and name are synced before the answer; a disk that fails leaves what was there, and no signature."""
    tree = tree_of(4)
    order: list[str] = []
    witness = _witness(tmp_path, tree)
    sync, cosign = os.fsync, NoteSigner.cosign

    def note_sync(descriptor: int) -> None:
        order.append("synced")
        sync(descriptor)

    def note_cosign(signer: NoteSigner, text: str, at: int) -> str:
        order.append("signed")
        return cosign(signer, text, at)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(NoteSigner, "cosign", note_cosign)

    assert _ask(witness, tree, 0).status == 200
    assert order == ["synced", "synced", "signed"]

    def fail(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(witness_module, "replace", fail)
    with pytest.raises(OSError, match="full"):
        _ask(witness, _grown(tree, 3), 4)
    assert order[3:] == []
    monkeypatch.undo()
    assert _ask(witness, tree, 4).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old",
        b"old 0\n",
        b"old 0\n\n",
        b"old -1\n\nnote",
        b"old 00\n\nnote",
        b"old 1 \n\nnote",
        b"new 0\n\nnote",
        b"old 0\nAAAA\n\nnote",
        b"old 0\n" + b"A" * 43 + b"=\n" * 2 + b"\nnote",
        b"\xff\xfe\n\nnote",
    ],
)
def test_what_is_no_request_is_a_bad_one(body: bytes, tmp_path: Path) -> None:
    """In form or in letters."""
    assert _witness(tmp_path, tree_of(1)).add_checkpoint(body).status == 400


def test_a_request_has_one_spelling() -> None:
    """What is written is read the same; more hashes than a tree can be high are refused."""
    request = Request(5, (bytes(32), b"1" * 32), "a note\n")

    assert Request.read(request.body) == request
    assert Request.read(Request(0, (), "a note\n\nbelow\n").body).note == "a note\n\nbelow\n"
    with pytest.raises(NoteUnreadable):
        Request.read(Request(1, (bytes(32),) * 64, "a note\n").body)


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_order_of_requests_has_two_histories_signed(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two logs under one key, asked for in any order with any old size: what was signed is always one history."""
    honest, forged = Tree(), Tree()
    forged.signer = honest.signer
    witness = _witness(tmp_path_factory.mktemp("witness"), honest)
    signed: list[tuple[int, bytes]] = []
    fork = data.draw(st.integers(0, 6))
    for _ in range(data.draw(st.integers(1, 12))):
        tree: Tree = data.draw(st.sampled_from((honest, forged)))
        for _ in range(data.draw(st.integers(0, 5))):
            number = len(tree.entries)
            tree.grow(entry(number if tree is honest or number != fork else -1))
        old_size = data.draw(st.sampled_from((0, len(tree.entries), signed[-1][0] if signed else 0)))
        if _ask(witness, tree, old_size).status == 200:
            signed.append((len(tree.entries), tree.checkpoint().root))

    roots = dict(signed)
    assert [size for size, _ in signed] == sorted(size for size, _ in signed)
    assert all(roots[size] == root for size, root in signed)
    assert any(all(_root_at(tree, size) == root for size, root in signed) for tree in (honest, forged))


def _root_at(tree: Tree, size: int) -> bytes:
    other = Tree()
    return other.grow(*tree.entries[:size]).root if size <= len(tree.entries) else b""
