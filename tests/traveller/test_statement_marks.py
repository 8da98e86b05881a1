"""Statements with rows marked CR or DR: a mark speaks for its own row, and nothing came back unless that is shown."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.traveller.statement import Hints, read_statement
from signoff.traveller.statement_text import Unreadable
from tests.traveller.journeys import GUIDE

OUT, BACK, ASKED = "out", "back", "asked"


def _fate(carriers: str, *others: str, sign: str = "") -> str:
    """What becomes of the carrier's row: money out, money back, or a question."""
    rows = [f"2026-03-12,CTM MACAU,{carriers}"]
    rows += [f"2026-03-{day},SHOP,{other}" for day, other in enumerate(others, start=13)]
    content = "\n".join(("Date,Description,Amount", *rows)).encode()
    try:
        found = read_statement(
            content, GUIDE.catalogue, "ctm", date(2026, 3, 10), Hints(currency="MOP", sign=sign)
        )
    except Unreadable as refused:
        return (
            ASKED if (refused.key, refused.values.get("written")) == ("after.refused.sign", carriers) else ""
        )
    assert not found.unread
    ((fate, entry),) = [(OUT, one) for one in found.sifted.after] + [
        (BACK, one) for one in found.sifted.refunds
    ]
    assert (entry.line, abs(entry.amount_minor)) == (2, 19800)
    return fate


@pytest.mark.parametrize(
    ("carriers", "others", "fate"),
    [
        # Nothing is marked. All rows are written alike: a list of charges.
        ("-198.00", ("-20.00",), OUT),
        ("(198.00)", ("(20.00)",), OUT),
        ("(198.00)", ("-20.00",), OUT),  # brackets are a minus
        ("198.00", ("20.00",), OUT),
        # Some have a minus and some nothing: an account writes charges with it, a card without.
        ("-198.00", ("20.00",), ASKED),
        ("(198.00)", ("20.00",), ASKED),
        ("198.00", ("-20.00",), ASKED),
        # Minus and plus both stand there: each row says which way it went.
        ("-198.00", ("+20.00",), OUT),
        ("(198.00)", ("+20.00",), OUT),
        ("+198.00", ("-20.00",), BACK),
        # A plus alone may be what came in, or how a card writes what was spent.
        ("+198.00", ("+20.00",), ASKED),
        ("+198.00", ("20.00",), ASKED),
        ("198.00", ("+20.00",), ASKED),
        ("-198.00", ("+20.00", "20.00"), ASKED),  # the one with neither goes with either
        # The carrier's own row is marked: that settles it, whatever sign it has and whatever stands elsewhere.
        ("198.00 DR", ("20.00",), OUT),
        ("-198.00 DR", ("-20.00",), OUT),
        ("(198.00) DR", ("-20.00",), OUT),
        ("+198.00 DR", ("20.00",), OUT),
        ("198.00 CR", ("20.00",), BACK),
        ("-198.00 CR", ("-20.00",), BACK),
        ("(198.00) CR", ("-20.00",), BACK),
        ("+198.00 CR", ("-20.00",), BACK),
        ("DR 198.00", ("-20.00",), OUT),
        # Somebody else's row is marked CR, without a minus: money in has none, so a minus is money out.
        ("-198.00", ("5.00 CR",), OUT),
        ("-198.00", ("5.00 CR", "-20.00"), OUT),
        ("(198.00)", ("5.00 CR", "-20.00"), OUT),
        ("-198.00", ("+5.00 CR",), OUT),
        # What comes in is marked: what is not marked, and has no minus either, went out.
        ("198.00", ("5.00 CR",), OUT),
        ("198.00", ("5.00 CR", "20.00"), OUT),
        ("198.00", ("-5.00 CR",), OUT),  # with a minus as well: all the more
        # Beside CR both kinds, without a mark: either could be the charge.
        ("-198.00", ("5.00 CR", "20.00"), ASKED),
        ("198.00", ("5.00 CR", "-20.00"), ASKED),
        # Money in has mark and minus: an unmarked minus may be another way in, or a charge.
        ("-198.00", ("-5.00 CR",), ASKED),
        ("(198.00)", ("(5.00) CR", "-20.00"), ASKED),
        # Beside CR a plus: two ways to write money in, or a sign for charges.
        ("+198.00", ("5.00 CR",), ASKED),
        ("+198.00", ("5.00 CR", "-20.00"), BACK),  # beside a minus it says so itself
        ("-198.00", ("5.00 CR", "+20.00"), OUT),
        # Somebody else's row is marked DR, without a minus: money out has none, but money in may have none either.
        ("-198.00", ("5.00 DR",), ASKED),
        ("-198.00", ("5.00 DR", "-20.00"), ASKED),
        ("(198.00)", ("5.00 DR",), ASKED),
        ("198.00", ("5.00 DR",), ASKED),
        ("198.00", ("5.00 DR", "20.00"), ASKED),
        ("+198.00", ("5.00 DR",), ASKED),
        ("-198.00", ("5.00 DR", "+20.00"), OUT),  # minus and plus say so themselves
        ("+198.00", ("5.00 DR", "-20.00"), BACK),
        ("-198.00", ("+5.00 DR", "+20.00"), ASKED),  # here a plus went out: they contradict each other
        # DR with a minus: a minus is money out. Of a row without one that alone says nothing.
        ("-198.00", ("-5.00 DR",), OUT),
        ("(198.00)", ("-5.00 DR",), OUT),
        ("198.00", ("-5.00 DR",), ASKED),
        # Both marks, and neither has a sign: nothing is said of rows without a mark.
        ("-198.00", ("5.00 DR", "5.00 CR"), ASKED),
        ("(198.00)", ("5.00 DR", "5.00 CR"), ASKED),
        ("198.00", ("5.00 DR", "5.00 CR"), ASKED),
        ("+198.00", ("5.00 DR", "5.00 CR"), ASKED),
        # Both marks, and signs that go with them: the file explains its own minus.
        ("-198.00", ("-5.00 DR", "5.00 CR"), OUT),
        ("(198.00)", ("-5.00 DR", "5.00 CR", "20.00"), OUT),
        ("198.00", ("-5.00 DR", "5.00 CR"), BACK),
        ("-198.00", ("5.00 DR", "-5.00 CR"), BACK),
        ("198.00", ("5.00 DR", "-5.00 CR", "-20.00"), OUT),
        ("-198.00", ("-5.00 DR", "-5.00 CR"), ASKED),  # both have one: it says nothing
    ],
)
def test_what_is_not_marked_is_read_or_asked_for(carriers: str, others: tuple[str, ...], fate: str):
    """Money came back only where the file shows it; a row of the carrier is never left out."""
    assert _fate(carriers, *others) == fate


@pytest.mark.parametrize("mark", ["5.00 CR", "5.00 DR", "-5.00 CR", "-5.00 DR"])
@pytest.mark.parametrize(
    ("carriers", "sign", "fate"),
    [
        ("-198.00", "minus", OUT),
        ("(198.00)", "minus", OUT),
        ("198.00", "minus", BACK),
        ("-198.00", "plain", BACK),
        ("198.00", "plain", OUT),
        ("198.00 CR", "plain", BACK),
        ("-198.00 DR", "plain", OUT),
    ],
)
def test_an_answer_holds_for_each_row_without_a_mark(mark: str, carriers: str, sign: str, fate: str):
    """And a mark for its own, whatever was answered."""
    assert _fate(carriers, mark, "-20.00", "20.00", sign=sign) == fate


def test_a_balance_tells_what_marks_do_not():
    """An account's balance falls by what went out; the marked rows move it by their marks."""
    rows = (
        "2026-03-12,SHOP,20.00 DR,80.00\n2026-03-13,CTM,-30.00,50.00\n"
        "2026-03-14,PAY,100.00,150.00\n2026-03-15,X,9.00 DR,141.00\n"
    )
    content = f"Date,Description,Amount (MOP),Balance\n{rows}".encode()

    found = read_statement(content, GUIDE.catalogue, "ctm", date(2026, 3, 10), Hints())

    assert [one.line for one in found.sifted.after] == [3]
    assert found.is_marked


def test_a_question_about_rows_of_others_is_not_asked():
    """Nothing that is shown depends on it; the marked rows are the carrier's only ones."""
    rows = "2026-03-12,CTM,20.00 DR\n2026-03-13,SHOP,-30.00\n2026-03-14,PAY,100.00\n"

    found = read_statement(
        f"Date,Description,Amount (MOP)\n{rows}".encode(), GUIDE.catalogue, "ctm", date(2026, 3, 10), Hints()
    )

    assert [one.line for one in found.sifted.after] == [2]
    assert not found.sifted.refunds
