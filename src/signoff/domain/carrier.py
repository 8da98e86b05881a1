"""What the rules need to know of a carrier: policy and tariffs as plain values.

Packs hold the data (`packs/`), `catalogue/` reads them into these values; texts and contacts never come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class TariffKind(StrEnum):
    """How the holder pays: before use from a balance, or after use by bill."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"


class Billing(StrEnum):
    """When the recurring fee of a cycle is charged."""

    NONE = "none"
    IN_ADVANCE = "in_advance"
    IN_ARREARS = "in_arrears"


class BalanceRule(StrEnum):
    """What becomes of a prepaid balance when the line ends."""

    REFUND = "refund"
    FORFEIT = "forfeit"


class RecurringRule(StrEnum):
    """How much of the last cycle's recurring fee the holder pays."""

    PRORATE_DAILY = "prorate_daily"
    FULL_CYCLE = "full_cycle"


class SimRule(StrEnum):
    """What is asked of the holder of a plastic SIM."""

    DESTROY = "destroy"
    RETURN = "return"


class PayoutWay(StrEnum):
    """How money comes back to the holder."""

    BANK_TRANSFER = "bank_transfer"
    CASH_AT_SHOP = "cash_at_shop"
    OTHER_LINE = "other_line"


class CollectWay(StrEnum):
    """How the holder pays what is owed."""

    FINAL_BILL = "final_bill"
    AT_SHOP = "at_shop"


@dataclass(frozen=True, slots=True)
class Tariff:
    """One price plan; the amounts are in the minor units of the carrier's currency."""

    id: str
    kind: TariffKind
    billing: Billing
    recurring_fee_minor: int
    recurring_rule: RecurringRule
    balance_rule: BalanceRule
    early_exit_fee_minor: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One carrier's terms of leaving. Whether a value is sourced or a sample is kept in the catalogue."""

    notice_days: int
    restore_days: int
    quarantine_days: int
    sim_rule: SimRule
    sim_answer_hours: int
    payout_ways: tuple[PayoutWay, ...]
    collect_ways: tuple[CollectWay, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """All that `decide` knows of a carrier; `pack_digest` is the SHA-256 (hex) of the pack it was read from."""

    id: str
    country: str
    time_zone: str
    currency: str
    pack_digest: str
    policy: Policy
    tariffs: Mapping[str, Tariff]
