"""Flags and objections: what raises them, who looks into them, and that they wait in the list until then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.act import Notice
from signoff.domain.attention import Attention, attention
from signoff.domain.case import State
from signoff.domain.concern import OBJECTIONS_MAX, FlagKind, ObjectionKind, ObjectionOutcome
from signoff.domain.fold import fold
from signoff.domain.refusal import Reason
from signoff.domain.standing import Standing
from signoff.domain.tallies import document_tallies
from tests.domain.careful import BACK_OFFICE, CAREFUL, CLERK, CONTACT
from tests.domain.walk import Walk


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _needs(walk: Walk) -> tuple[Attention, ...]:
    assert walk.case is not None
    return attention(walk.case)


def test_a_stopped_ending_is_a_flag_until_somebody_has_looked_into_it() -> None:
    """The case is over, and still stands in the list: whoever asked for it may not be the holder."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.prove()
    walk.read()
    walk.say(e.StopWanted, contact_index=CONTACT.index)
    assert walk.state() is State.WITHDRAWN
    assert _needs(walk) == (Attention.FLAG,)
    assert walk.case is not None
    assert [one.kind for one in walk.case.concerns.flags] == [FlagKind.ENDING_STOPPED]
    solve = ce.FlagSolved("solve", walk.now, BACK_OFFICE, 1, e.Sealed("note"))
    assert _said(walk, replace(solve, by=CLERK)) is Reason.NOT_YOUR_ROLE
    assert _said(walk, replace(solve, number=2)) is Reason.NOT_NOW
    assert _said(walk, solve) is None
    assert _needs(walk) == ()
    assert _said(walk, solve) is Reason.NOT_NOW
    assert fold(tuple(walk.journal)) == walk.case


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_document_that_was_shown_for_another_holder_is_a_flag(*, is_shared: bool) -> None:
    """Apart from the picture that waits: who accepts it has not looked into that."""
    walk = Walk(carrier=CAREFUL, standing=Standing())
    walk.prove()
    walk.standing = Standing(sim_changed_at=walk.now)
    walk.read()
    walk.read_again()  # as of a later day: there is time to stop it now
    walk.say(e.DocumentGiven, document_kind="passport", picture=e.Sealed("evidence/1"))
    read = e.DocumentRead("read", walk.now, "case-1/document/1", True, False, (), "d", "h")
    if is_shared:
        walk.tallies[document_tallies(read)[0]] = 1
    assert _said(walk, read) is None
    flagged = (Attention.DOCUMENT, Attention.FLAG) if is_shared else (Attention.DOCUMENT,)
    assert _needs(walk) == flagged
    walk.say(ce.PictureOpened, by=BACK_OFFICE, number=1)
    walk.say(ce.DocumentDecided, by=BACK_OFFICE, number=1, is_accepted=True)
    assert _needs(walk) == flagged[1:]


@pytest.fixture
def ended() -> Walk:
    """A line that has ended."""
    walk = Walk()
    walk.end()
    assert walk.state() is State.ENDED
    return walk


def _object(walk: Walk, by: str = "") -> Reason | None:
    return _said(walk, ce.ObjectionMade("wrong", walk.now, ObjectionKind.CHARGED, e.Sealed("text"), by))


def test_an_objection_waits_until_it_is_answered(ended: Walk) -> None:
    """One at a time for each who asked; whoever objected is told, and data are not erased meanwhile."""
    assert _object(Walk()) is Reason.NOT_NOW
    ended.join("case-2")
    assert _object(ended) is None
    assert _object(ended) is Reason.NOT_NOW
    assert _object(ended, "case-2") is None
    assert _needs(ended) == (Attention.OBJECTION,)
    ended.later(days=31)
    assert _said(ended, e.ErasureWanted("x", ended.now)) is Reason.STILL_NEEDED
    said = ObjectionOutcome.PUT_RIGHT, e.Sealed("answer")
    answer = ce.ObjectionAnswered("answer", ended.now, BACK_OFFICE, 2, *said)
    assert _said(ended, replace(answer, by=CLERK)) is Reason.NOT_YOUR_ROLE
    assert _said(ended, answer) is None
    (told,) = (one for one in ended.made if one.notice is Notice.OBJECTION_ANSWERED)
    assert told.request_id == "case-2"
    assert _said(ended, answer) is Reason.NOT_NOW
    assert _needs(ended) == (Attention.OBJECTION,)
    assert _said(ended, replace(answer, number=1)) is None
    assert _needs(ended) == ()
    assert _said(ended, e.ErasureWanted("x", ended.now)) is None
    assert _object(ended) is Reason.ALREADY_OVER
    assert fold(tuple(ended.journal)) == ended.case


def test_nobody_objects_before_the_end_or_without_end(ended: Walk) -> None:
    """A case that goes on is withdrawn, or asks for help; who has said it all writes in the thread."""
    running = Walk()
    running.prove()
    assert _object(running) is Reason.NOT_NOW
    running.say(e.WithdrawalWanted)
    assert _object(running) is Reason.ALREADY_OVER
    for number in range(1, OBJECTIONS_MAX + 1):
        assert _object(ended) is None
        said = ObjectionOutcome.NOTHING_WRONG, e.Sealed("answer")
        assert _said(ended, ce.ObjectionAnswered("a", ended.now, BACK_OFFICE, number, *said)) is None
    assert _object(ended) is Reason.TOO_MANY_REQUESTS
