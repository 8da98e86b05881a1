"""Facts about the steps at the carrier's systems and what is drawn of them; named in `fact.py` with all others.

Class names and field names are stored words: a changed meaning is a new name. No fact holds personal data.
"""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.any_fact import Fact
from signoff.domain.cut import Claim


@dataclass(frozen=True, slots=True)
class StepClosed(Fact):
    """A step is done, with what may be claimed of it."""

    step: str
    claims: tuple[Claim, ...]
    is_after_end: bool = False  # a newer certificate will say so, and people are told of it


@dataclass(frozen=True, slots=True)
class StepUnderWay(Fact):
    """A system took a step and will finish later; the case may end meanwhile."""

    step: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PersonNeeded(Fact):
    """A step cannot go on by itself."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class CertificateIssued(Fact):
    """A certificate was drawn, signed and kept."""

    occurrence: int
    sha256: str
    is_news: bool = False  # whether it says what was still under way at the end, and people are told of it
