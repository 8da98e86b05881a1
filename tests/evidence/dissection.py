"""Takes signed documents apart and puts them together otherwise, as somebody who cheats would."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader


def gap_of(signed: bytes) -> tuple[int, int]:
    _, start, end, _ = PdfFileReader(BytesIO(signed)).embedded_signatures[0].byte_range
    return int(start), int(end)


def container_of(signed: bytes) -> bytes:
    start, end = gap_of(signed)
    content = bytes.fromhex(signed[start + 1 : end - 1].decode())
    return content[: 4 + int.from_bytes(content[2:4], "big")]


def with_container(signed: bytes, content: bytes) -> bytes:
    """The document with other bytes in place of the container's hex, zeros after it, as long as before."""
    start, end = gap_of(signed)
    digits = content.ljust(end - start - 2, b"0")
    assert len(digits) == end - start - 2
    return signed[: start + 1] + digits + signed[end - 1 :]


def written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def changed_at(data: bytes, position: int, by: int) -> bytes:
    return data[:position] + bytes([data[position] ^ by]) + data[position + 1 :]
