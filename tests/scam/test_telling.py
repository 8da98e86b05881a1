"""What is said of a message: in every language there is, with each text used and none missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import signoff
from signoff.catalogue import wording
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts, common_texts
from signoff.catalogue.writing import placeholders
from signoff.scam.check import Checker
from signoff.scam.telling import Teller
from tests.scam.test_check import EXAMPLES, GUIDES

COMMON = common_texts()
LANGUAGES = sorted(language for language, texts in COMMON.items() if "check.title" in texts)
BUILT = ("check.verdict.", "check.kind.", "check.rule.", "check.warning.")


def _keys(language: str) -> set[str]:
    return {key for key in COMMON[language] if key.startswith("check.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_found_can_be_told(checker: Checker, language: str) -> None:
    """Each example, in words, with the message cut at what was found and put together again."""
    teller = Teller(Texts(load()).say, wording.day, language)

    for text, *_ in (*EXAMPLES, (GUIDES,)):
        told = teller.tell(text, checker.check(text), checker.registry.reporting)
        assert told.title
        assert "".join(piece for piece, _ in told.pieces) == text
        for finding in told.findings:
            assert finding.why
            assert all(way.notes for way in finding.ways)
            notes = [*finding.notes, *(note for way in finding.ways for note in way.notes)]
            assert language == "en" or not any("undated" in note for note in notes)


@pytest.mark.parametrize(
    ("message", "asks_whose"),
    [
        ("CTM: your number 6681 2345 was topped up with MOP 50.", True),
        ("CTM: 您的號碼 66812345 已增值，查詢請致電 1000。", True),
        ("CTM: your number 6681 2345 was topped up. Questions: 6655 4433.", False),
        ("CTM: your number 6681 2345 is blocked. Send us the code you received.", False),
        ("CTM: your number 6681 2345 is blocked, see https://ctm-net.top", False),
        ("CTM: call 6655 4433 at once.", False),
        ("CTM: call 1000.", False),
    ],
)
def test_a_message_with_nothing_but_the_readers_number_asks_whose_it_is(
    checker: Checker, message: str, asks_whose: bool
) -> None:
    """The verdict stays: a number is easily called the reader's own. Only what is told first is another."""
    assessment = checker.check(message)

    told = Teller(Texts(load()).say, wording.day, "en").tell(message, assessment, checker.registry.reporting)

    assert (told.title == COMMON["en"]["check.verdict.unknown.title_yours"]) == asks_whose
    assert not asks_whose or assessment.verdict.value == told.verdict == "unknown"


@pytest.mark.parametrize("language", LANGUAGES)
def test_above_a_warning_nobody_reads_that_there_is_nothing(checker: Checker, language: str) -> None:
    """No channel was found, but a demand: the headline says so. The verdict for programs stays."""
    teller = Teller(Texts(load()).say, wording.day, language)
    for message, ending in (("Enter your bank PIN here", "_asked"), ("Bom dia", "")):
        assessment = checker.check(message)
        told = teller.tell(message, assessment, checker.registry.reporting)

        assert told.title == COMMON[language][f"check.verdict.nothing_found.title{ending}"]
        assert told.verdict == "nothing_found"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language: str) -> None:
    """Key by key, with the same placeholders."""
    assert _keys(language) == _keys("en")
    for key in _keys("en"):
        assert placeholders(COMMON[language][key]) == placeholders(COMMON["en"][key]), key


def test_no_text_is_left_over() -> None:
    """What neither page nor command says is deleted."""
    source = Path(signoff.__file__).parent
    code = "".join(file.read_text() for ending in ("py", "html") for file in source.rglob(f"*.{ending}"))

    assert [key for key in _keys("en") if not key.startswith(BUILT) and key not in code] == []
