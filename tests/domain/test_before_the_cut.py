"""How a line stands right before its cut, and a cut that the network refuses, by the rules alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signoff.domain import event as e
from signoff.domain.assurance import holds
from signoff.domain.case import Deadline, State, StepStatus
from signoff.domain.cut import CutReading
from signoff.domain.intent import closed_by
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.domain.resulting import REFUSED_UNTOUCHED
from signoff.domain.standing import Hold, Standing
from tests.domain.careful import CAREFUL, CONTACT, signed_by_identity
from tests.domain.walk import Walk


def _signing() -> Walk:
    """With nothing left to do but to sign; an hour has not passed since records were read."""
    walk = Walk(carrier=CAREFUL, contacts=(CONTACT,))
    walk.come_to_sign()
    walk.later(minutes=33)
    return walk


@pytest.mark.parametrize("hold", list(Hold))
def test_what_holds_a_line_is_seen_before_the_cut_though_nobody_told_of_it(hold: Hold) -> None:
    """It came after the reading that the signature was given on; the case goes on once it is gone."""
    walk = _signing()
    walk.standing = Standing(holds=(hold,))
    walk.sign()
    assert walk.case is not None
    assert (walk.state(), holds(walk.case), "cut" in walk.acts) == (State.AGREED, (hold,), False)
    walk.standing = Standing()
    walk.later(hours=6)
    walk.say(e.DeadlinePassed, name=Deadline.STANDING_DUE)
    walk.read_again()
    assert walk.state() is State.CUTTING


def test_a_new_sim_of_which_nobody_told_takes_the_case_back_to_open() -> None:
    """The code that signed came from it: the signature is void, and who they are is asked."""
    walk = _signing()
    walk.standing = Standing(sim_changed_at=walk.now - timedelta(minutes=5))
    walk.sign()
    assert walk.case is not None
    assert (walk.state(), "cut" in walk.acts) == (State.OPEN, False)
    assert "notice_signature_too_weak" in walk.acts
    walk.read_again()
    assert outstanding(walk.case, CAREFUL)[0] is RequirementKind.PROVE_IDENTITY


def test_the_cut_follows_in_the_step_in_which_the_standing_was_read() -> None:
    """On a later day, too: what changes while the account is read and the balance reserved is seen."""
    walk = signed_by_identity(in_days=3)
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.stand()
    walk.standing = Standing(holds=(Hold.PORTING_OUT,))
    walk.read_again()
    assert walk.case is not None
    assert (walk.state(), holds(walk.case)) == (State.AGREED, (Hold.PORTING_OUT,))
    assert "cut" not in walk.acts
    walk.standing = Standing()
    walk.say(e.LineChanged, change=e.LineChange.LET_GO)
    walk.read_again()
    last = [type(fact).__name__ for fact in walk.journal][-2:]
    assert last == ["StandingLearned", "CutBegan"]


@pytest.mark.parametrize("reason", sorted(REFUSED_UNTOUCHED))
def test_a_cut_that_was_refused_before_anything_was_barred_is_no_dead_end(reason: str) -> None:
    """The signature is void, the balance soon free again, the order closed; the next cut has a key of its own."""
    walk = _signing()
    walk.sign()
    before = walk.case
    assert before is not None
    refused = walk.say(e.StepStuck, key="case-1/cut/1", reason=reason)
    assert walk.case is not None
    assert (before.state, walk.state(), walk.case.ending.steps) == (State.CUTTING, State.OPEN, ())
    assert closed_by(before, refused.facts[0]) == ("case-1/cut/1",)
    assert {Deadline.CASE_LAPSES, Deadline.RESERVE_LAPSES} <= dict(walk.case.deadlines).keys()
    assert (walk.case.answers.signed_at, walk.acts[-4:].count("standing")) == (None, 1)
    walk.read_again()
    walk.later(hours=0.6)
    walk.sign()
    assert (walk.state(), walk.made[-1].key) == (State.CUTTING, "case-1/cut/2")
    walk.say(e.CutRead, key="case-1/cut/1", reading=CutReading(True, True, None, True, read_at=walk.now))
    assert walk.state() is State.CUTTING
    walk.cut()
    assert walk.state() is State.CLOSING


@pytest.mark.parametrize("stop", [e.WithdrawalWanted, e.StopWanted])
def test_after_a_refused_cut_it_can_be_stopped(stop: type[e.Event]) -> None:
    """By whoever asked, and by whoever is registered."""
    walk = _signing()
    walk.sign()
    walk.say(e.StepStuck, key="case-1/cut/1", reason="line_changed")
    said = {"contact_index": "registered-index"} if stop is e.StopWanted else {}
    assert walk.say(stop, **said).refusal is None
    assert (walk.state(), walk.acts.count("release")) == (State.WITHDRAWN, 1)


@pytest.mark.parametrize("reason", ["key_reused", "tried_too_often", "line_changed"])
def test_a_cut_that_may_have_barred_the_line_stays_one(reason: str) -> None:
    """Such a word does not say that nothing happened; nor does any word after an order that was answered."""
    walk = _signing()
    walk.sign()
    if reason == "line_changed":
        walk.cut(barred=False)
    assert walk.case is not None
    walk.say(e.StepStuck, key=f"case-1/cut/{walk.case.ending.cut_attempts}", reason=reason)
    assert (walk.state(), walk.case.ending.steps[0].status) == (State.CUTTING, StepStatus.NEEDS_PERSON)
