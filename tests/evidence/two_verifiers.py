"""Asks both verifiers, ours and the one that stands alone, and holds their answers against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography import x509

from signoff.domain.document import LogProof
from signoff.evidence.documents import draw_certificate
from signoff.evidence.standalone import verify as alone
from signoff.evidence.trust import Trusted, log_keys
from signoff.evidence.typesetting import typeset
from signoff.evidence.verify import Verdict, verify
from tests.evidence.contents import certificate_of, heading_of, wording_of
from tests.evidence.trees import Tree, entry, tree_of

Trust = Sequence[Trusted]


def given_to(trust: Sequence[Trusted]) -> alone.Trust:
    """What was given to be trusted, as the verifier that stands alone reads it."""
    certificates = [one for one in trust if isinstance(one, x509.Certificate)]
    return certificates, dict(alone.note_key(key.line) for key in log_keys(trust))


def both(pdf: bytes, trust: Sequence[Trusted]) -> Verdict:
    """The verdict that both give, down to the word for the problem. Raises AssertionError when they differ."""
    verdict = verify(pdf, trust)
    told = alone.verify(pdf, given_to(trust))
    assert told == _told(verdict)
    return verdict


def _told(verdict: Verdict) -> dict[str, Any]:
    place = verdict.logged
    log = place and {
        "origin": place.origin,
        "index": place.index,
        "size": place.size,
        "witnesses": [{"name": one.name, "at": one.at} for one in place.cosigners],
    }
    return {
        "genuine": verdict.genuine,
        "specimen": verdict.specimen,
        "problems": [problem.value for problem in verdict.problems],
        "kind": verdict.kind or None,
        "certificate": verdict.certificate or {},
        "log": log,
    }


HEAD = bytes.fromhex(certificate_of(heading_of()).chain_head)
INDEX = 137
SEEN_AT = 1_700_000_000


def grown() -> Tree:
    """A log with the certificate's case in it, under keys of its own."""
    tree = tree_of(INDEX)
    tree.grow(HEAD, *map(entry, range(300)))
    return tree


TREE = grown()
PROOF = TREE.proof(INDEX, cosigned_at=SEEN_AT)


def certificate(proof: LogProof | None = PROOF, language: str = "en", **changed: Any) -> bytes:
    """A certificate, not signed yet, with any of its content changed."""
    content = replace(certificate_of(heading_of(language)), log=proof, **changed)
    return draw_certificate(content, wording_of(language))


def embedding(content: bytes, name: str = "certificate.json") -> bytes:
    """A page with any content for machines in it."""
    page = {
        "keyword": "signoff-certificate", "label": "x", "carrier": "x", "case_label": "x", "case_code": "x",
        "is_specimen": False, "specimen": {"word": "x", "notice": "x"}, "foot": "x", "zone": "", "is_dated": True,
        "check": {"heading": "x", "command": "x", "how": "x", "keys": "x", "changes": "x"},
        "title": "x", "recorded": "x", "asked": [], "parts": [],
    }  # fmt: skip
    drawn_at = datetime(2026, 11, 21, tzinfo=UTC)
    return typeset("acknowledgement", page, language="en", drawn_at=drawn_at, attachment=(name, content))
