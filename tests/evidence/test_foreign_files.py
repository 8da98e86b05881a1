"""Files that never were ours: told apart quickly, whatever is in them, and never an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from signoff.evidence import verify as verify_module
from signoff.evidence.signer import Signer
from signoff.evidence.verify import DOCUMENT_BYTES_MAX, Problem, verify
from tests.evidence.dissection import changed_at
from tests.evidence.keyring import keyring

Trust = list[x509.Certificate]


@settings(max_examples=200)
@given(junk=st.binary(max_size=300), marker=st.sampled_from([b"", b"%PDF-1.7\n", b"/ByteRange [0 9 12 20]"]))
def test_random_bytes_are_no_certificate(junk: bytes, marker: bytes, trust: Trust) -> None:
    """Whatever is thrown at it, the answer is a verdict, not an error."""
    verdict = verify(marker + junk, trust)

    assert not verdict.genuine
    assert not verdict.is_certificate
    assert verdict.problems == (Problem.NOT_OURS,)


@settings(max_examples=100)
@given(start=st.integers(0, 60), end=st.integers(0, 60), rest=st.integers(0, 60), junk=st.binary(max_size=60))
def test_false_ranges_over_small_files_are_refused(
    start: int, end: int, rest: int, junk: bytes, trust: Trust
) -> None:
    """Ranges that cross, point outside or swallow the whole file."""
    pdf = b"signoff-certificate" + junk + b"/ByteRange [0 %d %d %d]" % (start, end, rest)

    verdict = verify(pdf, trust)

    assert verdict.is_certificate
    assert not verdict.genuine


def test_files_of_other_makers_are_no_certificates(trust: Trust, tmp_path: Path, signer: Signer) -> None:
    """Nothing, text, a plain PDF, a picture: told apart from a false certificate."""
    other = tmp_path / "other.typ"
    other.write_text("hello")
    plain = typst.compile(str(other))

    for pdf in (b"", b"hello", bytes(plain), b"\x89PNG\r\n\x1a\n" + bytes(100)):
        verdict = verify(pdf, trust)
        assert (verdict.genuine, verdict.is_certificate, verdict.problems) == (
            False,
            False,
            (Problem.NOT_OURS,),
        )


def test_a_drawn_certificate_without_a_signature_is_refused(drawn: bytes, trust: Trust) -> None:
    """It looks right, it is a certificate by its own word, and nobody stands behind it."""
    verdict = verify(drawn, trust)

    assert verdict.is_certificate
    assert verdict.problems == (Problem.NO_SIGNATURE,)


def test_a_huge_file_is_refused_unread(trust: Trust) -> None:
    """A file over the limit costs nothing; one just under it is still only searched."""
    assert verify(bytes(DOCUMENT_BYTES_MAX + 1), trust).problems == (Problem.TOO_LARGE,)
    assert verify(b"[" * DOCUMENT_BYTES_MAX, trust).problems == (Problem.NOT_OURS,)


def test_a_huge_signature_is_refused(trust: Trust) -> None:
    """A gap of ten million digits is measured before it is decoded."""
    digits = b"A" * 10_000_000
    head = b"%PDF-1.7 signoff-certificate /Contents "
    start, end = len(head), len(head) + len(digits) + 2
    tail = b"/ByteRange [0 %d %d %d]"
    rest = len(tail % (start, end, 10))
    pdf = head + b"<" + digits + b">" + tail % (start, end, rest)

    assert len(pdf) == end + rest
    assert verify(pdf, trust).problems == (Problem.SIGNATURE_ALTERED,)


def test_no_strangers_pdf_is_ever_parsed(
    drawn: bytes, signed: bytes, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PDF reader, with all it could be tricked into, sees only files whose signature is right."""
    opened: list[bool] = []

    class Watched(PdfFileReader):
        def __init__(self, *args: object) -> None:
            opened.append(True)
            super().__init__(*args)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(verify_module, "PdfFileReader", Watched)
    for pdf in (signed + b" ", changed_at(signed, 5000, 1), signed[:-1], keyring().signer.sign(drawn)):
        assert not verify(pdf, trust).genuine

    assert opened == []
    assert verify(signed, trust).genuine
    assert opened == [True]
