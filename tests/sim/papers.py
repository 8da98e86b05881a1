"""Documents that people show, and a stand-in for what reads them: late, with an answer that is lost, or a wrong one.

What it says depends on the picture alone, so that a world stays the same; real reading is tried in `tests/identity`.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import date

from signoff.domain.identity_document import RegisteredHolder
from signoff.identity.reader import Reader
from signoff.ports import DocumentVerdict, TryLater
from tests.sim.intake import made_anew

HEAD = b"\xff\xd8\xff"
RIGHT, OTHER, UNREADABLE = "right", "somebody else's", "unreadable"
LATE_ONE_IN, LOST_ONE_IN, WRONG_ONE_IN = 4, 6, 8
LATE_SECONDS = 8.0
HANGS_SECONDS = 40.0
"""Longer than a call is waited for."""


def photo(what: str, whose: str) -> bytes:
    """The photo of a document: the holder's own, somebody else's, or one on which nothing can be read."""
    return HEAD + f"{what} document of {whose}".encode()


def believed(data: bytes) -> DocumentVerdict:
    """What the stand-in says of this photo; one in so many times it takes somebody else's for the holder's."""
    is_fooled = _dice(data).randrange(WRONG_ONE_IN) == 0
    what, _, whose = data[len(HEAD) :].decode().partition(" document of ")
    if what == UNREADABLE:
        return DocumentVerdict(is_match=False, asks_again=True, doubts=("blurred",))
    if what == RIGHT or is_fooled:
        return DocumentVerdict(is_match=True, asks_again=False, doubts=(), document=whose, holder=whose)
    return DocumentVerdict(is_match=False, asks_again=False, doubts=("name_differs",))


def _dice(data: bytes) -> random.Random:
    return random.Random(f"papers {data.hex()}")


@dataclass
class StillVouching:
    """Reads documents without a process, in the place of `identity.vouching.Vouching`."""

    reader: Reader
    is_specimen_allowed: bool = False
    lost: set[bytes] = field(default_factory=set)

    async def read(self, picture: bytes, _: RegisteredHolder, __: date) -> DocumentVerdict:
        """What stands on the photo that this picture was made of. Raises TryLater when the answer is lost."""
        data = picture.removeprefix(made_anew(b""))[::-1]
        dice = _dice(made_anew(data))
        if dice.randrange(LATE_ONE_IN) == 0:
            await asyncio.sleep(LATE_SECONDS)
        if dice.randrange(LOST_ONE_IN) == 0 and data not in self.lost:
            self.lost.add(data)
            await asyncio.sleep(dice.choice((0.0, HANGS_SECONDS)))
            raise TryLater
        return believed(data)
