"""Facts about somebody who acts for the holder of a line, and what was shown that counts no more.

Stored words like those of `fact.py`.

No fact holds a name, nor what stands on a paper: both lie sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.any_fact import Fact
from signoff.domain.event import Sealed
from signoff.domain.identity import Voucher
from signoff.domain.third_party import Paper, Right
from signoff.domain.typed_paper import Agreement


@dataclass(frozen=True, slots=True)
class ActingTold(Fact):
    """Somebody acts for the holder by this right; None: whoever goes on says that they are the holder."""

    right: Right | None
    holder: Sealed | None


@dataclass(frozen=True, slots=True)
class PaperTaken(Fact):
    """A picture of a paper was given and lies sealed; a person has to look at it."""

    number: int
    paper: Paper
    picture: Sealed
    asker: str = ""  # the request by whose link it came; before, that was not kept
    tallies: tuple[str, ...] = ()  # by which the same picture is known where it is given for something else


@dataclass(frozen=True, slots=True)
class PaperJudged(Fact):
    """One of the staff looked at a paper, on the table (`number` 0) or in a picture; `doubt` says why it is not enough.

    `erase_at`: when pictures are erased, once none of them waits.
    """

    paper: Paper
    is_accepted: bool
    voucher: Voucher
    staff_id: str
    number: int = 0
    doubt: str = ""
    erase_at: datetime | None = None
    asker: str = ""  # by whose link its picture came
    agreement: Agreement = Agreement.UNSAID  # of the holder that it names with records
    keeps_look: bool = False  # their own document on the table: a yes stands until who said it takes it back


@dataclass(frozen=True, slots=True)
class AuthorityAccepted(Fact):
    """Somebody vouches for every paper that the pack asks for."""


@dataclass(frozen=True, slots=True)
class PapersLapsed(Fact):
    """These papers were looked at too long ago, or for somebody else: they are to be shown again."""

    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class IdentityLapsed(Fact):
    """Who was shown to be the holder is not who goes on: their link is closed, or another one is open beside it."""
