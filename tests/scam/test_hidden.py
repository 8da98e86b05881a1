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
    "text",
    [
        "Free data for Facebook, WhatsApp, WeChat and Telegram today. Call CTM: 1000",
        "CTM: use WhatsApp abroad with our roaming pass. Details: www.ctm.net",
        "CTM: pay by WeChat Pay or Alipay at www.ctm.net",
        "We never contact customers on Telegram, WhatsApp or by other apps. CTM: www.ctm.net",
        "關注澳門電訊官方微信CTM，或致電1000",
        "✈️ Japan! Roaming from MOP 30 a day at www.ctm.net (CTM)",
        "CTM: your line ended. Thank you. www.ctm.net",
    ],
)
def test_messengers_in_ordinary_news_are_no_sellers(checker: Checker, text: str) -> None:
    """Nobody is named there, so nobody is warned of."""
    told = checker.check(text)

    assert (told.verdict, told.warnings) == (Verdict.OFFICIAL, ())
