"""What is said of single channels: each rule by an example, the channels of two guides, and what stays unsaid."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date

import pytest

from signoff.catalogue.pack import Catalogue, Channel, ChannelKind, Confidence
from signoff.catalogue.packs import load
from signoff.catalogue.texts import common_texts
from signoff.scam.check import FINDINGS_MAX, LENGTH_MAX, Checker
from signoff.scam.finding import Assessment, Finding, Kind, Official, Rule, Verdict
from tests.scam.conftest import TODAY

EXAMPLES = (
    # Numbers
    ("CTM: call 1000", "1000", "official", "registered"),
    ("Call 1OOO", "1000", "unknown", "disguised"),
    ("Call l-O-O-0-0", "10000", "unknown", "not_registered"),
    ("Call &#65302;&#65302;881234", "+85366881234", "unknown", "not_registered"),
    (
        "Call 6 \u200b 6 \u200b 8 \u200b 8 \u200b 1 \u200b 2 \u200b 3 \u200b 4",
        "+85366881234",
        "unknown",
        "not_registered",
    ),
    ("致電一〇〇〇查詢", "1000", "unknown", "disguised"),
    ("客服熱線１０００", "1000", "unknown", "disguised"),
    ("ហៅទៅ ១២០៤ (Metfone)", "1204", "official", "registered"),
    ("Call SmarTone at 1628", "1628", "contradicts", "ended"),
    ("China Telecom Macau: call 1888", "1888", "unknown", "reported_only"),
    ("CTM: call 1118", "1118", "unknown", "other_carrier"),
    ("CTM: 撥打 66881234 註銷", "+85366881234", "unknown", "not_registered"),
    ("CTM 熱線 +853 889 1200", "+8538891200", "contradicts", "impossible_number"),
    ("八八八八八八八八", "+85388888888", "unknown", "on_no_official_page"),
    ("Fraud? Call 8800 7777", "+85388007777", "official", "registered"),
    ("Ligue 00853 8396 8899", "+85383968899", "official", "registered"),
    ("Privacy? Call 2871 6006", "+85328716006", "official", "registered"),
    ("six six eight eight one two three four", "+85366881234", "unknown", "not_registered"),
    ("CTM 1000. Your number 6688 1234 is topped up.", "+85366881234", "unknown", "may_be_yours"),
    # Codes
    ("CTM: 拨打*122*1#", "*122*1#", "official", "registered"),
    ("China Telecom: dial #321#", "#321#", "contradicts", "another_carriers_code"),
    ("中國電信：按*122#", "*122#", "contradicts", "another_carriers_code"),
    ("Smart: *1203*1234567890123#", "*1203*1234567890123#", "official", "registered"),
    ("Smart: *888*1234567890123#", "*888*1234567890123#", "official", "registered"),
    ("发送到*123#", "*123#", "contradicts", "not_an_sms_address"),
    ("拨星123井", "*123#", "contradicts", "not_an_sms_address"),
    ("Dial *21*66994412#", "*21*66994412#", "unknown", "not_registered"),
    # Addresses
    (
        "https://www.ctm.net/zh-TW/person?x=1",
        "https://www.ctm.net/zh-TW/person?x=1",
        "official",
        "registered",
    ),
    ("登入ctm.net查詢", "http://ctm.net/", "official", "registered"),
    ("hxxps://ctm[.]net", "https://ctm.net/", "unknown", "disguised"),
    ("t h r e e - m o [dot] n e t", "http://three-mo.net/", "lookalike", "brand_in_name"),
    ("ctm点net", "http://ctm.net/", "unknown", "disguised"),
    ("https://ctm.net:8443/", "https://ctm.net/", "unknown", "other_place"),
    ("https://me@ctm.net/", "https://ctm.net/", "unknown", "other_place"),
    ("ftp://www.ctm.net", "ftp://www.ctm.net/", "unknown", "other_place"),
    ("javascript:alert(1)//ctm.net", "javascript:alert(1)//ctm.net", "lookalike", "brand_in_path"),
    ("www.ctm.nett", "http://www.ctm.nett/", "lookalike", "other_ending"),
    ("https://evil.top#ctm.net", "https://evil.top/", "lookalike", "brand_in_path"),
    ("fb.com/smartaxiata", "http://fb.com/smartaxiata", "unknown", "not_registered"),
    ("https://www.1888.com.mo", "https://www.1888.com.mo/", "unknown", "reported_only"),
    ("www.smartone.com.mo", "http://www.smartone.com.mo/", "contradicts", "carrier_ceased"),
    ("http://www.ctmo.com.mo", "http://www.ctmo.com.mo/", "unknown", "on_no_official_page"),
    ("сtm.net", "http://xn--tm-nmc.net/", "lookalike", "same_look"),
    ("xn--tm-nmc.net", "http://xn--tm-nmc.net/", "lookalike", "same_look"),
    ("metf0ne.com.kh", "http://metf0ne.com.kh/", "lookalike", "same_look"),
    ("rnetfone.com.kh", "http://rnetfone.com.kh/", "lookalike", "same_look"),
    ("metfome.com.kh", "http://metfome.com.kh/", "lookalike", "nearly_same"),
    ("cmt.net", "http://cmt.net/", "lookalike", "nearly_same"),
    ("ctm.top", "http://ctm.top/", "lookalike", "other_ending"),
    ("ctm-net.com", "http://ctm-net.com/", "lookalike", "brand_in_name"),
    ("myctm.vip", "http://myctm.vip/", "lookalike", "brand_in_name"),
    ("smart-kh.com", "http://smart-kh.com/", "lookalike", "brand_in_name"),
    ("ctm.net.evil.top", "http://ctm.net.evil.top/", "lookalike", "brand_in_sub_domain"),
    ("https://ctm.net@evil.top/x", "https://evil.top/x", "lookalike", "brand_in_sub_domain"),
    ("https://evil.top/www.ctm.net/", "https://evil.top/www.ctm.net/", "lookalike", "brand_in_path"),
    ("http://3279880203/ctm/login", "http://195.127.0.11/ctm/login", "lookalike", "brand_in_path"),
    ("http://0xC37F000B/x", "http://195.127.0.11/x", "unknown", "bare_address"),
    ("bit.ly/ctm", "http://bit.ly/ctm", "lookalike", "brand_in_path"),
    ("https://example.org/", "https://example.org/", "unknown", "not_registered"),
    ("cttgeral@ctt.gov.mo", "cttgeral@ctt.gov.mo", "official", "registered"),
    ("boss@ctm.net", "boss@ctm.net", "unknown", "other_mailbox"),
    ("help@ctm-care.com", "help@ctm-care.com", "lookalike", "brand_in_name"),
    ("ctm.support@gmail.com", "ctm.support@gmail.com", "lookalike", "brand_in_handle"),
    ("info_customercare@metfone.com.kh", "info_customercare@metfone.com.kh", "unknown", "reported_only"),
    # Names on messengers
    ("WeChat: CTM", "@CTM", "unknown", "messenger"),
    ("Telegram: CTM", "@CTM", "lookalike", "brand_in_handle"),
    ("WeChat: ctm_helper", "@ctm_helper", "lookalike", "brand_in_handle"),
    ("@macausim", "@macausim", "unknown", "messenger"),
    ("t.me/macausim", "@macausim", "unknown", "messenger"),
    ("t。me/macausim", "@macausim", "unknown", "messenger"),
    ("TG➡️macao_sim", "@macao_sim", "unknown", "messenger"),
    ("加微信：simcard888", "@simcard888", "unknown", "messenger"),
    ("https://wa.me/85366881234", "+85366881234", "unknown", "messenger"),
    ("WhatsApp +855 12 345 678", "+85512345678", "unknown", "messenger"),
)


@pytest.mark.parametrize(("text", "value", "verdict", "rule"), EXAMPLES)
def test_one_channel_is_judged_by_its_rule(
    checker: Checker, text: str, value: str, verdict: str, rule: str
) -> None:
    """The value it comes to, the verdict and the rule; the verdict of the message is that of its worst channel."""
    told = checker.check(text)

    (finding,) = [one for one in told.findings if one.value == value]
    assert (finding.verdict, finding.rule) == (verdict, rule)
    assert text[finding.start : finding.end] == finding.text


def test_every_rule_has_an_example() -> None:
    """A rule nobody can show is no rule."""
    assert {rule for *_, rule in EXAMPLES} == set(Rule)


GUIDES = """How to cancel a data SIM in Macau. CTM: hotlines +853 2868 6868 and 2878 7878.
SmarTone: hotline +853 2893 8938, SMS to *123#, or www.smartone.com.mo.
China Telecom Macau: +853 8888 8888, http://www.ctmo.com.mo. SIM cards: Telegram @macausim
"""


def test_the_eight_channels_of_the_guides_are_found_and_judged(checker: Checker) -> None:
    """Four hotlines, a code, two addresses and an advert, each with the official channel known instead."""
    told = checker.check(GUIDES)
    judged = {one.value: (one.verdict.value, [way.value for way in one.official]) for one in told.findings}
    reported = {one.value: [way.value for way in one.reported] for one in told.findings}

    assert judged["+85328686868"][0] == judged["+85328787878"][0] == "unknown"
    assert judged["+85328686868"][1][:2] == ["1000", "https://www.ctm.net"]
    assert judged["+85328938938"][0] == judged["*123#"][0] == "contradicts"
    assert judged["http://www.smartone.com.mo/"][0] == "contradicts"
    assert judged["+85388888888"][0] == judged["http://www.ctmo.com.mo/"][0] == "unknown"
    assert judged["@macausim"][0] == "unknown"
    assert [one.kind for one in told.warnings] == ["seller"]
    assert told.verdict is Verdict.CONTRADICTS
    for value in ("+85328787878", "+85328938938", "*123#", "http://www.smartone.com.mo/", "@macausim"):
        assert "1000" in judged[value][1], value
    assert "1888" in reported["+85388888888"]  # nobody confirms any of its channels
    assert "https://www.1888.com.mo" in reported["http://www.ctmo.com.mo/"]
    assert "+85383968899" in judged["+85388888888"][1]


@pytest.mark.parametrize(
    ("message", "official", "reported"),
    [
        ("Please dial 1888 for China Telecom Macau", "+85383968899", "https://www.1888.com.mo"),
        ("https://www.1888.com.mo", "https://telecommunications.ctt.gov.mo", "1888"),
        ("https://pay.metfone.com.kh", "https://www.metfone.com.kh", ""),
        ("Metfone: info_customercare@metfone.com.kh", "1204", ""),
        ("Metfone: call 012 345 678", "1204", ""),
    ],
)
def test_what_is_only_reported_vouches_for_nothing(
    checker: Checker, message: str, official: str, reported: str
) -> None:
    """It stands apart from what is official, and never beside itself or what its own domain holds."""
    (finding,) = checker.check(message).findings

    assert [way.value for way in finding.official][:1] == [official]
    assert [way.value for way in finding.reported][:1] == ([reported] if reported else [])
    assert finding.unconfirmed == (("china_telecom_mo",) if reported else ())
    assert bool(finding.sources) is (finding.rule is Rule.REPORTED_ONLY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Reply with your verification code now", "code"),
        ("请把收到的验证码发给我", "code"),
        ("請回覆短訊驗證碼以註銷號碼", "code"),
        ("Envie o código de verificação para cancelar", "code"),
        ("សូមផ្ញើលេខកូដផ្ទៀងផ្ទាត់", "code"),
        ("Send a photo of your passport", "identity"),
        ("请上传护照照片", "identity"),
        ("請提供身份證正面照", "identity"),
        ("Mande uma foto do passaporte", "identity"),
        ("សូមផ្ញើរូបថតលិខិតឆ្លងដែន", "identity"),
        ("Pay a cancellation fee of MOP 200", "fee"),
        ("请先支付50元手续费", "fee"),
        ("請先繳交解凍費", "fee"),
        ("Pague uma taxa de cancelamento", "fee"),
        ("សូមបង់ថ្លៃលុបចោល", "fee"),
        ("Install AnyDesk so that we can help", "remote_control"),
        ("请打开屏幕共享", "remote_control"),
        ("請開啟螢幕分享", "remote_control"),
        ("Permita o acesso remoto", "remote_control"),
        ("សូមអនុញ្ញាតឱ្យចែករំលែកអេក្រង់", "remote_control"),
        ("加TG", "seller"),
        ("購卡加V信", "seller"),
        ("Contact us on Telegram", "seller"),
        ("Fale connosco no Telegram", "seller"),
        ("ទាក់ទងតាម Telegram", "seller"),
        ("Pass\u200bword: s\u200bend y\u200bour o\u200btp", "code"),
    ],
)
def test_a_demand_warns_whatever_the_channel(checker: Checker, text: str, kind: str) -> None:
    """Codes, papers, fees, control of the phone and sellers, in each language; also beside an official channel."""
    for message in (text, f"{text}. CTM: 1000, www.ctm.net"):
        assert kind in [one.kind for one in checker.check(message).warnings]


@pytest.mark.parametrize(
    "text",
    [
        "Your code is 493027. Never share your verification code with anyone.",
        "CTM will never ask you to send your password.",
        "Do not share this one-time password.",
        "您的验证码是493027，请勿向任何人提供验证码。",
        "本公司不會要求你提供密碼或信用卡資料。",
        "Nunca envie o seu código de verificação a ninguém.",
        "សូមកុំផ្ញើលេខកូដរបស់អ្នកទៅអ្នកណា។",
        "We never contact customers on Telegram.",
        "我們不會透過WhatsApp聯絡客戶",
        "Your bill of MOP 198.00 is due on 2026-12-10. Please pay in time.",
        "Your plan has ended immediately as you wished. CTM 1000",
        "Bring your passport to our shop.",
        "Enter the code 204815 in CTM Buddy to verify your number.",
        "請於CTM Buddy輸入驗證碼204815完成登記。",
    ],
)
def test_advice_and_ordinary_news_warn_of_nothing(checker: Checker, text: str) -> None:
    """A negated demand is advice; hurry alone, and a bill, are ordinary."""
    assert checker.check(text).warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Your balance is MOP 48.00, valid until 2026-12-31.",
        "You used 1000 MB of 5000 MB.",
        "Your code is 493027.",
        "2026年11月22日 10:30 已扣除 MOP1,000.00",
        "訂單編號 20261122001，共 3 件",
        "Meet me at 3. I am late",
        "I like it. No problem. So far so good",
        "Data:5GB, file:none",
        "e.g. this",
        "",
        " \n ",
    ],
)
def test_figures_that_are_no_channels_are_left_alone(checker: Checker, text: str) -> None:
    """Amounts, quantities, dates, codes and references."""
    assert checker.check(text) == Assessment(Verdict.NOTHING_FOUND, (), ())


def test_an_address_that_leads_on_is_judged_by_where_it_leads_too(checker: Checker) -> None:
    """An official page that forwards to a stranger's does not make the stranger official."""
    told = checker.check("https://www.ctm.net/go?url=http://evil.top/x")

    assert told.verdict is Verdict.UNKNOWN
    assert [one.value for one in told.findings][1:] == ["http://evil.top/"]


def test_the_worst_channel_decides(checker: Checker) -> None:
    """One bad channel among good ones."""
    assert checker.check("CTM 1000, www.ctm.net, ctm-pay.top").verdict is Verdict.LOOKALIKE
    assert checker.check("CTM 1000, www.ctm.net, 6688 1234").verdict is Verdict.UNKNOWN


def test_more_channels_than_are_judged_are_never_official(checker: Checker) -> None:
    """Whoever hides a fake behind hundreds of official channels gains nothing."""
    told = checker.check("www.ctm.net " * (FINDINGS_MAX + 1) + "ctm-pay.top")

    assert (told.verdict, len(told.findings)) == (Verdict.UNKNOWN, FINDINGS_MAX)


def test_a_message_that_is_too_long_is_not_looked_at(checker: Checker) -> None:
    """Its reader is told so by whoever asked."""
    with pytest.raises(ValueError, match="too long"):
        checker.check("a" * (LENGTH_MAX + 1))


def _changed(catalogue: Catalogue, **changes: object) -> Catalogue:
    pack = dataclasses.replace(catalogue.packs["ctm"], **changes)  # type: ignore[arg-type]  # fields of the pack
    return dataclasses.replace(catalogue, packs={**catalogue.packs, "ctm": pack})


def _channel(**values: object) -> Channel:
    plain: dict[str, object] = {
        "kind": ChannelKind.HOTLINE,
        "value": "1234",
        "purpose": "care",
        "sources": ("CTM-PRE",),
        "valid_from": None,
        "valid_to": None,
        "checked_on": None,
        "confidence": None,
    }
    return Channel(**{**plain, **values})  # type: ignore[arg-type]  # the fields above


@pytest.mark.parametrize(
    ("channel", "verdict"),
    [
        (_channel(), "official"),
        (_channel(is_sample=True), "unknown"),
        (_channel(sources=()), "unknown"),
        (_channel(sources=("NOBODY",)), "unknown"),
        (_channel(confidence=Confidence.LOW), "unknown"),
        (_channel(valid_to=date(2026, 11, 21)), "contradicts"),
        (_channel(valid_to=TODAY), "official"),
        (_channel(valid_from=date(2026, 11, 23)), "contradicts"),
    ],
)
def test_only_a_sourced_channel_that_holds_today_is_official(channel: Channel, verdict: str) -> None:
    """Never a sample, an unsourced or merely reported one, nor one that has ended or is to come."""
    catalogue = load()
    changed = _changed(catalogue, channels=(channel, *catalogue.packs["ctm"].channels))
    checker = Checker(changed, TODAY)

    (finding,) = checker.check("CTM: call 1234").findings
    assert finding.verdict == verdict
    (other,) = checker.check("CTM: call 5678").findings
    assert ("1234" in [way.value for way in other.official]) is (verdict == "official")


def test_what_nobody_looked_at_for_ninety_days_is_said_to_be_stale() -> None:
    """It stays official, and says how old that knowledge is."""
    assert [_stale(date(2027, 2, 19)), _stale(date(2027, 2, 20))] == [False, True]


def _stale(today: date) -> bool:
    (finding,) = Checker(load(), today).check("CTM: call 1000").findings
    return finding.official[0].is_stale


def test_an_alternative_is_never_ended_rejected_or_a_sample(checker: Checker) -> None:
    """Whatever is asked, the way out is a channel that is official today, of a carrier that operates."""
    ways = list(_ways(checker))

    assert len({way.value for way in ways}) > 5
    for way in ways:
        assert way.is_confirmed
        entry = next(one for one in checker.registry.entries if one.official == way)
        assert not entry.why
        assert not entry.is_ended
        assert not entry.has_ceased
        assert way.sources
        assert way.owner != "smartone_mo"


def _ways(checker: Checker) -> Iterator[Official]:
    for text, *_ in EXAMPLES:
        for finding in checker.check(text).findings:
            if finding.verdict is not Verdict.OFFICIAL:
                yield from finding.official


FORBIDDEN = {
    "en": ("safe",),
    "zh-Hans": ("安全",),
    "zh-Hant": ("安全",),
    "pt": ("segur",),
    "km": ("សុវត្ថិភាព", "មានសុវត្ថិ"),
}


def test_no_text_of_the_check_calls_anything_safe() -> None:
    """In any language there is: the word promises what nobody can know."""
    for language, texts in common_texts().items():
        said = [text for key, text in texts.items() if key.startswith(("check.", "carriers.rejected"))]
        for word in FORBIDDEN[language]:
            assert not [text for text in said if word in text.lower()]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_everything_that_can_be_said_has_words(language: str) -> None:
    """Each verdict, kind, rule and warning."""
    texts = common_texts()[language]
    needed = {
        *(f"check.verdict.{verdict}.{part}" for verdict in Verdict for part in ("word", "title", "text")),
        *(f"check.kind.{kind}" for kind in Kind),
        *(f"check.rule.{rule}" for rule in Rule),
    }
    assert needed <= texts.keys()


def test_findings_are_values(checker: Checker) -> None:
    """The same message is judged the same twice."""
    first, second = checker.check(GUIDES), checker.check(GUIDES)

    assert first == second
    assert all(isinstance(one, Finding) for one in first.findings)
