"""Judges whether bytes are a JPEG of the plainest kind: one picture, and nowhere a place for anything else.

What comes from the room is not believed but looked at: this takes no picture apart, it only steps over its segments.
"""

from __future__ import annotations

import struct

from signoff.evidence.confined.answer import EDGE_PIXELS_MAX

_START, _END = b"\xff\xd8", b"\xff\xd9"
_JFIF = 0xE0
_FRAME = 0xC0  # baseline
_TABLES = {0xDB, 0xC4}  # quantisation, Huffman
_SCAN = 0xDA
_JFIF_BYTES = 16  # without a thumbnail


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height of a plain JPEG in colour; None for anything else."""
    if not (picture.startswith(_START) and picture.endswith(_END)):
        return None
    at, size = len(_START), None
    while at + 4 <= len(picture):
        mark, kind, length = struct.unpack_from(">BBH", picture, at)
        if mark != 0xFF or length < 2:
            return None
        if kind == _FRAME:
            size = _frame(picture[at + 4 : at + 2 + length])
        elif kind == _SCAN:
            return size if _is_scan_to_the_end(picture, at + 2 + length) else None
        elif kind not in _TABLES and not (kind == _JFIF and length == _JFIF_BYTES):
            return None
        at += 2 + length
    return None


def _frame(segment: bytes) -> tuple[int, int] | None:
    if len(segment) != 15:
        return None
    depth, height, width, components = struct.unpack_from(">BHHB", segment)
    is_plain = (
        depth == 8 and components == 3 and 0 < height <= EDGE_PIXELS_MAX and 0 < width <= EDGE_PIXELS_MAX
    )
    return (width, height) if is_plain else None


def _is_scan_to_the_end(picture: bytes, at: int) -> bool:
    """Whether nothing but the one scan follows: within it 0xFF is always followed by zero."""
    scan = picture[at : -len(_END)]
    return scan.count(b"\xff") == scan.count(b"\xff\x00")
