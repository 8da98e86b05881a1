"""Concepts that meet in a sentence are a demand whatever its wording, unless something in it cancels the meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.catalogue.deception import FOLDER, read_deception
from signoff.catalogue.toml_table import PackError
from signoff.scam.check import Checker


def _warned(checker: Checker, text: str) -> set[str]:
    return {one.kind for one in checker.check(text).warnings} - {"pressure", "points"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Scan it with WhatsApp", {"remote_control"}),
        ("Scan it. We are on WhatsApp", set()),  # two sentences
        ("Never scan a code with WhatsApp", set()),
        ("I scanned a code with WhatsApp, is that bad?", set()),  # of oneself
        ("Scan the code to follow us on WeChat", set()),
        (
            "Scan the code to follow us on WeChat and claim your prize",
            {"remote_control"},
        ),  # something is promised
        ("用微信扫码关注公众号", set()),
        ("用微信扫码关注公众号领取奖品", {"remote_control"}),
        ("Log in to your bank to pay the bill", set()),
        ("Log in to your bank to pay the bill and get a refund", {"identity"}),
        ("如何登录网银?", set()),
        ("Estamos abertos entre as 9h e as 17h, como o banco", set()),  # another word than "enter"
        ("Entre no banco", {"identity"}),
        ("ប្រាក់ត្រូវបញ្ចូលក្នុងធនាគារ", set()),  # part of another word
        ("ចូលធនាគារ", {"identity"}),
        ("Pay USD 3 to release it", {"fee"}),
        ("We have paid USD 3 to release it", set()),
    ],
)
def test_a_meeting_is_of_one_sentence_and_can_be_cancelled(
    checker: Checker, text: str, kinds: set[str]
) -> None:
    """By a denial, by who tells or asks of themselves, by an everyday thing that promises nothing, by a longer word."""
    assert _warned(checker, text) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("感谢您支付50元", set()),
        ("感谢您先支付50元手续费", {"fee"}),
        ("感谢您支付手续费50元后即可注销", {"fee"}),
        ("我们已收到您缴付的手续费", set()),
        ("我们已收到您的申请请缴付手续费", {"fee"}),
        ("I think I should pay the fee", set()),
        ("I should say: you have to pay the fee", {"fee"}),
    ],
)
def test_a_receipt_is_told_from_a_demand_behind_thanks(checker: Checker, text: str, kinds: set[str]) -> None:
    """What has come in is a receipt; what something else waits for is asked for."""
    assert _warned(checker, text) == kinds


def test_a_rule_of_a_concept_there_is_not_is_refused(tmp_path: Path) -> None:
    """A slip of the pen must not switch a rule off in silence."""
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    concepts = tmp_path / "concepts.toml"
    concepts.write_text(
        concepts.read_text(encoding="utf-8").replace('act = "scan"', 'act = "scam"'), encoding="utf-8"
    )

    with pytest.raises(PackError, match="there is no concept scam"):
        read_deception(tmp_path)
