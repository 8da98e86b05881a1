"""Who a person has shown themselves to be: the documents they gave, and what was found of them, as values.

Pictures lie sealed under the names here; what stood on them never enters a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signoff.domain.event import Sealed


class IdentityStatus(StrEnum):
    """How far the proof of identity is. Stored words."""

    NONE = "none"
    READING = "reading"  # a document is being read
    WAITS = "waits"  # for a person of the carrier to look
    ACCEPTED = "accepted"
    REFUSED = "refused"  # another document, or a better picture, may be given


class Voucher(StrEnum):
    """Who vouches for an accepted identity. Stored words."""

    READING = "reading"  # the machine alone: enough only beside a code to a line whose SIM is not new
    STAFF = "staff"  # somebody looked at the picture
    CLERK = "clerk"  # somebody saw the person with the document in hand


NOBODY_VOUCHED = "nobody"
"""Kept with a signature that rests on the line alone. A stored word."""


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """One picture of one document, by its number in the case; `kind` is a word of the texts (area `identity`)."""

    number: int
    kind: str
    picture: Sealed
    given_at: datetime
    asker: str = ""  # the request by whose link it came


@dataclass(frozen=True)
class Identity:
    """What a case knows of who its person is. `doubts` are words of the texts; pictures are kept until `erased_at`."""

    status: IdentityStatus = IdentityStatus.NONE
    voucher: Voucher | None = None
    documents: tuple[GivenDocument, ...] = ()
    doubts: tuple[str, ...] = ()
    given: int = 0  # pictures given so far, erased ones too
    given_by_others: int = 0  # how many of them by whoever asked before: the next one has as many again
    is_of_signer: bool = False  # somebody joined since it was signed: it goes with the signature
    accepted_of: str = ""  # the request by whose link came what was accepted; kept longer than the picture

    @property
    def given_now(self) -> int:
        """Pictures given so far by whoever goes on now."""
        return self.given - self.given_by_others

    @property
    def shown_by(self) -> str:
        """The request by whose link the newest picture came: what is decided of it is decided of whoever is there."""
        return self.documents[-1].asker if self.documents else ""

    def rests_on(self, links: tuple[str, ...]) -> bool:
        """Whether it was accepted by a picture that came by one of these links; what a clerk saw came by none."""
        is_by_picture = self.status is IdentityStatus.ACCEPTED and self.voucher is not Voucher.CLERK
        return is_by_picture and (self.accepted_of or self.shown_by) in links


def of_nobody_else(identity: Identity) -> Identity:
    """What is left for somebody else who goes on: nothing but the count, and pictures that are still to be erased."""
    return Identity(documents=identity.documents, given=identity.given, given_by_others=identity.given)


NOBODY = Identity()
"""Nothing is known of who the person is."""
