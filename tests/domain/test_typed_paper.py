"""What a clerk types or scans off a paper against the registered holder: a word, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain import limits
from signoff.domain.counter_case import Document
from signoff.domain.identity import IdentityStatus
from signoff.domain.identity_document import RegisteredHolder
from signoff.domain.refusal import Reason
from signoff.domain.standing import Standing
from signoff.domain.typed_paper import Agreement, compared
from tests.domain.careful import BACK_OFFICE, CLERK
from tests.domain.walk import START, Walk

CHAN = RegisteredHolder(latin_name="Chan Tai Man", document_number="M1234567")
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
AGREES, DIFFERS, UNKNOWN = Agreement.AGREES, Agreement.DIFFERS, Agreement.UNKNOWN
NOT_COMPARABLE = Agreement.NOT_COMPARABLE
SOK = RegisteredHolder(native_name="សុខ ដារ៉ា")


@pytest.mark.parametrize(
    ("name", "number", "holder", "said"),
    [
        ("Chan Tai Man", "M1234567", CHAN, AGREES),
        ("tai man CHAN", "", CHAN, AGREES),
        ("", "M 1234567", CHAN, AGREES),
        ("Chan Tai Man", "M1234568", CHAN, DIFFERS),
        ("Chan Tai Men", "M1234567", CHAN, DIFFERS),
        ("陳大文", "", RegisteredHolder(native_name="陳大文"), AGREES),
        ("陳大武", "", RegisteredHolder(native_name="陳大文"), DIFFERS),
        ("Chan Tai Man", "", RegisteredHolder(number_ends="4567"), NOT_COMPARABLE),
        ("Chan Tai Man", "M1234567", RegisteredHolder(number_ends="4567"), AGREES),
        ("Chan Tai Man", "M1234567", RegisteredHolder(), UNKNOWN),
        (ZONE, "", RegisteredHolder(latin_name="Anna Maria Eriksson", document_number="L898902C3"), AGREES),
        (ZONE, "", CHAN, DIFFERS),
        (ZONE[:60], "", CHAN, DIFFERS),
        ("", "", CHAN, Agreement.UNSAID),
        ("សុខ ដារ៉ា", "", SOK, AGREES),
        ("សុខ\u200bដារ៉ា", "", SOK, AGREES),
        ("ចាន់ ធីតា", "", SOK, DIFFERS),
        ("SOK DARA", "", SOK, NOT_COMPARABLE),
        ("MALLORY THIEF", "1", SOK, NOT_COMPARABLE),
        ("SOK DARA សុខ ដារ៉ា", "", SOK, AGREES),
        ("SOK DARA ចាន់ ធីតា", "", SOK, DIFFERS),
        ("SOK DARA", "1", replace(SOK, document_number="1"), AGREES),
        ("SOK DARA", "2", replace(SOK, document_number="1"), DIFFERS),
        ("សុខ ដារ៉ា", "", CHAN, NOT_COMPARABLE),
        ("Иван Петров", "", RegisteredHolder(native_name="ИВАН ПЕТРОВ"), AGREES),
        ("Иван Петров", "", SOK, NOT_COMPARABLE),
        ("陈小明", "", RegisteredHolder(native_name="陳小明"), NOT_COMPARABLE),
        ("CHAN Tai Man 陳大文", "", RegisteredHolder("Chan Tai Man", "陳大文"), AGREES),
        ("CHAN Tai Man 陳大武", "", RegisteredHolder("Chan Tai Man", "陳大文"), DIFFERS),
        ("MALLORY 陳大文", "", RegisteredHolder("Chan Tai Man", "陳大文"), DIFFERS),
        ("ＣＨＡＮ　ＴＡＩ ＭＡＮ", "", CHAN, AGREES),
        ("Nguyễn Văn An", "", RegisteredHolder("NGUYEN VAN AN"), AGREES),
        ("12345", "", SOK, DIFFERS),
    ],
)
def test_all_that_can_be_compared_has_to_agree(
    name: str, number: str, holder: RegisteredHolder, said: Agreement
) -> None:
    """In any order of the words; lines for machines as a scanner types them, whose check digits hold."""
    assert compared(name, number, holder) is said


def _check(walk: Walk, agreement: Agreement) -> Reason | None:
    said = {"document": Document.PASSPORT, "is_holder": True, "agreement": agreement}
    refusal = walk.say(ce.IdentityChecked, by=CLERK, **said).refusal
    return refusal.reason if refusal is not None else None


def test_a_paper_that_differs_is_nobodys_and_names_are_not_tried_until_one_fits() -> None:
    """Each try is written down; nothing of it opens the case."""
    walk = Walk()
    walk.prove()
    reasons = [_check(walk, DIFFERS) for _ in range(limits.PAPERS_AN_HOUR + 1)]
    assert set(reasons[:-1]) == {Reason.HOLDER_DIFFERS}
    assert reasons[-1] is Reason.TOO_MANY_REQUESTS
    assert _check(walk, AGREES) is Reason.TOO_MANY_REQUESTS
    assert walk.case is not None
    assert (walk.case.counter.identity, walk.case.counter.visits) == (None, ())
    assert isinstance(walk.journal[-1], c.PaperDiffered)
    walk.later(hours=1)
    assert _check(walk, UNKNOWN) is None
    assert walk.case.counter.identity is not None
    assert walk.case.counter.identity.agreement is UNKNOWN


def test_a_name_that_cannot_be_compared_is_no_yes() -> None:
    """Any name could not: a yes that rests on none of what records hold opens nothing, and says why."""
    walk = Walk()
    walk.prove()
    assert _check(walk, NOT_COMPARABLE) is Reason.HOLDER_NOT_COMPARABLE
    assert walk.case is not None
    assert (walk.case.counter.identity, walk.case.counter.visits) == (None, ())
    assert _check(walk, AGREES) is None


def test_a_picture_that_differs_is_not_accepted() -> None:
    """Whoever has it before them types what stands on it, too."""
    walk = Walk(standing=Standing(sim_changed_at=START))
    walk.prove()
    walk.read()
    walk.read()
    walk.say(e.DocumentGiven, document_kind="passport", picture=e.Sealed("evidence/1"))
    walk.say(
        e.DocumentRead, key="case-1/document/1", is_match=False, asks_again=False, doubts=("name_differs",)
    )
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    said = {"by": BACK_OFFICE, "number": 1, "is_accepted": True}
    refusal = walk.say(ce.DocumentDecided, **said, agreement=DIFFERS).refusal
    assert refusal is not None
    assert refusal.reason is Reason.HOLDER_DIFFERS
    assert walk.case is not None
    assert walk.case.identity.status is IdentityStatus.WAITS
    assert walk.say(ce.DocumentDecided, **said, agreement=UNKNOWN).refusal is None
