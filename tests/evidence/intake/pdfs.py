"""Writes PDF files for tests, object by object, good ones and others."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), entries, body)


def packed(body: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream object."""
    return stream(zlib.compress(body, 9), b"/Filter/FlateDecode" + entries)


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, the first of which is the catalogue."""
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(written))
    )


def page(
    content: bytes,
    *more: bytes,
    resources: bytes = b"/Font<</F 5 0 R>>",
    catalogue: bytes = b"",
    entries: bytes = b"",
    box: bytes = b"0 0 300 200",
    trailer: bytes = b"",
) -> bytes:
    """A file of one page; object 4 is its content, 5 a font, the first of `more` is 6."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>%s>>"
            % (box, resources, entries),
            content if content.startswith(b"<<") else stream(content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ],
        trailer,
    )


def text(words: bytes, size: int = 20) -> bytes:
    """The content of a page that says this."""
    return b"BT /F %d Tf 20 100 Td (%s) Tj ET" % (size, words)


def pages(count: int) -> bytes:
    """A file of many pages, all alike."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
            *[sheet] * count,
        ]
    )


def chinese(
    words: str, font: bytes = b"STSong-Light", encoding: bytes = b"UniGB-UCS2-H", order: bytes = b"GB1"
) -> bytes:
    """A page in a font that the file only names."""
    told = b"BT /F 24 Tf 10 50 Td <%s> Tj ET" % words.encode("utf-16-be").hex().encode()
    return page(
        told,
        b"<</Type/Font/Subtype/Type0/BaseFont/%s-%s/Encoding/%s/DescendantFonts[7 0 R]>>"
        % (font, encoding, encoding),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 2>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/%s/Flags 6/FontBBox[0 0 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>>>" % (font, order, font),
        resources=b"/Font<</F 6 0 R>>",
    )
