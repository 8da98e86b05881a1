"""Of an amount as it was bought and as it was booked the booked one is read, or it is asked: never the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from signoff.domain.statement import Entry
from signoff.traveller.statement import Hints
from signoff.traveller.statement_text import Unreadable
from tests.traveller.test_statement import read

BOUGHT = (
    ("交易金额", "交易币种"),
    ("Original amount", "Original currency"),
    ("Transaction amount", "Transaction currency"),
    ("Foreign amount", "Foreign currency"),
    ("Purchase amount", "Purchase currency"),
    ("Montante original", "Moeda original"),
)
BOOKED = (
    ("扣款金额", "扣款币种"),
    ("實扣金額", "實扣幣種"),
    ("实扣金额", "实扣币种"),
    ("Settled amount", "Settled currency"),
    ("Debited", "Account currency"),
    ("Charged amount", "Charged currency"),
    ("Montante debitado", "Moeda debitada"),
    ("Betrag", "Waehrung"),
    ("实际划款", "划款币种"),
    ("Home sum", "Home currency"),
)
ROWS = (("12.40", "USD", "100.00", "MOP"), ("5.00", "USD", "40.00", "HKD"))


def told_or_asked(
    headings: tuple[str, ...], cells: Sequence[tuple[str, ...]]
) -> tuple[Unreadable | None, tuple[Entry, ...]]:
    try:
        return None, told(headings, cells)
    except Unreadable as question:
        return question, ()


def told(headings: tuple[str, ...], cells: Sequence[tuple[str, ...]]) -> tuple[Entry, ...]:
    lines = [
        f"2026-03-2{at},{'CTM MACAU' if at == 0 else 'X'},{','.join(row)}" for at, row in enumerate(cells)
    ]
    content = "\n".join((f"Date,Description,{','.join(headings)}", *lines, ""))
    return read(content, hints=Hints(sign="plain")).sifted.after


@pytest.mark.parametrize("bought", BOUGHT)
@pytest.mark.parametrize("booked", BOOKED)
def test_the_amount_of_the_purchase_is_never_read_for_the_booked_one(
    booked: tuple[str, str], bought: tuple[str, str]
):
    """It had been read silently wherever nobody knew the heading over what was booked."""
    for order in permutations(range(4)):
        headings = tuple((*booked, *bought)[one] for one in order)
        question, entries = told_or_asked(headings, [tuple(row[one] for one in order) for row in ROWS])
        if question is not None:
            assert question.key.rpartition(".")[2] in ("heading_unknown", "currencies", "currency_whose")
            continue
        assert [(one.amount_minor, one.currency) for one in entries] == [(1240, "USD")], headings


@pytest.mark.parametrize("booked", BOOKED[:7])
def test_a_booked_amount_of_a_known_heading_is_read(booked: tuple[str, str]):
    """Where its currency stands beside it."""
    entries = told((*booked, "交易金额", "交易币种"), list(ROWS))

    assert [(one.amount_minor, one.currency) for one in entries] == [(1240, "USD")]


@pytest.mark.parametrize("heading", ["Charged (USD)", "USD", "Billed in USD", "Debited (USD)"])
def test_a_booked_amount_under_its_currency_is_read_or_asked(heading: str):
    """The currency may stand in the heading alone."""
    rows = [("100.00", "MOP", "12.40"), ("40.00", "HKD", "5.00")]
    question, entries = told_or_asked(("Original amount", "Original currency", heading), rows)
    if question is not None:
        assert question.key == "after.refused.heading_unknown"
        assert question.values["headings"] == f"Original amount, {heading}"
        return
    assert [(one.amount_minor, one.currency) for one in entries] == [(1240, "USD")]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("Transaction amount,Transaction currency,Exchange rate", [("100.00", "MOP", "8.06")]),
        ("交易金额,交易币种,汇率", [("100.00", "MOP", "8.06")]),
        ("Transaction amount,Currency,Betrag", [("100.00", "MOP", "100.00")]),
        (
            "Transaction amount,Currency,Sequence",
            [("100.00", "MOP", "771"), ("40.00", "MOP", "902311"), ("3.00", "MOP", "902312")],
        ),
    ],
)
def test_what_is_no_second_amount_is_not_asked(headings: str, rows: list[tuple[str, ...]]):
    """A rate, an equal amount, and numbers that keep to no rate."""
    entries = told(tuple(headings.split(",")), rows)

    assert [(one.amount_minor, one.currency) for one in entries] == [(10000, "MOP")]


def test_headings_that_are_not_known_are_named():
    """They had been said not to be there."""
    with pytest.raises(Unreadable) as question:
        told(("Deducted", "Kind of coin", "Spent abroad", "Coin"), list(ROWS))

    assert question.value.key == "after.refused.heading_unknown"
    assert question.value.values["headings"] == "Deducted, Spent abroad"
