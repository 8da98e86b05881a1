"""A case: the ending of one line, as a value, with its states and the only legal moves between them.

`decide.py` makes facts of events, `fold.py` changes a case by facts; the row in the store is always the fold of the
journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.cut import Claim
from signoff.domain.event import Sealed
from signoff.domain.guided import Guided
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits
from signoff.domain.requirement import CodePurpose, SimAnswer
from signoff.domain.settlement import Account, BalanceReading, BillReading, PointsReading, Quote


class State(StrEnum):
    """Where a case stands. Stored words: promises."""

    REQUESTED = "requested"  # recorded, nothing proven
    JOINED = "joined"  # goes on in the line's open case
    OPEN = "open"  # possession proven; holds the line; still asks
    AGREED = "agreed"  # signed; waits for its date
    CUTTING = "cutting"  # past the point of no return
    CLOSING = "closing"  # cut seen; money, number and SIM are being closed
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


MOVES: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.JOINED, State.OPEN, State.WITHDRAWN, State.LAPSED}),
    State.OPEN: frozenset({State.AGREED, State.WITHDRAWN, State.LAPSED}),
    State.AGREED: frozenset({State.OPEN, State.CUTTING, State.WITHDRAWN}),
    State.CUTTING: frozenset(
        {State.CLOSING, State.WITHDRAWN}
    ),  # withdrawn: only where the person does the steps
    State.CLOSING: frozenset({State.ENDED, State.WITHDRAWN}),
    State.JOINED: frozenset(),
    State.ENDED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.LAPSED: frozenset(),
}

OVER = frozenset(state for state, after in MOVES.items() if not after)
HOLDS_LINE = frozenset({State.OPEN, State.AGREED, State.CUTTING, State.CLOSING})


class IllegalMove(Exception):
    """A fact was applied that the state does not allow: the journal or the rules are wrong."""


class Deadline(StrEnum):
    """The named instants at which a case wakes by itself."""

    REQUEST_LAPSES = "request_lapses"
    CASE_LAPSES = "case_lapses"
    RESERVE_LAPSES = "reserve_lapses"
    CUT_DUE = "cut_due"
    SIM_ANSWER_DUE = "sim_answer_due"
    TASK_DUE = "task_due"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked, as recorded."""

    at: datetime
    wanted_on: date | None
    identifier_kind: IdentifierKind
    identifier: Sealed
    identifier_index: str
    contact: Sealed
    contact_kind: ContactKind
    contact_index: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who has proven the line too, by the request named: where their news goes, and in which language."""

    request_id: str
    contact: Sealed
    contact_index: str
    language: str


@dataclass(frozen=True, slots=True)
class Code:
    """The one code that is alive; `failures` counts wrong tries against it."""

    purpose: CodePurpose
    digest: str
    sealed: Sealed
    issued_at: datetime
    expires_at: datetime
    failures: int = 0
    is_used: bool = False
    is_withheld: bool = False  # not sent: nobody can know it
    tries_left: int | None = None
    source: str = ""  # of a code that waits for its line
    wait_minutes: int | None = None  # until another one; None: as long as the count of codes says


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven of the asker and known of the line."""

    is_looked_up: bool = False
    traits: LineTraits | None = None
    line: Sealed | None = None
    line_index: str | None = None
    is_confirmed: bool = False
    code: Code | None = None
    code_count: int = 0
    blocked_until: datetime | None = None  # no code is sent or taken before
    proven_at: datetime | None = None
    joined_case_id: str | None = None
    tells_case: bool = False


class Reserve(StrEnum):
    """Where the reserved balance stands."""

    NONE = "none"
    ORDERED = "ordered"
    HELD = "held"
    RELEASING = "releasing"  # nothing is reserved anew before this is done: the release would undo it


@dataclass(frozen=True, slots=True)
class MoneyState:
    """What is known and decided of the money."""

    balance: BalanceReading | None = None
    bill: BillReading | None = None
    points: PointsReading | None = None
    reserve: Reserve = Reserve.NONE
    reserve_count: int = 0
    way: str | None = None  # the word of a PayoutWay or a CollectWay
    destination: Sealed | None = None
    quote: Quote | None = None
    quote_pack_digest: str = ""
    read_at: datetime | None = None  # when the account was last asked for
    read_for_on: date | None = None  # the last day of service it was asked for
    readings: int = 1  # how often it was asked for

    def account(self, tariff_id: str) -> Account | None:
        """The account once all three systems have answered."""
        if self.balance is None or self.bill is None or self.points is None:
            return None
        return Account(tariff_id, self.balance, self.bill, self.points)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person has said so far."""

    losses_digest: str | None = None
    has_other_contact: bool = False
    other_contact: Sealed | None = None
    other_contact_kind: ContactKind | None = None
    other_contact_index: str = ""
    other_contact_asker: str = ""
    claim_digest: str | None = None
    signed_at: datetime | None = None
    signed_name: Sealed | None = None
    text_sha256: str = ""
    sim: SimAnswer | None = None
    is_sim_lapsed: bool = False


class StepStatus(StrEnum):
    """How far a closing step is."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of the ending at a carrier's system."""

    name: str
    status: StepStatus
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the ending itself went."""

    steps: tuple[CaseStep, ...] = ()
    claims: tuple[Claim, ...] = ()
    cut_attempts: int = 0
    cut_at: datetime | None = None
    ended_at: datetime | None = None
    restore_until_on: date | None = None
    quarantine_until_on: date | None = None
    certificates_wanted: int = 0
    certificates_issued: int = 0
    is_renewal_due: bool = False  # a certificate will be issued that people are to be told of


@dataclass(frozen=True, slots=True)
class Case:
    """The ending of one line. `version` is the number of facts; deadlines are sorted by name."""

    id: str
    tenant_id: str
    carrier_id: str
    code: str
    language: str
    state: State
    version: int
    last_at: datetime
    wish: Wish
    proof: Proof = Proof()
    money: MoneyState = MoneyState()
    answers: Answers = Answers()
    ending: Ending = Ending()
    askers: tuple[Asker, ...] = ()
    first_language: str = ""  # of the first asker, once the case speaks another: of who joined, or was signed
    deadlines: tuple[tuple[Deadline, datetime], ...] = ()
    is_key_destroyed: bool = False
    guided: Guided | None = None  # set where the person does the steps

    @property
    def wake_at(self) -> datetime | None:
        """The earliest deadline."""
        return min((at for _, at in self.deadlines), default=None)

    def deadlines_with(self, name: Deadline, at: datetime | None) -> tuple[tuple[Deadline, datetime], ...]:
        """The deadlines with `name` set to `at`, or taken away for None."""
        others = tuple(item for item in self.deadlines if item[0] is not name)
        return others if at is None else tuple(sorted((*others, (name, at))))

    @property
    def held_line_index(self) -> str | None:
        """The line this case holds against other cases, as its keyed hash; None while it holds none."""
        return self.proof.line_index if self.state in HOLDS_LINE else None

    @property
    def is_cut_dated(self) -> bool:
        """Whether the signed case waits for a day that has not come yet."""
        return any(name is Deadline.CUT_DUE for name, _ in self.deadlines)

    def step(self, name: str) -> CaseStep | None:
        """The closing step of this name."""
        return next((step for step in self.ending.steps if step.name == name), None)
