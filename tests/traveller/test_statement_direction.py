"""Statements whose words say which way the money went, under whatever heading: no refund is ever told as a charge."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.traveller.statement import Hints, read_statement
from signoff.traveller.statement_text import Unreadable
from tests.traveller.journeys import GUIDE

HEADING = "Date,Description,{},Amount"

# What stands over the column, its words, and what becomes of each row: `-` went out, `+` came back, `r` its text says
# that it came back and nothing else does, `d` it contradicts itself, `?` all is asked. Every row is CTM's, of 198.00.
WORDS = [
    # English
    ("Type", "Debit Credit", "-+"),
    ("Type", "DEBIT CREDIT DEBIT", "-+-"),
    ("Transaction Type", "DR CR", "-+"),
    ("Transaction Type", "Purchase Refund", "-+"),
    ("Transaction Type", "Card_Payment|Merchandise Return", "-+"),
    ("Transaction Type", "Sale Return Fee", "-+-"),
    ("Type", "Credit", "+"),
    ("Type", "Debit", "-"),
    ("Sign", "+ -", "+-"),
    ("Indicator", "D C", "-+"),
    ("Indicator", "C D", "+-"),
    ("Dr/Cr Indicator", "Cr Dr", "+-"),
    ("CR/DR", "CR DR", "+-"),
    ("Flow", "Outgoing Incoming", "-+"),
    ("Whatever stands here", "Out In", "-+"),
    ("", "debit credit", "-+"),
    ("Type", "Purchase|Purchase refund|Refund of purchase", "-++"),
    ("Type", "Credit (CR)|Debit (DR)", "+-"),
    ("Nature", "Chargeback Purchase", "+-"),
    ("Indicator", "CR|", "+-"),  # only what came in is marked
    # Chinese
    ("类型", "支出 收入", "-+"),
    ("类型", "借 贷", "-+"),
    ("交易类型", "消费 退款", "-+"),
    ("交易类型", "消费|消费退货|消费冲正", "-++"),
    ("交易類型", "購物 退貨", "-+"),
    ("交易類型", "扣款 沖正 撤銷", "-++"),
    ("借貸", "借方 貸方", "-+"),
    ("收/支", "支出 收入", "-+"),
    ("性质", "借记 贷记", "-+"),
    ("資金方向", "轉出 轉入", "-+"),
    ("类型 Type", "支出 Debit|收入 Credit", "-+"),
    # Portuguese
    ("Tipo", "Débito Crédito", "-+"),
    ("Tipo", "D C", "-+"),
    ("Natureza", "Compra Reembolso", "-+"),
    ("Natureza", "Saída Entrada", "-+"),
    ("Tipo de movimento", "Compra|Devolução de compra|Estorno", "-++"),
    ("Sentido", "Débito Crédito", "-+"),
    # Khmer
    ("ប្រភេទ", "ចេញ ចូល", "-+"),
    ("ប្រភេទ", "ឥណពន្ធ ឥណទាន", "-+"),
    ("ប្រភេទប្រតិបត្តិការ", "ការទិញ សងប្រាក់វិញ", "-+"),
    ("ទិសដៅ", "ប្រាក់ចេញ ប្រាក់ចូល", "-+"),
    # Some words are not known: asked, unless the row's own is.
    ("Type", "Debit Adjustment", "?"),
    ("Transaction Type", "Adjustment Refund", "?"),
    ("交易类型", "消费 调整", "?"),
    ("Tipo", "Compra Acerto", "?"),
    # "Credit" on every row of a column nobody knows may be the card.
    ("Funded by", "Credit Credit", "?"),
    # What was paid with says nothing of the way: the amounts are read alone.
    ("Card type", "Credit Debit", "--"),
    ("Payment method", "Credit Credit", "--"),
    ("支付方式", "借 贷", "--"),
    # Words that are about something else say nothing.
    ("Type", "Online Shop", "--"),
]


def _fates(content: str, sign: str = "") -> str:
    """What becomes of each row, in their order."""
    try:
        found = read_statement(
            content.encode(), GUIDE.catalogue, "ctm", date(2026, 3, 10), Hints(currency="MOP", sign=sign)
        )
    except Unreadable as refused:
        return "?" if refused.key == "after.refused.sign" else refused.key
    fates = {one.line: "-" for one in found.sifted.after} | {one.line: "+" for one in found.sifted.refunds}
    fates |= {one.line: {"refund": "r", "direction": "d"}.get(one.why, one.why) for one in found.unread}
    assert all(one.amount_minor in (19800, -19800) for one in (*found.sifted.after, *found.sifted.refunds))
    assert all(one.bears_name for one in found.unread)
    return "".join(fates[line] for line in sorted(fates))


@pytest.mark.parametrize(("heading", "words", "fates"), WORDS)
def test_words_say_which_way_under_any_heading(heading: str, words: str, fates: str):
    """A column that says it is read as saying it; where it says so of some rows only, the rest is asked."""
    listed = words.split("|") if "|" in words else words.split()
    rows = [f"2026-03-{day},CTM MACAU,{word},198.00" for day, word in enumerate(listed, start=12)]

    assert _fates("\n".join((HEADING.format(heading), *rows))) == fates


SHEETS = [
    # The words and the signs go together, either way round.
    ("Date,Description,Type,Amount", "CTM,Purchase,-198.00;CTM,Refund,198.00", "-+"),
    ("Date,Description,Type,Amount", "CTM,Purchase,198.00;CTM,Refund,-198.00", "-+"),
    ("Date,Description,Type,Amount", "CTM,Purchase,198.00;CTM,Refund,(198.00)", "-+"),
    ("Date,Description,Type,Amount", "CTM,Purchase,198.00-;CTM,Refund,198.00", "-+"),
    ("Date,Description,Type,Amount", "CTM,Adjustment,-198.00;SHOP,Refund,20.00;SHOP,Purchase,-1.00", "-"),
    ("Date,Description,Type,Amount", "CTM,Adjustment,198.00;SHOP,Refund,-20.00;SHOP,Purchase,1.00", "-"),
    # One word with amounts of both signs says nothing: a debit card, or a purchase taken back.
    ("Date,Description,Type,Amount", "CTM,Debit,-198.00;CTM,Debit,198.00", "?"),
    ("Date,Description,Type,Amount", "CTM,Purchase,198.00;CTM,Purchase,-198.00", "?"),
    ("Date,Description,Debit/Credit,Amount", "CTM,D,198.00;CTM,D,-198.00;CTM,C,198.00", "?"),
    # A word and a mark that contradict each other.
    ("Date,Description,Type,Amount", "CTM,Debit,198.00 CR;SHOP,Debit,1.00", "d"),
    ("Date,Description,Type,Amount", "CTM,Credit,198.00 CR;CTM,Debit,198.00 DR", "+-"),
    # The word beside the amount.
    ("Date,Description,Amount", "CTM,198.00 Credit;CTM,198.00 Debit", "+-"),
    ("Date,Description,Amount", "CTM,198.00收入;CTM,198.00支出", "+-"),
    ("Date,Description,Amount", "CTM,198.00C;CTM,198.00D", "+-"),
    # Columns of their own, in any order and language.
    ("Date,Description,Credit,Debit", "CTM,198.00,;CTM,,198.00", "+-"),
    ("日期,摘要,支出,收入", "CTM,198.00,;CTM,,198.00", "-+"),
    ("Data,Descrição,Crédito,Débito", "CTM,198.00,;CTM,,198.00", "+-"),
    ("កាលបរិច្ឆេទ,បរិយាយ,ឥណពន្ធ,ឥណទាន", "CTM,198.00,;CTM,,198.00", "-+"),
    ("Date,Description,Debit,Credit", "CTM,(198.00),;CTM,,198.00", "-+"),
    ("Date,Description,Debit,Credit,Type", "CTM,198.00,,CREDIT;CTM,,198.00,CREDIT", "-+"),
    # Nothing but the text says that it came back.
    ("Date,Description,Amount", "CTM_REFUND,198.00;SHOP,20.00", "r"),
    ("Date,Description,Amount", "CTM_REFUND,198.00;CTM,198.00", "r-"),
    ("Date,Description,Amount", "CTM_REVERSAL,-198.00;SHOP,-20.00", "r"),
    ("Date,Description,Amount", "CHARGEBACK_CTM,198.00", "r"),
    ("Date,Description,Amount", "REFUNDCTM*CTM_MACAU,198.00", "r"),
    ("Date,Description,Amount", "CTM_RFND,198.00", "r"),
    ("日期,摘要,金额", "退款-澳門電訊,198.00", "r"),
    ("日期,摘要,金额", "澳门电讯_冲正,198.00", "r"),
    ("日期,摘要,金額", "澳門電訊（撤銷）,198.00", "r"),
    ("日期,摘要,金額", "澳門電訊_退還,198.00", "r"),
    ("Data,Descrição,Valor", "ESTORNO_CTM,198.00", "r"),
    ("Data,Descrição,Valor", "CTM_Reembolso,198.00", "r"),
    ("Data,Descrição,Valor", "Devolução_CTM,198.00", "r"),
    ("កាលបរិច្ឆេទ,បរិយាយ,ចំនួន", "CTM_សងប្រាក់វិញ,198.00", "r"),
    ("Date,Description,Remarks,Amount", "CTM,Refund_of_12_March,198.00;CTM,Bill,198.00", "r-"),
    ("Date,Description,Debit,Credit", "CTM_REFUND,198.00,;CTM_REFUND,,198.00", "r+"),
    # Its sign says so as well.
    ("Date,Description,Amount", "CTM_REFUND,+198.00;CTM,-198.00", "+-"),
    ("Date,Description,Amount", "CTM_REFUND,198.00_CR;CTM,198.00", "+-"),
    ("Date,Description,Amount,Refund", "CTM,198.00,No;CTM,198.00,Yes", "-r"),
    ("Date,Description,Amount,Is refund", "CTM,198.00,false;CTM,198.00,true", "-r"),
    ("Date,Description,Amount,Refunded", "CTM,198.00,0.00;CTM,198.00,198.00", "-r"),
    # One column for both, and other words for the two.
    ("Date,Description,Debit/Credit", "CTM,-198.00;CTM,198.00", "?"),
    ("Date,Description,Credit/Debit Amount", "CTM,-198.00;CTM,+198.00", "-+"),
    ("Date,Description,Debit/Credit Amount", "CTM,-198.00;SHOP,-1.00", "-"),
    ("Date,Description,Debits,Refunds", "CTM,198.00,;CTM,,198.00", "-+"),
    ("Data,Descrição,Compras,Estornos", "CTM,198.00,;CTM,,198.00", "-+"),
    # The balance shows that some came in, though nothing else does: no row is claimed.
    ("Date,Description,Amount,Balance", "CTM,198.00,802.00;CTM,198.00,1000.00;CTM,198.00,802.00", "ddd"),
    ("Date,Description,Amount,Balance", "CTM,198.00,802.00;CTM,198.00,604.00;CTM,198.00,406.00", "---"),
    # Text that says the contrary.
    ("Date,Description,Amount", "CTM_NON-REFUNDABLE_FEE,198.00;SHOP,1.00", "-"),
    ("日期,摘要,金額", "澳門電訊_不可退款,198.00", "-"),
    # Its state says so.
    ("Date,Description,Amount,Status", "CTM,198.00,Refunded;CTM,198.00,Completed", "void-"),
    ("日期,摘要,金額,交易狀態", "澳門電訊,198.00,已退款", "void"),
]


@pytest.mark.parametrize(("heading", "rows", "fates"), SHEETS)
def test_words_signs_and_texts_are_weighed_together(heading: str, rows: str, fates: str):
    """Where two of them contradict each other the row is told by its line, and nothing is claimed."""
    listed = rows.replace("_", " ").split(";")
    days = [f"2026-03-{day},{row}" for day, row in enumerate(listed, start=12)]

    assert _fates("\n".join((heading, *days))) == fates


def test_an_answer_settles_what_no_word_says_and_leaves_the_words_alone():
    """Only the row of an unknown kind is read by the answer."""
    rows = "2026-03-12,CTM,Adjustment,198.00\n2026-03-13,CTM,Refund,198.00\n2026-03-14,CTM,Purchase,198.00"
    content = f"Date,Description,Type,Amount\n{rows}"

    assert [_fates(content, sign) for sign in ("", "plain", "minus")] == ["?", "-+-", "++-"]


def test_a_column_of_words_is_found_without_headings():
    """Days, then amounts, then the words."""
    assert _fates("2026-03-12,CTM,C,198.00\n2026-03-13,CTM,D,198.00") == "+-"
