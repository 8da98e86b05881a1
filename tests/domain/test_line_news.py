"""What is said of a line on one of its cases, heard by another: a lost SIM, a suspension, a line that works again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.act import Act, Notice
from signoff.domain.assurance import is_sure, needs_authority, risk_signs
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.decision import Decision
from signoff.domain.event import SaidOfLine
from signoff.domain.fold import fold
from signoff.domain.line_news import concerns, said_of_line
from signoff.domain.standing import Standing
from signoff.domain.step_up import Assurance, Channel, Risk, RiskSign, StepUp
from signoff.domain.suspended import is_left_suspended, is_suspended
from signoff.domain.third_party import Right
from tests.domain.acted_for import REMOTE, case_of, give_all, opened, tell
from tests.domain.careful import CAREFUL, CLERK
from tests.domain.walk import CARRIER, TRAITS, Walk

_RISKS = {risk: dict.fromkeys(Channel, Assurance.POSSESSED) for risk in Risk}
PERMISSIVE_AT_ALL = replace(CARRIER, policy=replace(CARRIER.policy, step_up=StepUp(_RISKS)))
"""A carrier that asks for a code alone, whatever speaks against it."""


def _heard(walk: Walk, what: SaidOfLine, *, ago: float = 0) -> Decision:
    since = walk.now - timedelta(minutes=ago)
    return walk.say(e.LineTold, case_id="case-9", what=what, since=since)


def _signed() -> Walk:
    """By a code alone, for a day to come."""
    walk = Walk(carrier=CAREFUL)
    walk.prove(wanted_on=(walk.now + timedelta(days=5)).date())
    walk.read()
    walk.answer()
    walk.sign()
    assert walk.state() is State.AGREED
    return walk


def _requested_and_lost(*, is_suspended: bool = True) -> Walk:
    """The holder in a shop, on a request that is proven by nothing."""
    walk = Walk(carrier=CAREFUL)
    walk.ask()
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.ByStaff, by=CLERK, said=e.LossReported("lost", walk.now))
    if is_suspended:
        walk.say(e.LineSuspended, key="case-1/suspend/1")
    return walk


def test_a_loss_that_was_said_elsewhere_voids_what_a_code_alone_stands_behind() -> None:
    """Nothing is ordered by who hears it; the asker is told, and identity is asked."""
    walk = _signed()
    _heard(walk, SaidOfLine.LOST)
    assert walk.state() is State.OPEN
    assert "suspend" not in walk.acts
    assert not any(one.act is Act.TELL_LINE for one in walk.made)
    walk.read_again()
    assert RiskSign.SIM_LOST in risk_signs(case_of(walk), CAREFUL)
    assert not is_sure(case_of(walk), CAREFUL, Channel.PORTAL)
    assert not is_suspended(case_of(walk))
    _heard(walk, SaidOfLine.SUSPENDED)
    assert is_suspended(case_of(walk))
    assert [one.notice for one in walk.made if one.notice is Notice.LINE_SUSPENDED]
    assert not _heard(walk, SaidOfLine.SUSPENDED).facts  # told at least once
    assert fold(tuple(walk.journal)) == walk.case


def test_news_that_is_older_than_what_the_case_knows_changes_nothing() -> None:
    """A loss of before the line worked again; and a resumption of before it was lost."""
    walk = _signed()
    _heard(walk, SaidOfLine.SUSPENDED)
    assert not _heard(walk, SaidOfLine.RESUMED, ago=5).facts
    walk.later(minutes=1)
    assert _heard(walk, SaidOfLine.RESUMED).facts
    assert not is_suspended(case_of(walk))
    assert not _heard(walk, SaidOfLine.SUSPENDED, ago=1).facts
    walk.later(minutes=1)
    walk.say(e.LossReported)
    assert walk.made[-1].key == "case-1/suspend/2"  # one of its own, or the network would not bar it again
    assert fold(tuple(walk.journal)) == walk.case


def test_what_was_said_on_a_request_is_told_at_once_and_again_when_it_joins() -> None:
    """The intent stands in the same commit as the fact: nothing is lost between the two."""
    walk = _requested_and_lost(is_suspended=False)
    assert [one.act for one in walk.made[-2:]] == [Act.TELL_LINE, Act.SUSPEND]
    assert said_of_line(case_of(walk)) == (SaidOfLine.LOST, walk.now)
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    assert said_of_line(case_of(walk)) == (SaidOfLine.SUSPENDED, walk.now)
    before = sum(one.act is Act.TELL_LINE for one in walk.made)
    walk.held_by = "case-7"
    walk.want_code()
    walk.say(e.CodeGiven, digest="right")
    assert walk.state() is State.JOINED
    assert sum(one.act is Act.TELL_LINE for one in walk.made) == before + 1


@pytest.mark.parametrize("what", [SaidOfLine.RESUMED, SaidOfLine.ENDED])
def test_a_request_whose_line_works_again_or_has_ended_says_nothing_of_a_suspension(what: SaidOfLine) -> None:
    """Whichever case did it."""
    walk = _requested_and_lost()
    assert concerns(case_of(walk), what)
    walk.later(minutes=1)
    _heard(walk, what)
    walk.say(e.WithdrawalWanted)
    assert not is_left_suspended(case_of(walk))
    assert [one.notice for one in walk.made].count(Notice.STILL_SUSPENDED) == 0
    assert fold(tuple(walk.journal)) == walk.case


def test_a_case_that_was_left_keeps_what_its_joined_request_says_and_can_be_resumed() -> None:
    """The joining and the withdrawal may cross: somebody must be able to have the line back."""
    walk = _signed()
    walk.say(e.WithdrawalWanted)
    _heard(walk, SaidOfLine.SUSPENDED)
    assert is_left_suspended(case_of(walk))
    assert walk.made[-1].notice is Notice.STILL_SUSPENDED


def test_a_line_that_others_have_suspended_is_not_cut_on_a_code_alone() -> None:
    """The reading before the cut is enough, though nobody has told the case anything."""
    walk = _signed()
    walk.later(days=6)
    walk.standing = Standing(is_suspended=True)
    walk.say(e.DeadlinePassed, name="cut_due")
    walk.read_again()
    walk.read_again()
    assert walk.state() is State.OPEN
    assert "cut" not in walk.acts
    assert RiskSign.SUSPENDED in risk_signs(case_of(walk), CAREFUL)


def test_a_line_that_is_cut_while_suspended_has_the_others_told() -> None:
    """And one that is not suspended has nobody told: it costs each ending nothing."""
    usual = Walk(carrier=CARRIER)
    usual.end()
    assert not any(one.act is Act.TELL_LINE for one in usual.made)
    suspended = Walk(carrier=PERMISSIVE_AT_ALL, standing=Standing(is_suspended=True))
    suspended.end()
    assert suspended.state() in (State.CLOSING, State.ENDED)
    assert [one.act for one in suspended.made].count(Act.TELL_LINE) == 1
    assert said_of_line(case_of(suspended)) == (SaidOfLine.ENDED, suspended.now)


@pytest.mark.parametrize("is_same", [True, False])
def test_papers_looked_at_after_a_new_sim_take_it_over_or_are_asked_for_again(is_same: bool) -> None:
    """By pictures, as a holder's document does; a number that is another line's by now is told by what is asked."""
    walk = opened(REMOTE)
    walk.later(hours=1)
    walk.standing = Standing(sim_changed_at=walk.now)
    walk.say(e.LineChanged, change=e.LineChange.SIM_CHANGED)
    walk.read_again()
    tell(walk, Right.PARENT)
    give_all(walk)
    index = "line-index" if is_same else "another"
    walk.say(ce.LineReadAgain, key="case-1/look_up/2", traits=TRAITS, line_index=index)
    assert is_sure(case_of(walk), REMOTE, Channel.PORTAL) is is_same
    assert needs_authority(case_of(walk), REMOTE, Channel.PORTAL) is not is_same


# ---------------------------------------------------------------- clocks that differ


def _tells(teller: Walk, hearer: Walk) -> Decision:
    """As the engine has it told: what the one knows by now, to the other one of the same line."""
    said = said_of_line(case_of(teller))
    assert said is not None
    what, since = said
    return hearer.say(e.LineTold, case_id="case-9", what=what, since=since, turn=case_of(teller).line_turn)


def _two_cases_of_one_line() -> tuple[Walk, Walk]:
    """A case that was signed, and a request in a shop; the store counts what is said of their line."""
    signed, shop = _signed(), _requested_and_lost()
    shop.tallies = signed.tallies
    return signed, shop


@pytest.mark.parametrize("hours_behind", [-2, 0, 2])
def test_a_clock_that_is_behind_leaves_no_case_of_the_line_lost(hours_behind: int) -> None:
    """The process that has it resumed is hours behind, or ahead of, the one that heard of the loss."""
    signed, shop = _two_cases_of_one_line()
    signed.now = shop.now + timedelta(hours=hours_behind)
    assert _tells(shop, signed).facts
    assert is_suspended(case_of(signed))
    shop.say(ce.ResumeWanted, by=CLERK)
    shop.say(ce.LineResumed, key="case-1/resume/1")
    late = said_of_line(case_of(shop))
    assert late is not None
    assert _tells(shop, signed).facts
    assert (case_of(signed).lost_at, is_suspended(case_of(signed))) == (None, False)
    assert not signed.say(
        e.LineTold, case_id="case-9", what=SaidOfLine.SUSPENDED, since=late[1] + timedelta(hours=5), turn=2
    ).facts
    assert fold(tuple(signed.journal)) == signed.case


def test_a_new_loss_is_heard_of_by_a_clock_that_is_behind() -> None:
    """The line works again by a clock that is ahead; lost once more by one that is not, it is lost."""
    signed, shop = _two_cases_of_one_line()
    signed.now = shop.now + timedelta(minutes=30)
    _tells(shop, signed)
    shop.say(ce.ResumeWanted, by=CLERK)
    shop.say(ce.LineResumed, key="case-1/resume/1")
    _tells(shop, signed)
    shop.later(minutes=1)
    assert shop.say(ce.ByStaff, by=CLERK, said=e.LossReported("again", shop.now)).refusal is None
    assert _tells(shop, signed).facts
    assert case_of(signed).lost_at is not None
    # And what the one has resumed meanwhile does not undo the loss that the other one knows.
    old = {"case_id": "case-9", "what": SaidOfLine.RESUMED, "turn": 3}
    assert not signed.say(e.LineTold, **old, since=signed.now + timedelta(hours=9)).facts
