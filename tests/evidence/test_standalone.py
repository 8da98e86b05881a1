"""The verifier that stands alone gives the same answers as `signoff verify`, on whatever it is shown."""

from __future__ import annotations

import ast
import hashlib
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from signoff.domain.third_party import Right
from signoff.evidence import signer as signer_module
from signoff.evidence.container import room
from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.embedding import _signed, _Writer
from signoff.evidence.signer import Signer
from signoff.evidence.standalone import verify as alone
from signoff.evidence.verify import Problem
from tests.conftest import IS_SOAK
from tests.evidence import test_forgery as forgery
from tests.evidence.contents import (
    acknowledgement_of,
    agreement_of,
    certificate_of,
    heading_of,
    wording_of,
)
from tests.evidence.dissection import changed_at, container_of, gap_of, with_container
from tests.evidence.keyring import keyring
from tests.evidence.two_verifiers import PROOF, Trust, both, certificate, embedding

SOURCE = Path(alone.__file__)
LINES_MAX = 300
CHANGED_BYTES = 5000 if IS_SOAK else 200


def _agreement(language: str = "en", **changed: Any) -> bytes:
    content = agreement_of(heading_of(language))
    text = "\n\n".join(content.paragraphs)
    content = replace(content, text_sha256=hashlib.sha256(text.encode()).hexdigest())
    return draw_agreement(replace(content, **changed), wording_of(language))


def test_it_is_one_short_file_that_needs_nothing_of_ours() -> None:
    """At most 300 lines that Python 3.9 reads; the standard library and one package."""
    source = SOURCE.read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}

    assert len(source.splitlines()) <= LINES_MAX
    assert {name.split(".")[0] for name in named} - sys.stdlib_module_names == {"cryptography"}


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_both_call_the_genuine_genuine(language: str, signer: Signer, trusted: Trust) -> None:
    """Every kind of document, with and without a log: the same content, the same word on SPECIMEN."""
    documents = {
        "certificate": certificate(PROOF, language),
        "older certificate": certificate(None, language),
        "acted-for certificate": certificate(PROOF, language, right=Right.HEIR, signed_by="Chan Siu Ming"),
        "acknowledgement": draw_acknowledgement(
            acknowledgement_of(heading_of(language)), wording_of(language)
        ),
        "agreement": _agreement(language),
    }
    for what, drawn in documents.items():
        verdict = both(signer.sign(drawn), trusted)
        assert verdict.genuine, what
        assert verdict.specimen
        assert what.endswith(verdict.kind)


@pytest.mark.parametrize(
    ("name", "says_so", "is_specimen"),
    [("Carrier", False, False), ("Carrier", True, True), ("SPECIMEN", False, True)],
)
def test_both_take_the_same_for_a_specimen(name: str, says_so: bool, is_specimen: bool) -> None:
    """By the key's name, or by the page's own word."""
    keys = keyring(name)
    drawn = draw_certificate(certificate_of(heading_of(is_specimen=says_so)), wording_of("en"))

    verdict = both(keys.signer.sign(drawn), keys.trust)

    assert verdict.genuine
    assert verdict.specimen is is_specimen


@pytest.mark.soak
def test_both_refuse_every_changed_byte(logged: bytes, trusted: Trust) -> None:
    """In the whole file, with the same word for what is wrong; the full number in `make soak`."""
    ends = [*range(32), *range(len(logged) - 32, len(logged))]
    for position in [*random.Random(7).sample(range(len(logged)), CHANGED_BYTES), *ends]:
        assert not both(changed_at(logged, position, 1), trusted).genuine, position


def test_both_refuse_every_change_of_the_signature(logged: bytes, trusted: Trust) -> None:
    """Every third position of the container and around it: other digit, letter case, white space, any of the bits."""
    start, end = gap_of(logged)
    for position in range(start - 80, end + 160, 3):
        for by in (1, 0x20, 128):
            assert not both(changed_at(logged, position, by), trusted).genuine, (position, by)


@settings(max_examples=100)
@given(data=st.data())
def test_both_refuse_bytes_put_in_taken_out_or_exchanged(
    data: st.DataObject, logged: bytes, trusted: Trust
) -> None:
    """Any short change at any place, the end included."""
    position = data.draw(st.integers(0, len(logged)) | st.just(len(logged)))
    removed, added = data.draw(st.integers(0, 40)), data.draw(st.binary(max_size=40))
    changed = logged[:position] + added + logged[position + removed :]

    assert both(changed, trusted).genuine is (changed == logged)


def test_both_know_no_signer_but_those_given(signer: Signer, logged: bytes, trusted: Trust) -> None:
    """A stranger, a twin by name, one who shows true certificates or another's authority, and no keys at all."""
    stranger, twin = keyring(), keyring()
    impostor = Signer(stranger.key, signer.chain)

    assert both(stranger.signer.sign(certificate()), trusted).problems == (Problem.UNKNOWN_SIGNER,)
    assert both(stranger.signer.sign(certificate()), twin.trust).problems == (Problem.UNKNOWN_SIGNER,)
    assert both(impostor.sign(certificate()), trusted).problems == (Problem.CONTENT_ALTERED,)
    adopted = Signer(stranger.key, (stranger.certificate, twin.authority))
    assert both(adopted.sign(certificate(None)), [stranger.certificate, twin.authority]).problems == (
        Problem.UNKNOWN_SIGNER,
    )
    assert both(logged, []).problems == (Problem.UNKNOWN_SIGNER,)
    assert both(logged, trusted[:1]).problems == (Problem.UNKNOWN_SIGNER,)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"usage": "key_cert_sign"}, Problem.UNKNOWN_SIGNER),
        ({"signer_is_authority": True}, Problem.UNKNOWN_SIGNER),
        ({"authority_is_authority": False}, Problem.UNKNOWN_SIGNER),
        ({"usage": "digital_signature"}, None),
        ({"until": datetime(2025, 1, 1, tzinfo=UTC)}, Problem.OUTSIDE_VALIDITY),
        ({"serial": 2**150}, None),
        ({"serial": 128}, None),
    ],
)
def test_both_take_the_same_keys(options: dict[str, Any], problem: Problem | None) -> None:
    """What a key may do, for how long, and numbers whose spelling is easy to get wrong."""
    keys = keyring(**options)

    verdict = both(keys.signer.sign(certificate(None)), keys.trust)

    assert verdict.problems == (() if problem is None else (problem,))


def _with_inner_length_in_three_bytes(der: bytes, _: Signer) -> bytes:
    """As it is, but that one length inside is spelled with a zero in front."""
    at = der.index(b"\xa0\x82")
    body = der[4 : at + 1] + b"\x83\x00" + der[at + 2 :]
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body


@pytest.mark.parametrize(
    "rewrite",
    [
        forgery._mirrored,
        forgery._with_unsigned_attribute,
        forgery._without_authority,
        forgery._with_more_certificates,
        forgery._certificates_exchanged,
        forgery._with_length_in_three_bytes,
        _with_inner_length_in_three_bytes,
        forgery._with_bytes_after_it,
        forgery._with_null_parameters,
    ],
)
def test_both_refuse_another_spelling_of_a_valid_signature(
    rewrite: Callable[[bytes, Signer], bytes],
    drawn: bytes,
    signer: Signer,
    trusted: Trust,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What other programs would still accept."""
    monkeypatch.setattr(signer_module, "room", lambda chain: 4000)
    roomy = signer.sign(drawn)
    changed = with_container(roomy, rewrite(container_of(roomy), signer).hex().upper().encode())

    assert both(roomy, trusted).genuine
    assert not both(changed, trusted).genuine


def test_both_refuse_a_second_signature(signed: bytes, signer: Signer, trusted: Trust) -> None:
    """Also by our own key."""
    writer = _Writer(BytesIO(signed))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/T"] = generic.TextStringObject("First")
    writer.update_container(field)
    again = _signed(writer, certificate_of(heading_of()).issued_at, signer._container, 2 * room(signer.chain))

    assert both(again, trusted).problems == (Problem.SEVERAL_SIGNATURES,)


@pytest.mark.parametrize(
    "name", ["/ByteRange [0 1 2 3]", "endobj (stream) startxref", "\udfff \x00 \U0001f600 )"]
)
def test_both_read_a_document_with_a_strange_name(name: str, signer: Signer, trusted: Trust) -> None:
    """Words that mean something inside a PDF are just the holder's name."""
    verdict = both(signer.sign(certificate(holder_name=name)), trusted)

    assert verdict.certificate is not None
    assert verdict.certificate["holder_name"] == name


@pytest.mark.parametrize(
    "attachment",
    [
        (b"{}", "certificate.json"),
        (b"[]", "certificate.json"),
        (b"not json", "certificate.json"),
        (b"", "certificate.json"),
        (b'{"format":"signoff-certificate","version":99}', "certificate.json"),
        (b'{"format":"signoff-certificate","version":1}', "acknowledgement.json"),
        (b'{"format":"signoff-acknowledgement","version":2}', "acknowledgement.json"),
        (b'{"format":"signoff-certificate","version":2}', "certificate.json"),
    ],
)
def test_both_prove_nothing_by_a_content_they_cannot_read(
    attachment: tuple[bytes, str], signer: Signer, trusted: Trust
) -> None:
    """Signed by the true key, but not a content of today."""
    assert not both(signer.sign(embedding(*attachment)), trusted).genuine


def test_both_tell_foreign_files_apart(drawn: bytes, trusted: Trust, tmp_path: Path) -> None:
    """Nothing, text, a plain PDF, a picture, an unsigned certificate, a huge file."""
    (tmp_path / "other.typ").write_text("hello")
    plain = bytes(typst.compile(str(tmp_path / "other.typ")))

    for file in (b"", b"hello", plain, b"\x89PNG\r\n\x1a\n" + bytes(100)):
        assert both(file, trusted).problems == (Problem.NOT_OURS,)
    assert both(drawn, trusted).problems == (Problem.NO_SIGNATURE,)
    assert both(bytes(alone.BYTES_MAX + 1) + drawn, trusted).problems == (Problem.TOO_LARGE,)


@settings(max_examples=200)
@given(
    start=st.integers(0, 60),
    end=st.integers(0, 60),
    rest=st.integers(0, 60),
    junk=st.binary(max_size=60),
    is_hex=st.booleans(),
)
def test_both_refuse_false_ranges(
    start: int, end: int, rest: int, junk: bytes, is_hex: bool, trusted: Trust
) -> None:
    """Ranges that cross, point outside or swallow the whole file, over anything that might be a container."""
    gap = b"<%s>" % junk.hex().upper().encode() if is_hex else junk
    pdf = b"signoff-certificate" + gap + b"/ByteRange [0 %d %d %d]" % (start, end, rest)

    assert not both(pdf, trusted).genuine


def test_a_container_full_of_containers_is_refused(trusted: Trust) -> None:
    """Sequences in sequences in sequences: refused, however deep, and not by an error."""
    der = b""
    while len(der) < 60_000:
        size = len(der).to_bytes(2, "big")
        der = b"\x30\x82" + size + der
    head = b"%PDF-1.7 signoff-certificate /Contents "
    digits = b"<" + der.hex().upper().encode() + b">"
    start, end = len(head), len(head) + len(digits)
    tail = b"/ByteRange [0 %d %d %d]"
    pdf = head + digits + tail % (start, end, len(tail % (start, end, 10)))

    assert both(pdf, trusted).problems == (Problem.UNKNOWN_SIGNER,)


def test_an_agreement_whose_text_is_not_the_one_that_was_signed_is_not_genuine(
    signer: Signer, trusted: Trust
) -> None:
    """Its SHA-256 is recomputed from the paragraphs, by both."""
    false = signer.sign(_agreement(text_sha256="9f" * 32))

    assert both(false, trusted).problems == (Problem.CONTENT_ALTERED,)
