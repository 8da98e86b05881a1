"""Writes pictures of pages as a PDF that holds nothing else: catalogue, pages, and one picture on each.

It is written here, from checked parts, so that nothing in it comes from the reader of the stranger's PDF but pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from signoff.evidence.confined.answer import Sheet

_FIRST_PAGE = 3
_OBJECTS_A_PAGE = 3

Sized = tuple[Sheet, tuple[int, int]]


def write_pdf(sheets: Sequence[Sized]) -> bytes:
    """The PDF of these sheets, each with the width and height of its picture. Equal sheets give equal bytes."""
    pages = range(_FIRST_PAGE, _FIRST_PAGE + _OBJECTS_A_PAGE * len(sheets), _OBJECTS_A_PAGE)
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(sheets), kids),
    ]
    for page, (sheet, size) in zip(pages, sheets, strict=True):
        objects += _page(page, sheet, size)
    return _file(objects)


def _page(number: int, sheet: Sheet, size: tuple[int, int]) -> tuple[bytes, bytes, bytes]:
    """The page object with this number, its content and its picture, which have the next two."""
    on_paper = (sheet.width_points, sheet.height_points)
    drawing = b"%d 0 0 %d 0 0 cm /P Do" % on_paper
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>"
        % (
            *on_paper,
            number + 1,
            number + 2,
        )
    )
    picture = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream"
    ) % (*size, len(sheet.picture), sheet.picture)
    return page, b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing), picture


def _file(objects: Sequence[bytes]) -> bytes:
    """Header, numbered objects, the table of where each begins, and where the table is (ISO 32000-1, 7.5)."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)
