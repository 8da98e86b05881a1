"""Facts about who else has proven the line of a case, and what then holds no more; named in `fact.py` with all others.

Class names and field names are stored words: a changed meaning is a new name. No fact holds personal data.
"""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.any_fact import Fact
from signoff.domain.event import Sealed
from signoff.domain.requirement import RequirementKind
from signoff.domain.third_party import Right


@dataclass(frozen=True, slots=True)
class RequestJoined(Fact):
    """Possession is proven, but the line already has an open case: this request goes on there."""

    case_id: str
    tallies: tuple[str, ...]
    tells_case: bool = False  # whether that case is told of it; before, none was


@dataclass(frozen=True, slots=True)
class AskerJoined(Fact):
    """Somebody else has proven the line of this case, by the request named, and gets its news from now on."""

    request_id: str
    contact: Sealed
    contact_index: str
    language: str
    acting: Right | None = None  # by which right they act for the holder, as they said in their request
    holder: Sealed | None = None
    recorded_by: str = ""  # who of the staff recorded that request, if one did
    ends_visits: bool = (
        False  # whether staff make sure anew to whom they speak; before, of a signed case they did not
    )


@dataclass(frozen=True, slots=True)
class AnswersVoided(Fact):
    """What was answered to these requirements holds no more; they are asked again."""

    kinds: tuple[RequirementKind, ...]


@dataclass(frozen=True, slots=True)
class OthersClosed(Fact):
    """Who goes on by one link has shown who they are: the links of these requests open nothing any more."""

    request_ids: tuple[str, ...]
