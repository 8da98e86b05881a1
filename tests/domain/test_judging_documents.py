"""What a reading is worth: every reason for which it does not vouch, and who it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signoff.domain.identity_document import (
    ASKS_FOR_BETTER_PHOTO,
    DocumentKind,
    DocumentReading,
    Level,
    ReadingDoubt,
    RegisteredHolder,
)
from signoff.domain.judging_documents import judge

TODAY = date(2026, 11, 22)
READING = DocumentReading(
    kind=DocumentKind.PASSPORT,
    country="CHN",
    surname="CHEN",
    given_names="XIAOMING",
    number="E12345678",
    birth=date(1990, 3, 7),
    expiry=date(2029, 8, 6),
    confidence=0.99,
    is_name_confirmed=True,
    is_number_checked=True,
)
HOLDER = RegisteredHolder(latin_name="Chen Xiaoming", document_number="E12345678", birth=date(1990, 3, 7))


def test_a_reading_without_doubt_of_the_holders_document_matches() -> None:
    """Read, matched, and nothing said against it."""
    judgement = judge(READING, HOLDER, TODAY)
    assert (judgement.level, judgement.matched, judgement.doubts) == (Level.READ, True, frozenset())


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"expiry": date(2026, 11, 21)}, ReadingDoubt.EXPIRED),
        ({"issued": date(2026, 11, 23)}, ReadingDoubt.NOT_YET_VALID),
        ({"expiry": None}, ReadingDoubt.OTHER_SIDE),
        ({"birth": TODAY}, ReadingDoubt.BIRTH_IMPOSSIBLE),
        ({"confidence": 0.89}, ReadingDoubt.LOW_CONFIDENCE),
        ({"is_specimen": True}, ReadingDoubt.SPECIMEN),
        ({"doubts": frozenset({ReadingDoubt.FACE_DIFFERS})}, ReadingDoubt.FACE_DIFFERS),
        ({"doubts": frozenset({ReadingDoubt.AMBIGUOUS})}, ReadingDoubt.AMBIGUOUS),
    ],
)
def test_a_doubt_of_the_document_itself_never_matches(
    changed: dict[str, object], doubt: ReadingDoubt
) -> None:
    """Even where it is the holder's."""
    judgement = judge(replace(READING, **changed), HOLDER, TODAY)  # type: ignore[arg-type]  # many fields
    assert judgement.level is Level.DOUBTFUL
    assert not judgement.matched
    assert doubt in judgement.doubts


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"latin_name": "Chen Xiaomin"}, ReadingDoubt.NAME_DIFFERS),
        ({"latin_name": "", "native_name": "ចាន់"}, ReadingDoubt.NAME_NOT_COMPARABLE),
        ({"document_number": "E12345679"}, ReadingDoubt.NUMBER_DIFFERS),
        ({"document_number": "", "number_ends": "5679"}, ReadingDoubt.NUMBER_DIFFERS),
        ({"birth": date(1990, 3, 8)}, ReadingDoubt.BIRTH_DIFFERS),
        ({"document_number": "", "birth": None}, ReadingDoubt.NOTHING_TO_COMPARE),
    ],
)
def test_another_holders_document_is_read_and_does_not_match(
    changed: dict[str, object], doubt: ReadingDoubt
) -> None:
    """One thing that differs is enough, and a name alone is never enough."""
    judgement = judge(READING, replace(HOLDER, **changed), TODAY)  # type: ignore[arg-type]  # many fields
    assert (judgement.level, judgement.matched) == (Level.READ, False)
    assert judgement.doubts == {doubt}


def test_what_nothing_confirms_counts_only_for_its_own_holder() -> None:
    """A name seen once, a number without a check digit: the holder's own confirm them, another's do not."""
    once = replace(READING, is_name_confirmed=False)
    assert judge(once, HOLDER, TODAY).matched
    other = judge(once, replace(HOLDER, latin_name="Chan Xiaoming"), TODAY)
    assert other.level is Level.DOUBTFUL
    assert ReadingDoubt.NAME_SEEN_ONCE in other.doubts
    unchecked = replace(READING, is_number_checked=False)
    assert judge(unchecked, HOLDER, TODAY).matched
    for holder in (
        replace(HOLDER, document_number=""),
        replace(HOLDER, document_number="", number_ends="5678"),
    ):
        judgement = judge(unchecked, holder, TODAY)
        assert judgement.level is Level.DOUBTFUL
        assert ReadingDoubt.NUMBER_UNCHECKED in judgement.doubts


def test_specimens_count_in_the_sandbox_only() -> None:
    """Where they are allowed, one is read like any other document."""
    specimen = replace(READING, is_specimen=True)
    assert judge(specimen, HOLDER, TODAY, is_specimen_allowed=True).matched
    assert not judge(specimen, HOLDER, TODAY).matched


def test_what_was_not_read_is_unreadable_and_says_why() -> None:
    """Without kind, number or birth there is nothing to judge."""
    for changed in ({"kind": None}, {"number": ""}, {"birth": None}):
        judgement = judge(replace(READING, **changed), HOLDER, TODAY)
        assert (judgement.level, judgement.matched) == (Level.UNREADABLE, False)
        assert judgement.doubts
    dark = DocumentReading(doubts=frozenset({ReadingDoubt.TOO_DARK}))
    assert judge(dark, HOLDER, TODAY).doubts == {ReadingDoubt.TOO_DARK}
    assert ReadingDoubt.TOO_DARK in ASKS_FOR_BETTER_PHOTO


def test_a_document_is_valid_on_its_first_and_last_day() -> None:
    """Neither is a doubt."""
    for changed in (replace(READING, expiry=TODAY), replace(READING, issued=TODAY)):
        assert judge(changed, HOLDER, TODAY).matched


def test_a_document_without_a_last_day_is_not_asked_for_one() -> None:
    """A Hong Kong card has none, and a mainland card may be valid for ever."""
    card = replace(READING, kind=DocumentKind.HONG_KONG_ID, expiry=None)
    assert judge(card, HOLDER, TODAY).matched
    card = replace(READING, kind=DocumentKind.MAINLAND_ID, expiry=None, never_expires=True)
    assert judge(card, HOLDER, TODAY).matched
