"""Makes any text drawable with the fonts that come with the install: what they lack is spelled out, never dropped.

People type what they like where a name is asked for; a character without a shape would stop the drawing, and an
invisible one could make a document read otherwise than it is.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

_FONT_FOLDERS = (
    ("fontpkg_noto_sans", "files"),
    ("fontpkg_noto_sans_khmer", "files"),
    ("noto_cjk_sans_otc", ""),
)
_SUFFIXES = (".ttf", ".otf", ".ttc")
_ZERO_WIDTH_SPACE = "\u200b"  # where a line may break in Khmer, which has no spaces between words
_LAYOUT = ("\n", _ZERO_WIDTH_SPACE, "\u00a0")  # the last one is a space at which no line breaks
_LONG_RUN = re.compile("[!-\u024f]{32}(?=[!-\u024f])")


def font_folders() -> list[Path]:
    """The folders of the installed font packages: the only fonts that documents are drawn with."""
    return [Path(str(files(package) / folder)) for package, folder in _FONT_FOLDERS]


def drawable(text: str) -> str:
    """The text in a form every shipped font set can draw: composed, spaces plain, the rest spelled as [U+XXXX].

    Runs of Latin letters too long for a column get places to break at.
    """
    composed = unicodedata.normalize("NFC", text)
    return _LONG_RUN.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", "".join(_cluster(c) for c in _clusters(composed)))


def _clusters(text: str) -> list[str]:
    """Each character with the marks that follow it: they are drawn together, so one font must have them all."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character).startswith("M"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _cluster(cluster: str) -> str:
    if cluster in _LAYOUT:
        return cluster
    if cluster.isspace():
        return " "
    is_visible = all(unicodedata.category(character)[0] in "LMNPSZ" for character in cluster)
    if is_visible and any(covered.issuperset(map(ord, cluster)) for covered in _coverage()):
        return cluster
    if len(cluster) > 1:
        return "".join(map(_cluster, cluster))
    return f"[U+{ord(cluster):04X}]"


@cache
def _coverage() -> tuple[frozenset[int], ...]:
    """The code points of each shipped font file; all faces of one collection have the same."""
    fonts = [
        path for folder in font_folders() for path in sorted(folder.iterdir()) if path.suffix in _SUFFIXES
    ]
    return tuple(_code_points(path.read_bytes()) for path in fonts if "Italic" not in path.name)


def _code_points(font: bytes) -> frozenset[int]:
    """Reads the character map (OpenType `cmap`, format 12 or else 4) of the first face in a font file."""
    face = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    table_count = struct.unpack_from(">H", font, face + 4)[0]
    records = (struct.unpack_from(">4sIII", font, face + 12 + 16 * i) for i in range(table_count))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    map_count = struct.unpack_from(">H", font, cmap + 2)[0]
    maps = (cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)[2] for i in range(map_count))
    by_format = {struct.unpack_from(">H", font, at)[0]: at for at in maps}
    if 12 in by_format:
        return _format_12(font, by_format[12])
    return _format_4(font, by_format[4])


def _format_12(font: bytes, at: int) -> frozenset[int]:
    group_count = struct.unpack_from(">I", font, at + 12)[0]
    groups = (struct.unpack_from(">III", font, at + 16 + 12 * i) for i in range(group_count))
    return frozenset(code for first, last, _ in groups for code in range(first, last + 1))


def _format_4(font: bytes, at: int) -> frozenset[int]:
    segment_count = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{segment_count}H", font, at + 14)
    firsts = struct.unpack_from(f">{segment_count}H", font, at + 16 + 2 * segment_count)
    spans = zip(firsts, lasts, strict=True)
    return frozenset(code for first, last in spans for code in range(first, last + 1) if code != 0xFFFF)
