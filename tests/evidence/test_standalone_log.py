"""Both verifiers on certificates whose facts are in a log: the proof, the checkpoint, its signatures and witnesses."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.domain.document import LogProof
from signoff.evidence.checkpoint import Checkpoint
from signoff.evidence.merkle import leaf_hash, node_hash
from signoff.evidence.note import NoteSigner
from signoff.evidence.record import canonical, certificate_record
from signoff.evidence.signer import Signer, export_trust
from signoff.evidence.standalone import verify as alone
from signoff.evidence.trust import Trusted, TrustUnreadable, log_keys, read_trust
from signoff.evidence.verify import Problem
from tests.evidence.contents import certificate_of, heading_of
from tests.evidence.trees import ORIGIN, entry, tree_of
from tests.evidence.two_verifiers import (
    HEAD,
    INDEX,
    PROOF,
    SEEN_AT,
    TREE,
    Trust,
    both,
    certificate,
    embedding,
    grown,
)

NOTE = PROOF.checkpoint


def test_both_tell_the_witnesses_they_were_given_keys_of(
    logged: bytes, trust: list[Trusted], trusted: Trust
) -> None:
    """And let those pass that they do not know."""
    witnessed, unwitnessed = both(logged, trusted), both(logged, [*trust, TREE.signer.verifier])

    assert witnessed.logged is not None
    assert [one.at for one in witnessed.logged.cosigners] == [SEEN_AT]
    assert unwitnessed.logged is not None
    assert unwitnessed.logged.cosigners == ()


@pytest.mark.parametrize(
    "changed",
    [
        replace(PROOF, index=INDEX + 1),
        replace(PROOF, index=-1),
        replace(PROOF, index=438),
        replace(PROOF, size=439),
        replace(PROOF, size=0),
        replace(PROOF, origin="log.example/other"),
        replace(PROOF, proof=PROOF.proof[1:]),
        replace(PROOF, proof=PROOF.proof[::-1]),
        replace(PROOF, proof=(*PROOF.proof, bytes(32))),
        replace(PROOF, proof=(bytes(32), *PROOF.proof[1:])),
        replace(PROOF, proof=()),
        TREE.proof(INDEX + 1),
        replace(PROOF, checkpoint=tree_of(438).note()),
        replace(PROOF, checkpoint=NOTE.replace("\n438\n", "\n439\n")),
        replace(PROOF, checkpoint=NOTE.replace("\n438\n", "\n0438\n")),
        replace(PROOF, checkpoint=NOTE.replace("\u2014 witness", "- witness")),
        replace(PROOF, checkpoint=NOTE.replace("\u2014 log", "- log")),
        replace(PROOF, checkpoint=NOTE.rstrip("\n")),
        replace(PROOF, checkpoint=NOTE.replace("\n\n", "\n")),
        replace(PROOF, checkpoint=NOTE[: NOTE.index("\u2014")]),
        replace(PROOF, checkpoint=""),
        replace(PROOF, checkpoint="nothing"),
    ],
)
def test_both_refuse_a_proof_that_leads_nowhere(changed: LogProof, signer: Signer, trusted: Trust) -> None:
    """Even when the true key signed it: another place, size, log, way or checkpoint."""
    assert not both(signer.sign(certificate(changed)), trusted).genuine


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("place", [0, 4, 12, -1])
def test_both_refuse_a_false_signature_under_a_checkpoint(
    line: int, place: int, signer: Signer, trusted: Trust
) -> None:
    """Of the log or of a witness; a line with another key's number is nobody's, and let pass or missed."""
    text, signatures = NOTE.split("\n\n")
    lines = signatures.splitlines()
    mark, name, encoded = lines[line].split(" ")
    signature = bytearray(alone.decoded(encoded))
    signature[place] ^= 1
    lines[line] = f"{mark} {name} {base64.b64encode(bytes(signature)).decode()}"
    note = f"{text}\n\n" + "".join(f"{one}\n" for one in lines)

    verdict = both(signer.sign(certificate(replace(PROOF, checkpoint=note))), trusted)

    assert verdict.genuine is (line == 1 and place == 0)


def test_both_want_the_key_of_the_log(logged: bytes, trust: list[Trusted]) -> None:
    """None, or that of another log or of a witness, or another key under the same name."""
    others = (grown().signer, tree_of(1).witness)
    assert both(logged, trust).problems == (Problem.UNKNOWN_LOG,)
    for other in others:
        assert both(logged, [*trust, other.verifier]).problems == (Problem.UNKNOWN_LOG,)
    assert others[0].name == ORIGIN


def test_both_take_no_checkpoint_that_another_log_has_signed(signer: Signer, trust: list[Trusted]) -> None:
    """A key speaks for the log of its own name only, though it was given too."""
    other = NoteSigner.fresh("log.example/other")
    signed = signer.sign(certificate(replace(PROOF, checkpoint=other.sign(TREE.checkpoint().text))))

    assert both(signed, [*trust, other.verifier]).problems == (Problem.UNKNOWN_LOG,)


def test_both_refuse_a_way_that_is_longer_than_the_tree_is_high(signer: Signer, trusted: Trust) -> None:
    """Even when the log itself signed such a root: a tree of one entry has no other entries beside it."""
    beside = entry(1)
    false = Checkpoint(ORIGIN, 1, node_hash(beside, leaf_hash(HEAD)))
    proof = LogProof(ORIGIN, 0, 1, (beside,), TREE.signer.sign(false.text))

    assert both(signer.sign(certificate(proof)), trusted).problems == (Problem.NOT_LOGGED,)


@settings(max_examples=60)
@given(data=st.data())
def test_both_say_the_same_of_whatever_stands_in_the_log_member(
    data: st.DataObject, signer: Signer, trusted: Trust
) -> None:
    """Any value in the place of any member."""
    content = certificate_record(replace(certificate_of(heading_of()), log=PROOF))
    name = data.draw(st.sampled_from(sorted(content["log"])))
    junk = (
        st.none() | st.booleans() | st.integers(-3, 500) | st.text(max_size=9) | st.lists(st.text(max_size=4))
    )
    changed = {**content, "log": {**content["log"], name: data.draw(junk)}}

    if changed != content:
        assert not both(signer.sign(embedding(canonical(changed))), trusted).genuine


def test_both_refuse_a_way_that_ends_below_the_root(signer: Signer, trusted: Trust) -> None:
    """Even when the log itself signed the entry's own hash as the root of two."""
    false = Checkpoint(ORIGIN, 2, leaf_hash(HEAD))
    proof = LogProof(ORIGIN, 0, 2, (), TREE.signer.sign(false.text))

    assert both(signer.sign(certificate(proof)), trusted).problems == (Problem.NOT_LOGGED,)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 21, 33])
def test_it_finds_every_place_of_every_tree_and_takes_it_for_no_other(size: int) -> None:
    """Each entry of trees of all shapes, by the proof the product makes; with another place or size it is refused."""
    tree = tree_of(size)
    keys = dict([alone.note_key(tree.signer.verifier.line)])
    for index in range(size):
        log = certificate_record(replace(certificate_of(heading_of()), log=tree.proof(index)))["log"]
        facts = {"chain_head": entry(index).hex()}
        assert alone.check_log({"log": log, "facts": facts}, keys)["index"] == index
        others = [{"index": index + by} for by in (1, -1, -size, size)]
        for other in (*others, {"size": size + 1}):
            with pytest.raises(ValueError, match="tree"):
                alone.check_log({"log": {**log, **other}, "facts": facts}, keys)


def test_both_refuse_another_spelling_of_base_64(signer: Signer, trusted: Trust) -> None:
    """The last letter has bits to spare: with others in them it would be the same hash."""
    content = certificate_record(replace(certificate_of(heading_of()), log=PROOF))
    step = content["log"]["proof"][0]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    respelled = f"{step[:-2]}{letters[letters.index(step[-2]) + 1]}="
    assert base64.b64decode(respelled) == base64.b64decode(step)
    changed = {**content, "log": {**content["log"], "proof": [respelled, *content["log"]["proof"][1:]]}}

    assert both(signer.sign(embedding(canonical(content))), trusted).genuine
    assert both(signer.sign(embedding(canonical(changed))), trusted).problems == (Problem.NOT_LOGGED,)


@pytest.mark.parametrize(
    "changed", [{"index": float(INDEX)}, {"size": 438.0}, {"index": True}, {"index": "137"}]
)
def test_both_take_only_a_whole_number_for_a_place(
    changed: dict[str, object], signer: Signer, trusted: Trust
) -> None:
    """137.0 is another spelling of it."""
    content = certificate_record(replace(certificate_of(heading_of()), log=PROOF))
    respelled = {**content, "log": {**content["log"], **changed}}

    assert both(signer.sign(embedding(canonical(respelled))), trusted).problems == (Problem.NOT_LOGGED,)


GOOD_KEY = TREE.signer.verifier.line


@pytest.mark.parametrize(
    "line",
    [
        GOOD_KEY.replace("+", "+0", 1),
        GOOD_KEY.replace("log.example", "fog.example"),
        GOOD_KEY[:-4],
        GOOD_KEY.rsplit("+", 1)[0],
        "nothing",
        "PRIVATE+KEY+" + GOOD_KEY,
    ],
    ids=["number", "name", "cut off", "no key", "nothing", "private"],
)
def test_neither_takes_a_key_that_is_not_what_its_line_says(line: str, keys: Path, tmp_path: Path) -> None:
    """A changed name or number, a key cut short, or another text: the folder is refused, not silently read."""
    export_trust(keys, tmp_path)
    (tmp_path / "log.vkey").write_text(f"{GOOD_KEY}\n")
    assert len(alone.read_trust(tmp_path)[1]) == len(log_keys(read_trust(tmp_path))) == 1

    (tmp_path / "log.vkey").write_text(f"{line}\n")

    with pytest.raises(TrustUnreadable):
        read_trust(tmp_path)
    with pytest.raises(ValueError, match=r"."):
        alone.read_trust(tmp_path)
