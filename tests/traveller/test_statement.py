"""Statements of banks: every shape is read, nothing is lost or invented, and what has two meanings is asked for."""

from __future__ import annotations

import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.statement import Likeness, totals
from signoff.traveller.statement import Findings, Hints, read_statement
from signoff.traveller.statement_text import BYTES_MAX, ROWS_MAX, Unreadable, shown
from tests.traveller.journeys import GUIDE

SHAPES = tomllib.loads((Path(__file__).parent / "statements.toml").read_text())["shapes"]
ENDED_ON = date(2026, 3, 10)
SPELLINGS = (
    "COMPANHIA DE TELECOMUN MACAU MO",
    "CTM MACAU",
    "CTMMACAU MO",
    "Ctm - debito",
    "澳門電訊",
    "澳门电讯股份有限公司",
    "WWW.CTM.NET",
)
OTHERS = (
    "CTMO TOPUP",
    "澳門電信",
    "CHINA TELECOM MACAU",
    "METFONE",
    "SUPERMARKET MACAU",
    "ATM MACAU",
    "3 MACAU",
)


def read(content: bytes | str, carrier_id: str = "ctm", hints: Hints | None = None) -> Findings:
    data = content.encode() if isinstance(content, str) else content
    return read_statement(data, GUIDE.catalogue, carrier_id, ENDED_ON, hints or Hints())


@pytest.mark.parametrize("shape", SHAPES, ids=[one["name"] for one in SHAPES])
def test_the_charges_after_the_end_are_found(shape: dict[str, Any]):
    """With line, day and amount; refunds and rows that cannot be read are told apart."""
    hints = Hints(
        sign=shape.get("sign", ""), currency=shape.get("currency", ""), merchant=shape.get("merchant", "")
    )
    content = shape["text"].encode(shape.get("encoding", "utf-8"))

    found = read(content, shape.get("carrier", "ctm"), hints)

    charges = [f"{one.line} {one.on} {one.amount_minor} {one.currency}" for one in found.sifted.after]
    assert charges == shape["found"]
    assert [one.line for one in found.sifted.refunds] == shape.get("refunds", [])
    assert [one.line for one in found.unread] == shape.get("unread", [])


def test_there_are_enough_shapes():
    """As many as were promised."""
    assert len(SHAPES) >= 40


ROW = st.tuples(
    st.integers(-40, 40),
    st.sampled_from(SPELLINGS + OTHERS),
    st.integers(-2_000_000, 2_000_000).filter(bool),
    st.sampled_from(("MOP", "HKD", "KHR", "JPY")),
)


@given(st.lists(ROW, min_size=1, max_size=30), st.sampled_from((",", ";", "\t")), st.sampled_from((".", ",")))
def test_no_charge_is_lost_and_none_invented(
    rows: list[tuple[int, str, int, str]], delimiter: str, decimal: str
):
    """Whatever is written comes back as it was, and nothing of anybody else's."""
    lines, expected = [delimiter.join(("Date", "Description", "Debit", "Credit", "Currency"))], []
    for number, (days, text, amount, currency) in enumerate(rows, start=2):
        on = ENDED_ON + timedelta(days=days)
        digits = 0 if currency == "JPY" else 2
        units, cents = divmod(abs(amount), 10**digits)
        written = f'"{units}{decimal}{cents:02}"' if digits else str(units)
        sides = (written, "") if amount > 0 else ("", written)
        lines.append(delimiter.join((on.isoformat(), text, *sides, currency)))
        if days >= 0 and amount > 0 and text in SPELLINGS:
            expected.append((number, on, amount, currency))

    found = read("\n".join(lines))

    after = [(one.line, one.on, one.amount_minor, one.currency) for one in found.sifted.after]
    assert after == expected
    assert not found.unread
    assert sum(amount for _, amount in totals(found.sifted.after)) == sum(row[2] for row in expected)


@pytest.mark.parametrize(
    ("content", "hints", "key", "field"),
    [
        ("Date,Description,Amount,Ccy\n05/03/2026,CTM,12.00,MOP\n", Hints(), "order", "order"),
        (
            "Date,Description,Amount\n13/03/2026,CTM,1.00\n03/13/2026,CTM,2.00\n",
            Hints(),
            "orders_mixed",
            "order",
        ),
        ("Date,Description,Amount\n2026-03-13,CTM,-1\n2026-03-14,X,2\n", Hints(), "sign", "sign"),
        ("Date,Description,Amount\n2026-03-13,CTM,-1\n2026-03-14,X,2 DR\n", Hints(), "sign", "sign"),
        ("Date,Description,Amount\n2026-03-13,CTM,12.00\n", Hints(), "currency", "currency"),
        ("Date,Description,Amount\n2026-03-13,CTM,$12.00\n", Hints(), "currency", "currency"),
        ("2026-03-13,CTM,12.00,100.00\n", Hints(), "no_heading", "file"),
        ("Date,Description,Amount\n", Hints(), "no_rows", "file"),
        ("hello\nworld\n", Hints(), "no_columns", "file"),
        ("a,b,c\nd,e,f\n", Hints(), "no_columns", "file"),
        (b"", Hints(), "empty", "file"),
        (b"%PDF-1.7\n1 0 obj", Hints(), "pdf", "file"),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", Hints(), "workbook", "file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Hints(), "workbook", "file"),
        (b"OFXHEADER:100\n", Hints(), "other_format", "file"),
        (b"<!doctype HTML><table>", Hints(), "web_page", "file"),
        (bytes(range(256)) * 4, Hints(), "binary", "file"),
        (b"Date,Description\x1b[2J,Amount\n", Hints(), "binary", "file"),
        ("澳".encode("gb18030"), Hints(encoding="utf-8"), "encoding", "file"),
        (b"a" * (BYTES_MAX + 1), Hints(), "too_large", "file"),
        ("Date,Description,Amount\n" + "2026-03-13,x,1\n" * (ROWS_MAX + 1), Hints(), "too_many_rows", "file"),
    ],
)
def test_what_is_not_clear_is_asked_and_what_is_none_is_refused(
    content: bytes | str, hints: Hints, key: str, field: str
):
    """Each with the text that says what to do, at the field that answers it."""
    with pytest.raises(Unreadable) as refused:
        read(content, hints=hints)

    assert (refused.value.key, refused.value.field) == (f"after.refused.{key}", field)
    for language in ("en", "zh-Hans"):
        assert GUIDE.texts.say(refused.value.key, language, None, **refused.value.values)


@pytest.mark.parametrize(("order", "found"), [("dmy", []), ("mdy", [date(2026, 5, 3)]), ("ymd", [])])
def test_an_answer_settles_what_was_asked(order: str, found: list[date]):
    """Days that fit no answer are told by their line."""
    hints = Hints(order=order, currency="MOP")

    findings = read("Date,Description,Amount\n05/03/2026,CTM,12.00\n", hints=hints)

    assert [one.on for one in findings.sifted.after] == found
    assert [one.line for one in findings.unread] == ([2] if order == "ymd" else [])


def test_more_decimals_than_a_currency_has_are_not_rounded_away():
    """Beside amounts with a point, 12.345 is neither twelve nor twelve thousand."""
    findings = read("Date,Description,Debit,Currency\n2026-03-13,CTM,12.345,MOP\n2026-03-13,CTM,12.50,MOP\n")

    assert [one.amount_minor for one in findings.sifted.after] == [1250]
    assert [(one.line, one.why) for one in findings.unread] == [(2, "amount")]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "手机话费 澳门电讯"),
        ("gb18030", "澳门电讯"),
        ("big5", "澳門電訊有限公司 自動轉帳"),
        ("big5", "澳門電訊"),
        ("cp1252", "Débito direto CTM – comunicações móveis"),
        ("cp1252", "Companhia de Telecomunicações de Macau"),
    ],
)
def test_an_encoding_is_told_by_the_text_alone(encoding: str, text: str):
    """Where nothing over the columns helps; the name is found, and the encoding is told."""
    findings = read(f"Date,Description,Debit,Currency\n2026-03-13,{text},5,MOP\n".encode(encoding))

    assert [one.text for one in findings.sifted.after] == [text]
    assert findings.encoding == encoding


@pytest.mark.parametrize(
    ("sign", "rows", "charges", "refunds", "is_overruled"),
    [
        ("plain", "2026-03-13,CTM,5\n2026-03-14,CTM,-6\n2026-03-15,CTM,7 DR\n", [2, 4], [3], True),
        ("minus", "2026-03-13,CTM,5\n2026-03-14,CTM,-6\n2026-03-15,CTM,7 DR\n", [3, 4], [2], True),
        ("plain", "2026-03-13,CTM,5\n2026-03-14,CTM,-6\n2026-03-15,CTM,7 CR\n", [2], [3, 4], True),
        ("minus", "2026-03-13,CTM,5\n2026-03-14,CTM,-6\n", [3], [2], False),
        ("", "2026-03-13,CTM,5\n2026-03-15,CTM,7 CR\n", [2], [3], False),
    ],
)
def test_what_a_person_says_of_charges_holds_where_the_file_is_silent(
    sign: str, rows: str, charges: list[int], refunds: list[int], is_overruled: bool
):
    """One marked row does not undo it for the others; that the mark counts for its own row is told."""
    findings = read(f"Date,Details,Amount (MOP)\n{rows}", hints=Hints(sign=sign))

    assert [one.line for one in findings.sifted.after] == charges
    assert [one.line for one in findings.sifted.refunds] == refunds
    assert findings.is_overruled is is_overruled


def test_columns_of_their_own_are_told_to_win():
    """What went out stands in one and what came in in another: no sign says more."""
    findings = read("Date,Details,Debit,Credit,Currency\n2026-03-13,CTM,5,,MOP\n", hints=Hints(sign="minus"))

    assert [one.line for one in findings.sifted.after] == [2]
    assert (findings.sign, findings.is_overruled) == ("columns", True)


def test_quotes_that_never_close_swallow_no_row():
    """Also where two of them make a pair over the end of a line."""
    rows = '2026-03-13,"CTM,5,MOP\n' * 7

    findings = read(f"Date,Description,Debit,Currency\n{rows}")

    assert [one.line for one in findings.sifted.after] == [2, 3, 4, 5, 6, 7, 8]


def test_a_line_that_no_statement_has_is_told_and_the_others_read():
    """However long it is."""
    findings = read(f"Date,Description,Debit,Currency\n{'a,' * 200_000}\n2026-03-13,CTM,5,MOP\n")

    assert [one.line for one in findings.sifted.after] == [3]
    assert [(one.line, one.why) for one in findings.unread] == [(2, "too_wide")]


def test_what_does_not_matter_is_not_asked():
    """An order, a sign or a currency that no row of the carrier depends on keeps nobody from an answer."""
    findings = read("Date,Description,Amount\n05/03/2026,SHOP,-12.00\n06/03/2026,SHOP,3.00\n")

    assert not findings.sifted.after


def test_a_word_of_everyday_is_only_possible():
    """Smart and 3 are words as well: such rows are shown apart, unless something of telephones stands beside them."""
    findings = read(
        "Date,Description,Debit,Currency\n2026-03-13,SMART PHNOM PENH,5,USD\n2026-03-13,SMART MOBILE TOPUP,5,USD\n",
        "smart_kh",
    )

    assert [one.likeness for one in findings.sifted.after] == [Likeness.POSSIBLE, Likeness.SURE]


def test_a_row_that_cannot_be_read_but_bears_the_name_is_marked():
    """So that nobody misses it among lines that do not matter."""
    findings = read("Date,Description,Debit,Currency\nsoon,CTM,5,MOP\nTotal,,5,MOP\n2026-03-13,X,5,MOP\n")

    assert [(one.line, one.bears_name) for one in findings.unread] == [(2, True), (3, False)]


@pytest.mark.parametrize("text", ["=CTM()", "+CTM", "-CTM", "@CTM", "|CTM", "%CTM"])
def test_a_formula_is_no_formula_any_more(text: str):
    """What a spreadsheet would run is shown as text; invisible signs are gone."""
    assert shown(f"\u202e\t{text}\n") == f"'{text}"


@pytest.mark.parametrize(
    "row",
    [
        '2026-03-13,"CTM,5,MOP',
        "2026-03-13," + "CTM " * 240 + ",5,MOP",
        "2026-03-13,CTM,(5,MOP",
        "2026-03-13,CTM," + "5" * 900 + ",MOP",
        "-" * 900 + ",CTM,5,MOP",
        "2026-03-13,CTM,-5.00,MOP",
    ],
)
def test_the_work_grows_with_the_rows_and_no_faster(row: str):
    """Eight times the rows are about eight times the calls, whatever stands in them."""

    def calls(count: int) -> int:
        content = "Date,Description,Debit,Currency\n" + f"{row}\n" * count + "2026-03-13,X,1,MOP\n"
        counted = 0

        def count_call(_frame: object, event: str, _argument: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count_call)
        try:
            read(content)
        finally:
            sys.setprofile(None)
        return counted

    calls(1)  # reads the words, once
    assert calls(160) < 10 * calls(20)


BOOKED = "记账金额(收入),记账金额(支出),记账币种"
SPENT = "交易金额(收入),交易金额(支出),交易币种"


def turned(heading: str) -> str:
    """The same pair with what went out before what came in."""
    into, out, currency = heading.split(",")
    return f"{out},{into},{currency}"


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("is_booked_first", [False, True])
@pytest.mark.parametrize("is_back", [False, True])
def test_of_two_pairs_of_amounts_each_has_its_own_currency(turn: bool, is_booked_first: bool, is_back: bool):
    """Bought in patacas, booked in renminbi: the booked amount, in renminbi, whatever the order of the columns."""
    spent, booked = (turned(one) if turn else one for one in (SPENT, BOOKED))
    is_left = is_back is not turn
    cells = {
        spent: "198.00,,MOP" if is_left else ",198.00,MOP",
        booked: "176.50,,CNY" if is_left else ",176.50,CNY",
    }
    pairs = (booked, spent) if is_booked_first else (spent, booked)

    found = read(
        f"交易日期,摘要,{','.join(pairs)}\n2026-03-13,CTM MACAU,{','.join(cells[one] for one in pairs)}\n"
    )

    (entry,) = found.sifted.refunds if is_back else found.sifted.after
    assert (abs(entry.amount_minor), entry.currency) == (17650, "CNY")


@pytest.mark.parametrize(
    ("heading", "cells", "told"),
    [
        ("Debit,Credit,Currency,Debit,Credit,Currency", "5,,MOP,4,,CNY", (500, "MOP")),
        ("Currency,Debit,Credit,Currency,Debit,Credit", "MOP,5,,CNY,4,", (500, "MOP")),
        ("Currency,Amount,Currency,Amount", "MOP,-5,CNY,-4", (500, "MOP")),
        ("Amount,Currency,Amount,Currency", "-5,MOP,-4,CNY", (500, "MOP")),
        ("Amount (debit),Amount (credit),Currency", "5,,MOP", (500, "MOP")),
        ("Currency,Debit,Credit,Balance", "MOP,5,,10", (500, "MOP")),
    ],
)
def test_an_amount_is_told_in_the_currency_that_stands_with_it(
    heading: str, cells: str, told: tuple[int, str]
):
    """Never in that of the column next to its other half."""
    found = read(f"Date,Description,{heading}\n2026-03-13,CTM MACAU,{cells}\n", hints=Hints(sign="minus"))

    (entry,) = found.sifted.after
    assert (entry.amount_minor, entry.currency) == told


@pytest.mark.parametrize(
    "written",
    [
        *(
            "1 de Abril de 2026",
            "1 de abril de 2026",
            "1.º de Abril de 2026",
            "1 ABR 2026",
            "1-Abr-26",
            "1 Abr. 2026",
        ),
        *("quarta-feira, 1 de Abril de 2026", "qua, 1 Abr 2026"),
    ],
)
def test_a_day_in_portuguese_is_read_in_either_spelling(written: str):
    """As the Official Gazette writes months and as the reform of 1990 does."""
    found = read(f"Data;Descritivo;Valor;Moeda\n{written};CTM;-57,00;MOP\n", hints=Hints(sign="minus"))

    assert [one.on for one in found.sifted.after] == [date(2026, 4, 1)]
