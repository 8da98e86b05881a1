"""Who may end a line that is not theirs: by which right, with which papers, on which channels, and who gets its money.

Values only, as a carrier's pack states them; `acting.py` is what a case knows of it, `authority.py` holds the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.step_up import Channel


class Right(StrEnum):
    """By which right somebody ends the line of somebody else. Stored words."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    PARENT = "parent"  # or guardian, of a holder who is a minor
    HEIR = "heir"  # the holder has died
    COMPANY_OFFICER = "company_officer"  # the line is registered to a company


class Paper(StrEnum):
    """What such a person has to show. Stored words; only people judge them, never a machine."""

    OWN_IDENTITY = "own_identity"  # of whoever acts
    HOLDER_DOCUMENT = "holder_document"  # the holder's own, or a copy
    LETTER_OF_AUTHORITY = "letter_of_authority"  # with the holder's signature or stamp
    BIRTH_OR_GUARDIANSHIP = "birth_or_guardianship"
    DEATH_CERTIFICATE = "death_certificate"
    PROOF_OF_HEIRSHIP = "proof_of_heirship"
    COMPANY_REGISTER = "company_register"
    OFFICERS_LETTER = "officers_letter"
    COMPANY_STAMP = "company_stamp"


NAMES_HOLDER = frozenset(Paper) - {Paper.OWN_IDENTITY}
"""On each of these stands who the holder is: what stands there is compared with records."""


class MoneyTo(StrEnum):
    """Whose the money is that comes back: never that of who acts. Worded in the texts (area `acting`)."""

    HOLDER = "holder"
    ESTATE = "estate"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """One carrier's rule for one right.

    `channels`: where it is signed for; pictures of papers are taken where the portal is one of them. `papers_days`:
    how long papers that were looked at hold; `stop_hours`: how long everybody registered can stop it, at the least.
    """

    papers: tuple[Paper, ...]
    channels: tuple[Channel, ...] = (Channel.COUNTER,)
    papers_days: int = 30
    stop_hours: int = 24
    money_to: MoneyTo = MoneyTo.HOLDER

    @property
    def is_remote_enough(self) -> bool:
        """Whether pictures of the papers are taken, and the agreement is signed without coming to a shop."""
        return Channel.PORTAL in self.channels


TAKES_PAPERS = (Channel.PORTAL, Channel.COUNTER)
"""Where papers can be shown at all: nobody sees one on the phone, at a terminal or in a mail."""

_OWN, _HOLDERS = Paper.OWN_IDENTITY, Paper.HOLDER_DOCUMENT

STRICT: Mapping[Right, ThirdParty] = {
    Right.POWER_OF_ATTORNEY: ThirdParty((_OWN, _HOLDERS, Paper.LETTER_OF_AUTHORITY)),
    Right.PARENT: ThirdParty((_OWN, _HOLDERS, Paper.BIRTH_OR_GUARDIANSHIP)),
    Right.HEIR: ThirdParty(
        (_OWN, Paper.DEATH_CERTIFICATE, Paper.PROOF_OF_HEIRSHIP), stop_hours=72, money_to=MoneyTo.ESTATE
    ),
    Right.COMPANY_OFFICER: ThirdParty(
        (_OWN, Paper.COMPANY_REGISTER, Paper.OFFICERS_LETTER, Paper.COMPANY_STAMP), money_to=MoneyTo.COMPANY
    ),
}
"""What holds where nothing is stated: every paper, in a shop."""
