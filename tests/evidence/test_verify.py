"""What a stranger with the public keys learns of a file: genuine documents of every kind, and the limits of trust."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signoff.evidence import record
from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.signer import Signer
from signoff.evidence.trust import TrustUnreadable, read_trust
from signoff.evidence.verify import Problem, verify
from tests.evidence.contents import (
    acknowledgement_of,
    agreement_of,
    certificate_of,
    heading_of,
    wording_of,
)
from tests.evidence.keyring import keyring
from tests.evidence.two_verifiers import embedding

Trust = list[x509.Certificate]


def _certificate(*, is_specimen: bool = True, name: str = "Chan Tai Man") -> bytes:
    content = replace(certificate_of(heading_of(is_specimen=is_specimen)), holder_name=name)
    return draw_certificate(content, wording_of("en"))


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize(
    ("kind", "draw", "content_of", "record_of"),
    [
        ("certificate", draw_certificate, certificate_of, record.certificate_record),
        ("acknowledgement", draw_acknowledgement, acknowledgement_of, record.acknowledgement_record),
        ("agreement", draw_agreement, agreement_of, record.agreement_record),
    ],
)
def test_a_genuine_document_is_genuine_and_says_what_is_in_it(
    signer: Signer,
    trust: Trust,
    language: str,
    kind: str,
    draw: Callable[..., bytes],
    content_of: Callable[..., Any],
    record_of: Callable[..., dict[str, Any]],
) -> None:
    """All three kinds in both languages; only the certificate counts as one."""
    content = content_of(heading_of(language))

    verdict = verify(signer.sign(draw(content, wording_of(language))), trust)

    assert verdict.genuine
    assert verdict.problems == ()
    assert verdict.kind == kind
    assert verdict.is_certificate == (kind == "certificate")
    assert verdict.certificate == json.loads(record.canonical(record_of(content)))


def test_specimen_comes_from_the_key_whatever_the_page_says(signer: Signer, trust: Trust) -> None:
    """A page without the mark, signed with a specimen key, is a specimen all the same."""
    verdict = verify(signer.sign(_certificate(is_specimen=False)), trust)

    assert (verdict.genuine, verdict.specimen) == (True, True)


@pytest.mark.parametrize("is_specimen", [True, False])
def test_a_carriers_key_makes_no_specimen_unless_it_says_so_itself(*, is_specimen: bool) -> None:
    """A real key over a page marked as a specimen still says SPECIMEN; over another page it does not."""
    keys = keyring("Carrier")

    verdict = verify(keys.signer.sign(_certificate(is_specimen=is_specimen)), keys.trust)

    assert (verdict.genuine, verdict.specimen) == (True, is_specimen)


def test_a_document_is_genuine_with_many_keys_at_hand(signed: bytes, trust: Trust) -> None:
    """Old and new keys, of several carriers, in one folder."""
    others = [certificate for _ in range(3) for certificate in keyring().trust]

    assert verify(signed, [*others, *trust, *others]).genuine


def test_every_document_keeps_its_own_signer_after_the_keys_were_renewed(drawn: bytes) -> None:
    """Two generations of keys under the same names and serial numbers are told apart."""
    old, new = keyring(), keyring()

    assert verify(old.signer.sign(drawn), [*new.trust, *old.trust]).genuine
    assert verify(old.signer.sign(drawn), new.trust).problems == (Problem.UNKNOWN_SIGNER,)


@pytest.mark.parametrize(
    "given", ["nothing", "authority only", "signer only", "other authority of that name"]
)
def test_a_signer_that_was_not_given_is_not_genuine(given: str, drawn: bytes) -> None:
    """The keys inside the document never count; the signer's and its authority's must both be given."""
    keys, other = keyring(), keyring()
    trust = {
        "nothing": [],
        "authority only": [keys.authority],
        "signer only": [keys.certificate],
        "other authority of that name": [keys.certificate, other.authority],
    }[given]

    verdict = verify(keys.signer.sign(drawn), trust)

    assert not verdict.genuine
    assert verdict.is_certificate
    assert verdict.problems == (Problem.UNKNOWN_SIGNER,)
    assert verdict.certificate is None


@pytest.mark.parametrize(
    "keys",
    [
        keyring(usage="key_encipherment"),
        keyring(signer_is_authority=True),
        keyring(authority_is_authority=False),
    ],
    ids=["for encryption", "may issue", "issued by none that may"],
)
def test_a_key_not_meant_for_documents_proves_nothing(keys: Any, drawn: bytes) -> None:
    """A key for encryption, one that may issue, one issued by no authority: no document key, though given."""
    assert verify(keys.signer.sign(drawn), keys.trust).problems == (Problem.UNKNOWN_SIGNER,)


def test_a_document_signed_after_its_key_ran_out_is_not_genuine() -> None:
    """The instant is the one the signer wrote; no clock is asked, so nothing ages by itself."""
    keys = keyring(until=datetime(2026, 11, 21, tzinfo=UTC))
    before = replace(certificate_of(heading_of()), issued_at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC))

    late = keys.signer.sign(_certificate())
    in_time = keys.signer.sign(draw_certificate(before, wording_of("en")))

    assert verify(late, keys.trust).problems == (Problem.OUTSIDE_VALIDITY,)
    assert verify(in_time, keys.trust).genuine


@pytest.mark.parametrize(
    "name", ["/ByteRange [0 1 2 3]", "%%EOF startxref", "signoff-acknowledgement", "\udfff \x00 \U0001f600"]
)
def test_a_strange_name_does_not_spoil_the_proof(name: str, signer: Signer, trust: Trust) -> None:
    """Words that mean something inside a PDF, or nothing at all, are just the holder's name."""
    verdict = verify(signer.sign(_certificate(name=name)), trust)

    assert verdict.genuine
    assert verdict.kind == "certificate"
    assert verdict.certificate is not None
    assert verdict.certificate["holder_name"] == name


@pytest.mark.parametrize(
    "attachment",
    [
        ("certificate.json", b"{}"),
        ("certificate.json", b"[]"),
        ("certificate.json", b"not json"),
        ("certificate.json", b'{"format":"signoff-certificate","version":99}'),
        ("acknowledgement.json", b'{"format":"signoff-certificate","version":1}'),
    ],
)
def test_a_signed_document_without_readable_content_is_no_proof(
    signer: Signer, trust: Trust, attachment: tuple[str, bytes]
) -> None:
    """A later version, or something else that this key signed, is not taken for a certificate of today."""
    name, content = attachment
    pdf = embedding(content, name)

    verdict = verify(signer.sign(pdf), trust)

    assert verdict.problems == (Problem.CONTENT_UNREADABLE,)
    assert verdict.certificate is None


def test_verifying_needs_no_network(signed: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one socket is opened."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)

    assert verify(signed, trust).genuine


@pytest.mark.parametrize("damage", ["missing", "empty", "no certificate in it", "huge", "a file"])
def test_a_folder_without_usable_keys_is_told_apart_from_an_unknown_signer(
    tmp_path: Path, damage: str
) -> None:
    """Giving the wrong folder is the reader's slip, not the document's fault."""
    directory = tmp_path / "keys"
    if damage == "a file":
        directory.write_bytes(b"")
    elif damage != "missing":
        directory.mkdir()
    if damage == "no certificate in it":
        (directory / "notes.pem").write_bytes(b"hello")
    elif damage == "huge":
        pem = keyring().certificate.public_bytes(Encoding.PEM)
        (directory / "huge.pem").write_bytes(pem + b"comment\n" * 100_000)

    with pytest.raises(TrustUnreadable, match="keys"):
        read_trust(directory)
