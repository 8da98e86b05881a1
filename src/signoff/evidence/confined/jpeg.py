"""Writes what was drawn as a plain JPEG of a bounded size, without anything beside the picture itself."""

from __future__ import annotations

import io

from PIL import Image

from signoff.evidence.confined.answer import SHEET_BYTES_MAX, Sheet

# How an ordinary picture is kept, then what is tried for one that is too large still (noise): quality, size divided.
_ATTEMPTS = ((85, 1), (70, 1), (50, 2), (50, 4))


def prepare() -> None:
    """Load what writing needs, while files can still be opened."""
    Image.preinit()


def sheet_of(
    picture: Image.Image, width_points: int, height_points: int, *, bytes_max: int = SHEET_BYTES_MAX
) -> Sheet:
    """The picture (RGB) as a JPEG of so many bytes at most, on paper of this size."""
    written = b""
    for quality, divisor in _ATTEMPTS:
        written = _jpeg(picture if divisor == 1 else picture.reduce(divisor), quality)
        if len(written) <= bytes_max:
            break
    return Sheet(written, width_points, height_points)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    # A new image has no comment, profile or resolution of the old one that could be written with it.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=quality)
    return written.getvalue()
