"""Tells whether a document is genuine: from its bytes and the keys given, with no database, network or clock.

The file is first held, byte by byte, against the one form that `signer.py` writes. A PDF reader touches it only
after its signature was found right, so no stranger's PDF is ever parsed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from signoff.evidence.checkpoint import UnknownLog
from signoff.evidence.container import (
    canonical_signature,
    container,
    signatures_in,
    signed_attributes,
)
from signoff.evidence.logged import Logged, NotLogged, logged
from signoff.evidence.record import VERSIONS, format_name
from signoff.evidence.trust import Chain, Trusted, chains, is_specimen, is_valid_at, log_keys

# A document has 30 to 100 kB; the limit bounds the time and memory that a stranger's file can take.
DOCUMENT_BYTES_MAX = 20 * 1024 * 1024

KINDS = ("certificate", "acknowledgement", "agreement")

# What the signer writes: nothing else in this place, no other spelling of it.
_SIGNED_RANGE = re.compile(rb"/ByteRange \[0 ([1-9]\d{0,8}) ([1-9]\d{0,8}) ([1-9]\d{0,8})\]")
_BYTE_RANGE = b"/ByteRange"
_HEX_DIGITS = b"0123456789ABCDEF"


class Problem(StrEnum):
    """Why a document is not genuine; each is worded in the texts (`documents.problem`)."""

    NOT_OURS = "not_ours"
    TOO_LARGE = "too_large"
    NO_SIGNATURE = "no_signature"
    SEVERAL_SIGNATURES = "several_signatures"
    NOT_WHOLE_FILE = "not_whole_file"
    SIGNATURE_ALTERED = "signature_altered"
    UNKNOWN_SIGNER = "unknown_signer"
    CONTENT_ALTERED = "content_altered"
    OUTSIDE_VALIDITY = "outside_validity"
    CONTENT_UNREADABLE = "content_unreadable"
    UNKNOWN_LOG = "unknown_log"
    NOT_LOGGED = "not_logged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file. `certificate` is the embedded content, only when genuine: else it is a stranger's word.

    `kind` is one of KINDS or empty; in a file that is not genuine it is only what the file passes itself off as.
    `logged` tells where the facts of a certificate stand; None: it is of a version that does not say.
    """

    genuine: bool
    specimen: bool
    problems: tuple[Problem, ...]
    certificate: dict[str, Any] | None
    kind: str
    logged: Logged | None = None

    @property
    def is_certificate(self) -> bool:
        """Whether the file is, or passes itself off as, the certificate of an ending."""
        return self.kind == "certificate"


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def verify(pdf: bytes, trust: Sequence[Trusted]) -> Verdict:
    """The verdict on the bytes of a file, trusting only what was given; never raises, whatever the bytes."""
    claimed_kind = ""
    try:
        if len(pdf) > DOCUMENT_BYTES_MAX:
            raise _Refused(Problem.TOO_LARGE)
        claimed_kind = _claimed_kind(pdf)
        chain = _signing_chain(pdf, trust)
        kind, content = _content(pdf, chain)
        place = _place(kind, content, trust)
    except _Refused as refused:
        problem = (
            refused.problem if claimed_kind or refused.problem is Problem.TOO_LARGE else Problem.NOT_OURS
        )
        return Verdict(
            genuine=False, specimen=False, problems=(problem,), certificate=None, kind=claimed_kind
        )
    return Verdict(
        genuine=True,
        specimen=is_specimen(chain) or content.get("specimen") is not False,
        problems=(),
        certificate=content,
        kind=kind,
        logged=place,
    )


def _claimed_kind(pdf: bytes) -> str:
    """The kind whose keyword stands in the file: it does so at several places, so one changed byte hides none."""
    return next((kind for kind in KINDS if format_name(kind).encode() in pdf), "")


def _signing_chain(pdf: bytes, trust: Sequence[Trusted]) -> Chain:
    """The chain, all of it given, whose key signed exactly this file in exactly this form. Raises _Refused."""
    start, end = _gap(pdf)
    der = _container_bytes(pdf[start:end])
    digest = hashlib.sha256(pdf[:start])
    digest.update(pdf[end:])
    known = list(chains(trust))
    for chain in known:
        if _is_signed_by(chain, der, digest.digest()):
            return chain
    if any(chain[0].public_bytes(Encoding.DER) in der for chain in known):
        raise _Refused(Problem.CONTENT_ALTERED)
    raise _Refused(Problem.UNKNOWN_SIGNER)


def _gap(pdf: bytes) -> tuple[int, int]:
    """Where the signature stands (from its `<` to after its `>`): all the rest of the file must be signed.

    A person's words may stand in the file in the clear, so only the last mention of a range is read; a second
    signature, and whatever is added after the first, makes that one wrong.
    """
    at = pdf.rfind(_BYTE_RANGE)
    if at < 0:
        raise _Refused(Problem.NO_SIGNATURE)
    found = _SIGNED_RANGE.match(pdf, at)
    if found is None:
        raise _Refused(Problem.NO_SIGNATURE)
    start, end, rest = map(int, found.groups())
    if end + rest != len(pdf):
        raise _Refused(Problem.NOT_WHOLE_FILE)
    return start, end


def _container_bytes(gap: bytes) -> bytes:
    """What may be a container in the gap, without its padding: upper-case hex in angle brackets, then zeros only."""
    digits = gap[1:-1]
    is_hex = len(digits) % 2 == 0 and not digits.translate(None, _HEX_DIGITS)
    if gap[:1] != b"<" or gap[-1:] != b">" or not is_hex:
        raise _Refused(Problem.SIGNATURE_ALTERED)
    content = bytes.fromhex(digits.decode("ascii"))
    # A DER element of its size says in the third and fourth byte how many follow; whether it is one is seen later.
    length = 4 + int.from_bytes(content[2:4], "big")
    if any(content[length:]):
        raise _Refused(Problem.SIGNATURE_ALTERED)
    return content[:length]


def _is_signed_by(chain: Chain, der: bytes, digest: bytes) -> bool:
    """Whether the container is, to the byte, the one this chain's key makes for this digest."""
    key = chain[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    for signature in signatures_in(der):
        try:
            is_canonical = canonical_signature(signature) == signature
            if not is_canonical or container(chain, digest=digest, signature=signature) != der:
                continue
            key.verify(signature, signed_attributes(chain[0], digest), ec.ECDSA(hashes.SHA256()))
        except (ValueError, InvalidSignature):
            continue
        return True
    return False


def _content(pdf: bytes, chain: Chain) -> tuple[str, dict[str, Any]]:
    """The kind and content embedded in a document whose signature was found right. Raises _Refused."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures, attached = reader.embedded_signatures, reader.root["/AF"]
        names = [str(attached[position]["/UF"]) for position in range(len(attached))]
        content = json.loads(attached[0]["/EF"]["/F"].data)
        kind = next(kind for kind in KINDS if content["format"] == format_name(kind))
        is_ours = content["version"] in VERSIONS[kind] and names == [f"{kind}.json"]
        is_its_text = kind != "agreement" or _text_sha256(content["paragraphs"]) == content["text_sha256"]
        is_in_time = is_valid_at(chain, signatures[0].self_reported_timestamp)
    # A trusted key signed it, so this is no attack; but what cannot be read, for whatever reason, proves nothing.
    except Exception as error:
        raise _Refused(Problem.CONTENT_UNREADABLE) from error
    if len(signatures) != 1:
        raise _Refused(Problem.SEVERAL_SIGNATURES)
    if not is_ours:
        raise _Refused(Problem.CONTENT_UNREADABLE)
    if not is_in_time:
        raise _Refused(Problem.OUTSIDE_VALIDITY)
    if not is_its_text:
        raise _Refused(Problem.CONTENT_ALTERED)
    return kind, content


def _text_sha256(paragraphs: Sequence[str]) -> str:
    return hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()


def _place(kind: str, content: Mapping[str, Any], trust: Sequence[Trusted]) -> Logged | None:
    """Where the facts of a certificate stand in the log. Raises _Refused."""
    if kind != "certificate" or content["version"] == 1:
        return None
    try:
        return logged(content, log_keys(trust))
    except UnknownLog as error:
        raise _Refused(Problem.UNKNOWN_LOG) from error
    except NotLogged as error:
        raise _Refused(Problem.NOT_LOGGED) from error
