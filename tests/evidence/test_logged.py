"""Certificates whose facts are in a log: the proof must hold, under a key of that log that was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.domain.document import LogProof
from signoff.evidence.checkpoint import Cosigner, UnknownLog
from signoff.evidence.documents import draw_certificate
from signoff.evidence.log_keys import PUBLIC, LogKeys, LogKeyUnusable
from signoff.evidence.logged import NotLogged, logged
from signoff.evidence.note import NoteSigner
from signoff.evidence.record import canonical, certificate_record
from signoff.evidence.signer import Signer, export_trust
from signoff.evidence.trust import Trusted, log_keys, read_trust
from signoff.evidence.verify import Problem, verify
from tests.evidence.contents import certificate_of, heading_of, wording_of
from tests.evidence.trees import ORIGIN, Tree, entry, tree_of

HEAD = bytes.fromhex(certificate_of(heading_of()).chain_head)
INDEX = 137


def _tree() -> Tree:
    tree = tree_of(INDEX)
    tree.grow(HEAD, *map(entry, range(300)))
    return tree


TREE = _tree()
PROOF = TREE.proof(INDEX, cosigned_at=1_700_000_000)


def _drawn(proof: LogProof | None) -> bytes:
    return draw_certificate(replace(certificate_of(heading_of()), log=proof), wording_of("en"))


def _content(proof: LogProof = PROOF) -> dict[str, Any]:
    content = certificate_record(replace(certificate_of(heading_of()), log=proof))
    return dict(json.loads(canonical(content)))


def test_a_certificate_of_a_logged_case_is_genuine(signer: Signer, trust: list[Trusted]) -> None:
    """With the log's key; the witness is named if its key was given too, and let pass if not."""
    signed = signer.sign(_drawn(PROOF))

    verdict = verify(signed, [*trust, TREE.signer.verifier, TREE.witness.verifier])
    unwitnessed = verify(signed, [TREE.signer.verifier, *trust])

    assert (verdict.genuine, verdict.problems) == (True, ())
    assert verdict.certificate is not None
    assert verdict.certificate["version"] == 2
    assert verdict.logged is not None
    assert (verdict.logged.origin, verdict.logged.index, verdict.logged.size) == (ORIGIN, INDEX, 438)
    assert verdict.logged.cosigners == (Cosigner("witness.example/one", 1_700_000_000),)
    assert unwitnessed.genuine
    assert unwitnessed.logged is not None
    assert unwitnessed.logged.cosigners == ()


def test_a_certificate_of_before_there_was_a_log_stays_genuine(signer: Signer, trust: list[Trusted]) -> None:
    """Version 1 says nothing of a log, and needs no key of one."""
    verdict = verify(signer.sign(_drawn(None)), trust)

    assert verdict.genuine
    assert verdict.certificate is not None
    assert verdict.certificate["version"] == 1
    assert "log" not in verdict.certificate
    assert verdict.logged is None


def test_without_the_key_of_its_log_a_certificate_is_not_genuine(
    signer: Signer, trust: list[Trusted]
) -> None:
    """A key of another log, or another key under the same name, is none."""
    signed = signer.sign(_drawn(PROOF))
    others = (NoteSigner.fresh(ORIGIN), NoteSigner.fresh("log.example/other"), TREE.witness)

    assert verify(signed, trust).problems == (Problem.UNKNOWN_LOG,)
    for other in others:
        assert verify(signed, [*trust, other.verifier]).problems == (Problem.UNKNOWN_LOG,)


@pytest.mark.parametrize(
    "changed",
    [
        replace(PROOF, index=INDEX + 1),
        replace(PROOF, size=439),
        replace(PROOF, origin="log.example/other"),
        replace(PROOF, proof=PROOF.proof[1:]),
        replace(PROOF, proof=(bytes(32), *PROOF.proof[1:])),
        replace(PROOF, proof=()),
        TREE.proof(INDEX + 1),
        replace(PROOF, checkpoint=tree_of(438).note()),
        replace(PROOF, checkpoint=PROOF.checkpoint.replace("\n438\n", "\n439\n")),
        replace(PROOF, checkpoint="nothing"),
    ],
)
def test_a_proof_that_leads_nowhere_proves_nothing(
    changed: LogProof, signer: Signer, trust: list[Trusted]
) -> None:
    """Even when our own key signed the certificate: another place, size, log, way or checkpoint."""
    verdict = verify(signer.sign(_drawn(changed)), [*trust, TREE.signer.verifier])

    assert not verdict.genuine
    assert verdict.certificate is None
    assert verdict.problems[0] in (Problem.NOT_LOGGED, Problem.UNKNOWN_LOG)


@given(st.data())
@settings(max_examples=300)
def test_whatever_stands_in_the_log_member_gives_a_verdict(data: st.DataObject) -> None:
    """Any value in the place of any member, at any depth: refused in words, never an exception of another kind."""
    content = _content()
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("AAAA"),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
    places: list[Callable[[Any], None]] = [
        lambda value: content.__setitem__("log", value),
        lambda value: content.__setitem__("facts", value),
        lambda value: content["facts"].__setitem__("chain_head", value),
        lambda value: content["log"]["proof"].__setitem__(2, value),
        *(
            lambda value, name=name: content["log"].__setitem__(name, value)
            for name in ("origin", "index", "size", "proof", "checkpoint")
        ),
    ]
    data.draw(st.sampled_from(places))(data.draw(junk))

    if content != _content():
        with pytest.raises((NotLogged, UnknownLog)):
            logged(content, [TREE.signer.verifier])


def test_a_number_in_the_log_is_no_truth_value() -> None:
    """`true` is not the number 1, although this language takes it for it."""
    tree = tree_of(0)
    tree.grow(entry(1), HEAD)
    content = _content(tree.proof(1))

    assert logged(content, [tree.signer.verifier]).index == 1
    content["log"]["index"] = True
    with pytest.raises(NotLogged):
        logged(content, [tree.signer.verifier])


def test_keys_of_logs_are_made_once_and_handed_over(keys: Path, tmp_path: Path) -> None:
    """A second start, with one tenant more and another name, keeps the keys there are; only public ones go out."""
    first, second = LogKeys(tmp_path / "log"), LogKeys(tmp_path / "log")
    public = tmp_path / "signing" / PUBLIC
    public.parent.mkdir()
    for path in keys.iterdir():
        (public.parent / path.name).write_bytes(path.read_bytes())

    first.ensure(["ctm"], name="log.example", public=public)
    second.ensure(["ctm", "three_mo"], name="other.example", public=public)
    export_trust(public.parent, tmp_path / "out")

    given = log_keys(read_trust(tmp_path / "out"))
    assert {key.name for key in given} == {"log.example/ctm", "other.example/three_mo"}
    assert first.of("ctm").verifier == second.of("ctm").verifier
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "log").iterdir()] == [0o600, 0o600]
    assert not any("PRIVATE" in path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    with pytest.raises(LogKeyUnusable):
        first.of("nobody")
