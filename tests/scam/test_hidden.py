"""Channels that are called something else, or written so that they are missed: beside an official one, none passes."""

from __future__ import annotations

import re

import pytest

from signoff.scam.check import Checker
from signoff.scam.finding import MESSENGERS, Verdict


@pytest.mark.parametrize(
    "text",
    [
        "CTM: call 1000. Dear customer, 66123456 is our new cancellation line",
        "CTM www.ctm.net: our mobile number 66123456",
        "CTM 致电1000，客户 66123456 办理退费",
        "Ligue 1000. Caro cliente 66123456 para cancelar",
        "CTM: call 1000, account 66123456 whatsapp",
        "CTM: call 1000, account 9661234567 whatsapp",
        "CTM call 1000, order 66123456 agent",
        "CTM call 1000. MOP 66123456",
        "CTM call 1000. 66123456 hours",
        "CTM call 1000. Agent66123456",
        "CTM call 1000, or **66123456",
        "CTM call 1000 or call 661234.56",
    ],
)
def test_a_number_called_something_else_is_not_passed_over(checker: Checker, text: str) -> None:
    """Whoever calls it the reader's own, an account or an amount does not get an official message out of it."""
    told = checker.check(text)

    assert told.verdict is Verdict.UNKNOWN
    assert "6612345" in "".join(re.sub("[^0-9]", "", one.text) for one in told.findings)


def test_the_readers_own_number_supports_no_warning(checker: Checker) -> None:
    """It is not confirmed, but hurry beside it is as ordinary as without it."""
    told = checker.check("CTM 1000: your number 6688 1234 was suspended immediately, as you wished.")

    assert (told.verdict, told.warnings) == (Verdict.UNKNOWN, ())


@pytest.mark.parametrize(
    "text",
    [
        "CTM: call 1000 or telegram macausim",
        "CTM: call 1000 or Telegram macausim now",
        "Тelegram: macausim",
        "telegrаm: macausim",
        "T.elegram: macausim",
        "T e l e g r a m: macausim",
        "We-Chat: macausim",
        "✈️ macausim",
        "纸飞机 macausim",
        "加微 kk12345",
        "微: kk12345",
        "➕V kk12345",
        "薇❤ kk12345",
        "威❤kk12345",
        "微 信 kk 12345",
        "KakaoTalk ID macausim",
    ],
)
def test_a_seller_on_a_messenger_is_found_however_it_is_written(checker: Checker, text: str) -> None:
    """Without a sign before the name, with letters that only look right, and in the words sellers use."""
    told = checker.check(f"CTM 1000, www.ctm.net. {text}")

    assert told.verdict is Verdict.UNKNOWN
    assert [one.value for one in told.findings if one.kind in MESSENGERS] in (["@macausim"], ["@kk12345"])
    assert "seller" in [one.kind for one in told.warnings]


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("官网 澳门电讯.com", "http://xn--mixm1jh5vblj.com/", "lookalike"),
        ("请登录ctm-refund.公司", "http://ctm-refund.xn--55qx5d/", "lookalike"),
        ("ctm-refund。网络", "http://ctm-refund.xn--io0a7i/", "lookalike"),
        ("CTM: login at 1.2.3.4/pay or call 1000", "http://1.2.3.4/pay", "unknown"),
        ("CTM: call 1000 or see [::1]/pay", "http://[::1]/pay", "unknown"),
        ("CTM 1000, ctm-refund|top", "http://ctm-refund.top/", "lookalike"),
        ("CTM 1000 / 2 8 6 8\n6 8 6 8", "+85328686868", "unknown"),
        ("ctm-refund.\u202epot", "http://ctm-refund.top/", "lookalike"),
        ("CTM 1000, 66 one two 3456", "+85366123456", "unknown"),
        ("數碼通澳門 1628 取消服務", "1628", "contradicts"),
        ("CTM: send the code you will get now to 1000", "1000", "official"),
        ("CTM: send the code 493027 to 17002", "17002", "unknown"),
        ("CTM (1000)", "1000", "official"),
        ("CTM (17002)", "17002", "unknown"),
    ],
)
def test_a_channel_is_found_where_it_was_missed(
    checker: Checker, text: str, value: str, verdict: str
) -> None:
    """Chinese names, machines by their numbers, lines that break, writing that turns, numbers without a word before."""
    found = {one.value: one.verdict.value for one in checker.check(text).findings}

    assert found.get(value) == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Bureau of Telecommunications Regulation: your phone will stop working, press 2. CTM 1000",
        "Your phone will stop working today, press 2. CTM 1000",
        "這裡是電信管理局，你的電話將被停用，請按2。CTM 1000",
    ],
)
def test_the_call_of_an_office_that_is_none_warns(checker: Checker, text: str) -> None:
    """Also where everything else in the message is official."""
    assert "office" in [one.kind for one in checker.check(text).warnings]


ORDINARY = {
    "messengers of which nobody is named": (
        "Free data for Facebook, WhatsApp, WeChat and Telegram today. Call CTM: 1000",
        "CTM: use WhatsApp abroad with our roaming pass. Details: www.ctm.net",
        "CTM: pay by WeChat Pay or Alipay at www.ctm.net",
        "We never contact customers on Telegram, WhatsApp or by other apps. CTM: www.ctm.net",
        "關注澳門電訊官方微信CTM，或致電1000",
        "✈️ Japan! Roaming from MOP 30 a day at www.ctm.net (CTM)",
        "CTM: your line ended. Thank you. www.ctm.net",
    ),
    "sentences that end before a word that could be an ending, headings, versions and years": (
        "感谢使用www.ctm.net。公司将于12月1日搬迁。",
        "多谢使用CTM。网络已恢复，查询致电1000。",
        "CTM|top up at www.ctm.net",
        "Version 1.2.3.4 of CTM Buddy is out: www.ctm.net",
        "CTM (2026) www.ctm.net",
        "CTM 1000\nwww.ctm.net",
        "CTM: we opened to 300 guests. www.ctm.net",
    ),
    "advice about false calls, a menu of keys, a card that is to be replaced": (
        "Beware of calls from a Bureau of Telecommunications Regulation. CTM: call 1000",
        "Call CTM: 1000. For English, press 2.",
        "Your old card will stop working on 31 October. Call CTM: 1000",
    ),
}


@pytest.mark.parametrize("text", [text for texts in ORDINARY.values() for text in texts])
def test_ordinary_news_is_official_and_warns_of_nothing(checker: Checker, text: str) -> None:
    """What is near to that which is found above, and is none of it."""
    told = checker.check(text)

    assert (told.verdict, told.warnings) == (Verdict.OFFICIAL, ())
