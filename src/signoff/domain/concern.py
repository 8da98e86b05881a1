"""What staff are to look into beside a stuck step: flags that the rules raise, and objections of holders.

Values of a case; the rules are in `concerning.py`. What is written lies sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signoff.domain.event import Sealed

OBJECTIONS_MAX = 20
"""Of one case: who has more to say writes in the help thread."""


class FlagKind(StrEnum):
    """What made the rules raise it. Stored words; each is worded in the texts (area `counter.flag`)."""

    DOCUMENT_OF_ANOTHER = "document_of_another"  # the same document was shown for another holder
    PICTURE_TWICE = "picture_twice"  # one picture was given for two papers, or for two cases
    ENDING_STOPPED = "ending_stopped"  # somebody registered for the line stopped its ending
    CHARGED_AFTER_END = "charged_after_end"  # a guarantee is breached
    TARIFF_MISSING = "tariff_missing"  # the pack has lost the tariff of a line that is being ended


@dataclass(frozen=True, slots=True)
class Flag:
    """A sign of harm that a person looks into; None: nobody has yet."""

    number: int
    kind: FlagKind
    at: datetime
    solved_at: datetime | None = None
    note: Sealed | None = None


class ObjectionKind(StrEnum):
    """What a holder says is wrong after the end. Stored words (area `portal.wrong`)."""

    CHARGED = "charged"
    MONEY = "money"
    STILL_WORKS = "still_works"
    NOT_ME = "not_me"
    CERTIFICATE = "certificate"
    OTHER = "other"


class ObjectionOutcome(StrEnum):
    """What became of an objection. Stored words."""

    PUT_RIGHT = "put_right"
    NOTHING_WRONG = "nothing_wrong"


@dataclass(frozen=True, slots=True)
class Objection:
    """That something is wrong after the end, by the asker of `request_id` (empty: the first), and its answer."""

    number: int
    kind: ObjectionKind
    text: Sealed
    at: datetime
    request_id: str = ""
    outcome: ObjectionOutcome | None = None
    answer: Sealed | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Concerns:
    """All of them, as a part of a case."""

    flags: tuple[Flag, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Those that nobody has looked into."""
        return tuple(one for one in self.flags if one.solved_at is None)

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        """Those that nobody has answered."""
        return tuple(one for one in self.objections if one.outcome is None)

    @property
    def sealed(self) -> tuple[Sealed, ...]:
        """The names of all that was written."""
        written = [name for one in self.objections for name in (one.text, one.answer)]
        return tuple(name for name in (*written, *(one.note for one in self.flags)) if name is not None)
