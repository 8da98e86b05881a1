"""The only column of currencies is found under any heading, and taken for an amount's own only where that is sure."""

from __future__ import annotations

import pytest

from signoff.domain.statement import Entry
from signoff.traveller.statement import Hints
from signoff.traveller.statement_text import Unreadable
from tests.traveller.test_statement import read

TWO_CURRENCIES = (
    "2026-03-13,CTM MACAU,-5.00,USD",
    "2026-04-14,CTM MACAU,-20000.00,KHR",
    "2026-04-20,CTM MACAU,-2.00,USD",
)
CHANGED = (
    ("-188.00", "MOP", "-168.33"),
    ("-20.00", "CNY", "-20.00"),
    ("-188.00", "MOP", "-168.41"),
)
PAYEES = ("CTM MACAU", "Taobao", "CTM MACAU")


def entries(headings: str, rows: tuple[str, ...], said: str = "") -> list[tuple[int, str]]:
    text = "\n".join((*([headings] if headings else []), *rows, ""))
    found: tuple[Entry, ...] = read(text, hints=Hints(sign="minus", currency=said)).sifted.after
    return [(one.amount_minor, one.currency) for one in found]


def refused(headings: str, rows: tuple[str, ...], said: str = "") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        entries(headings, rows, said)
    return caught.value


def laid_out(order: tuple[int, int, int]) -> tuple[str, ...]:
    return tuple(
        f"2026-04-1{place},{payee},{','.join(cells[one] for one in order)}"
        for place, (payee, cells) in enumerate(zip(PAYEES, CHANGED, strict=True))
    )


@pytest.mark.parametrize(
    "headings",
    [
        "",
        "ថ្ងៃ,ពិពណ៌នា,ចំនួន,រូបិយប័ណ្ណ",
        "Dia,Texto,Importância,Divisa",
        "Datum,Text,Betrag,Waehrung",
        "Date,Description,Amount,Waehrung",
    ],
)
@pytest.mark.parametrize("said", ["", "USD", "KHR"])
def test_a_column_of_currencies_is_found_by_what_stands_in_it(headings: str, said: str):
    """A riel charge had been claimed in dollars, where nothing known stood over the column that names riel."""
    assert entries(headings, TWO_CURRENCIES, said) == [(500, "USD"), (2000000, "KHR"), (200, "USD")]


@pytest.mark.parametrize("codes", ["USD,៛", "$,KHR", "usd,khr", "US$,Riel"])
def test_currencies_are_found_as_signs_and_names_too(codes: str):
    """A bare dollar sign names none: it is asked for, the riel beside it are not."""
    first, second = codes.split(",")
    rows = (f"2026-03-13,CTM,-5.00,{first}", f"2026-04-14,CTM,-20000.00,{second}")

    assert entries("", rows, "USD") == [(500, "USD"), (2000000, "KHR")]


def test_a_word_that_is_a_code_by_chance_is_no_currency():
    """The code ALL is the Albanian lek; on every row under an unknown heading it is more often a word."""
    rows = ("2026-03-13,CTM MACAU,-5.00,ALL",)

    assert refused("Date,Description,Amount,Scope", rows).key == "after.refused.currency"


@pytest.mark.parametrize(
    ("headings", "order"),
    [
        ("Date,Description,Transaction amount,Currency,Billing amount", (0, 1, 2)),
        ("Date,Description,Currency,Transaction amount,Billing amount", (1, 0, 2)),
        ("Date,Description,Amount,Original amount,Currency", (2, 0, 1)),
        ("Date,Description,Original amount,Currency,Amount", (0, 1, 2)),
        ("Date,Description,Betrag,Currency,Amount", (0, 1, 2)),
        ("Date,Description,Transaction amount,Waehrung,Billing amount", (0, 1, 2)),
        ("日期,摘要,交易金额,币种,入账金额", (0, 1, 2)),
        ("日期,摘要,交易金額,貨幣,入賬金額", (0, 1, 2)),
        ("日期,摘要,原币金额,币种,人民币金额", (0, 1, 2)),
        ("Data,Descrição,Valor da transacção,Moeda,Valor", (0, 1, 2)),
    ],
)
def test_of_two_amounts_whose_the_only_currency_is_is_asked(headings: str, order: tuple[int, int, int]):
    """The booked amount had been told in the currency of the purchase, and the right answer refused."""
    question = refused(headings, laid_out(order))

    assert question.key == "after.refused.currency_whose"
    assert question.values == {"line": 2, "named": "MOP", "written": "168.33"}
    assert entries(headings, laid_out(order), "CNY") == [(16833, "CNY"), (16841, "CNY")]
    assert entries(headings, laid_out(order), "USD") == [(16833, "USD"), (16841, "USD")]


def test_two_amounts_beside_money_in_and_out_are_asked_too():
    """What was bought may stand beside columns for what went out and came in."""
    headings = "Date,Description,Transaction amount,Currency,Debit,Credit"
    rows = ("2026-03-13,CTM MACAU,188.00,MOP,168.33,", "2026-03-14,CTM MACAU,188.00,MOP,168.41,")

    assert refused(headings, rows).key == "after.refused.currency_whose"
    assert entries(headings, rows, "CNY") == [(16833, "CNY"), (16841, "CNY")]


def test_the_currency_of_the_purchase_alone_is_not_taken_for_the_amounts():
    """Where its own amount is left out, the heading says whose it is."""
    for headings in ("Date,Description,Amount,Purchase currency", "Dia,Texto,Importância,Moeda original"):
        assert refused(headings, TWO_CURRENCIES[:2]).key == "after.refused.currency_whose"
        assert entries(headings, TWO_CURRENCIES[:1], "CNY") == [(500, "CNY")]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (
            "Date,Description,Amount,Currency,Reference",
            ("2026-03-13,CTM,-5.00,MOP,771", "2026-03-14,CTM,-6.00,MOP,902311"),
        ),
        ("Date,Description,Amount,Currency,Local amount", ("2026-03-13,CTM,-5.00,MOP,5.00",)),
        ("Date,Description,Amount,Currency,Foreign amount", ("2026-03-13,CTM,-5.00,MOP,",)),
        ("Date,Description,Amount,Currency,Foreign amount", ("2026-03-13,CTM,-5.00,MOP,0.00",)),
        (
            "Date,Description,Billing amount,Billing currency,Transaction amount",
            ("2026-03-13,CTM,-5.00,MOP,-4.85",),
        ),
        (
            "Date,Description,Amount,Currency,Solde",
            ("2026-03-13,CTM,-5.00,MOP,900.00", "2026-03-14,CTM,-50.00,MOP,850.00"),
        ),
    ],
)
def test_what_the_rows_or_a_heading_settle_is_not_asked(headings: str, rows: tuple[str, ...]):
    """A reference or a balance keeps to no rate; equal amounts are in one currency; an empty cell is no amount."""
    assert all(code == "MOP" for _, code in entries(headings, rows))


def test_an_answer_that_agrees_with_the_column_says_that_it_is_the_amounts_own():
    """Its other rows are then read in whatever currency it names there."""
    headings = "Date,Description,Amount,Currency,Betrag"
    rows = ("2026-03-13,CTM,-5.00,USD,-40.00", "2026-03-14,CTM,-20000,KHR,-39.00")

    assert entries(headings, rows, "USD") == [(500, "USD"), (2000000, "KHR")]
