"""Draws pictures for tests and writes what a camera, or somebody with worse in mind, would write around them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

GPS = 0x8825
PLACE = "22 11 55 N"


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file of this form."""
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def plain(width: int = 160, height: int = 120) -> Image.Image:
    """A picture with something in each corner."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 4, height // 4), "red")
    draw.rectangle((width * 3 // 4, 0, width, height // 4), "green")
    draw.rectangle((0, height * 3 // 4, width // 4, height), "blue")
    return picture


def jpeg(picture: Image.Image | None = None, **options: object) -> bytes:
    """A JPEG."""
    return encoded(picture or plain(), "JPEG", **options)


def png(picture: Image.Image | None = None, **options: object) -> bytes:
    """A PNG."""
    return encoded(picture or plain(), "PNG", **options)


def webp(picture: Image.Image | None = None, **options: object) -> bytes:
    """A WebP."""
    return encoded(picture or plain(), "WEBP", **options)


def camera_notes(orientation: int = 1, canary: str = "CANARY") -> Image.Exif:
    """What a phone notes: where it was, who made it, how it was held."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = notes[0x0110] = notes[0x013B] = notes[0x9286] = canary
    notes[0x0132] = "2026:11:22 10:00:00"
    degrees = tuple(IFDRational(number) for number in (22, 11, 55))
    notes.get_ifd(GPS).update({1: "N", 2: degrees, 3: "E", 4: degrees, 27: canary.encode(), 29: "2026:11:22"})
    return notes


def segment(kind: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body


def with_segments(picture: bytes, *segments: bytes) -> bytes:
    """A JPEG with these right after its start."""
    return picture[:2] + b"".join(segments) + picture[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    """The start of a PNG that says to have this size."""
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    )


def empty_png(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG of nothing, as small as it can be."""
    samples = {0: 1, 2: 3, 6: 4}[colour]
    row = bytes(1 + (width * depth * samples + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.compress(
        row * (height % 100)
    )
    return header(width, height, depth, colour) + chunk(b"IDAT", body + packer.flush()) + chunk(b"IEND", b"")


def with_chunks(picture: bytes, *chunks: bytes) -> bytes:
    """A PNG with these right after its header."""
    return picture[:33] + b"".join(chunks) + picture[33:]


def webp_saying(width: int, height: int, rest: bytes = b"") -> bytes:
    """The start of a WebP that says to have this size."""
    body = (
        b"WEBPVP8X"
        + struct.pack("<II", 10, 0)
        + struct.pack("<I", width - 1)[:3]
        + struct.pack("<I", height - 1)[:3]
    )
    return b"RIFF" + struct.pack("<I", len(body + rest)) + body + rest


def resized_header(picture: bytes, width: int, height: int) -> bytes:
    """A JPEG that says to have another size than it has."""
    at = picture.index(b"\xff\xc0")
    return picture[: at + 5] + struct.pack(">HH", height, width) + picture[at + 9 :]
