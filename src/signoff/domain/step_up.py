"""How sure we must be of a person before their line is ended, as a carrier's pack states it: by channel and by risk.

Values only; `assurance.py` says what a case has and what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """Where something is said. Stored words."""

    PORTAL = "portal"
    TERMINAL = "terminal"
    COUNTER = "counter"  # the person stands in the shop
    AGENT = "agent"  # staff speak for somebody who is on the phone
    MAIL = "mail"


class Assurance(StrEnum):
    """How sure a case is of its person, weakest first. Stored words."""

    NONE = "none"
    POSSESSED = "possessed"  # a code to the line came back
    IDENTIFIED = (
        "identified"  # and a document of the registered holder was vouched for, or staff saw them with it
    )
    AUTHORISED = (
        "authorised"  # of who acts for the holder: staff vouch for every paper; nothing less is enough
    )

    @property
    def rank(self) -> int:
        """Larger is surer."""
        return list(Assurance).index(self)


class Risk(StrEnum):
    """How much speaks for looking closer."""

    ORDINARY = "ordinary"
    ELEVATED = "elevated"


class RiskSign(StrEnum):
    """What makes a risk elevated; each is worded in the texts (area `risk`)."""

    SIM_CHANGED = "sim_changed"  # a code proves the SIM, and this one is new (NIST SP 800-63B-4, 3.1.3.3)
    SIM_LOST = "sim_lost"  # whoever has it gets its codes
    SUSPENDED = "suspended"  # by other hands than this case's: nobody knows why
    LARGE_SUM = "large_sum"
    NOT_HOLDER = "not_holder"  # it was said on this case that somebody acts for the holder


class CallerProof(StrEnum):
    """By what staff may know somebody who calls about a proven line. Words of packs."""

    LINE = "line"  # a code to the line, read aloud
    CONTACT = "contact"  # a code to the case's other contact, read aloud
    CLAIM_CODE = "claim_code"  # three characters of the claim code


@dataclass(frozen=True, slots=True)
class StepUp:
    """One carrier's rules. What the matrix does not name needs a person identified.

    `sim_change_hours`: how long a new SIM is no proof; `large_sum_minor`: from which balance and deposit on more is
    asked, 0 for none; `stop_hours`: how long everybody registered can stop a signed ending before the cut.
    """

    required: Mapping[Risk, Mapping[Channel, Assurance]] = field(default_factory=dict)
    sim_change_hours: int = 72
    large_sum_minor: int = 0
    stop_hours: Mapping[Risk, int] = field(default_factory=dict)
    callers: tuple[CallerProof, ...] = (CallerProof.LINE,)

    def needed(self, risk: Risk, channel: Channel) -> Assurance:
        """What is needed to sign on this channel at this risk."""
        return self.required.get(risk, {}).get(channel, Assurance.IDENTIFIED)


PERMISSIVE = StepUp(
    required={
        Risk.ORDINARY: dict.fromkeys(Channel, Assurance.POSSESSED),
        Risk.ELEVATED: dict.fromkeys(Channel, Assurance.IDENTIFIED),
    },
    stop_hours={Risk.ORDINARY: 0, Risk.ELEVATED: 24},
)
"""What holds where a pack states nothing: a code for the ordinary case, a document and a day's wait for the others."""
