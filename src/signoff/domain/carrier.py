"""What the rules need to know of a carrier: policy and tariffs as plain values.

Packs hold the data (`packs/`), `catalogue/` reads them into these values; texts and contacts never come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from signoff.domain.step_up import PERMISSIVE, StepUp
from signoff.domain.third_party import STRICT, Right, ThirdParty


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
    PAYING_INSTRUMENT = "paying_instrument"  # back the way it came, to the card or account that paid


class CollectWay(StrEnum):
    """How the holder pays what is owed."""

    FINAL_BILL = "final_bill"
    AT_SHOP = "at_shop"


class Approved(StrEnum):
    """What may need two people; a carrier's pack lists which do. Stored words."""

    PROVE_WITHOUT_CARD = "prove_without_card"
    CORRECT_DESTINATION = "correct_destination"
    GIVE_UP_STEP = "give_up_step"
    ATTEST_STEP = "attest_step"
    REFUND_ABOVE = "refund_above"  # a payout above the pack's sum
    RELEASE_NUMBER_EARLY = "release_number_early"  # a number goes out of quarantine before its day


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
class Pricing:
    """All of a pack by which the money of one line is worked out."""

    currency: str
    tariff: Tariff


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement promises of number, line, SIM and money: once it is signed, whatever a pack says later."""

    restore_days: int
    quarantine_days: int
    sim_rule: SimRule
    pricing: Pricing | None = None  # by which the signed quote was made; before, it was not kept


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
    step_up: StepUp = PERMISSIVE
    approvals: tuple[Approved, ...] = ()
    """What needs two of the staff."""
    refund_above_minor: int = 0
    """Above which payout two of the staff agree to it, where the pack lists that; 0 for none."""
    payouts_day_minor: int = 0
    """How much is paid out in 24 hours before somebody looks; 0 for no limit."""
    payouts_to_one: int = 0
    """How often one account or line is paid in 24 hours before somebody looks; 0 for no limit."""
    payout_hold_hours: int = 0
    """A payout takes two people where registered contacts were changed so shortly before the signature; 0 for none."""
    cooling_off_hours: int = 0
    """How long after the signature the holder may take it back at no cost, before anything is ended; 0 for none."""
    guarantee_cycles: int = 3
    """For how many monthly cycles after the end it is watched that nothing is charged. A sample; 0 for none."""
    late_usage_days: int = 0
    """Until how many days after the end usage from before it may still be charged; 0 where nobody was told of any."""
    third_parties: Mapping[Right, ThirdParty] = field(default_factory=lambda: STRICT)
    """What is asked of who acts for a holder."""

    @property
    def terms(self) -> Terms:
        """What an agreement signed today promises, but for its money."""
        return Terms(self.restore_days, self.quarantine_days, self.sim_rule)


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

    def pricing(self, tariff_id: str) -> Pricing:
        """By what the money of a line is worked out today. Raises KeyError for a tariff that the pack does not have."""
        return Pricing(self.currency, self.tariffs[tariff_id])


_LANGUAGES = {"MO": ("zh-Hant", "pt", "en"), "KH": ("km", "en")}


def languages_of(country: str) -> tuple[str, ...]:
    """In what to write to somebody of whom no language is known: what a country speaks, and English for its guests."""
    return _LANGUAGES.get(country, ("en",))
