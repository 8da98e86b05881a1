"""Short numbers where no word asks to use them: before their carrier, in Chinese numerals, or as all there is."""

from __future__ import annotations

import pytest

from signoff.scam.check import Checker
from signoff.scam.finding import Rule, Verdict


@pytest.mark.parametrize(
    ("text", "value", "verdict", "rule"),
    [
        ("一零零零 澳門電訊", "1000", "unknown", "disguised"),
        ("壹零零零澳門電訊客戶服務", "1000", "unknown", "disguised"),
        ("壹捌捌捌 中國電信", "1888", "unknown", "reported_only"),
        ("壹零零零", "1000", "unknown", "disguised"),
        ("壹貳叁", "123", "unknown", "not_registered"),
        ("1000 澳門電訊", "1000", "official", "registered"),
        ("1000", "1000", "official", "registered"),
    ],
)
def test_a_short_number_is_found_before_its_carrier_and_by_itself(
    checker: Checker, text: str, value: str, verdict: str, rule: str
) -> None:
    """In Chinese numerals wherever that is, since nobody writes amounts so; in figures in a line of their own."""
    (finding,) = checker.check(text).findings

    assert (finding.value, finding.verdict, finding.rule) == (value, verdict, rule)
    assert text[finding.start : finding.end] == finding.text


@pytest.mark.parametrize("text", ["1000 CTM points", "You won 1000 CTM", "482913"])
def test_points_and_codes_are_no_short_numbers(checker: Checker, text: str) -> None:
    """What a message gives away must not make it look as if it named an official channel."""
    assert checker.check(text).findings == ()


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("1009 call us now", "1009", "unknown"),
        ("To cancel, 1009 call us", "1009", "unknown"),
        ("CTM 1009 call us now", "1009", "unknown"),
        ("1009 is our hotline", "1009", "unknown"),
        ("1000 call", "1000", "official"),
        ("1000 致電查詢", "1000", "official"),
        ("1000 ligue agora", "1000", "official"),
        ("1204 ហៅមក", "1204", "official"),
        ("Questions? 1000.", "1000", "official"),
        ("TRC 6789", "6789", "official"),
        ("TRC: 6788", "6788", "unknown"),
        ("6789 TRC", "6789", "official"),
        ("司警993", "993", "official"),
        ("Polícia 999", "999", "official"),
        ("ប៉ូលិស 117", "117", "official"),
        ("Serviço ao cliente: 1119", "1119", "unknown"),
        ("Atendimento ao cliente 1119", "1119", "unknown"),
        ("Informações 1000", "1000", "official"),
        ("Dúvidas? Suporte: 1117", "1117", "unknown"),
        ("សេវាអតិថិជន 1209", "1209", "unknown"),
        ("ព័ត៌មាន៖ 1209", "1209", "unknown"),
        ("Customer support 1009", "1009", "unknown"),
        ("Info: 1009", "1009", "unknown"),
        ("客户服务：1009", "1009", "unknown"),
        ("投訴 1009", "1009", "unknown"),
        ("发送TD到1009", "1009", "unknown"),
        ("發送TD至1009", "1009", "unknown"),
        ("发送TD给1009", "1009", "unknown"),
        ("短信回复TD到1009", "1009", "unknown"),
    ],
)
def test_a_short_number_is_found_before_its_verb_and_behind_an_office(
    checker: Checker, text: str, value: str, verdict: str
) -> None:
    """In either order, as people write on cards and in chats."""
    (finding,) = checker.check(text).findings

    assert (finding.value, finding.verdict) == (value, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "1000 calls free",
        "1000 call minutes included",
        "You get 1000 call credits",
        "500 text messages",
        "CTT 2025",
        "TRC guideline 8021",
        "TRC 100 USD fine",
        "Police arrested 300 people",
        "警方拘捕 120 人",
        "Informações 2026",
        "Help 24 hours",
        "Your SMS code is 882107",
        "Código por SMS: 882107",
        "短信验证码882107",
        "Information about 5000 homes",
        "ព័ត៌មាន 2026",
    ],
)
def test_quantities_beside_such_words_are_no_short_numbers(checker: Checker, text: str) -> None:
    """Minutes, years, fines and people."""
    assert checker.check(text).findings == ()


def test_a_number_that_cannot_be_is_told_so_with_and_without_its_calling_code(checker: Checker) -> None:
    """Seven digits that the packs name as no number of Macau."""
    found = [checker.check(f"Call {number}").findings[0] for number in ("889 1200", "+853 889 1200")]

    assert {(one.verdict, one.rule, one.owner) for one in found} == {
        (Verdict.CONTRADICTS, Rule.IMPOSSIBLE_NUMBER, "ctm")
    }
    assert checker.check("Call 889 1201").findings[0].rule is Rule.NOT_REGISTERED


@pytest.mark.parametrize(
    "text",
    [
        "【CTM】驗證碼（482913），請於頁面輸入。切勿向任何人透露。",
        "CTM：一次性密碼(482913)有效期5分鐘。",
        "CTM (482913) is your verification code",
        "CTM：驗證碼（4829）",
    ],
)
def test_a_code_in_brackets_is_no_short_number(checker: Checker, text: str) -> None:
    """An honest message that brought one was called unknown."""
    assert checker.check(text).findings == ()


def test_a_short_number_in_brackets_is_still_found(checker: Checker) -> None:
    """Right behind the carrier's name."""
    assert [one.value for one in checker.check("Smart Axiata (88888)").findings] == ["88888"]
