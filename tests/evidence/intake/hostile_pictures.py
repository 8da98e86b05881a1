"""Pictures with worse in mind: bombs, polyglots, cut and lying ones, and forms that are not taken."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib

from PIL import Image

from tests.evidence.intake.hostile import Hostile
from tests.evidence.intake.pictures import (
    camera_notes,
    chunk,
    empty_png,
    encoded,
    header,
    jpeg,
    plain,
    png,
    resized_header,
    segment,
    webp,
    webp_saying,
    with_chunks,
    with_segments,
)

PHP = b"<?php system($_GET['c']); ?>"
JS = b"<script>alert('CANARY')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
XXE = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'


def junk(count: int) -> bytes:
    """The same random bytes each time."""
    return random.Random(4).randbytes(count)


def archive() -> bytes:
    """A ZIP that would unpack to a hundred megabytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../CANARY.txt", bytes(8_000_000))
    return written.getvalue()


def _scans(count: int) -> bytes:
    """A progressive JPEG of ten megapixels whose last scan comes again and again: each goes over all pixels."""
    whole = jpeg(Image.new("RGB", (4000, 2500), "white"), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * count + b"\xff\xd9"


def _bombs() -> list[Hostile]:
    bomb = zlib.compress(bytes(32_000_000), 9)
    return [
        Hostile("png 50,000 by 50,000", header(50_000, 50_000) + chunk(b"IDAT", bomb), "too_many_pixels"),
        Hostile("png 10,000 by 10,000", empty_png(10_000, 10_000), "too_many_pixels"),
        Hostile("png of the largest size taken", empty_png(4_000, 4_000, 8, 6), "photo"),
        Hostile(
            "webp of the largest size taken",
            webp(Image.new("RGBA", (3_000, 2_500)), method=0, quality=0),
            "photo",
        ),
        Hostile("jpeg of the largest size taken", jpeg(Image.new("RGB", (8_160, 6_144), "white")), "photo"),
        Hostile("png of one line", header(1, 2_000_000_000) + chunk(b"IDAT", bomb), "too_many_pixels"),
        Hostile(
            "png more data than pixels",
            header(16, 16) + chunk(b"IDAT", bomb) + chunk(b"IEND", b""),
            "photo damaged",
        ),
        Hostile(
            "png text bomb",
            with_chunks(png(), chunk(b"zTXt", b"CANARY\0\0" + bomb)),
            "photo damaged too_costly",
        ),
        Hostile(
            "png profile bomb",
            with_chunks(png(), chunk(b"iCCP", b"CANARY\0\0" + bomb)),
            "photo damaged too_costly",
        ),
        Hostile(
            "png of 100,000 chunks",
            with_chunks(png(), chunk(b"tEXt", b"CANARY\0x") * 100_000),
            "photo damaged",
        ),
        Hostile("webp 16,384 by 16,384", webp_saying(16_384, 16_384, junk(2_000)), "too_many_pixels"),
        Hostile("webp 16 million by 1", webp_saying(1 << 24, 1, junk(2_000)), "too_many_pixels"),
        Hostile("webp 10,000 by 10,000", webp_saying(10_000, 10_000, junk(2_000)), "too_many_pixels"),
        Hostile("jpeg 65,500 by 65,500", resized_header(jpeg(), 65_500, 65_500), "too_many_pixels"),
        Hostile("jpeg 8,000 by 6,000 of 20 lines", resized_header(jpeg(), 8_000, 6_000), "damaged photo"),
        Hostile("jpeg 60,000 by 1", jpeg(Image.new("L", (60_000, 1))), "too_many_pixels"),
        Hostile("jpeg of 3,000 scans", _scans(3_000), "too_costly", is_endless=True),
    ]


def _polyglots() -> list[Hostile]:
    notes = camera_notes(canary="<?php CANARY")
    return [
        Hostile("jpeg and php", with_segments(jpeg(), segment(0xFE, PHP)) + PHP, "photo", "a.php"),
        Hostile("jpeg and zip", jpeg() + archive(), "photo"),
        Hostile(
            "jpeg and web page", with_segments(jpeg(), segment(0xFE, b"--><html>" + JS)), "photo", "a.html"
        ),
        Hostile("jpeg with php in its notes", jpeg(exif=notes), "photo"),
        Hostile(
            "jpeg with a picture in its notes",
            with_segments(jpeg(), segment(0xE1, b"Exif\0\0" + jpeg())),
            "photo",
        ),
        Hostile(
            "jpeg with xmp",
            with_segments(jpeg(), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + JS)),
            "photo",
        ),
        Hostile("png with php", with_chunks(png(), chunk(b"tEXt", b"Comment\0" + PHP)) + PHP, "photo"),
        Hostile("png with notes", png(exif=notes), "photo"),
        Hostile("webp with notes", webp(exif=notes, xmp=JS), "photo"),
        Hostile("gif and script", b"GIF89a/*" + bytes(10) + b"*/=1;alert('CANARY')//", "picture", "a.gif"),
        Hostile("bmp and script", b"BM/*" + bytes(20) + b"*/=1;alert('CANARY')//", "picture"),
    ]


def _lies() -> list[Hostile]:
    endless = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8825, 4, 1, 8, 8)
    return [
        Hostile("jpeg cut in half", jpeg(plain(800, 600))[:3_000], "damaged"),
        Hostile("png cut in half", png(Image.effect_noise((200, 200), 50))[:9_000], "damaged"),
        Hostile("webp cut in half", webp(Image.effect_noise((200, 200), 50))[:3_000], "damaged"),
        Hostile("jpeg of its first three bytes", b"\xff\xd8\xff", "damaged"),
        Hostile("jpeg and then chance", b"\xff\xd8\xff\xe0" + junk(50_000), "damaged"),
        Hostile("png and then chance", b"\x89PNG\r\n\x1a\n" + junk(50_000), "damaged"),
        Hostile("webp and then chance", b"RIFF\0\0\0\0WEBPVP8 " + junk(50_000), "damaged"),
        Hostile("jpeg of no height", resized_header(jpeg(), 160, 0), "damaged"),
        Hostile("png of no width", header(0, 10) + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "damaged"),
        Hostile("png with a wrong sum", png()[:40] + b"\0" + png()[41:], "damaged"),
        Hostile(
            "jpeg with notes that lead to themselves", with_segments(jpeg(), segment(0xE1, endless)), "photo"
        ),
        Hostile("jpeg with a profile of chance", jpeg(icc_profile=junk(90_000)), "photo"),
        Hostile(
            "jpeg for print, profile of chance",
            jpeg(plain().convert("CMYK"), icc_profile=junk(9_000)),
            "photo",
        ),
        Hostile(
            "png that says it is animated",
            with_chunks(png(), chunk(b"acTL", b"\x7f\xff\xff\xff" * 2)),
            "photo damaged",
        ),
        Hostile("webp of 300 frames", webp(plain(), save_all=True, append_images=[plain()] * 300), "photo"),
    ]


def _others() -> list[Hostile]:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + junk(500)
    return [
        Hostile("drawing with script", SVG, "drawing", "a.svg"),
        Hostile("drawing called a photo", b"\n <!-- --> " + SVG, "drawing"),
        Hostile(
            "drawing in two-byte characters",
            "\ufeff".encode("utf-16-le") + SVG.decode().encode("utf-16-le"),
            "drawing",
        ),
        Hostile("drawing that reads a file", XXE, "drawing", "a.svg"),
        Hostile("drawing, packed", gzip.compress(SVG), "archive", "a.svgz"),
        Hostile("tiff", encoded(plain(), "TIFF"), "picture", "a.tif"),
        Hostile("bmp", encoded(plain(), "BMP"), "picture", "a.bmp"),
        Hostile("icon", encoded(plain(), "ICO"), "not_taken", "a.ico"),
        Hostile("heic", heic, "heic", "a.heic"),
        Hostile("heic called a jpeg", heic, "heic"),
        Hostile("avif", b"\0\0\0\x1cftypavif" + junk(500), "picture", "a.avif"),
        Hostile("film", b"\0\0\0\x18ftypmp42" + junk(500), "video", "a.mp4"),
    ]


def pictures() -> list[Hostile]:
    """All of them."""
    return [*_bombs(), *_polyglots(), *_lies(), *_others()]
