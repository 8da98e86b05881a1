"""Makes a photo of a drawn document, with what goes wrong when people take one."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Defect = Callable[[random.Random, Image.Image], Image.Image]


def on_a_table(chance: random.Random, document: Image.Image, width: int = 1500) -> Image.Image:
    """The document on a table, filling most of the photo."""
    tone = tuple(chance.randint(70, 150) for _ in range(3))
    share = chance.uniform(0.82, 0.95) * width / document.width
    small = document.resize(
        (int(document.width * share), int(document.height * share)), Image.Resampling.LANCZOS
    )
    photo = Image.new("RGB", (width, int(width * 0.75)), tone)
    photo.paste(small, ((width - small.width) // 2, (photo.height - small.height) // 2))
    return photo


def blurred(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Out of focus, a little or a lot."""
    return photo.filter(ImageFilter.GaussianBlur(chance.uniform(0.8, 4.5)))


def tilted(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Held askew."""
    angle = chance.choice((-1, 1)) * chance.uniform(2, 14)
    return photo.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=photo.getpixel((2, 2)))


def aslant(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Taken from one side."""
    width, height = photo.size
    by = chance.uniform(0.02, 0.1) * height
    corners: list[tuple[float, float]] = [(0, by), (width, 0), (width, height), (0, height - by)]
    return photo.transform(
        photo.size, Image.Transform.PERSPECTIVE, _perspective(corners, photo.size), Image.Resampling.BICUBIC
    )


def _perspective(corners: list[tuple[float, float]], size: tuple[int, int]) -> list[float]:
    width, height = size
    rows, values = [], []
    for (x, y), (u, v) in zip([(0, 0), (width, 0), (width, height), (0, height)], corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows, float), np.array(values, float))]


def glaring(chance: random.Random, photo: Image.Image) -> Image.Image:
    """A lamp mirrored in the lamination."""
    light = Image.new("L", photo.size, 0)
    draw = ImageDraw.Draw(light)
    for _ in range(chance.choice((1, 1, 2))):
        x, y = chance.uniform(0.1, 0.9) * photo.width, chance.uniform(0.1, 0.95) * photo.height
        across, down = chance.uniform(60, 200), chance.uniform(30, 90)
        draw.ellipse((x - across, y - down, x + across, y + down), fill=255)
    return Image.composite(
        Image.new("RGB", photo.size, "white"), photo, light.filter(ImageFilter.GaussianBlur(22))
    )


def noisy(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Taken with too little light for the camera."""
    noise = np.random.default_rng(chance.randrange(2**32)).normal(
        0, chance.uniform(8, 45), (photo.height, photo.width, 3)
    )
    return Image.fromarray(np.clip(np.asarray(photo, float) + noise, 0, 255).astype(np.uint8))


def dark(chance: random.Random, photo: Image.Image) -> Image.Image:
    """In the dark."""
    share = chance.uniform(0.08, 0.5)
    return photo.point(lambda value: int(value * share))


def squeezed(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Sent through a messenger that makes it small."""
    written = io.BytesIO()
    photo.save(written, "JPEG", quality=chance.randint(8, 30))
    return Image.open(written).convert("RGB")


def tiny(chance: random.Random, photo: Image.Image) -> Image.Image:
    """From far away."""
    share = chance.uniform(0.3, 0.7)
    return photo.resize((int(photo.width * share), int(photo.height * share)), Image.Resampling.BILINEAR)


def turned(chance: random.Random, photo: Image.Image) -> Image.Image:
    """Lying on its side or on its head."""
    return photo.transpose(
        chance.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270))
    )


def plain(_: random.Random, photo: Image.Image) -> Image.Image:
    """A good photo."""
    return photo


DEFECTS: Mapping[str, Defect] = {
    "none": plain,
    "blur": blurred,
    "tilt": tilted,
    "slant": aslant,
    "glare": glaring,
    "noise": noisy,
    "dark": dark,
    "jpeg": squeezed,
    "small": tiny,
    "turned": turned,
}


def photo_of(chance: random.Random, document: Image.Image, *defects: str) -> bytes:
    """The document as a JPEG, as it is after it has been taken in."""
    photo = on_a_table(chance, document)
    for defect in defects:
        photo = DEFECTS[defect](chance, photo)
    written = io.BytesIO()
    photo.save(written, "JPEG", quality=85)
    return written.getvalue()
