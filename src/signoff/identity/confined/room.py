"""The process in which pictures are read: it loads the models once, then begins a process anew for each picture.

Only that one looks at the picture, shut in; nothing of one person's document is there for the next one's. This one
hands bytes on and takes nothing apart.
"""

from __future__ import annotations

import os
from typing import Protocol

from signoff.evidence.confined import walls
from signoff.identity.confined.answer import (
    ANSWER_BYTES_MAX,
    COUNT_BYTES,
    MEBIBYTE,
    PICTURE_BYTES_MAX,
    Words,
    count_of,
    counted,
    write_words,
)

_INPUT, _OUTPUT = 0, 1

SECONDS_MAX = 20
"""Of a processor, for one picture: an ordinary one takes one, a page full of print some more."""

# What the largest picture takes, with the models themselves (about 170 MiB, which all share).
_BOUNDS = walls.Bounds(
    data_bytes=700 * MEBIBYTE,
    address_bytes=1500 * MEBIBYTE,
    answer_bytes=ANSWER_BYTES_MAX,
    processor_seconds=SECONDS_MAX,
    alarm_seconds=4 * SECONDS_MAX,
)


class Eye(Protocol):
    """What finds words in a picture."""

    def words_in(self, data: bytes) -> Words: ...


def main() -> None:
    """Load the models, say so, and answer for each picture, until nobody asks any more."""
    from signoff.identity.confined.words import Eye as Models  # noqa: PLC0415 - whoever tests the rest needs no models

    serve(Models())


def serve(eye: Eye) -> None:
    """Answer for each picture that comes in; no bytes at all say that it could not be read."""
    _send(b"")
    while (head := _received(COUNT_BYTES)) is not None:
        if (count := count_of(head)) > PICTURE_BYTES_MAX or (data := _received(count)) is None:
            return
        _send(_answer(eye, data))


def _answer(eye: Eye, data: bytes) -> bytes:
    """What a process of its own makes of the picture."""
    written = os.memfd_create("signoff-identity")
    try:
        child = os.fork()
        if child == 0:
            _look(eye, data, written)
        _, status = os.waitpid(child, 0)
        return os.pread(written, ANSWER_BYTES_MAX, 0) if status == 0 else b""
    finally:
        os.close(written)


def _look(eye: Eye, data: bytes, written: int) -> None:
    """Shut in, look at the picture, and go; whatever happens, this process never returns."""
    status = 1
    try:
        os.close(_INPUT)
        os.close(_OUTPUT)
        walls.bound(_BOUNDS)
        walls.shut()
        rest = memoryview(write_words(eye.words_in(data)))
        while rest:
            rest = rest[os.write(written, rest) :]
        status = 0
    finally:
        os._exit(status)


def _received(count: int) -> bytes | None:
    """So many bytes, or None where nobody sends any more."""
    parts = []
    while count:
        part = os.read(_INPUT, min(count, MEBIBYTE))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _send(content: bytes) -> None:
    rest = memoryview(counted(content))
    while rest:
        rest = rest[os.write(_OUTPUT, rest) :]
