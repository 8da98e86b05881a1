"""The contents of the documents, before they are drawn: plain values, no layout, no texts.

`evidence/` draws and signs them. Personal values are in here because the documents are the holder's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signoff.domain.cut import Claim
from signoff.domain.guidance import Way
from signoff.domain.guided import Kept
from signoff.domain.settlement import Loss, Quote
from signoff.domain.third_party import Right


@dataclass(frozen=True, slots=True)
class Heading:
    """What all documents of a case have in common."""

    case_id: str
    case_code: str
    tenant_id: str
    carrier_id: str
    carrier_name: str
    language: str
    time_zone: str
    is_specimen: bool
    issuer_name: str = ""  # whose letter it is; empty: the carrier's


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Proof that a request was received: what was asked, for which line, when."""

    heading: Heading
    requested_at: datetime
    identifier: str  # as the person gave it, canonical
    contact: str
    wanted_on: date | None  # None: as soon as possible
    is_guided: bool = False  # the person does the steps, and no carrier has received anything


@dataclass(frozen=True, slots=True)
class Agreement:
    """The text that was signed, paragraph by paragraph, and the signature on it (None before it is signed)."""

    heading: Heading
    paragraphs: tuple[str, ...]
    text_sha256: str
    signed_name: str | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LogProof:
    """That a case's facts are in its tenant's log: where, in a tree of how many, and what leads to its signed root."""

    origin: str  # the log's name
    index: int  # from 0
    size: int
    proof: tuple[bytes, ...]  # RFC 6962: the hashes beside the way from the entry to the root
    checkpoint: str  # the signed note, with the lines of witnesses if there are any


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof of the end of a line."""

    heading: Heading
    numbers: tuple[str, ...]
    iccid: str
    holder_name: str  # as typed under the agreement, or as named by who signed for them
    requested_at: datetime
    signed_at: datetime
    ended_at: datetime
    restore_until_on: date
    quarantine_until_on: date
    claims: tuple[Claim, ...]
    quote: Quote
    money_way: str  # a PayoutWay or CollectWay; empty when nothing is to be paid
    agreement_sha256: str
    fact_count: int
    chain_head: str  # SHA-256 (hex) over all facts up to this document
    issued_at: datetime
    log: LogProof | None = None  # None: as certificates were before there was a log (version 1)
    money_to: str = ""  # where it goes, masked; empty when nothing was named
    agreed_minor: int | None = None  # the total that was signed, where anything else was settled
    agreed_losses: tuple[Loss, ...] = ()  # what was signed to be given up, where anything else was settled
    right: Right | None = None  # by which somebody signed for the holder, who is then the one they named
    signed_by: str = ""  # their name, as typed under the agreement


@dataclass(frozen=True, slots=True)
class GuidedCertificate:
    """What a person said of the end of their line, and which files they added; no carrier confirmed any of it."""

    heading: Heading
    numbers: tuple[str, ...]
    iccid: str
    way: Way
    asked_id: str  # who was asked where the line's carrier is gone: its successor; else empty
    asked_name: str
    requested_at: datetime
    ended_at: datetime  # when the person said that the line is dead
    claims: tuple[Claim, ...]
    evidence: tuple[Kept, ...]
    fact_count: int
    chain_head: str
    issued_at: datetime
    log: LogProof
