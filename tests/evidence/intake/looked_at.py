"""Looks at what is kept with other eyes than ours: what could be wrong with it, found by other means."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator

import pypdfium2
from PIL import Image

from signoff.evidence.intake import Evidence, Kind
from tests.evidence.intake.hostile import CANARIES

PDF_NAMES = set(
    b"Type Catalog Pages Page Count Kids Parent MediaBox Contents Resources XObject P Subtype Image Width Height "
    b"ColorSpace DeviceRGB BitsPerComponent Filter DCTDecode Length Size Root".split()
)
ODD = {"Cc", "Cs", "Zl", "Zp"}
JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def findings(evidence: Evidence, received: bytes) -> Iterator[str]:
    """What is wrong with it; nothing for evidence as it should be."""
    if evidence.sha256 == hashlib.sha256(received).hexdigest() or evidence.content in received:
        yield "it is kept as it came"
    if evidence.received_sha256 != hashlib.sha256(received).hexdigest():
        yield "the hash of what came is wrong"
    yield from (f"it still has {canary!r}" for canary in CANARIES if canary in evidence.content)
    yield from {Kind.PHOTO: _photo, Kind.PAGES: _pages, Kind.MAIL: _mail}[evidence.kind](evidence)


def _photo(evidence: Evidence) -> Iterator[str]:
    yield from _jpeg(evidence.content)
    if (evidence.pages, evidence.media_type, evidence.suffix) != (1, "image/jpeg", ".jpg"):
        yield "it is no photo"


def _jpeg(content: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        picture.load()
        if set(picture.info) - JFIF or picture.getexif() or picture.mode != "RGB":
            yield f"there is more than a picture: {picture.info}"
    if not content.endswith(b"\xff\xd9"):
        yield "something follows the picture"


def _pages(evidence: Evidence) -> Iterator[str]:
    bare = re.sub(rb"(?s)(?<=stream\n)\xff\xd8.*?(?=\nendstream)", b"", evidence.content)
    yield from (f"it has {name!r}" for name in set(re.findall(rb"/([A-Za-z0-9]+)", bare)) - PDF_NAMES)
    pictures = re.findall(rb"(?s)stream\n(\xff\xd8.*?)\nendstream", evidence.content)
    if not evidence.content.startswith(b"%PDF-1.4\n") or not evidence.content.endswith(b"%%EOF\n"):
        yield "it is no PDF of ours"
    document = pypdfium2.PdfDocument(evidence.content)
    if not len(document) == evidence.pages == len(pictures):
        yield f"{len(document)} pages, {len(pictures)} pictures, said: {evidence.pages}"
    document.close()
    for picture in pictures:
        yield from _jpeg(picture)


def _mail(evidence: Evidence) -> Iterator[str]:
    text = evidence.content.decode()
    odd = {character for character in text if unicodedata.category(character) in ODD or _turns(character)} - {
        "\n",
        "\t",
    }
    if text != evidence.text or odd:
        yield f"it is no plain text: {odd}"


def _turns(character: str) -> bool:
    return unicodedata.bidirectional(character) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
