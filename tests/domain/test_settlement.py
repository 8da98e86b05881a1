"""The arithmetic of leaving: shares of a month, offsets, signs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.money import Money, prorated
from signoff.domain.settlement import (
    Account,
    BalanceReading,
    BillReading,
    LossKind,
    PointsReading,
    QuoteKind,
    quote,
)
from tests.domain.walk import CARRIER


def account(tariff: str, balance: BalanceReading, bill: BillReading | None = None) -> Account:
    """An account without points."""
    return Account(tariff, balance, bill or BillReading(), PointsReading())


@given(st.integers(0, 10**9), st.integers(1, 366).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_and_the_rest_are_the_whole(amount_minor: int, days: tuple[int, int]) -> None:
    """Nothing is lost to rounding: the part used and the part given back make the fee."""
    part, whole = days
    used = prorated(amount_minor, part_days=part, whole_days=whole)
    assert 0 <= used <= amount_minor
    assert abs(used * whole - amount_minor * part) * 2 <= whole


@pytest.mark.parametrize(("part", "whole"), [(-1, 30), (31, 30), (1, 0)])
def test_a_share_outside_the_month_is_an_error(part: int, whole: int) -> None:
    """A date that cannot be was wrong before it came here."""
    with pytest.raises(ValueError, match="no share"):
        prorated(100, part_days=part, whole_days=whole)


def test_two_currencies_do_not_add() -> None:
    """Money of two currencies has no sum."""
    with pytest.raises(ValueError, match="cannot add"):
        Money(1, "MOP") + Money(1, "USD")


def test_the_last_day_of_service_is_paid_and_the_days_after_it_are_not() -> None:
    """Ten of thirty days in arrears: a third of the fee."""
    bill = BillReading(date(2026, 11, 1), date(2026, 11, 30))
    made = quote(account("postpaid", BalanceReading(), bill), CARRIER, last_on=date(2026, 11, 10))
    assert [(line.kind, line.amount_minor, line.days) for line in made.lines] == [
        (QuoteKind.RECURRING_DUE, -10_00, 10)
    ]


@pytest.mark.parametrize(
    ("balance_minor", "loan_minor", "owed_minor", "lost_minor"),
    [(5_00, 2_00, 0, 3_00), (2_00, 5_00, 3_00, 0), (0, 2_00, 2_00, 0), (5_00, 0, 0, 5_00)],
)
def test_a_forfeited_balance_pays_the_airtime_loan_first(
    balance_minor: int, loan_minor: int, owed_minor: int, lost_minor: int
) -> None:
    """Nobody loses money to a carrier and owes it too."""
    reading = BalanceReading(balance_minor, loan_minor)
    made = quote(account("postpaid", reading), CARRIER, last_on=date(2026, 11, 10))
    assert made.total_minor == -owed_minor
    assert sum(loss.amount for loss in made.losses if loss.kind is LossKind.BALANCE) == lost_minor
