"""Asks both verifiers, ours and the one that stands alone, and holds their answers against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography import x509

from signoff.evidence.standalone import verify as alone
from signoff.evidence.trust import Trusted, log_keys
from signoff.evidence.verify import Verdict, verify


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
