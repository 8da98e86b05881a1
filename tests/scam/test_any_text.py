"""No text makes the check fail, point outside the message, or work more than its length is worth."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.scam.check import Checker
from signoff.scam.finding import Verdict, worst
from signoff.scam.folding import fold
from tests.scam.hostile import PIECES, hostile
from tests.scam.messages import NUMBER_DISGUISES, SITE_DISGUISES, pairs

FAKES = [pair.fake for pair in pairs()][::40]
SIGNS = st.one_of(
    st.characters(),
    st.sampled_from(
        [*"0123456789.:/@*#+-() \n\\%&;<>[]", "\u200b", "\u202e", "\u0336", "点", "八", "０", "០", "ﬃ", "İ"]
    ),
)
TEXTS = st.one_of(
    st.text(SIGNS, max_size=300),
    st.lists(
        st.one_of(st.sampled_from([*PIECES.values(), *FAKES]), st.text(SIGNS, max_size=8)), max_size=12
    ).map("".join),
)


@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_within_itself(checker: Checker, text: str) -> None:
    """Never an error; every span lies in the message and holds what it says; the verdict is the worst of them."""
    told = checker.check(text)

    findings = [(one.start, one.end, one.text) for one in told.findings]
    warnings = [(one.start, one.end, one.text) for one in told.warnings]
    for start, end, said in (*findings, *warnings):
        assert 0 <= start < end <= len(text)
        assert said == text[start:end]
    assert told.verdict is worst([finding.verdict for finding in told.findings])


@given(before=st.text(SIGNS, max_size=20), after=st.text(SIGNS, max_size=20))
@settings(max_examples=100, deadline=None)
def test_what_stands_around_a_fake_never_makes_it_official(checker: Checker, before: str, after: str) -> None:
    """The look-alike stays one, or is at least not confirmed any more."""
    told = checker.check(f"{before} https://ctm.net.evil.top/ {after}")

    assert told.verdict is not Verdict.OFFICIAL


@pytest.mark.parametrize("name", [name for name, _ in hostile(10)])
def test_work_grows_with_the_length_and_no_faster(checker: Checker, name: str) -> None:
    """Calls of functions on twice as much of what is made to be slow are about twice as many."""
    short, long = (dict(hostile(length))[name] for length in (1000, 2000))

    assert _calls(checker.check, long) <= 3 * _calls(checker.check, short) + 2000


def test_no_sign_is_read_many_times() -> None:
    """A few signs stand for whole phrases: ten kilobytes of them would be read as sixty."""
    phrases = "\ufdfa\ufdfb\u33af\u3316" * 100

    assert len(fold(phrases).text) <= 4 * len(phrases)


def _calls(work: Callable[[str], object], text: str) -> int:
    """How many functions are called."""
    count = 0

    def watch(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count


def test_the_generator_hides_what_it_says() -> None:
    """Each disguise changes something, or the pairs would prove nothing."""
    for texts, disguises in (
        (("+853 6688 1234", "1001"), NUMBER_DISGUISES),
        (("https://www.ctm.net", "www.ctm.net"), SITE_DISGUISES),
    ):
        for name, disguise in disguises.items():
            hidden = [disguise(text, random.Random(1)) for text in texts]
            assert (hidden == list(texts)) is (name == "as it is"), name
