"""Genuine messages are never called fakes, and no fake passes as official, however its channel is disguised."""

from __future__ import annotations

import pytest

from signoff.scam.check import Checker
from signoff.scam.finding import Verdict
from tests.scam.hosts import hosts, known_hosts
from tests.scam.messages import LANGUAGES, NUMBER_DISGUISES, SITE_DISGUISES, Pair, pairs

PAIRS = tuple(pairs())
RED = (Verdict.LOOKALIKE, Verdict.CONTRADICTS)


def test_there_are_enough_pairs_of_every_language_and_disguise() -> None:
    """At least a thousand, five languages, twenty ways to hide a number and twenty to hide an address."""
    assert len(PAIRS) >= 1000
    assert {pair.language for pair in PAIRS} == set(LANGUAGES)
    assert min(len(NUMBER_DISGUISES), len(SITE_DISGUISES)) > 20


def test_every_genuine_message_is_all_official_and_warns_of_nothing(checker: Checker) -> None:
    """No look-alike, no contradiction, no warning; each channel of it is found as the carrier's own."""
    for message in {pair.genuine for pair in PAIRS}:
        told = checker.check(message)
        assert (told.verdict, told.warnings) == (Verdict.OFFICIAL, ()), message


def test_no_fake_is_official_undisguised_or_disguised(checker: Checker) -> None:
    """The swapped channel is found in every one of them, and keeps the message from being called official."""
    passed = [pair for pair in PAIRS if not _is_found(checker, pair)]

    assert [pair for pair in passed if pair.disguise == "as it is"] == []
    assert passed == []


def _is_found(checker: Checker, pair: Pair) -> bool:
    told = checker.check(pair.fake)
    return told.verdict is not Verdict.OFFICIAL and any(
        finding.verdict is not Verdict.OFFICIAL for finding in told.findings
    )


def test_made_up_hosts_are_look_alikes(checker: Checker) -> None:
    """At least 98 in 100 of over 2,000, and not one of them official."""
    made = list(hosts())
    verdicts = [checker.check(f"https://{host}/").verdict for _, host in made]

    assert len(made) >= 2000
    assert Verdict.OFFICIAL not in verdicts
    assert verdicts.count(Verdict.LOOKALIKE) >= 0.98 * len(made)


def test_well_known_hosts_of_others_are_no_look_alikes(checker: Checker) -> None:
    """Over 300 of them, with and without a scheme: not confirmed, and no more."""
    known = known_hosts()

    assert len(set(known)) >= 300
    for host in known:
        assert checker.check(f"https://www.{host}/").verdict is Verdict.UNKNOWN, host
        assert checker.check(f"see {host} today").verdict is Verdict.UNKNOWN, host


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_swapped_number_is_unknown_with_the_official_one_beside_it(checker: Checker, language: str) -> None:
    """In each language, for each carrier."""
    for pair in PAIRS:
        if (pair.language, pair.slot, pair.disguise) != (language, "number", "as it is"):
            continue
        if pair.swapped.isdigit() and len(pair.swapped) <= 6:
            continue
        told = checker.check(pair.fake)
        strange = [finding for finding in told.findings if finding.verdict is Verdict.UNKNOWN]
        assert strange, pair
        assert pair.carrier in {way.owner for way in strange[0].official}
