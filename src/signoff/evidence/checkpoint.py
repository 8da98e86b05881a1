"""Checkpoints (C2SP tlog-checkpoint): a log's size and root, signed; who opens one says which keys they trust."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from signoff.evidence.merkle import HASH_BYTES
from signoff.evidence.note import COSIGNATURE, ED25519, Note, NoteUnreadable, Verifier, decoded

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The checkpoint in a note's text; lines of others after the third are let pass. Raises NoteUnreadable."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise NoteUnreadable("no checkpoint")
        root = decoded(lines[2])
        if len(root) != HASH_BYTES:
            raise NoteUnreadable("no root")
        return cls(lines[0], int(lines[1]), root)


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness that signed a checkpoint, and when it says it did (seconds since 1970)."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log's key has signed, and those witnesses with a given key that signed too."""

    checkpoint: Checkpoint
    cosigners: tuple[Cosigner, ...]


class UnknownLog(Exception):
    """No key of this log was given, or none of those given has signed."""


def origin_of(note: str) -> str:
    """The name of the log that a checkpoint says it is of. Raises NoteUnreadable."""
    return Checkpoint.read(Note.read(note).text).origin


def open_checkpoint(note: str, keys: Iterable[Verifier]) -> Opened:
    """The checkpoint in a note, signed by a given key that has the log's name.

    Raises NoteUnreadable when it is none or a signature of a given key is wrong, UnknownLog.
    """
    keys = list(keys)
    read = Note.read(note)
    checkpoint = Checkpoint.read(read.text)
    own = [key for key in keys if key.kind == ED25519 and key.name == checkpoint.origin]
    if not [key for key in own if key.has_signed(read)]:
        raise UnknownLog(checkpoint.origin)
    seen = ((key.name, key.cosigned_at(read)) for key in keys if key.kind == COSIGNATURE)
    return Opened(checkpoint, tuple(Cosigner(name, at) for name, at in seen if at is not None))
