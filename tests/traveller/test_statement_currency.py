"""The currency of an amount is the one of its own pair of columns, or it is asked for: never the other one."""

from __future__ import annotations

import re
from itertools import permutations, product

import pytest

from signoff.domain.statement import Entry
from signoff.traveller.statement import Findings, Hints
from signoff.traveller.statement_text import Unreadable
from tests.traveller.test_statement import read

# One pair beside another: the words over its currency, and those over its amounts.
NAMED = (("Currency", ("Amount",)), ("Currency", ("Debit", "Credit")), ("Transaction currency", ("Amount",)))
OTHERS = (
    *(("Account currency", (amount,)) for amount in ("Account amount", "Equivalent", "Home sum", "X")),
    ("Home ccy", ("Home sum",)),
    ("Account currency", ("Account debit", "Account credit")),
    ("Account currency", ("Home out", "Home in")),
    ("Account currency", ()),
    ("Currency", ("Amount",)),
)
CELLS = {"MOP": "-128.00", "USD": "-15.94"}
SHOWN = {12800: "MOP", 1594: "USD"}


def laid_out(pair: tuple[str, tuple[str, ...]], code: str, is_before: bool) -> tuple[list[str], list[str]]:
    """The headings and cells of one pair, its currency before or behind its amounts."""
    currency, amounts = pair
    cells = [CELLS[code].lstrip("-" if len(amounts) > 1 else ""), *("" for _ in amounts[1:])][: len(amounts)]
    if is_before:
        return [currency, *amounts], [code, *cells]
    return [*amounts, currency], [*cells, code]


def told(headings: list[str], cells: list[str], said: str = "") -> Findings:
    return read(
        f"Date,Description,{','.join(headings)}\n2026-03-13,CTM MACAU,{','.join(cells)}\n",
        hints=Hints(sign="minus", currency=said),
    )


def asked_or_told(headings: list[str], cells: list[str]) -> tuple[Unreadable | None, tuple[Entry, ...]]:
    try:
        return None, told(headings, cells).sifted.after
    except Unreadable as question:
        return question, ()


def test_an_amount_has_the_currency_of_its_own_pair_or_is_asked_for():
    """Each pair with each, in any order, the currency before or behind; an answer is then followed."""
    asked = read_so = 0
    for named, other, sides in product(NAMED, OTHERS, product((True, False), repeat=2)):
        pairs = [laid_out(named, "MOP", sides[0]), laid_out(other, "USD", sides[1])]
        for first, second in permutations(pairs):
            headings, cells = first[0] + second[0], first[1] + second[1]
            question, entries = asked_or_told(headings, cells)
            if question is None:
                (entry,) = entries
                assert entry.currency == SHOWN[entry.amount_minor], headings
                read_so += 1
                continue
            assert (question.key, question.field) == ("after.refused.currencies", "currency"), headings
            assert {*re.findall("[A-Z]{3}", str(question.values["named"]))} == {"MOP", "USD"}
            assert [one.currency for one in told(headings, cells, "MOP").sifted.after] == ["MOP"]
            asked += 1
    assert asked > 50
    assert read_so > 50


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Currency,Amount,Account currency,Account amount", "MOP,-128.00,USD,-15.94"),
        ("Currency,Amount,Account currency,Equivalent", "MOP,-128.00,USD,-15.94"),
        ("Currency,Debit,Credit,Account currency,Account debit,Account credit", "MOP,128.00,,USD,15.94,"),
        ("Source amount,Transaction currency,Source currency", "-128.00,USD,MOP"),
        ("记账币种,交易币种,记账金额", "MOP,USD,-128.00"),
        ("Currency,Debit,Credit,Account currency", "MOP,128.00,,MOP"),
        ("Amount,Currency,Account amount,Account currency,Rate", "-128.00,MOP,-15.94,USD,8.03"),
    ],
)
def test_what_is_clear_is_not_asked(headings: str, cells: str):
    """Every amount has a currency on the same side, a heading says it, or both columns name one."""
    (entry,) = told(headings.split(","), cells.split(",")).sifted.after

    assert (entry.amount_minor, entry.currency) == (12800, "MOP")


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Currency,Debit,Credit,Account currency", "MOP,128.00,,USD"),
        ("Currency,Amount,Account currency,Rate", "MOP,-128.00,USD,8.03"),
        ("Home sum,Currency,Amount,Account currency,Account amount", "-9.99,MOP,-128.00,USD,-15.94"),
        ("Amount,Currency,Original currency", "-128.00,MOP,USD"),
        ("Amount (MOP),Currency", "-128.00,USD"),
        ("Currency,Amount,Account currency", "MOP,-128.00,BTC"),
    ],
)
def test_what_is_not_clear_is_asked(headings: str, cells: str):
    """A rate is no second amount, and a currency without an amount may be the amount's."""
    with pytest.raises(Unreadable) as refused:
        told(headings.split(","), cells.split(","))
    assert refused.value.key == "after.refused.currencies"
    assert told(headings.split(","), cells.split(","), "MOP").sifted.after[0].currency == "MOP"


def test_an_answer_says_which_column_it_is():
    """The other rows are read by the same column, in whatever currency it names there."""
    found = read(
        "Date,Description,Currency,Amount,Account currency\n2026-03-13,CTM,MOP,-5,USD\n2026-03-14,CTM,HKD,-6,USD\n",
        hints=Hints(sign="minus", currency="MOP"),
    )

    assert [entry.currency for entry in found.sifted.after] == ["MOP", "HKD"]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Currency,Debit,Credit,Account currency", "MOP,128.00,,USD"),
        ("Currency,Amount", "MOP,-128.00"),
        ("Amount", "MOP -128.00"),
    ],
)
def test_an_answer_that_the_file_contradicts_is_refused(headings: str, cells: str):
    """It had been ignored without a word."""
    with pytest.raises(Unreadable) as refused:
        told(headings.split(","), cells.split(","), "HKD")
    assert (refused.value.key, refused.value.field) == ("after.refused.currency_other", "currency")
    assert refused.value.values["said"] == "HKD"


def test_an_answer_settles_the_rows_that_name_none_beside_others_that_do():
    """A file with rows in other currencies does not contradict it."""
    found = read(
        "Date,Description,Amount\n2026-03-13,CTM,-5\n2026-03-14,CTM,HKD -6\n",
        hints=Hints(sign="minus", currency="MOP"),
    )

    assert [entry.currency for entry in found.sifted.after] == ["MOP", "HKD"]


@pytest.mark.parametrize(
    "headings", ["Amount,Account currency,Account amount", "Amount,Account amount,Account currency"]
)
def test_the_only_currency_may_be_that_of_another_amount(headings: str):
    """What its heading says is not the amount's: that is asked for, and any answer taken."""
    cells = [
        "-128.00",
        *("USD" if one == "Account currency" else "-15.94" for one in headings.split(",")[1:]),
    ]

    with pytest.raises(Unreadable) as refused:
        told(headings.split(","), cells)
    assert refused.value.key == "after.refused.currency"
    assert told(headings.split(","), cells, "MOP").sifted.after[0].currency == "MOP"


BOOKED = (
    (("Transaction Amount", "Transaction Currency"), ("Billing Amount", "Billing Currency")),
    (("Original Amount", "Original Currency"), ("Amount", "Currency")),
    (("Foreign amount", "Currency"), ("Equivalent amount", "Currency")),
    (("Amount", "Currency"), ("Posted amount", "Posted currency")),
    (("交易金额", "交易币种"), ("记账金额", "记账币种")),
    (("交易金額", "交易幣種"), ("結算金額", "結算幣種")),
    (("原幣金額", "幣別"), ("等值金額", "幣別")),
    (("Montante original", "Moeda original"), ("Montante", "Moeda")),
    (("Transaction Amount", "Transaction Currency"), ("Amount", "Currency")),
)


@pytest.mark.parametrize("bought", BOOKED, ids=lambda one: one[1][0])
def test_of_two_amounts_the_booked_one_is_read_whichever_stands_first(bought: tuple[tuple[str, str], ...]):
    """As of two pairs of columns for money in and out: what the bank took, in the currency in which it did."""
    purchase, booked = ((*bought[0], "188.00", "MOP"), (*bought[1], "23.41", "USD"))
    for first, second in permutations((purchase, booked)):
        for order in (1, -1):  # each currency behind its amount, or before it
            headings = [*first[:2][::order], *second[:2][::order]]
            cells = [*first[2:][::order], *second[2:][::order]]
            found = read(
                f"Date,Description,{','.join(headings)}\n2026-04-10,CTM MACAU,{','.join(cells)}\n",
                hints=Hints(sign="plain"),
            )
            (entry,) = found.sifted.after
            assert (entry.amount_minor, entry.currency) == (2341, "USD"), headings
