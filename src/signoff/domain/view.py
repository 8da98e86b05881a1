"""What a channel may show of a case to the person who holds its link: never more than that person has proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.carrier import CollectWay, PayoutWay, SimRule
from signoff.domain.cut import Claim
from signoff.domain.line import SimKind
from signoff.domain.requirement import RequirementKind, SimAnswer, Tie
from signoff.domain.settlement import Quote


class StepState(StrEnum):
    """How far one step of the ending is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    NEEDS_PERSON = "needs_person"


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
class JoinedView:
    """The request of somebody who found the line's ending begun already, beside that of the case they act on."""

    case_code: str  # on their own acknowledgement
    wanted_on: date | None  # as they wished; the case's own day holds
    begun_at: datetime


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
    joined: JoinedView | None = None  # set for whoever was not the first to ask
