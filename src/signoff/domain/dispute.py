"""Whom to write to about charges after the end, in which order, and until which day as far as that is known.

What was charged is found by `statement.py`; the letter itself is put together by `traveller/dispute.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signoff.domain.statement import Entry


class Recipient(StrEnum):
    """Who is written to; each is tried when the one before has not settled it."""

    CARRIER = "carrier"
    REGULATOR = "regulator"
    CONSUMER_COUNCIL = "consumer_council"
    ISSUER = "issuer"  # the bank that paid


class PaidBy(StrEnum):
    """How the charges were paid."""

    VISA = "visa"
    OTHER_CARD = "other_card"
    ACCOUNT = "account"  # from a bank account or a wallet, without a card
    UNSURE = "unsure"


class Proof(StrEnum):
    """What shows that the line has ended."""

    CERTIFICATE = "certificate"
    ACKNOWLEDGEMENT = "acknowledgement"
    CONFIRMATION = "confirmation"  # the carrier's own
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when somebody has to act; `on` is None where that is UNKNOWN."""

    recipient: Recipient
    on: date | None = None
    days: int | None = None
    rule: str = ""  # the network whose rule it is


def recipients(*, has_council: bool) -> tuple[Recipient, ...]:
    """Whom to write to, in order; a place may have no consumer council that is known."""
    council = (Recipient.CONSUMER_COUNCIL,) if has_council else ()
    return (Recipient.CARRIER, Recipient.REGULATOR, *council, Recipient.ISSUER)


def deadline(
    recipient: Recipient, paid_by: PaidBy, charges: Iterable[Entry], days_by_network: dict[str, int]
) -> Deadline:
    """The last day that is known: of a card network's rule alone, counted from the earliest charge."""
    days = days_by_network.get(paid_by.value)
    first_on = min((charge.on for charge in charges), default=None)
    if recipient is not Recipient.ISSUER or days is None or first_on is None:
        return Deadline(recipient)
    return Deadline(recipient, first_on + timedelta(days=days), days, paid_by.value)
