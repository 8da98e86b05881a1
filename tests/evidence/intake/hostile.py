"""What a hostile file is to these tests, and all of them by family; each family has a module of its own."""

from __future__ import annotations

from dataclasses import dataclass

# Nothing of this may be in what is kept, whatever carried it.
CANARIES = (
    b"CANARY",
    b"<?php",
    b"<script",
    b"<SCRIPT",
    b"PK\x03\x04",
    b"/JavaScript",
    b"/Launch",
    b"file:///",
    b"Exif",
)


@dataclass(frozen=True)
class Hostile:
    """A file, what it is called, and the words it may end with: a kind of evidence, or reasons to refuse it.

    An endless one is given no patience: it would be ended by the clock however long that is.
    """

    what: str
    data: bytes
    words: str
    name: str = "evidence.jpg"
    is_endless: bool = False

    @property
    def allowed(self) -> set[str]:
        """The words."""
        return set(self.words.split())
