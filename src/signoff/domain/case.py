"""A case: the ending of one line, as a value, with its states and the only legal moves between them.

`decide.py` makes facts of events, `fold.py` changes a case by facts; the row in the store is always the fold of the
journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.acting import THE_HOLDER, Acting
from signoff.domain.books import Books
from signoff.domain.carrier import CollectWay, PayoutWay, Terms
from signoff.domain.concern import Concerns
from signoff.domain.counter_case import CHECK_LIFE, OF_STAFF, AtCounter
from signoff.domain.cut import Claim
from signoff.domain.event import RegisteredContact, Sealed
from signoff.domain.guarantee import Guarantee
from signoff.domain.guided import Guided
from signoff.domain.identity import NOBODY, Identity, Voucher
from signoff.domain.line import ContactKind, IdentifierKind, LineTraits
from signoff.domain.requirement import CodePurpose, SimAnswer
from signoff.domain.settlement import Account, BalanceReading, BillReading, PointsReading, Quote
from signoff.domain.standing import Standing
from signoff.domain.step_up import Channel
from signoff.domain.third_party import Right
from signoff.domain.void_reason import VoidReason


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
    # open: the network refused, nothing was barred; withdrawn: only where the person does the steps
    State.CUTTING: frozenset({State.OPEN, State.CLOSING, State.WITHDRAWN}),
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
    STANDING_DUE = "standing_due"  # what holds the line is looked at again
    PICTURES_DUE = "pictures_due"  # pictures of documents are erased
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
    acting: Right | None = None  # by which right they act for the holder, as they said there
    holder: Sealed | None = None  # and for whom
    recorded_by: str = ""  # who of the staff recorded it, if one did


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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
    signed: Quote | None = None  # the quote of the agreement, where another one was settled
    read_at: datetime | None = None  # when the account was last asked for
    read_for_on: date | None = None  # the last day of service it was asked for
    readings: int = 1  # how often it was asked for
    books: Books = ()  # the sums of this ending's ledger

    @property
    def settled_way(self) -> str:
        """How the money goes, as chosen; empty where none goes, or it goes the other way than was thought."""
        total_minor = self.quote.total_minor if self.quote is not None else 0
        ways: set[str] = set(PayoutWay) if total_minor > 0 else set(CollectWay) if total_minor < 0 else set()
        return self.way if self.way in ways and self.way is not None else ""

    @property
    def signed_otherwise(self) -> Quote | None:
        """The quote of the agreement, where another one was settled than that."""
        is_other = (
            self.signed is not None and self.quote is not None and self.signed.digest != self.quote.digest
        )
        return self.signed if is_other else None

    def account(self, tariff_id: str) -> Account | None:
        """The account once all three systems have answered."""
        if self.balance is None or self.bill is None or self.points is None:
            return None
        return Account(tariff_id, self.balance, self.bill, self.points)


@dataclass(frozen=True, slots=True)
class VoidSignature:
    """A signature that counts no more: since when, for which last day, and why."""

    at: datetime
    last_on: date
    is_too_weak: bool
    why: VoidReason | None = None  # None: of a release that kept only whether it was too weak


@dataclass(frozen=True)
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
    signed_on: Channel = Channel.PORTAL
    cooling_off_until: datetime | None = None  # until then it can be taken back at no cost
    signed_vouched: str = ""  # who had vouched for who signed: the word of a Voucher, or NOBODY_VOUCHED
    signed_by: str = (
        ""  # by whose link it was signed, or `counter/` and who of the staff had the signer there
    )
    sim: SimAnswer | None = None
    is_sim_lapsed: bool = False
    void: VoidSignature | None = None  # until it is signed anew
    terms: Terms | None = None  # as signed; None: nothing is, or by a release that did not keep them


class StepStatus(StrEnum):
    """How far a closing step is."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    GIVEN_UP = "given_up"  # nobody will do it; what it would have shown stays unknown


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
    pays_last: bool = False
    is_bill_awaited: bool = False  # what was billed and paid until the line ended is being read
    billings: int = 1  # how often billing was to be closed: once more where staff had the money read again
    cut_attempts: int = 0
    cut_refusals: int = 0  # cuts that the network refused at once: each was ordered once
    cut_at: datetime | None = None
    ended_at: datetime | None = None
    restore_until_on: date | None = None
    quarantine_until_on: date | None = None
    certificates_wanted: int = 0
    certificates_issued: int = 0
    is_renewal_due: bool = False  # a certificate will be issued that people are to be told of


@dataclass(frozen=True)
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
    standing: Standing | None = None
    is_standing_asked: bool = False
    standing_version: int = 0  # the version of the case at which its standing was read last
    registered: tuple[RegisteredContact, ...] = ()
    identity: Identity = NOBODY
    lost_at: datetime | None = None  # when its SIM was said to be lost
    stopped_at: datetime | None = None  # when somebody registered for the line had stopped its ending
    suspended_at: datetime | None = None  # when the network had suspended it for that
    resumed_at: datetime | None = None  # when it last worked again
    line_turn: int = 0  # the place of the last of these among the news of the line, whichever case told it
    acting: Acting = THE_HOLDER  # who acts for the holder, if anybody does
    counter: AtCounter = field(default_factory=AtCounter)  # what staff have done with it
    concerns: Concerns = field(default_factory=Concerns)  # what they are to look into
    guarantee: Guarantee | None = None  # what is promised since it ended

    @property
    def wake_at(self) -> datetime | None:
        """The earliest deadline."""
        return min((at for _, at in self.deadlines), default=None)

    def only_deadline(self, name: Deadline, at: datetime | None) -> tuple[tuple[Deadline, datetime], ...]:
        """The one deadline (None: none) that a new state brings, beside that of the pictures, which no state ends."""
        kept = tuple(item for item in self.deadlines if item[0] is Deadline.PICTURES_DUE)
        return kept if at is None else tuple(sorted((*kept, (name, at))))

    def deadlines_with(self, name: Deadline, at: datetime | None) -> tuple[tuple[Deadline, datetime], ...]:
        """The deadlines with `name` set to `at`, or taken away for None."""
        others = tuple(item for item in self.deadlines if item[0] is not name)
        return others if at is None else tuple(sorted((*others, (name, at))))

    def is_seen(self, at: datetime) -> bool:
        """Whether the holder, or who acts for them with all their papers, stood at the counter just now."""
        return self.counter.checked(at) if self.acting.right is None else self.acting.is_present(at)

    def seen_by(self, at: datetime) -> str | None:
        """Who of the staff had them before them just now, with papers of which not all need be there yet."""
        if self.acting.right is not None:
            return self.acting.seen_by if self.acting.is_here(at) else None
        check = self.counter.identity
        return check.by if check is not None and self.counter.checked(at) else None

    def is_seen_by(self, staff_id: str, at: datetime) -> bool:
        """The same as `is_seen`, before this one of the staff: nobody else has seen who is there."""
        return self.is_seen(at) and self.seen_by(at) in ("", staff_id)

    def is_caller_unknown(self, staff_id: str, at: datetime) -> bool:
        """Whether the line is proven, and this one of the staff has not made sure to whom they speak."""
        is_proven = self.proof.proven_at is not None and self.state is not State.JOINED
        is_too_weak = staff_id in self.counter.known_otherwise and not self.takes_claim_code
        return is_proven and (is_too_weak or not self.counter.knows(staff_id, at))

    @property
    def takes_claim_code(self) -> bool:
        """Whether a claim code may tell who calls, where the case is reached by one.

        Not that of a link that is closed; and once somebody signed who had shown a document, theirs alone.
        """
        answers = self.answers
        if answers.claim_digest is None:
            return True
        asker = answers.other_contact_asker or self.id
        is_signed = self.state not in (State.REQUESTED, State.OPEN) and answers.signed_by != ""
        is_seen = is_signed and answers.signed_vouched in [*Voucher]
        return asker in self.requests and (not is_seen or answers.signed_by in self._given_to(asker))

    def _given_to(self, asker: str) -> tuple[str, ...]:
        """Who got this asker's claim code, in the words of `signed_by`: its link, or who was with one of the staff."""
        return (asker, *(f"{OF_STAFF}{one.staff_id}" for one in self.counter.claims if one.id == asker))

    @property
    def requests(self) -> tuple[str, ...]:
        """The links that open this case, by their ids: its request's, of who joined it, of the counter's claim code."""
        askers, claims = (one.request_id for one in self.askers), (one.id for one in self.counter.claims)
        everybody = (self.id, *askers, *claims)
        return tuple(one for one in everybody if one not in self.counter.dropped)

    def foreign_requests(self, staff_id: str, at: datetime) -> tuple[str, ...]:
        """Those that may be of somebody else than who is with this one of the staff: all but what they recorded."""
        is_own = self.counter.requested_by == staff_id and at - self.wish.at <= CHECK_LIFE
        claims = self.counter.claims
        given = {one.id for one in claims if one.staff_id == staff_id and at - one.at <= CHECK_LIFE}
        return tuple(one for one in self.requests if not (is_own and one == self.id) and one not in given)

    def is_recorded_by(self, staff_id: str, link: str) -> bool:
        """Whether this one of the staff recorded the request of this link, or gave the claim code that opens it."""
        first = [(self.id, self.counter.requested_by), ("", self.counter.requested_by)]
        joined = [(one.request_id, one.recorded_by) for one in self.askers]
        claimed = [(one.id, one.staff_id) for one in self.counter.claims]
        return (link, staff_id) in (*first, *joined, *claimed)

    def is_sorted(self, staff_id: str, at: datetime) -> bool:
        """Whether every request is known to be of who is with this one of the staff, or there is none to ask about."""
        is_said = self.counter.knows(staff_id, at) and staff_id in self.counter.sorted_by
        return is_said or not self.foreign_requests(staff_id, at)

    def is_unsorted(self, staff_id: str, at: datetime) -> bool:
        """Whether this one of the staff knows who is there, and not yet which of the requests are theirs."""
        return self.counter.knows(staff_id, at) and not self.is_sorted(staff_id, at)

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
