"""PDF files with worse in mind: what they could start, bombs, circles, lies, and locks."""

from __future__ import annotations

import zlib

from tests.evidence.intake.hostile import Hostile
from tests.evidence.intake.hostile_pictures import archive, junk
from tests.evidence.intake.pdfs import packed, page, pages, pdf, stream, text

JS = b"<</S/JavaScript/JS(app.alert\\('CANARY'\\))>>"
LAUNCH = b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(CANARY)>>>>"
HELLO = text(b"Hello")
FONT = (
    b"<</Type/Font/Subtype/TrueType/BaseFont/Broken/FirstChar 0/LastChar 255/FontDescriptor<</Type/FontDescriptor"
    b"/FontName/Broken/Flags 4/FontBBox[0 0 99999999 -99999999]/FontFile2 7 0 R>>>>"
)


def _started() -> list[Hostile]:
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 300 200]/A%s>>]"
    return [
        Hostile("pdf with a script when opened", page(HELLO, catalogue=b"/OpenAction" + JS), "pages"),
        Hostile(
            "pdf with named scripts",
            page(HELLO, catalogue=b"/Names<</JavaScript<</Names[(a)%s]>>>>" % JS),
            "pages",
        ),
        Hostile("pdf that starts a program", page(HELLO, catalogue=b"/OpenAction" + LAUNCH), "pages"),
        Hostile("pdf with a program behind a link", page(HELLO, entries=link % LAUNCH), "pages"),
        Hostile(
            "pdf with a link", page(HELLO, entries=link % b"<</S/URI/URI(http://CANARY.example)>>"), "pages"
        ),
        Hostile(
            "pdf that sends its form",
            page(HELLO, entries=link % b"<</S/SubmitForm/F(http://CANARY)>>"),
            "pages",
        ),
        Hostile(
            "pdf that opens another",
            page(HELLO, entries=link % b"<</S/GoToR/F(//CANARY/a.pdf)/D[0/Fit]>>"),
            "pages",
        ),
    ]


def _carried() -> list[Hostile]:
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V(Hello)/Rect[20 20 200 60]/DA(/F 20 Tf 0 g)/AA<</C%s/K%s>>>>"
    form = b"/AcroForm<</Fields[6 0 R]/DR<</Font<</F 5 0 R>>>>/NeedAppearances true%s>>"
    return [
        Hostile("pdf with a script on a page", page(HELLO, entries=b"/AA<</O%s/C%s>>" % (JS, JS)), "pages"),
        Hostile(
            "pdf with a form that counts",
            page(HELLO, field % (JS, JS), catalogue=form % b"/CO[6 0 R]"),
            "pages",
        ),
        Hostile(
            "pdf with a form of Adobe",
            page(
                HELLO,
                stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"),
                catalogue=form % b"/XFA 6 0 R",
            ),
            "pdf_form",
        ),
        Hostile(
            "pdf with a file in it",
            page(
                HELLO,
                b"<</Type/Filespec/F(CANARY.exe)/EF<</F 7 0 R>>>>",
                stream(b"MZCANARY", b"/Type/EmbeddedFile"),
                catalogue=b"/Names<</EmbeddedFiles<</Names[(CANARY.exe)6 0 R]>>>>",
            ),
            "pages",
        ),
        Hostile(
            "pdf with a film",
            page(HELLO, entries=b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/NM(CANARY)>>]"),
            "pages",
        ),
        Hostile(
            "pdf with notes on itself",
            page(HELLO, trailer=b"/Info<</Author(CANARY)/Title(CANARY)>>"),
            "pages",
        ),
    ]


def _bombs() -> list[Hostile]:
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
    shown = b"300 0 0 200 0 0 cm /I Do"
    picture = b"/XObject<</I 6 0 R>>"
    thrice = zlib.compress(zlib.compress(zlib.compress(bytes(60_000_000), 9), 9), 9)
    tiles = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<<>>"
    heavy = b"0 0 m 300 200 l S " * 400_000
    return [
        Hostile("pdf of a content that swells", page(packed(b" " * 60_000_000)), "pages damaged too_costly"),
        Hostile("pdf of many lines", page(packed(heavy)), "pages damaged too_costly", is_endless=True),
        Hostile(
            "pdf packed three times",
            page(stream(thrice, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]")),
            "pages damaged too_costly",
        ),
        Hostile(
            "pdf with a picture of a gigabyte",
            page(shown, packed(bytes(30_000_000), image % (20_000, 20_000)), resources=picture),
            "pages damaged too_costly",
        ),
        Hostile(
            "pdf with a picture of 10,000 by 10,000 in 100 bytes",
            page(shown, stream(junk(100), image % (10_000, 10_000)), resources=picture),
            "pages damaged too_costly",
        ),
        Hostile(
            "pdf of tiles",
            page(
                b"/Pattern cs /T scn 0 0 300 200 re f",
                stream(b"0 0 1 1 re f", tiles),
                resources=b"/Pattern<</T 6 0 R>>",
            ),
            "pages damaged too_costly",
            is_endless=True,
        ),
        Hostile("pdf of 10,000 pages", pages(10_000), "too_many_pages"),
        Hostile("pdf of a page of a kilometre", page(HELLO, box=b"0 0 3000000 3000000"), "damaged pages"),
        Hostile("pdf of a page of no size", page(HELLO, box=b"0 0 0 0"), "damaged pages"),
        Hostile("pdf of a page inside out", page(HELLO, box=b"300 200 -1e38 nan"), "damaged pages"),
    ]


def _circles() -> list[Hostile]:
    itself = stream(
        b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 300 200]/Resources<</XObject<</X 6 0 R>>>>"
    )
    deep = b"<</Type/Catalog/Pages 2 0 R/X" + b"[" * 100_000 + b"]" * 100_000 + b">>"
    letters = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/Encoding<</Differences[65/A]>>"
        b"/FirstChar 65/LastChar 65/Widths[9]/CharProcs<</A 7 0 R>>/Resources<</Font<</F 6 0 R>>>>>>"
    )
    return [
        Hostile(
            "pdf of pages in a circle",
            pdf([b"<</Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R]>>"]),
            "damaged pages",
        ),
        Hostile(
            "pdf that draws itself",
            page(b"/X Do", itself, resources=b"/XObject<</X 6 0 R>>"),
            "pages damaged",
        ),
        Hostile("pdf nested deep", pdf([deep, b"<</Type/Pages/Count 0/Kids[]>>"]), "damaged"),
        Hostile("pdf with tables in a circle", page(HELLO, trailer=b"/Prev 600"), "pages damaged"),
        Hostile(
            "pdf whose length is its own object",
            page(b"<</Length 4 0 R>>\nstream\n%s\nendstream" % HELLO),
            "pages damaged",
        ),
        Hostile(
            "pdf whose letters are written with themselves",
            page(HELLO, letters, stream(b"9 0 d0 BT /F 9 Tf (A) Tj ET"), resources=b"/Font<</F 6 0 R>>"),
            "pages damaged",
        ),
        Hostile(
            "pdf with a font of chance",
            page(HELLO, FONT, stream(junk(9_000)), resources=b"/Font<</F 6 0 R>>"),
            "pages damaged",
        ),
    ]


def _lies() -> list[Hostile]:
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    unknown = b"/Encrypt<</Filter/CANARY/V 9/R 9>>"
    return [
        Hostile("pdf and zip", page(HELLO) + archive(), "pages", "a.zip"),
        Hostile("pdf and php", page(HELLO) + b"<?php CANARY ?>", "pages", "a.php"),
        Hostile(
            "pdf after a web page", b"<html><script>alert(1)</script>" + page(HELLO), "web_page", "a.pdf"
        ),
        Hostile("pdf locked with a password", page(HELLO, trailer=locked), "pdf_locked"),
        Hostile("pdf locked in an unknown way", page(HELLO, trailer=unknown), "pdf_locked damaged"),
        Hostile("pdf cut in half", page(HELLO)[:300], "damaged"),
        Hostile("pdf and then chance", b"%PDF-1.7\n" + junk(50_000), "damaged"),
        Hostile("pdf of its first line", b"%PDF-1.7\n", "damaged"),
        Hostile(
            "pdf without pages",
            pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]),
            "damaged",
        ),
    ]


def pdfs() -> list[Hostile]:
    """All of them."""
    return [*_started(), *_carried(), *_bombs(), *_circles(), *_lies()]
