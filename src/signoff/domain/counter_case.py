"""What the counter has done with a case: who was checked, the card, the bag, approvals, the help thread; as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from signoff.domain.carrier import Approved
from signoff.domain.changing import replace
from signoff.domain.event import Sealed
from signoff.domain.typed_paper import Agreement

OF_STAFF = "counter/"
"""How the place of a link begins where staff say something for whoever is with them; their id follows."""

CHECK_LIFE = timedelta(hours=1)
"""A visit: whoever was checked an hour ago may have left, and somebody else stands there."""

APPROVAL_LIFE = timedelta(hours=24)
"""What was approved is done by the next day, or asked again."""

MESSAGES_MAX = 200
"""Of one case, from each side: more is no help thread, and each is kept. Neither side can use up the other's."""


class Document(StrEnum):
    """What a clerk looked at with the customer present. Stored words."""

    PASSPORT = "passport"
    ID_CARD = "id_card"
    TRAVEL_PERMIT = "travel_permit"
    RESIDENT_CARD = "resident_card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One look at a paper, and whether it is that of the registered holder."""

    document: Document
    is_holder: bool
    at: datetime
    by: str = ""  # who of the staff had it before them
    agreement: Agreement = Agreement.UNSAID  # of what stands on it with records


@dataclass(frozen=True, slots=True)
class CallerCode:
    """The code that went to the other contact last, for one of the staff to hear; `failures` counts wrong tries."""

    digest: str
    expires_at: datetime
    staff_id: str
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What an approval is for, as it stood when it was asked for; of an act without the card that is the visit."""

    key: str = ""  # of the call that waits
    way: str = ""
    value: Sealed | None = None  # where the money is to go, or why a step is given up
    amount_minor: int = 0
    currency: str = ""
    since: datetime | None = None  # when the call stuck, or the holder's paper was looked at


NOTHING = Subject()
"""What approvals of an older release are for: they hold no more."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One thing asked for by one of the staff, who does it once somebody else agrees; None: nobody has decided yet."""

    number: int
    what: Approved
    asked_by: str
    asked_at: datetime
    is_granted: bool | None = None
    decided_at: datetime | None = None
    subject: Subject = NOTHING
    used_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        """Whether what was agreed to can still be done: once, and not too long after."""
        is_fresh = self.decided_at is not None and at - self.decided_at <= APPROVAL_LIFE
        return bool(self.is_granted) and is_fresh and self.used_at is None


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One message of the help thread; what it says lies sealed."""

    message: Sealed
    at: datetime
    is_staff: bool


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim code that was given to who was with one of the staff, by the id of the link that it opens."""

    id: str
    at: datetime
    staff_id: str


@dataclass(frozen=True)
class AtCounter:
    """All of it, as a part of a case."""

    identity: IdentityCheck | None = None
    is_card_there: bool | None = None  # what a scan said; None: none holds
    strokes_sha256: str = ""
    paid_minor: int = 0
    bag: Sealed | None = None
    destroyed_by: tuple[str, ...] = ()
    payouts: int = 1
    approvals: tuple[Approval, ...] = ()
    messages: tuple[KeptMessage, ...] = ()
    scanned_at: datetime | None = None
    scanned_by: str = ""
    visits: tuple[tuple[str, datetime], ...] = ()  # who of the staff knew whom they speak to, and when
    opened: tuple[tuple[str, int], ...] = ()  # who of the staff has had which picture before them
    caller_code: CallerCode | None = None
    caller_codes: int = 0
    sim_seen_at: datetime | None = None  # the last change of the SIM in the middle of the case
    sim_asked_at: datetime | None = None  # the one for which the line is looked up anew
    sim_taken_at: datetime | None = None  # the one with which the case goes on
    line_reads: int = 1
    release_on: date | None = None  # the day on which the number is to go, once that is ordered
    resumes: int = 0  # how often the suspension was to be lifted
    is_resuming: bool = False
    is_resumed_for_holder: bool = False  # who acts for them was there when that was ordered
    is_telling: bool = False  # records are asked whom to tell that the line works again
    is_refund_agreed: bool = False  # two people have agreed to a payout above the pack's sum
    requested_by: str = ""  # who of the staff recorded the request, if it was one of them
    known_otherwise: tuple[
        str, ...
    ] = ()  # who of them knew it by no more than the other contact or the claim code
    dropped: tuple[str, ...] = ()  # requests whose links open this case no more
    dropped_by: tuple[tuple[str, tuple[str, ...]], ...] = ()  # who of the staff was told so, and of which
    taken_back: tuple[
        str, ...
    ] = ()  # those of them that staff closed by a mistake, with which the case ended
    looks: tuple[
        tuple[str, datetime], ...
    ] = ()  # who of the staff took whom they saw for the holder, and when
    sorted_by: tuple[str, ...] = ()  # who of the staff was told in this visit which requests are theirs
    proven_to: tuple[
        tuple[str, datetime], ...
    ] = ()  # to whom a code was read before it was said whose the request is
    proven_by: str = ""  # on whose look at a paper alone the line is proven
    claims: tuple[ClaimLink, ...] = ()  # all that were ever given; the last one is the one that opens

    def checked(self, at: datetime) -> bool:
        """Whether the holder themselves stood at the counter just now."""
        return self.identity is not None and self.identity.is_holder and at - self.identity.at <= CHECK_LIFE

    def checked_by(self, staff_id: str, at: datetime) -> bool:
        """Whether this one of the staff had the holder before them just now; nobody else has seen who is there."""
        return self.checked(at) and self.identity is not None and self.identity.by in ("", staff_id)

    def has_looked(self, staff_id: str, at: datetime) -> bool:
        """Whether this one of the staff said yes to somebody's paper just now, whoever else has looked since."""
        return any(one == staff_id and at - since <= CHECK_LIFE for one, since in self.looks)

    def has_card(self, at: datetime, staff_id: str) -> bool:
        """Whether this one of the staff has scanned the line's card just now: nobody else had it in their hand."""
        is_fresh = self.scanned_at is not None and at - self.scanned_at <= CHECK_LIFE
        return bool(self.is_card_there) and is_fresh and self.scanned_by == staff_id

    def knows(self, staff_id: str, at: datetime) -> bool:
        """Whether this one of the staff has made sure just now whom they speak to; nobody else has by that."""
        return any(one == staff_id and at - since <= CHECK_LIFE for one, since in self.visits)

    def with_look(self, staff_id: str, at: datetime) -> AtCounter:
        """The same once this one of the staff has said yes to a paper."""
        return replace(self, looks=tuple({**dict(self.looks), staff_id: at}.items()))

    def written(self, *, is_staff: bool) -> int:
        """How many messages one side has written."""
        return sum(one.is_staff is is_staff for one in self.messages)

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for an answer in the help thread."""
        return bool(self.messages) and not self.messages[-1].is_staff
