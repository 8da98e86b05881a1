"""Documents that somebody made to look genuine, out of true ones or with own keys: each is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from asn1crypto import cms, core  # type: ignore[import-untyped]  # it has no types of its own
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signoff.evidence import signer as signer_module
from signoff.evidence.container import container, room
from signoff.evidence.documents import draw_certificate
from signoff.evidence.embedding import _signed, _Writer
from signoff.evidence.signer import Signer
from signoff.evidence.verify import Problem, verify
from tests.evidence.contents import (
    certificate_of,
    heading_of,
    wording_of,
)
from tests.evidence.dissection import container_of, with_container, written
from tests.evidence.keyring import keyring

Trust = list[x509.Certificate]
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_an_update_after_the_signature_is_refused(signed: bytes, trust: Trust) -> None:
    """A PDF editor adds a changed title at the end: the first part of the file is untouched and well signed."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = generic.TextStringObject("xx")
    writer.update_container(writer.root)
    updated = written(writer)

    assert updated.startswith(signed)
    assert verify(updated, trust).problems == (Problem.NOT_WHOLE_FILE,)


def test_a_second_signature_is_refused_by_whomever(signed: bytes, signer: Signer, trust: Trust) -> None:
    """By a stranger it is an unknown signer over the whole file; by our own key it is one signature too many."""
    stranger = keyring()

    def signed_again(by: Signer) -> bytes:
        writer = _Writer(BytesIO(signed))
        field = writer.root["/AcroForm"]["/Fields"][0]
        field["/T"] = generic.TextStringObject("First")
        writer.update_container(field)
        return _signed(writer, certificate_of(heading_of()).issued_at, by._container, 2 * room(by.chain))

    by_stranger, by_us = signed_again(stranger.signer), signed_again(signer)

    assert verify(by_stranger, trust).problems == (Problem.UNKNOWN_SIGNER,)
    assert not verify(by_us, trust).genuine
    assert verify(by_us, trust).problems == (Problem.SEVERAL_SIGNATURES,)


def test_a_stranger_with_the_same_names_is_refused(
    signed: bytes, signer: Signer, drawn: bytes, trust: Trust
) -> None:
    """Own keys under the names and serial number of the true ones."""
    names = keyring("Carrier", serial=7)
    twin = keyring("Carrier", serial=7)

    assert names.certificate.subject == twin.certificate.subject
    assert verify(twin.signer.sign(drawn), names.trust).problems == (Problem.UNKNOWN_SIGNER,)


def test_a_stranger_who_shows_the_true_certificates_is_refused(
    signer: Signer, drawn: bytes, trust: Trust
) -> None:
    """The true chain inside, but the signature made with another key."""
    impostor = Signer(keyring().key, signer.chain)

    assert verify(impostor.sign(drawn), trust).problems == (Problem.CONTENT_ALTERED,)


def test_a_signature_copied_from_another_document_is_refused(
    signed: bytes, signer: Signer, trust: Trust
) -> None:
    """A genuine signature proves the document it was made for, and no other."""
    other = replace(certificate_of(heading_of()), holder_name="Somebody Else")
    theirs = signer.sign(draw_certificate(other, wording_of("en")))

    forged = with_container(theirs, container_of(signed).hex().upper().encode())

    assert verify(theirs, trust).genuine
    assert verify(forged, trust).problems == (Problem.CONTENT_ALTERED,)


def test_content_for_machines_cannot_be_exchanged(signed: bytes, trust: Trust) -> None:
    """Other JSON put inside, by itself or signed anew by a stranger."""
    writer = _Writer(BytesIO(signed))
    file = writer.root["/AF"][0]["/EF"]
    content = file["/F"].data.replace(b'"total_minor":5483', b'"total_minor":9483')
    file["/F"] = writer.add_object(generic.StreamObject(stream_data=content))
    writer.update_container(file)
    exchanged = written(writer)

    assert b"9483" in PdfFileReader(BytesIO(exchanged)).root["/AF"][0]["/EF"]["/F"].data
    assert verify(exchanged, trust).problems == (Problem.NOT_WHOLE_FILE,)


def _mirrored(der: bytes, signer: Signer) -> bytes:
    """The same signature with the other s: mathematically as valid."""
    info = cms.ContentInfo.load(der)
    signer_info = info["content"]["signer_infos"][0]
    r, s = decode_dss_signature(signer_info["signature"].native)
    digest = next(a for a in signer_info["signed_attrs"] if a["type"].native == "message_digest")["values"][
        0
    ].native
    return container(signer.chain, digest=digest, signature=encode_dss_signature(r, ORDER - s))


def _with_unsigned_attribute(der: bytes, _: Signer) -> bytes:
    info = cms.ContentInfo.load(der)
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Null()]})
    info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])
    return bytes(info.dump(force=True))


def _without_authority(der: bytes, signer: Signer) -> bytes:
    info = cms.ContentInfo.load(der)
    serial = signer.chain[0].serial_number
    kept = [c for c in info["content"]["certificates"] if c.chosen.serial_number == serial]
    info["content"]["certificates"] = cms.CertificateSet(kept)
    return bytes(info.dump(force=True))


def _with_more_certificates(der: bytes, _: Signer) -> bytes:
    info = cms.ContentInfo.load(der)
    other = cms.ContentInfo.load(container_of(keyring().signer.sign(PLAIN)))
    info["content"]["certificates"] = cms.CertificateSet(
        [*info["content"]["certificates"], *other["content"]["certificates"]]
    )
    return bytes(info.dump(force=True))


def _certificates_exchanged(der: bytes, _: Signer) -> bytes:
    info = cms.ContentInfo.load(der)
    first, second = (c.dump() for c in info["content"]["certificates"])
    return der.replace(first + second, second + first)


def _with_length_in_three_bytes(der: bytes, _: Signer) -> bytes:
    return b"\x30\x83\x00" + der[2:]


def _with_bytes_after_it(der: bytes, _: Signer) -> bytes:
    return der + b"\x00\x01"


def _with_null_parameters(der: bytes, _: Signer) -> bytes:
    """`NULL` after an algorithm's name: the other spelling, which most programs take as equal."""
    info = cms.ContentInfo.load(der)
    info["content"]["digest_algorithms"][0]["parameters"] = core.Null()
    return bytes(info.dump(force=True))


PLAIN = draw_certificate(certificate_of(heading_of()), wording_of("en"))


@pytest.mark.parametrize(
    "rewrite",
    [
        _mirrored,
        _with_unsigned_attribute,
        _without_authority,
        _with_more_certificates,
        _certificates_exchanged,
        _with_length_in_three_bytes,
        _with_bytes_after_it,
        _with_null_parameters,
    ],
)
def test_another_spelling_of_a_valid_signature_is_refused(
    rewrite: Callable[[bytes, Signer], bytes],
    drawn: bytes,
    signer: Signer,
    trust: Trust,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What other programs would still accept: the content is the same, but not one byte may differ."""
    monkeypatch.setattr(signer_module, "room", lambda chain: 4000)
    roomy = signer.sign(drawn)
    rewritten = rewrite(container_of(roomy), signer)

    changed = with_container(roomy, rewritten.hex().upper().encode())

    assert changed != roomy
    assert verify(roomy, trust).genuine
    assert not verify(changed, trust).genuine
