"""Facts about how a line stands and who its person is; `fact.py` names them with all others.

Class names and field names are stored words: a changed meaning is a new name. No fact holds personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.any_fact import Fact
from signoff.domain.event import LineChange, RegisteredContact, Sealed
from signoff.domain.identity import IdentityStatus, Voucher
from signoff.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class StandingLearned(Fact):
    """How records say that the line stands; while something holds it, they are asked again at `look_again_at`."""

    standing: Standing
    contacts: tuple[RegisteredContact, ...]
    look_again_at: datetime | None = None
    version: int = 0  # of the case that has learned it


@dataclass(frozen=True, slots=True)
class StandingWanted(Fact):
    """Everything else is ready for the cut: records are asked once more how the line stands."""


@dataclass(frozen=True, slots=True)
class LineChangeHeard(Fact):
    """A carrier's system said that the line has changed; what became of it is read next."""

    change: LineChange


@dataclass(frozen=True, slots=True)
class LossTold(Fact):
    """The SIM was said to be lost or stolen; the line is to be suspended, and codes to it prove nothing any more."""

    by_case: str = ""  # the other case of this line on which it was said; that one has it suspended
    tells_line: bool = False  # whether other cases of the line hear of it; before, none did
    turn: int = 0  # the place of this among the news of the line, by no clock; 0: of a release that kept none
    tallies: tuple[str, ...] = ()  # the line's count of them, where it is new


@dataclass(frozen=True, slots=True)
class CodeVoided(Fact):
    """The line was lost or is suspended: who has the code that is under way may be whoever has the SIM by now."""


@dataclass(frozen=True, slots=True)
class SuspensionMade(Fact):
    """The network has suspended the line."""

    by_case: str = ""
    tells_line: bool = False
    turn: int = 0
    tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuspensionOver(Fact):
    """Another case of this line lifted the suspension, or ended the line (`is_ended`): nothing of it holds any more.

    `occurrence`: how often this case has known the line to work again.
    """

    by_case: str
    occurrence: int
    is_ended: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class DocumentTaken(Fact):
    """A picture of a document was given and lies sealed; it is to be read."""

    number: int
    document_kind: str
    picture: Sealed
    asker: str = ""  # the request by whose link it came; before, that was not kept
    tallies: tuple[str, ...] = ()  # by which the same picture is known where it is given for something else


@dataclass(frozen=True, slots=True)
class DocumentJudged(Fact):
    """What reading the newest document came to; where a person has to look, they are told why by words."""

    number: int
    status: IdentityStatus
    doubts: tuple[str, ...]
    erase_at: datetime | None
    tallies: tuple[str, ...] = ()
    asker: str = (
        ""  # by whose link its picture came, where it is accepted; before, that went with the picture
    )


@dataclass(frozen=True, slots=True)
class IdentityAccepted(Fact):
    """Staff vouch for the person: they saw them with the document, or looked at its picture."""

    voucher: Voucher
    staff_id: str
    document_kind: str
    erase_at: datetime | None
    asker: str = ""  # by whose link the picture came


@dataclass(frozen=True, slots=True)
class IdentityRefused(Fact):
    """Staff looked and do not vouch; another document may be given."""

    staff_id: str
    doubts: tuple[str, ...]
    erase_at: datetime | None


@dataclass(frozen=True, slots=True)
class PicturesErased(Fact):
    """The pictures of documents are gone for good; what was decided of them stays."""

    names: tuple[Sealed, ...]


@dataclass(frozen=True, slots=True)
class EndingStopped(Fact):
    """Somebody registered for the line stopped its ending, by the contact with this index."""

    contact_index: str
