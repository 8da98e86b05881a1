"""Draws each page of a PDF as a picture: what it shows is kept, what it could do is not.

The reader is PDFium without its script engine; forms are shown as they are filled in, and no action is ever started.
"""

from __future__ import annotations

import math

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from signoff.evidence.confined.answer import PAGES_MAX, POINTS_MAX, RefusedFor, Sheet, Unfit
from signoff.evidence.confined.fonts import Lender
from signoff.evidence.confined.jpeg import sheet_of

_POINTS_PER_INCH = 72
_DOTS_PER_INCH = 144

# A4 at 144 dots to the inch has 2.0 million; a larger page is drawn smaller.
_PAGE_PIXELS_MAX = 2_200_000
_PAGE_BYTES_MAX = 256 * 1024

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
_NEEDS_ADOBE = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)


def prepare() -> None:
    """Open whatever reading needs, while files can still be opened."""
    Lender().setup()


def redrawn(data: bytes) -> tuple[Sheet, ...]:
    """The pages in their order. Raises Unfit, and anything at all for a damaged file."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = RefusedFor.PDF_LOCKED if error.err_code in _LOCKED else RefusedFor.DAMAGED
        raise Unfit(reason) from error
    if document.get_formtype() in _NEEDS_ADOBE:
        raise Unfit(RefusedFor.PDF_FORM)
    document.init_forms()
    if len(document) > PAGES_MAX:
        raise Unfit(RefusedFor.TOO_MANY_PAGES)
    if len(document) == 0:
        raise Unfit(RefusedFor.DAMAGED)
    return tuple(_sheet(document[number]) for number in range(len(document)))


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    if not (1 <= width <= POINTS_MAX and 1 <= height <= POINTS_MAX):
        raise Unfit(RefusedFor.DAMAGED)
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, math.sqrt(_PAGE_PIXELS_MAX / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, limit_image_cache=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return sheet_of(picture, round(width), round(height), bytes_max=_PAGE_BYTES_MAX)
