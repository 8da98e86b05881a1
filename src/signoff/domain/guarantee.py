"""The guarantee of an ended line, that nothing is charged any more: from when, until when, and what is excepted.

Values of a case; the rules are in `guaranteeing.py`, the facts in `fact_guarantee.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

CYCLE = timedelta(days=31)
"""The longest monthly cycle: a guarantee of three cycles sees three billing runs, whatever the day of the cut."""


class ChargeKind(StrEnum):
    """What a system took money for. Stored words."""

    RENEWAL = "renewal"  # a plan or allowance that renewed itself
    BILL_RUN = "bill_run"  # a fee that a billing run billed
    ADD_ON = "add_on"  # a fee for something beside the plan
    PAYMENT_RETRY = "payment_retry"  # a failed payment, tried again
    CARRIER_BILLING = "carrier_billing"  # a purchase of another seller, charged to the line
    USAGE = "usage"
    FINAL_BILL = "final_bill"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that a system took, or asks for, on a line; `reference` is its own name for it, never the same for two."""

    handle: str = field(repr=False)
    reference: str
    kind: ChargeKind
    amount_minor: int
    currency: str
    used_at: datetime  # when what it is for was had
    charged_at: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """A charge that the guarantee does not except; the money is on its way back until `repaid_at`."""

    number: int
    reference: str
    kind: ChargeKind
    amount_minor: int
    currency: str
    charged_on: date  # by the carrier's calendar
    found_at: datetime
    repaid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Nothing that is charged from `since` until `until` stands, but what the other fields except."""

    since: datetime
    until: datetime
    final_bill_minor: int = 0  # what the agreement says is still owed
    late_until_on: date | None = (
        None  # usage from before the end may be charged up to this day; None: it may not
    )
    breaches: tuple[Breach, ...] = ()

    def excepts(self, charge: Charge, charged_on: date, agreed_minor: int) -> bool:
        """Whether this charge was said before; `agreed_minor` is what of the final bill was not charged yet."""
        if charge.charged_at < self.since or charge.charged_at >= self.until:
            return True
        if charge.kind is ChargeKind.FINAL_BILL:
            return charge.amount_minor <= agreed_minor
        is_late_usage = charge.kind is ChargeKind.USAGE and charge.used_at < self.since
        return is_late_usage and self.late_until_on is not None and charged_on <= self.late_until_on

    def breach(self, number: int) -> Breach | None:
        """The breach of this number."""
        return next((one for one in self.breaches if one.number == number), None)
