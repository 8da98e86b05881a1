"""A photo is kept upright, readable and of a bounded size, and without a trace of where, by whom and with what."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFont

from signoff.evidence.confined import photo
from signoff.evidence.confined.answer import SHEET_BYTES_MAX, Form
from signoff.evidence.glyphs import font_folders
from signoff.evidence.intake import Kind
from tests.evidence.intake.looked_at import findings
from tests.evidence.intake.pictures import (
    camera_notes,
    chunk,
    jpeg,
    plain,
    png,
    segment,
    webp,
    with_chunks,
    with_segments,
)
from tests.evidence.intake.rooms import kept

XMP = b"<x:xmpmeta><exif:GPSLatitude>CANARY</exif:GPSLatitude></x:xmpmeta>"

# What a camera did to an upright picture before it noted this orientation (Exif 2.3, tag 274).
HELD = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow's limit, which reading sets, is put back."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def drawn_anew(data: bytes, form: Form) -> Image.Image:
    """The picture that would be kept; without a room around the reader."""
    return Image.open(io.BytesIO(photo.redrawn(data, form).picture))


def is_like(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel has about this colour."""
    seen = picture.getpixel(at)
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 40 for one, other in zip(seen, colour, strict=True))


@pytest.mark.parametrize(
    "noted",
    [
        with_segments(
            jpeg(exif=camera_notes(), comment=b"CANARY"),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        ),
        with_chunks(
            png(exif=camera_notes()),
            chunk(b"tEXt", b"Author\0CANARY"),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        ),
        webp(exif=camera_notes(), xmp=XMP),
    ],
    ids=["jpeg", "png", "webp"],
)
def test_no_place_and_no_name_is_left(noted: bytes) -> None:
    """The place by satellite, maker, owner, comment and XMP are in what came and not in what is kept."""
    with Image.open(io.BytesIO(noted)) as came:
        assert came.getexif().get_ifd(0x8825)
    evidence = kept(noted, "CANARY.jpg")

    assert b"CANARY" in noted
    assert evidence.kind is Kind.PHOTO
    assert not list(findings(evidence, noted))
    assert "CANARY" not in repr(evidence)


@pytest.mark.parametrize("orientation", HELD)
def test_a_photo_is_kept_upright(orientation: int) -> None:
    """However the camera was held, the corners are where they were seen; the note itself is gone."""
    method = HELD[orientation]
    held = plain() if method is None else plain().transpose(method)

    picture = drawn_anew(jpeg(held, exif=camera_notes(orientation), quality=95), Form.JPEG)

    assert picture.size == (160, 120)
    assert is_like(picture, (10, 10), (255, 0, 0))
    assert is_like(picture, (150, 10), (0, 128, 0))
    assert is_like(picture, (10, 110), (0, 0, 255))


def test_a_room_reads_how_the_camera_was_held() -> None:
    """What reads the camera's notes is loaded before the walls are shut."""
    evidence = kept(jpeg(plain().transpose(Image.Transpose.ROTATE_90), exif=camera_notes(6)))

    assert Image.open(io.BytesIO(evidence.content)).size == (160, 120)


def test_a_small_receipt_in_a_large_photo_can_be_read() -> None:
    """Each digit of a receipt, 28 pixels high in a photo of twelve megapixels, is more like itself than any other."""
    digits = "120394785610293847565"
    font = ImageFont.truetype(font_folders()[0] / "NotoSans[wdth,wght].ttf", 38)
    wide, high = 32, 48
    paper = Image.effect_noise((4032, 3024), 30).convert("RGB")
    draw = ImageDraw.Draw(paper)
    draw.rectangle((1000, 1000, 1900, 1200), "#e8e4da")
    for place, digit in enumerate(digits):
        draw.text((1100 + wide * place, 1060), digit, fill="#222", font=font)

    picture = drawn_anew(jpeg(paper, quality=90), Form.JPEG)

    share = picture.width / paper.width
    alphabet = {}
    for digit in "0123456789":
        sample = Image.new("L", (wide, high), 228)
        ImageDraw.Draw(sample).text((0, 0), digit, fill=34, font=font)
        alphabet[digit] = sample.tobytes()
    for place, digit in enumerate(digits):
        left, top = 1100 + wide * place, 1060
        box = (left * share, top * share, (left + wide) * share, (top + high) * share)
        seen = picture.convert("L").resize((wide, high), Image.Resampling.BICUBIC, box=box).tobytes()
        far = {
            name: sum(abs(a - b) for a, b in zip(seen, sample, strict=True))
            for name, sample in alphabet.items()
        }
        assert min(far, key=lambda name: far[name]) == digit


def test_what_is_kept_is_bounded() -> None:
    """Noise, which nothing packs well, is kept in fewer bytes and pixels than it came with."""
    sheet = photo.redrawn(jpeg(Image.effect_noise((3000, 2200), 100), quality=95), Form.JPEG)

    assert len(sheet.picture) <= SHEET_BYTES_MAX
    assert Image.open(io.BytesIO(sheet.picture)).width < 3000


def test_colours_are_those_of_a_screen() -> None:
    """A profile that says which colours are meant is applied, and gone: here its red and green are exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")

    picture = drawn_anew(jpeg(Image.new("RGB", (32, 32), "red"), icc_profile=swapped), Form.JPEG)

    assert is_like(picture, (16, 16), (0, 255, 0))


def test_what_shows_through_is_white() -> None:
    """Dark writing on nothing can be read."""
    layer = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    layer.paste((20, 20, 20, 255), (10, 10, 30, 30))

    for data, form in (
        (png(layer), Form.PNG),
        (webp(layer, lossless=True), Form.WEBP),
        (png(layer.quantize()), Form.PNG),
    ):
        picture = drawn_anew(data, form)
        assert is_like(picture, (2, 2), (255, 255, 255))
        assert is_like(picture, (20, 20), (20, 20, 20))


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB", "CMYK"])
def test_every_way_to_say_a_colour_is_read(mode: str) -> None:
    """Black stays black and white white, at any depth."""
    picture = Image.new("L", (40, 40), "white")
    picture.paste(0, (0, 0, 20, 40))
    if mode == "I;16":
        rows = (struct.pack("<20H", *[0] * 20) + struct.pack("<20H", *[65535] * 20)) * 40
        data, form = png(Image.frombytes(mode, (40, 40), rows)), Form.PNG
    elif mode == "CMYK":
        data, form = jpeg(picture.convert("RGB").convert(mode)), Form.JPEG
    else:
        data, form = png(picture.convert(mode)), Form.PNG

    seen = drawn_anew(data, form)

    assert is_like(seen, (8, 20), (0, 0, 0))
    assert is_like(seen, (32, 20), (255, 255, 255))
