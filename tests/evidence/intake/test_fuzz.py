"""Files bent by chance: always evidence or a word, and never a way around what is promised of either."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signoff.evidence.confined.answer import Form, Unfit
from signoff.evidence.confined.charsets import plain as plain_text
from signoff.evidence.confined.forms import form_of
from signoff.evidence.confined.mail import retold
from signoff.evidence.intake import Evidence, RefusedFor
from tests.conftest import IS_SOAK
from tests.evidence.intake.hostile_mails import HEAD, parts, web_page
from tests.evidence.intake.looked_at import findings
from tests.evidence.intake.pdfs import chinese, packed, page, pages, text
from tests.evidence.intake.pictures import camera_notes, jpeg, png, webp
from tests.evidence.intake.rooms import measured

PEAK_BYTES_MAX = 256 * 1024 * 1024

SEEDS = [
    jpeg(exif=camera_notes()),
    jpeg(progressive=True),
    png(exif=camera_notes()),
    webp(),
    webp(lossless=True),
    page(text(b"Hello")),
    page(packed(text(b"Hello"))),
    pages(3),
    chinese("你好"),
]
MAILS = [
    HEAD + b"\r\nHello",
    parts(
        b"Content-Type: text/plain; charset=gb2312\r\n\r\n\xc4\xe3",
        b"Content-Disposition: attachment\r\n\r\nYWJj",
    ),
    web_page(b"<div><p>Hello</p><!-- a --><script>b</script><br/></div>"),
]


@st.composite
def bent(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good file with some bytes exchanged, taken out, put in or said again."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 1, 2, 4, 30]))
        new = draw(
            st.one_of(st.binary(max_size=6), st.just(bytes(data[at : at + 40]) * 2), st.just(b"\xff" * 4))
        )
        data[at : at + length] = new
    return bytes(data)


@pytest.mark.slow
@pytest.mark.soak
@settings(max_examples=10_000 if IS_SOAK else 25, suppress_health_check=list(HealthCheck))
@given(data=bent(SEEDS))
def test_a_bent_file_is_made_harmless_or_refused(data: bytes) -> None:
    """In a room as ever: no more memory than is given, nothing of it kept as it came, and a word that fits."""
    taken = measured(data, "")

    if isinstance(taken.result, Evidence):
        assert not list(findings(taken.result, data))
    else:
        assert taken.result.reason not in (RefusedFor.UNAVAILABLE, RefusedFor.BUSY)
    assert taken.peak_bytes is None or taken.peak_bytes < PEAK_BYTES_MAX


@pytest.mark.soak
@settings(max_examples=100_000 if IS_SOAK else 100)
@given(data=bent(MAILS))
def test_a_bent_mail_is_told_in_plain_text(data: bytes) -> None:
    """Whatever was done to it, only characters that can be shown are left, and it can be told again."""
    try:
        told = retold(data)
    except Unfit:
        return
    assert plain_text(told) == told


@pytest.mark.soak
@settings(max_examples=100_000 if IS_SOAK else 100)
@given(data=st.one_of(st.binary(max_size=200), bent(SEEDS + MAILS)), name=st.text(max_size=30))
def test_any_bytes_have_a_form_or_a_word(data: bytes, name: str) -> None:
    """There is no third way."""
    with suppress(Unfit):
        assert form_of(data, name) in Form
