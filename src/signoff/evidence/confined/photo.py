"""Draws a photo or screenshot anew: upright, in sRGB, small enough to keep, and with nothing beside its pixels."""

from __future__ import annotations

import io
import math
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageFile, TiffImagePlugin
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from signoff.evidence.confined.answer import EDGE_PIXELS_MAX, MEGAPIXELS_MAX, Form, RefusedFor, Sheet, Unfit
from signoff.evidence.confined.jpeg import sheet_of

_READERS: dict[Form, type[ImageFile.ImageFile]] = {
    Form.JPEG: JpegImageFile,
    Form.PNG: PngImageFile,
    Form.WEBP: WebPImageFile,
}

# Memory decides: a JPEG is read at a fraction of its size, a PNG takes up to 9 bytes a pixel at a time, WebP 25.
_PIXELS_MAX = {Form.JPEG: MEGAPIXELS_MAX * 1_000_000, Form.PNG: 16_000_000, Form.WEBP: 7_500_000}

# A receipt of 80 mm by 300 mm has 250 points to the inch then, a page of A4 250 too: more than a fax, less than a scan.
_KEPT_PIXELS_MAX = 6_000_000

# Pillow loads this by itself when it meets a camera's notes, which are a TIFF; behind the walls it could not.
_LOADED_BEFORE = TiffImagePlugin
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WIDTH_POINTS = 595  # of A4


def redrawn(data: bytes, form: Form) -> Sheet:
    """The picture as a plain JPEG. Raises Unfit, and anything at all for a damaged one."""
    most = _PIXELS_MAX[form]
    # Pillow itself refuses twice this number, before it takes memory for it.
    Image.MAX_IMAGE_PIXELS = most // 2
    try:
        picture: Image.Image = _READERS[form](io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise Unfit(RefusedFor.TOO_MANY_PIXELS) from error
    if math.prod(picture.size) > most or max(picture.size) > EDGE_PIXELS_MAX:
        raise Unfit(RefusedFor.TOO_MANY_PIXELS)
    method = _UPRIGHT.get(_orientation(picture))
    profile = picture.info.get("icc_profile")
    small = _shrunk(picture, _KEPT_PIXELS_MAX)
    upright = small if method is None else small.transpose(method)
    picture = _in_srgb(upright, profile if isinstance(profile, bytes) else None)
    return sheet_of(picture, _WIDTH_POINTS, _WIDTH_POINTS)


def _orientation(picture: Image.Image) -> int:
    """What the camera noted of how it was held; 1 where that cannot be read."""
    try:
        noted: Any = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a note that cannot be read must not cost the photo
        return 1
    return noted if isinstance(noted, int) else 1


def _shrunk(picture: Image.Image, pixels_max: int) -> Image.Image:
    """The picture in a mode that can be converted, with so many pixels at most."""
    share = min(1.0, math.sqrt(pixels_max / math.prod(picture.size)))
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    if share < 1:
        # A JPEG is then read at half, a quarter or an eighth, as long as that is not smaller than what is kept.
        picture.draft(None, size)
    picture.load()
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode in ("1", "P", "PA", "I", "F"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    return (
        picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    )


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as RGB, its colours as a screen shows them, and white where nothing was."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    if profile is not None:
        # With a profile that cannot be read the colours are a little off, and everything can be read.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            screen = ImageCms.createProfile("sRGB")
            seen = ImageCms.profileToProfile(picture, io.BytesIO(profile), screen, outputMode="RGB")
            picture = picture if seen is None else seen
    return picture.convert("RGB")
