"""Amounts in whole minor units and how a month is shared out by days. Quotes are built in `settlement.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents, avos) of one ISO 4217 currency; never a float."""

    amount_minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount_minor + other.amount_minor, self.currency)


def prorated(amount_minor: int, *, part_days: int, whole_days: int) -> int:
    """The share of `amount_minor` that falls on `part_days` of `whole_days`, halves rounded up in size.

    Raises ValueError when the part is not within the whole: such a date was wrong before it came here.
    """
    if whole_days <= 0 or not 0 <= part_days <= whole_days:
        raise ValueError(f"{part_days} of {whole_days} days is no share")
    sign = -1 if amount_minor < 0 else 1
    return sign * ((abs(amount_minor) * part_days * 2 + whole_days) // (whole_days * 2))


def days_from(first: date, last: date) -> int:
    """Calendar days from `first` to `last`, both counted; 0 when `last` is the day before `first`."""
    return (last - first).days + 1
