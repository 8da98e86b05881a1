"""What a channel may show of a case to the person who holds its link: never more than that person has proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.acting import PaperStatus
from signoff.domain.carrier import CollectWay, PayoutWay, SimRule
from signoff.domain.concern import ObjectionKind, ObjectionOutcome
from signoff.domain.cut import Claim
from signoff.domain.identity import IdentityStatus
from signoff.domain.line import SimKind
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Quote
from signoff.domain.standing import Hold
from signoff.domain.step_up import RiskSign
from signoff.domain.third_party import MoneyTo, Paper, Right


class StepState(StrEnum):
    """How far one step of the ending is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ending, as the status page lists it; `kind` is a word of the texts (area `steps`)."""

    kind: str
    state: StepState
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeView:
    """Where the code to the line stands: `may_ask_at` is set while another code must wait.

    A code that became void was not sent, as far as its holder is concerned, and still lets the next one wait.
    """

    is_sent: bool
    expires_at: datetime | None
    tries_left: int
    may_ask_at: datetime | None

    def takes_tries(self, now: datetime) -> bool:
        """Whether a code was sent that may still be typed, as far as the case knows."""
        is_alive = self.expires_at is None or now < self.expires_at
        return self.is_sent and self.tries_left > 0 and is_alive


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The agreement as it is shown for signing."""

    paragraphs: tuple[str, ...]
    text_sha256: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of the help thread, from the staff or from the person."""

    at: datetime
    is_staff: bool
    text: str


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """What somebody said is wrong after the end, and what became of it."""

    number: int
    kind: ObjectionKind
    at: datetime
    text: str
    outcome: ObjectionOutcome | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class JoinedView:
    """The request of somebody who found the line's ending begun already, beside that of the case they act on."""

    case_code: str  # on their own acknowledgement
    wanted_on: date | None  # as they wished; the case's own day holds
    begun_at: datetime
    ends_on: date | None  # the case's last day, None for at once


@dataclass(frozen=True, slots=True)
class StopView:
    """What somebody registered for a line is shown before they stop its ending."""

    case_code: str
    carrier_id: str
    language: str
    time_zone: str
    state: str
    may_stop: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper of somebody who acts for the holder; `status` is None while it was not shown."""

    paper: Paper
    status: PaperStatus | None = None
    number: int = 0  # of its picture
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class ActingView:
    """By which right somebody acts for the holder, and what is asked of them."""

    right: Right
    papers: tuple[PaperView, ...]
    takes_pictures: bool  # else they come to a shop
    is_accepted: bool
    money_to: MoneyTo


@dataclass(frozen=True, slots=True)
class VoidView:
    """A signature that was there and counts no more: since when, for which day, and why (a `VoidReason`)."""

    at: datetime
    last_on: date
    why: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything a page about one case needs. Fields not yet proven or not yet known are None or empty."""

    version: int
    case_code: str
    carrier_id: str
    language: str
    time_zone: str
    state: str
    requested_at: datetime  # by this person
    wanted_on: date | None
    identifier_masked: str
    contact_masked: str
    requirement: RequirementKind | None
    is_waiting: bool  # the carrier's systems are at work; nothing is needed from the person
    code: CodeView | None
    ties: tuple[Tie, ...]
    losses_digest: str
    number_count: int
    sim_kind: SimKind | None
    sim_rule: SimRule | None
    sim_answers: tuple[SimAnswer, ...]
    quote: Quote | None  # a preview until the balance is reserved, then the final quote
    quote_is_final: bool
    account_read_at: datetime | None  # when the amounts of a preview were asked for
    is_closed_elsewhere: bool  # another hand has ended the account of a line whose case is not signed
    payout_ways: tuple[PayoutWay, ...]
    collect_ways: tuple[CollectWay, ...]
    agreement: AgreementView | None
    claim_code: str | None
    steps: tuple[Step, ...]
    claims: tuple[Claim, ...]
    may_withdraw: bool
    has_acknowledgement: bool
    has_certificate: bool
    ended_at: datetime | None
    restore_until_on: date | None
    quarantine_until_on: date | None
    codes_blocked_until: datetime | None = None  # so many were wrong that none is sent or taken before
    money_way: str = ""  # the word of a PayoutWay or a CollectWay, once chosen
    destination_masked: str = ""
    other_contact_masked: str = ""
    may_reopen: tuple[RequirementKind, ...] = ()  # what may be answered anew
    steps_under_way: tuple[
        str, ...
    ] = ()  # of an ended line: a newer certificate will say what became of them
    is_erased: bool = False  # nothing personal is left, nor any document
    holds: tuple[Hold, ...] = ()  # why the line is not ended for now
    risk_signs: tuple[RiskSign, ...] = ()  # why more is asked than a code
    identity: IdentityStatus = IdentityStatus.NONE
    identity_doubts: tuple[str, ...] = ()
    ends_on: date | None = None  # the last day of service, once it is signed
    lost_at: datetime | None = None  # when its SIM was said to be lost
    is_suspended: bool = False  # barred for that, and not ended
    may_report_loss: bool = False
    is_stopped: bool = False  # withdrawn by somebody registered for the line
    is_passed_on: bool = False  # somebody who showed who they are goes on with it: this link opens nothing
    is_taken_back: bool = (
        False  # beside that: staff had taken somebody else for the holder, and nobody goes on
    )
    joined: JoinedView | None = None  # set for whoever was not the first to ask
    cooling_off_until: datetime | None = None  # until then a signed ending can be taken back at no cost
    objections: tuple[ObjectionView, ...] = ()  # by this person, with what became of them
    may_object: bool = False
    acting: ActingView | None = None  # of who acts for the holder
    may_tell_acting: bool = False  # it can be said now that somebody does
    may_still_move: bool = (
        False  # use, bills and payments change the sum until the line ends, without a new signature
    )
    is_unpriced: bool = False  # the pack has lost the line's tariff: staff put that right, and it goes on
    messages: tuple[MessageView, ...] = ()  # the help thread, for whoever began the case
    void: VoidView | None = None  # a signature that counts no more, until it is signed anew

    @property
    def put_off_to(self) -> date | None:
        """The last day of service, where the wished one cannot be kept any more."""
        if self.state not in ("open", "agreed") or self.wanted_on is None or self.quote is None:
            return None
        return self.quote.last_on if self.quote.last_on > self.wanted_on else None
