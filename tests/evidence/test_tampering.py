"""A genuine document with anything in it changed, by a byte or by a spelling: each is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.signer import Signer
from signoff.evidence.verify import Problem, verify
from tests.evidence.contents import (
    acknowledgement_of,
    agreement_of,
    certificate_of,
    heading_of,
    wording_of,
)
from tests.evidence.dissection import changed_at, container_of, gap_of, with_container

Trust = list[x509.Certificate]


def _positions(signed: bytes, count: int, seed: int) -> list[int]:
    """The first and last bytes of the file, and others spread at random over it."""
    spread = random.Random(seed).sample(range(len(signed)), count)
    return sorted({*spread, *range(32), *range(len(signed) - 32, len(signed))})


def _genuine_ones(accepted: Iterator[tuple[object, bytes]], trust: Trust) -> list[object]:
    return [what for what, pdf in accepted if verify(pdf, trust).genuine]


def test_one_byte_changed_anywhere_in_2000_places_is_refused(signed: bytes, trust: Trust) -> None:
    """Spread over the whole file; it is still told to be a certificate, but not a genuine one."""
    assert verify(signed, trust).genuine
    for position in _positions(signed, 2000, seed=1):
        verdict = verify(changed_at(signed, position, 1), trust)
        assert not verdict.genuine, position
        assert verdict.is_certificate, position
        assert verdict.certificate is None


def test_one_byte_changed_anywhere_in_the_signature_is_refused(signed: bytes, trust: Trust) -> None:
    """Every position of the container and around it: other digit, letter case, white space, any of the bits."""
    start, end = gap_of(signed)
    changes = (
        ((position, by), changed_at(signed, position, by))
        for position in range(start - 80, end + 160)
        for by in (1, 2, 4, 8, 16, 0x20, 64, 128)
    )
    assert _genuine_ones(changes, trust) == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("kind", ["certificate", "acknowledgement", "agreement"])
def test_one_byte_changed_in_any_document_is_refused(
    signer: Signer, trust: Trust, kind: str, language: str
) -> None:
    """Two hundred places of each kind in each language."""
    heading, wording = heading_of(language), wording_of(language)
    pdf = {
        "certificate": lambda: draw_certificate(certificate_of(heading), wording),
        "acknowledgement": lambda: draw_acknowledgement(acknowledgement_of(heading), wording),
        "agreement": lambda: draw_agreement(agreement_of(heading), wording),
    }[kind]()
    signed = signer.sign(pdf)

    assert verify(signed, trust).genuine
    changes = ((position, changed_at(signed, position, 4)) for position in _positions(signed, 200, seed=2))
    assert _genuine_ones(changes, trust) == []


@settings(max_examples=150)
@given(data=st.data())
def test_bytes_put_in_taken_out_or_exchanged_are_refused(
    data: st.DataObject, signed: bytes, trust: Trust
) -> None:
    """Any short change of any kind at any place."""
    position = data.draw(st.integers(0, len(signed)))
    removed = data.draw(st.integers(0, 40))
    added = data.draw(st.binary(max_size=40))
    changed = signed[:position] + added + signed[position + removed :]

    assert verify(changed, trust).genuine == (changed == signed)


@pytest.mark.parametrize("added", [b"\n", b" ", b"\x00", b"%%EOF\n", b"%comment"])
def test_something_before_or_after_the_file_is_refused(signed: bytes, trust: Trust, added: bytes) -> None:
    """Even a line end at the end of the file, which mail programs like to add."""
    assert verify(signed + added, trust).problems == (Problem.NOT_WHOLE_FILE,)
    assert not verify(added + signed, trust).genuine


def test_every_truncated_file_is_refused(signed: bytes, trust: Trust) -> None:
    """A download that broke off anywhere."""
    cuts = ((length, signed[:length]) for length in [*range(0, len(signed), 97), len(signed) - 1])

    assert _genuine_ones(cuts, trust) == []


def test_hex_in_lower_case_with_blanks_or_with_other_padding_is_refused(signed: bytes, trust: Trust) -> None:
    """The same container, written otherwise."""
    digits = container_of(signed).hex().upper().encode()
    start, end = gap_of(signed)
    room = end - start - 2

    assert len(digits) < room, "there is no padding: change this test"
    for content in (
        digits.lower(),
        digits[:-1] + digits[-1:].lower() if digits[-1:].isalpha() else digits.replace(b"A", b"a", 1),
        digits + b" " * (room - len(digits)),
        digits + b"0" * (room - len(digits) - 1) + b"1",
        digits + b"1",
        b" " + digits,
        digits[:100] + b"\n\n" + digits[100:-2],
    ):
        assert verify(with_container(signed, content), trust).problems == (Problem.SIGNATURE_ALTERED,)
    assert verify(with_container(signed, digits), trust).genuine


def test_the_brackets_around_the_signature_are_part_of_its_form(signed: bytes, trust: Trust) -> None:
    """They are the only two bytes that neither the digest nor the container covers."""
    start, end = gap_of(signed)
    for position in (start, end - 1):
        assert verify(changed_at(signed, position, 1), trust).problems == (Problem.SIGNATURE_ALTERED,)


@pytest.mark.parametrize(
    "byte_range",
    [
        b"[0 0 0 0]",
        b"[0 1 2 3]",
        b"[1 %d %d %d]",
        b"[0 %d %d -1]",
        b"[0 999999999 999999999 999999999]",
        b"[0 99999999999999999999 1 1]",
        b"[0 %d %d %d 0 0]",
        b"[ 0 %d %d %d ]",
        b"[0 %d.0 %d %d]",
        b"[]",
        b"",
    ],
)
def test_a_range_written_otherwise_is_refused(signed: bytes, trust: Trust, byte_range: bytes) -> None:
    """Only one form of the range is read, and it must be true."""
    start, end = gap_of(signed)
    numbers = (start, end, len(signed) - end)
    filled = byte_range % numbers[: byte_range.count(b"%d")]
    old = b"/ByteRange [0 %d %d %d]" % numbers

    assert old in signed
    assert not verify(signed.replace(old, b"/ByteRange " + filled), trust).genuine
