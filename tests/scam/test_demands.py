"""Demands for codes, papers and fees warn, in five languages and any wording; ordinary messages warn of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.scam.check import Checker
from signoff.scam.demand import pattern_of
from tests.scam.messages import LANGUAGES, TEMPLATES

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    written = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in written if line and not line.startswith("#")]


DEMANDS = [tuple(line.split("\t", 1)) for line in _lines("demands.txt")]
ORDINARY = _lines("ordinary.txt")


def test_a_demand_is_found_by_its_verb_and_its_thing(checker: Checker) -> None:
    """Every one of them, and no line is there twice."""
    missed = [text for kind, text in DEMANDS if kind not in _warned(checker, text)]

    assert len(set(DEMANDS)) == len(DEMANDS) >= 280
    assert missed == []


def test_what_is_ordinary_warns_of_nothing(checker: Checker) -> None:
    """Advice against giving codes, bills, receipts, codes that were sent."""
    assert len(set(ORDINARY)) == len(ORDINARY) >= 160
    assert [text for text in ORDINARY if _warned(checker, text)] == []


def test_a_demand_beside_a_genuine_message_is_found(checker: Checker) -> None:
    """In front of and behind the text of a carrier, with its own channels."""
    genuine = TEMPLATES["en"][0].format(name="CTM", number="1000", site="www.ctm.net", code="")
    for kind, text in DEMANDS[::5]:
        assert kind in _warned(checker, f"{text}\n{genuine}"), text
        assert kind in _warned(checker, f"{genuine}\n{text}"), text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Do not worry, send me the code", {"code"}),  # the negation is about something else
        ("Never share, forward or send your code", set()),  # it goes on over the commas
        ("Don't send, give or tell your code to anybody", set()),
        ("不用担心，把验证码发过来", {"code"}),
        ("切勿轻信陌生人，提供密码", set()),
        ("We will send the code to you", set()),
        ("We sent it. Send the code to us", {"code"}),
        ("Pay MOP 198.00 for your bill", set()),
        ("Your bill is ready. Please pay MOP 198.00", set()),
        ("Your bill is ready. Pay the release fee", {"fee"}),
        ("send USD 20.50 to the clerk", {"fee"}),  # a point within a figure ends nothing
        ("The code. Send it", set()),  # two clauses
        ("OTP验证码发给我", {"code"}),  # letters and characters run together
    ],
)
def test_clauses_commas_and_negations_are_minded(checker: Checker, text: str, kinds: set[str]) -> None:
    """What belongs together is looked at together, and no more."""
    assert _warned(checker, text) == kinds


def test_each_language_has_demands_and_ordinary_messages() -> None:
    """Otherwise what stands above says nothing of it."""
    scripts = {"en": "the ", "zh-Hans": "验", "zh-Hant": "驗", "pt": "ão", "km": "លេខ"}

    assert set(scripts) == set(LANGUAGES)
    for sign in scripts.values():
        assert sum(sign in text for _, text in DEMANDS) >= 3
        assert sum(sign in text for text in ORDINARY) >= 3


def _warned(checker: Checker, text: str) -> set[str]:
    return {one.kind for one in checker.check(text).warnings} - {"pressure", "points"}


def test_a_sum_is_read_in_a_bounded_number_of_digits() -> None:
    """A message that is nothing but digits is gone through once, not once more from each of them."""
    found = pattern_of(("{amount}",)).search("1" * 200 + " usd")

    assert found is not None
    assert len(found[0]) < 30


@pytest.mark.parametrize(
    "text",
    [
        "CTM points (12,345) expire tonight, see ctm-points.top",
        "Your 8,432 points are expiring: ctm-points.top",
        "積分8,432分將於今日到期 ctm-points.top",
        "您有积分 12,345 分今晚清零，请到 ctm-points.top",
        "Os seus 1.200 pontos caducam hoje: ctm-points.top",
        "ពិន្ទុ 1200 របស់អ្នកនឹងផុតកំណត់ថ្ងៃនេះ ctm-points.top",
    ],
)
def test_expiring_points_are_named_however_many_they_are(checker: Checker, text: str) -> None:
    """A figure or a day may stand between them and the end."""
    assert "points" in {one.kind for one in checker.check(text).warnings}
