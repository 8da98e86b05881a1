"""The quote: what a leaver gets, owes and loses, worked out from the account and the carrier's terms.

Pure arithmetic in minor units; `requirement.py` says when it is shown, `decide.py` when it is asked for again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signoff.domain.carrier import BalanceRule, Billing, Carrier, RecurringRule, Tariff
from signoff.domain.changing import replace
from signoff.domain.money import days_from, prorated


@dataclass(frozen=True, slots=True)
class Allowance:
    """Something bought and not used up, such as data; `unit` is a word of the common texts (mb, minutes, sms)."""

    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class BalanceReading:
    """What charging said of a line: money, loan and allowances on it."""

    balance_minor: int = 0
    airtime_loan_minor: int = 0
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class BillReading:
    """What billing said of a line: the running cycle (both days within it), what is paid and what is owed."""

    cycle_first_on: date | None = None
    cycle_last_on: date | None = None
    owed_minor: int = 0  # below zero: paid more than is owed
    deposit_minor: int = 0
    contract_last_on: date | None = None
    add_ons: int = 0
    is_closed: bool = False  # by another hand: the cycle is gone, what is owed and deposited is as it says
    is_final: bool = False  # closed with a final bill: everything is in what is owed
    paid_by: str = (
        ""  # the payment at the carrier's provider by which money came in last; empty: none is known
    )
    paid_minor: int = 0  # how much came in by it


@dataclass(frozen=True, slots=True)
class PointsReading:
    """What loyalty said of a line."""

    points: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that decides the money of an ending."""

    tariff_id: str
    balance: BalanceReading
    bill: BillReading
    points: PointsReading


class QuoteKind(StrEnum):
    """The reason for one line of a quote."""

    BALANCE_BACK = "balance_back"
    DEPOSIT_BACK = "deposit_back"
    RECURRING_BACK = "recurring_back"
    RECURRING_DUE = "recurring_due"
    OWED = "owed"
    OVERPAID = "overpaid"  # paid already for days after the end, or more than was billed
    AIRTIME_LOAN = "airtime_loan"
    EARLY_EXIT_FEE = "early_exit_fee"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One amount of a quote: above zero goes to the holder, below zero is owed by the holder."""

    kind: QuoteKind
    amount_minor: int
    days: int = 0


class LossKind(StrEnum):
    """What the holder will not have any more."""

    BALANCE = "balance"
    ALLOWANCE = "allowance"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something lost at the end; `unit` is empty for money and points."""

    kind: LossKind
    amount: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The money of one ending: the lines, their sum and what is lost."""

    currency: str
    last_on: date
    lines: tuple[QuoteLine, ...]
    losses: tuple[Loss, ...]

    @property
    def total_minor(self) -> int:
        """Above zero: paid out to the holder. Below zero: owed by the holder."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything a consent to this quote covers."""
        return hashlib.sha256(
            repr((self.currency, self.last_on, self.lines, self.losses)).encode()
        ).hexdigest()


def quote(account: Account, carrier: Carrier, *, last_on: date) -> Quote:
    """The quote for an ending whose last day of service is `last_on` (a date in the carrier's time zone).

    Raises KeyError for a tariff that the carrier's pack does not have.
    """
    tariff = carrier.tariffs[account.tariff_id]
    lines: tuple[QuoteLine, ...] = (
        *_balance_lines(account, tariff),
        *_recurring_lines(account.bill, tariff, last_on),
        *_standing_lines(account, tariff, last_on),
    )
    if account.bill.is_final:  # another hand has charged the fees: they are in what is owed, or were paid
        lines = tuple(line for line in lines if line.kind not in _FEES)
    return Quote(
        currency=carrier.currency,
        last_on=last_on,
        lines=tuple(line for line in lines if line.amount_minor),
        losses=_losses(account, tariff),
    )


MOVED_BY_USE = frozenset({QuoteKind.BALANCE_BACK, QuoteKind.OWED, QuoteKind.OVERPAID, QuoteKind.AIRTIME_LOAN})
"""Lines that the holder's own use moves: they are listed as they are in the end, and never ask again."""


def terms_of(made: Quote) -> tuple[QuoteLine, ...]:
    """The lines of a quote that fees and rules make, and no use of the line."""
    return tuple(line for line in made.lines if line.kind not in MOVED_BY_USE)


_IN_ORDER = (
    QuoteKind.BALANCE_BACK,
    QuoteKind.RECURRING_BACK,
    QuoteKind.RECURRING_DUE,
    QuoteKind.DEPOSIT_BACK,
    QuoteKind.OWED,
    QuoteKind.OVERPAID,
    QuoteKind.AIRTIME_LOAN,
    QuoteKind.EARLY_EXIT_FEE,
)


_FEES = frozenset({QuoteKind.RECURRING_BACK, QuoteKind.RECURRING_DUE, QuoteKind.EARLY_EXIT_FEE})


def closed_elsewhere(signed: Quote, now: Quote, bill: BillReading) -> Quote:
    """The quote for a bill that another hand has closed: its fees as they were signed, all else as it is now.

    Where a final bill was made there, the fees are in what is owed, and are not charged again.
    """
    if bill.is_final:
        return now
    fees = (line for line in signed.lines if line.kind in _FEES)
    lines = [*fees, *(line for line in now.lines if line.kind not in _FEES)]
    return replace(now, lines=tuple(sorted(lines, key=lambda line: _IN_ORDER.index(line.kind))))


_OF_THE_BILL = frozenset({QuoteKind.OWED, QuoteKind.OVERPAID})


def at_the_end(settled: Quote, bill: BillReading, *, with_deposit: bool) -> Quote:
    """The quote with what was billed and paid until the line was seen to have ended; fees stay as they were signed.

    So does the deposit, unless somebody has looked at it (`with_deposit`) or another hand has closed the account. No
    tariff is needed for it: what it made is signed.
    """
    moved = set(_OF_THE_BILL)
    if with_deposit or bill.is_closed:
        moved.add(QuoteKind.DEPOSIT_BACK)
    left_out = moved | _FEES if bill.is_final else moved
    now = (
        QuoteLine(QuoteKind.DEPOSIT_BACK, bill.deposit_minor),
        QuoteLine(QuoteKind.OWED, -max(bill.owed_minor, 0)),
        QuoteLine(QuoteKind.OVERPAID, -min(bill.owed_minor, 0)),
    )
    lines = [line for line in settled.lines if line.kind not in left_out]
    lines += [line for line in now if line.kind in moved and line.amount_minor]
    return replace(settled, lines=tuple(sorted(lines, key=lambda line: _IN_ORDER.index(line.kind))))


def _balance_lines(account: Account, tariff: Tariff) -> tuple[QuoteLine, ...]:
    if tariff.balance_rule is BalanceRule.FORFEIT:
        return ()
    return (QuoteLine(QuoteKind.BALANCE_BACK, account.balance.balance_minor),)


def _recurring_lines(bill: BillReading, tariff: Tariff, last_on: date) -> tuple[QuoteLine, ...]:
    """The last cycle's fee; the last day of service is paid for, the days after it are not."""
    first_on, cycle_last_on = bill.cycle_first_on, bill.cycle_last_on
    if tariff.billing is Billing.NONE or first_on is None or cycle_last_on is None:
        return ()
    whole_days = days_from(first_on, cycle_last_on)
    used_days = min(max(days_from(first_on, last_on), 0), whole_days)
    prorates = tariff.recurring_rule is RecurringRule.PRORATE_DAILY
    if tariff.billing is Billing.IN_ARREARS:
        due_minor = tariff.recurring_fee_minor
        if prorates:
            due_minor = prorated(due_minor, part_days=used_days, whole_days=whole_days)
        return (QuoteLine(QuoteKind.RECURRING_DUE, -due_minor, used_days if prorates else whole_days),)
    if not prorates:
        return ()
    unused_days = whole_days - used_days
    back_minor = tariff.recurring_fee_minor - prorated(
        tariff.recurring_fee_minor, part_days=used_days, whole_days=whole_days
    )
    return (QuoteLine(QuoteKind.RECURRING_BACK, back_minor, unused_days),)


def _standing_lines(account: Account, tariff: Tariff, last_on: date) -> tuple[QuoteLine, ...]:
    bill = account.bill
    in_term = bill.contract_last_on is not None and last_on < bill.contract_last_on
    return (
        QuoteLine(QuoteKind.DEPOSIT_BACK, bill.deposit_minor),
        QuoteLine(QuoteKind.OWED, -max(bill.owed_minor, 0)),
        QuoteLine(QuoteKind.OVERPAID, -min(bill.owed_minor, 0)),
        QuoteLine(
            QuoteKind.AIRTIME_LOAN, _offset_minor(account, tariff) - account.balance.airtime_loan_minor
        ),
        QuoteLine(QuoteKind.EARLY_EXIT_FEE, -tariff.early_exit_fee_minor if in_term else 0),
    )


def _offset_minor(account: Account, tariff: Tariff) -> int:
    """What of a forfeited balance pays back an airtime loan first: nobody loses money to a carrier and owes it too."""
    if tariff.balance_rule is not BalanceRule.FORFEIT:
        return 0
    return max(min(account.balance.balance_minor, account.balance.airtime_loan_minor), 0)


def _losses(account: Account, tariff: Tariff) -> tuple[Loss, ...]:
    balance_minor = account.balance.balance_minor - _offset_minor(account, tariff)
    lost_money = tariff.balance_rule is BalanceRule.FORFEIT and balance_minor > 0
    return (
        *((Loss(LossKind.BALANCE, balance_minor),) if lost_money else ()),
        *(Loss(LossKind.ALLOWANCE, a.amount, a.unit) for a in account.balance.allowances if a.amount),
        *((Loss(LossKind.POINTS, account.points.points),) if account.points.points else ()),
    )
