"""Codes to dial: a genuine one is never refused for the words around it, and what is put in it is read."""

from __future__ import annotations

import pytest

from signoff.catalogue.pack import ChannelKind
from signoff.catalogue.packs import load
from signoff.scam.check import Checker
from signoff.scam.finding import Rule, Verdict

HONEST = (
    "To stop advertising SMS dial *1200#",
    "停止收取廣告短信請撥*1200#",
    "请发送短信或拨打*122*1#查询余额",
    "CTM：尚餘20條短信，按*122*1#查詢",
    "CTM: restam 20 SMS, marque *122*1# para ver o saldo",
    "Metfone៖ អ្នកនៅសល់ 20 SMS ចុច *1201#",
    "Text us or dial #321#",
    "To see your text messages: *1201#",
    "SMS balance *1201#",
    "You have 20 SMS left, see *1201#",
    "You can send 20 more SMS. To see how many are left go and dial *1201#",
    "短信余额：*122*1#",
    "短訊結餘 *122*1#",
    "Enviar SMS custa MOP 1. Saldo: *122*1#",
    "ដើម្បីឈប់ទទួលសារ ចុច *1200#",
    "Reply YES or press *1200#",
)


@pytest.mark.parametrize("text", HONEST)
def test_a_message_word_before_a_genuine_code_says_nothing_against_it(checker: Checker, text: str) -> None:
    """A verb to dial stands between, or nothing says that a message is to be sent there."""
    (finding,) = checker.check(text).findings

    assert (finding.verdict, finding.rule) == (Verdict.OFFICIAL, Rule.REGISTERED)


@pytest.mark.parametrize(
    "text",
    [
        "Send STOP to *1200#",
        "发送短信到*122*1#",
        "發送TD至*122*1#",
        "Envie uma mensagem para *122*1#",
        "ផ្ញើសារទៅ *1200#",
        "CTM: text your name to *122*1#",
    ],
)
def test_a_message_to_a_genuine_code_is_told_and_not_refused(checker: Checker, text: str) -> None:
    """The code is genuine, and no number to write to: it is not confirmed, and nobody is told to leave it alone."""
    (finding,) = checker.check(text).findings

    assert (finding.verdict, finding.rule) == (Verdict.UNKNOWN, Rule.NOT_AN_SMS_ADDRESS)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Text us or dial {}",
            "SMS: {}",
            "Send STOP to {}",
            "To stop SMS send {}",
            "Reply {}",
            "{} for texts",
        ),
        *("发送短信到{}", "短信 {}", "回复{}", "发送或拨打{}", "傳送至{}", "短訊：{}"),
        *("envie para {}", "SMS {}", "responda ou marque {}", "mensagem ao {}"),
        *("ផ្ញើសារទៅ {}", "សារ {}", "ផ្ញើទៅលេខ {}"),
    ],
)
def test_no_genuine_code_is_ever_contradicted(checker: Checker, words: str) -> None:
    """Each code that any pack or country gives, in any sentence about messages."""
    catalogue = load()
    codes = [
        *(
            one.value
            for pack in catalogue.packs.values()
            for one in pack.channels
            if one.kind is ChannelKind.USSD
        ),
        *(
            one.code
            for country in catalogue.countries.values()
            for one in country.common_codes
            if one.code[0] in "*#"
        ),
    ]

    assert len(codes) > 5
    assert [
        (code, finding.rule)
        for code in codes
        for finding in checker.check(words.format(code)).findings
        if finding.verdict in (Verdict.CONTRADICTS, Verdict.LOOKALIKE)
    ] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Smart: *888*11*NUMBER*PIN#", "*888*11*NUMBER*PIN#"),
        ("Smart: *888*11*016123456*1234567890123#", "*888*11*016123456*1234567890123#"),
        ("Smart: *888*11*[phone number]*[PIN]#", "*888*11*NUMBER*PIN#"),
        ("Smart: dial *888*(PIN)#", "*888*PIN#"),
        ("Smart: 拨打*888*密码#", "*888*PIN#"),
        ("Smart: 拨打*888*充值码#", "*888*PIN#"),
        ("Smart: *888*充值卡密碼#", "*888*PIN#"),
        ("Smart: marque *888*código#", "*888*PIN#"),
        ("Smart៖ ចុច *888*លេខកូដ#", "*888*PIN#"),
        ("*888*<PIN>#", "*888*PIN#"),
        ("Smart: dial *888* <pin> # to top up", "*888*PIN#"),
        ("Smart: *888*{PIN}#", "*888*PIN#"),
        ("Smart: *888*«PIN»#", "*888*PIN#"),
        ("Smart: *888*“PIN”#", "*888*PIN#"),
        ("Smart: *888*【密码】#", "*888*PIN#"),
        ("Smart: *888*XXXXXXXXXXXXX#", "*888*PIN#"),
        ("Smart: *888*<your PIN>#", "*888*PIN#"),
        ("Smart: *888*11*<NUMBER>*<PIN>#", "*888*11*NUMBER*PIN#"),
        ("Metfone: *1203*<PIN>#", "*1203*PIN#"),
    ],
)
def test_what_is_put_in_a_code_is_read(checker: Checker, text: str, value: str) -> None:
    """By a name for it, with and without brackets, or as the digits themselves."""
    (finding,) = checker.check(text).findings

    assert (finding.value, finding.verdict) == (value, Verdict.OFFICIAL)


@pytest.mark.parametrize(
    "text",
    [
        "ABA 001 223 445",
        "Pay to ABA 001 223 445",
        "Account: ABA 001 223 445 (SOK DARA)",
        "ABA Bank account no. 001 223 445",
        "ACLEDA 0012 2344 5566 7",
        "BNU 9001234567",
        "中国银行账号 1801 2345 6789",
        "Banco conta n.º 9010 1234 567",
        "ធនាគារ ABA លេខគណនី 001 223 445",
    ],
)
def test_an_account_behind_a_banks_name_is_no_telephone_number(checker: Checker, text: str) -> None:
    """Nothing is told of a number of America that nobody wrote."""
    assert checker.check(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "ABA 012 345 678",
        "Call ABA 001 223 445",
        "ABA Bank hotline 023 225 333",
        "ABA: +855 12 345 678",
        "Pay by ABA and call 012 345 678",
        "ABA 001 223 445 call us now",
    ],
)
def test_what_can_be_dialled_or_is_to_be_is_found_behind_a_bank_too(checker: Checker, text: str) -> None:
    """A scam can write a bank's name before its number."""
    assert [one.verdict for one in checker.check(text).findings] == [Verdict.UNKNOWN]


def test_who_asks_for_money_to_an_account_is_warned_of(checker: Checker) -> None:
    """The demand is told, whatever the account."""
    found = checker.check("Smart: transfer USD 20 to ABA 001 223 445 to release your number")

    assert "fee" in {one.kind for one in found.warnings}


def test_tags_still_hide_nothing(checker: Checker) -> None:
    """What stands between digits and is no name for a PIN is a disguise."""
    (finding,) = checker.check("dial *122<b>*1</b>#").findings

    assert finding.value == "*122*1#"
