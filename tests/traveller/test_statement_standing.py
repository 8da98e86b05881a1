"""Rows that the bank itself says are not booked are told with its word and never claimed, in five languages."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.traveller.statement import Findings, Hints, read_statement
from signoff.traveller.statement_text import Unreadable
from tests.traveller.journeys import GUIDE

HEADINGS = [
    "Status",
    "State",
    "Result",
    "Payment status",
    "Estado",
    "Situação",
    "状态",
    "交易狀態",
    "ស្ថានភាព",
    "លទ្ធផល",
]

BOOKED = [
    *(
        "Completed",
        "POSTED",
        "Booked",
        "Settled",
        "Cleared",
        "Success",
        "Completed / 已完成",
        "Completed successfully",
    ),
    *("交易成功", "支付成功", "已完成", "已入账", "已入賬", "已過賬", "朋友已收錢", "付款完成"),
    *(
        "Concluído",
        "Liquidada",
        "Efectuado",
        "Contabilizado",
        "Lançada",
        "Com sucesso",
        "ជោគជ័យ",
        "បានបញ្ចប់",
        "រួចរាល់",
    ),
]

VOID = [
    *(
        "Denied",
        "Expired",
        "Unsuccessful",
        "Returned",
        "Removed",
        "Blocked",
        "Voided",
        "Declined",
        "Canceled",
        "Refunded",
    ),
    *("失败", "交易失敗", "已拒絕", "已過期", "交易關閉", "已取消", "已全额退款"),
    *(
        "Recusado",
        "Anulada",
        "Expirado",
        "Rejeitada",
        "Sem sucesso",
        "Não autorizado",
        "បរាជ័យ",
        "បដិសេធ",
        "ផុតកំណត់",
    ),
]

NOT_BOOKED = [
    *(
        "PENDING",
        "On hold",
        "Authorised",
        "Authorized",
        "Not completed",
        "Not posted",
        "In progress",
        "Scheduled",
    ),
    *("处理中", "處理中", "待入账", "待入賬", "预授权", "預授權", "未完成", "审核中", "審核中"),
    *(
        "Pendente",
        "Em processamento",
        "Autorizado",
        "Cativo",
        "Não concluído",
        "កំពុងដំណើរការ",
        "រង់ចាំ",
        "មិនទាន់បញ្ចប់",
    ),
    # Words that nobody knows, and known ones beside others.
    *(
        "Approved",
        "Disputed",
        "Zxqv",
        "Completed - pending review",
        "未 completed",
        "uncompleted",
        "核对",
        "Zxqv / 已完成",
    ),
]


def _read(content: str, sign: str = "") -> Findings:
    hints = Hints(currency="MOP", sign=sign)
    return read_statement(content.encode(), GUIDE.catalogue, "ctm", date(2026, 3, 10), hints)


def _rows(heading: str, words: list[str]) -> str:
    rows = (f"2026-03-{11 + at % 18},CTM MACAU,-198.00,{word}" for at, word in enumerate(words))
    return "\n".join((f"Date,Description,Amount,{heading}", *rows))


@pytest.mark.parametrize("heading", HEADINGS)
def test_in_a_column_for_how_rows_stand_only_booked_ones_are_charges(heading: str):
    """What is void is left out; every other word is told, and no money is claimed by it."""
    words = [*BOOKED, *VOID, *NOT_BOOKED]
    found = _read(_rows(heading, words))

    assert [words[one.line - 2] for one in found.sifted.after] == BOOKED
    assert [one.says for one in found.unread if one.why == "void"] == VOID
    assert [one.says for one in found.unread if one.why == "not_booked"] == NOT_BOOKED
    assert all(one.bears_name for one in found.unread)


@pytest.mark.parametrize("heading", ["", "Whatever stands here", "Bearbeitung", "Type", "类型", "Tipo"])
def test_a_word_for_what_is_not_booked_is_told_under_any_heading(heading: str):
    """A column for the kind of a row, or one that nobody knows."""
    known = NOT_BOOKED[: NOT_BOOKED.index("Approved")]
    found = _read(_rows(heading, ["Completed", *known]))

    assert [one.line for one in found.sifted.after] == [2]
    assert [one.says for one in found.unread] == known


def test_a_column_of_such_words_is_known_without_its_heading():
    """Most of its words say how rows stand: one that nobody knows is told there too."""
    found = _read(_rows("Bearbeitung", ["Completed", "Completed", "Zxqv", "Completed"]))

    assert [one.line for one in found.sifted.after] == [2, 3, 5]
    assert [(one.line, one.why, one.says) for one in found.unread] == [(4, "not_booked", "Zxqv")]


def test_a_row_of_which_nothing_is_said_counts_only_where_nothing_is_said_of_booked_ones():
    """Some banks mark only what is pending; others mark all."""
    only_pending = _read(_rows("Status", ["", "Pending", ""]))
    all_marked = _read(_rows("Status", ["Completed", "Pending", ""]))

    assert [one.line for one in only_pending.sifted.after] == [2, 4]
    assert [one.line for one in all_marked.sifted.after] == [2]
    assert [(one.line, one.says) for one in all_marked.unread] == [(3, "Pending"), (4, "")]


@pytest.mark.parametrize(
    "kind",
    [
        "General Authorization",
        "Account Hold for Open Authorization",
        "PRE_AUTHORIZATION",
        "预授权交易",
        "預授權",
        "Pré-autorização",
    ],
)
def test_an_authorisation_is_no_charge(kind: str):
    """It is named in the column for the kind of a row, and the row may be called complete."""
    row = "2026-03-1{},CTM MACAU,{},-198.00,Completed"
    payment = "PreApproved Payment Bill User Payment"
    found = _read("\n".join(("Date,Name,Type,Amount,Status", row.format(2, payment), row.format(3, kind))))

    assert [one.line for one in found.sifted.after] == [2]
    assert [(one.line, one.why, one.says) for one in found.unread] == [(3, "not_booked", kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Pending: CTM MACAU",
        "PENDING CTM MACAU",
        "待入賬 澳門電訊",
        "Pendente CTM MACAU",
        "CTM MACAU (pending)",
        "CTM MACAU - PENDING",
    ],
)
def test_a_text_that_says_pending_is_no_charge(text: str):
    """Banks write it before the merchant, or apart behind it; a processing fee is a charge."""
    found = _read(
        f"Date,Description,Amount\n2026-03-12,{text},-1.00\n2026-03-13,Processing fee CTM MACAU,-1.00"
    )

    assert [one.line for one in found.sifted.after] == [3]
    assert [one.why for one in found.unread] == ["not_booked"]


def test_a_row_that_is_to_be_posted_yet_is_no_charge():
    """Its second day says so."""
    found = _read(
        "Date,Posting date,Payee,Amount\n2026-03-12,Pending,CTM MACAU,-1.00\n2026-03-13,2026-03-14,CTM MACAU,-1.00"
    )

    assert [one.line for one in found.sifted.after] == [3]


@pytest.mark.parametrize(
    ("out", "into"),
    [
        ("Debit Card", "Direct Credit"),
        ("Debit Card", "Inward payment"),
        ("Visa Debit", "Credit Transfer In"),
        ("Visa Debit", "Zxqv"),
        ("Cartão de débito", "Zxqv"),
        ("借记卡", "Zxqv"),
        ("借記卡", "轉入款項"),
    ],
)
def test_a_card_that_is_called_debit_settles_no_sign(out: str, into: str):
    """Amounts without a sign beside such words are asked for; what surely came in is no charge whatever is said."""
    heading = "Date,Transaction Type,Details,Amount"
    content = f"{heading}\n2026-03-13,{out},CTM MACAU,98.00\n2026-03-20,{into},CTM MACAU,5.00"
    with pytest.raises(Unreadable) as refused:
        _read(content)

    assert refused.value.key == "after.refused.sign"
    said = _read(content, "plain")
    if into in ("Direct Credit", "Inward payment", "Credit Transfer In"):
        assert [one.line for one in said.sifted.refunds] == [3]
    assert 2 in [one.line for one in said.sifted.after]


@pytest.mark.parametrize(
    ("heading", "not_booked", "booked"),
    [
        ("Pending", "Yes", "No"),
        ("Pending?", "true", ""),
        ("Posted", "N", "Y"),
        ("Booked", "false", "true"),
        ("已入账", "否", "是"),
    ],
)
def test_a_heading_over_yes_and_no_is_minded(heading: str, not_booked: str, booked: str):
    """The row of which it says that it is not booked is told, with both words."""
    found = _read(_rows(heading, [not_booked, booked]))

    assert [one.line for one in found.sifted.after] == [3]
    assert [(one.line, one.says) for one in found.unread] == [(2, f"{heading}: {not_booked}")]


@pytest.mark.parametrize(
    ("pending", "booked"),
    [
        ("Pending transactions", "Posted transactions"),
        ("Pending", "Completed"),
        ("处理中的交易", "已入账交易"),
        ("處理中", "已入賬"),
        ("Movimentos pendentes", "Movimentos contabilizados"),
        ("ប្រតិបត្តិការកំពុងដំណើរការ", "បានបញ្ចប់"),
    ],
)
def test_rows_below_a_heading_that_says_pending_are_no_charges(pending: str, booked: str):
    """Above the table or within it, up to a heading that says booked; each told by its line with that heading."""
    row = "2026-03-12,CTM MACAU,-1.00\n"
    above = _read(f"{pending},,\nDate,Payee,Amount\n{row}{booked},,\n{row}")
    within = _read(f"Date,Payee,Amount\n{row}{pending}\n{row}")

    assert [one.line for one in above.sifted.after] == [5]
    assert (3, pending) in [(one.line, one.says) for one in above.unread]
    assert [one.line for one in within.sifted.after] == [2]
    assert (4, pending) in [(one.line, one.says) for one in within.unread]


@pytest.mark.parametrize("heading", ["Posting date", "入賬日期", "Data valor", "Settlement date"])
def test_a_row_without_its_posting_day_beside_filled_ones_is_no_charge(heading: str):
    """It is not booked yet; where the column is empty throughout, it says nothing."""
    rows = "2026-03-12,{},CTM MACAU,-1.00\n2026-03-13,{},CTM MACAU,-1.00\n2026-03-14,{},CTM MACAU,-1.00"
    head = f"Date,{heading},Payee,Amount\n"
    filled = _read(head + rows.format("2026-03-13", "2026-03-14", ""))
    empty = _read(head + rows.format("", "", ""))

    assert [one.line for one in filled.sifted.after] == [2, 3]
    assert [(one.line, one.why) for one in filled.unread] == [(4, "not_booked")]
    assert len(empty.sifted.after) == 3


@pytest.mark.parametrize(
    "content",
    [
        (
            "Date,Description,Amount,Currency,Status\n2026-04-10,CTM MACAU,-188.00,MOP,Completed\n"
            "2026-04-12,CTM MACAU refund,188.00,MOP,Refunded\n"
        ),
        (
            "Date,Description,Amount,Currency,Status\n2026-04-10,CTM MACAU,-188.00,MOP,Completed\n"
            "2026-04-12,CTM MACAU,+188.00,MOP,Reversed\n"
        ),
        (
            "交易时间,交易对方,商品说明,收/支,金额,交易状态\n2026-04-10,澳门电讯,话费,支出,188.00,交易成功\n"
            "2026-04-12,澳门电讯,退款-话费,不计收支,188.00,退款成功\n"
        ),
        (
            "交易时间,交易对方,商品说明,收/支,金额,交易状态\n2026-04-10,澳门电讯,话费,支出,188.00,交易成功\n"
            "2026-04-12,澳门电讯,话费,不计收支,188.00,退款成功\n"
        ),
        (
            "交易时间,交易类型,交易对方,收/支,金额,当前状态\n2026-04-10,商户消费,澳门电讯,支出,188.00,支付成功\n"
            "2026-04-12,澳门电讯-退款,澳门电讯,收入,188.00,已退款(￥188.00)\n"
        ),
        (
            "Data,Descrição,Débito,Crédito,Estado\n2026-04-10,CTM MACAU,188.00,,Concluído\n"
            "2026-04-12,CTM MACAU,,188.00,Reembolsado\n"
        ),
    ],
)
def test_money_that_came_back_is_not_claimed_whatever_its_row_is_called(content: str):
    """A refund that the bank calls refunded is a refund, and its charge is asked about instead of disputed."""
    found = _read(content)

    assert [one.amount_minor for one in found.sifted.refunds] == [-18800]
    assert [*found.sifted.came_back] == [2]
    assert not found.sifted.disputed
    assert not [one for one in found.unread if one.bears_name]


def test_a_charge_that_the_bank_calls_refunded_stays_void():
    """Its money went out, and came back: nothing of it is claimed, and it is told with the bank's word."""
    for amount, word in (("-188.00", "Refunded"), ("-188.00", "已全额退款"), ("-188.00", "Estornado")):
        found = _read(f"Date,Description,Amount,Status\n2026-04-10,CTM MACAU,{amount},{word}\n")
        assert not found.sifted.after
        assert not found.sifted.refunds
        assert [(one.why, one.says, one.bears_name) for one in found.unread] == [("void", word, True)]


@pytest.mark.parametrize(
    ("parts", "back"), [((88, 100), [2]), ((80, 8, 100), [2]), ((88,), []), ((88, 99), [])]
)
def test_a_charge_that_came_back_in_parts_is_asked_about(parts: tuple[int, ...], back: list[int]):
    """Two or three refunds that are the charge together; what came back in part only is told beside it."""
    rows = "".join(f"2026-04-{12 + at},CTM MACAU refund,+{part}.00,MOP\n" for at, part in enumerate(parts))
    found = _read(f"Date,Description,Amount,Currency\n2026-04-10,CTM MACAU,-188.00,MOP\n{rows}")

    assert [*found.sifted.came_back] == back
    assert [one.line for one in found.sifted.disputed] == ([] if back else [2])
    assert len(found.sifted.refunds) == len(parts)
