"""Documents in every language that is written: each letter has a shape, each line ends where it may and on the page."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest

from signoff.catalogue.texts import common_texts
from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.glyphs import drawable
from tests.evidence.contents import acknowledgement_of, agreement_of, certificate_of, heading_of, wording_of

COMMON = common_texts()
FACES = {
    "en": "NotoSans",
    "zh-Hans": "NotoSansCJKsc",
    "zh-Hant": "NotoSansCJKhk",
    "pt": "NotoSans",
    "km": "NotoSansKhmer",
}
EDGE = 595.28 - 22 * 72 / 25.4  # A4 less its margin, in points
CODE = "KM73-QX9D-F2"  # before a digit no line would end
CODES = 40  # enough, behind words of different lengths, for some to come to the end of a line


def _run(*command: str, pdf: bytes) -> str:
    return subprocess.run([*command], input=pdf, capture_output=True, check=True).stdout.decode()


def _agreement(language: str) -> bytes:
    """All paragraphs this language has for agreements, with a code in each gap, then a block of words and codes."""
    own = [text for key, text in COMMON[language].items() if key.startswith("agreement.")]
    paragraphs = (
        *(re.sub(r"{\w+}", CODE, text) for text in own),
        " ".join(f"{'a' * n} {CODE}" for n in range(CODES)),
    )
    heading = heading_of(language, is_specimen=False)
    return draw_agreement(replace(agreement_of(heading), paragraphs=paragraphs), wording_of(language))


@pytest.mark.parametrize("language", COMMON)
def test_every_text_has_only_letters_with_a_shape(language: str) -> None:
    """Whatever is said in a document, the shipped fonts can draw it, and nothing is spelled out as [U+XXXX]."""
    assert [key for key, text in COMMON[language].items() if drawable(text) != text] == []


@pytest.mark.parametrize("language", COMMON)
def test_documents_are_drawn_in_the_face_of_their_readers(language: str) -> None:
    """With the local forms of Chinese characters, within the margins, and with no text shown by its key."""
    heading, wording = heading_of(language, is_specimen=False), wording_of(language)
    for pdf in (
        draw_acknowledgement(acknowledgement_of(heading), wording),
        draw_certificate(certificate_of(heading), wording),
        _agreement(language),
    ):
        fonts = {
            line.split()[0].partition("+")[2] for line in _run("pdffonts", "-", pdf=pdf).splitlines()[2:]
        }
        words = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)', _run("pdftotext", "-bbox", "-", "-", pdf=pdf))

        assert any(font.startswith(f"{FACES[language]}-") for font in fonts), fonts
        assert [word for edge, word in words if float(edge) > EDGE + 1] == []
        assert [word for _, word in words if re.search(r"\[U\+|(documents|claims)\.[a-z_]+", word)] == []


@pytest.mark.parametrize("language", COMMON)
def test_a_code_keeps_its_hyphens(language: str) -> None:
    """Also in Portuguese, which writes the hyphen at the end of a line once more at the beginning of the next."""
    text = _run("pdftotext", "-raw", "-", "-", pdf=_agreement(language)).replace("\n", "")

    assert text.replace(" ", "").count(CODE) > CODES
    assert re.findall(r"[0-9A-Z]{2,4}--[0-9A-Z]{2,4}", text) == []
