"""One picture that is given for two papers, or in two cases, is a sign that somebody looks into."""

from __future__ import annotations

import pytest

from signoff.domain import event as e
from signoff.domain.concern import FlagKind
from signoff.domain.fold import fold
from signoff.domain.standing import Standing
from signoff.domain.third_party import STRICT, Paper, Right
from tests.domain.acted_for import REMOTE, case_of, decide_on, opened, tell
from tests.domain.careful import CONTACT
from tests.domain.walk import START, Walk

FIRST, SECOND, THIRD = STRICT[Right.PARENT].papers


def _flags(walk: Walk) -> list[FlagKind]:
    assert fold(tuple(walk.journal)) == walk.case
    return [one.kind for one in case_of(walk).concerns.flags]


def _give(walk: Walk, kind: str, index: str, link: str = "case-1") -> None:
    given = {"document_kind": kind, "picture": e.Sealed(f"evidence/{index}"), "picture_index": index}
    assert walk.say(e.DocumentGiven, **given, link=link).refusal is None


def _acted_for() -> Walk:
    walk = opened(REMOTE)
    tell(walk, Right.PARENT)
    return walk


def _of_holder() -> Walk:
    """Of a line whose SIM is new: a document is asked for."""
    walk = Walk(carrier=REMOTE, contacts=(CONTACT,), standing=Standing(sim_changed_at=START))
    walk.prove()
    walk.read()
    walk.read_again()
    return walk


def test_one_picture_for_three_papers_is_flagged_once() -> None:
    """The papers are taken all the same, and looked at by people; a picture that is read by nobody was not seen."""
    walk = _acted_for()
    _give(walk, FIRST, "one")
    assert _flags(walk) == []
    _give(walk, SECOND, "one")
    _give(walk, THIRD, "one")
    assert _flags(walk) == [FlagKind.PICTURE_TWICE]


@pytest.mark.parametrize("index", ["one", ""])
def test_the_same_paper_given_anew_is_no_sign(index: str) -> None:
    """Nor is a picture of each paper, nor what an older release took without a hash."""
    walk = _acted_for()
    _give(walk, FIRST, index)
    decide_on(walk, is_accepted=False)
    _give(walk, FIRST, index)
    _give(walk, SECOND, index and "two")
    assert _flags(walk) == []


def test_one_picture_in_two_cases_is_flagged_in_the_second() -> None:
    """Of who acts, and then of the holder: the counts are those of all cases."""
    first, second = _acted_for(), _of_holder()
    _give(first, FIRST, "one")
    second.tallies = {name.replace("/case-1/", "/case-9/"): count for name, count in first.tallies.items()}
    _give(second, "passport", "one")
    assert (_flags(first), _flags(second)) == ([], [FlagKind.PICTURE_TWICE])


def test_a_holders_document_is_one_thing_by_whatever_name_it_is_called() -> None:
    """Called an ID card first, then a passport; then shown by who acts for them."""
    walk = _of_holder()
    _give(walk, "id_card", "one")
    said = {"is_match": False, "asks_again": True, "doubts": ()}
    walk.say(e.DocumentRead, key="case-1/document/1", **said)
    _give(walk, "passport", "one")
    tell(walk, Right.PARENT)
    _give(walk, Paper.HOLDER_DOCUMENT, "one")
    assert _flags(walk) == []
    _give(walk, Paper.OWN_IDENTITY, "one")
    assert _flags(walk) == [FlagKind.PICTURE_TWICE]
