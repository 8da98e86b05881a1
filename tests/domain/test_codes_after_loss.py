"""A code that was sent before a loss or a suspension signs nothing after it, however soon the line works again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.case import State
from signoff.domain.counter_case import Document
from signoff.domain.refusal import Reason
from signoff.domain.standing import Standing
from tests.domain.careful import CONTACT
from tests.domain.counter_sayings import CLERK
from tests.domain.walk import CARRIER, Walk


def _lost_here(walk: Walk) -> None:
    """The holder says so by this case, and has the line back in a shop, with their paper."""
    walk.say(e.LossReported)
    walk.say(e.LineSuspended, key="case-1/suspend/1")
    walk.say(ce.IdentityChecked, by=CLERK, document=Document.PASSPORT, is_holder=True)
    walk.claim_all(CLERK)
    walk.say(ce.ResumeWanted, by=CLERK)
    walk.say(ce.LineResumed, key="case-1/resume/1")


def _lost_elsewhere(walk: Walk) -> None:
    """The holder says so by another case of the line, and has the line back by it."""
    for what in (e.SaidOfLine.SUSPENDED, e.SaidOfLine.RESUMED):
        walk.say(e.LineTold, case_id="case-9", what=what, since=walk.now)
        walk.later(hours=0.01)


def _suspended_outside(walk: Walk) -> None:
    """The carrier's hotline does both."""
    for is_suspended in (True, False):
        walk.standing = Standing(is_suspended=is_suspended)
        walk.say(e.LineChanged, change=e.LineChange.SUSPENDED)
        walk.read_again()


@pytest.mark.parametrize("happens", [_lost_here, _lost_elsewhere, _suspended_outside])
def test_a_code_from_before_signs_nothing(happens: Callable[[Walk], None]) -> None:
    """Whoever had the SIM then may have it; a fresh code goes to whoever has it now."""
    walk = Walk(carrier=CARRIER, contacts=(CONTACT,))
    walk.come_to_sign()
    assert walk.want_code("before").refusal is None
    happens(walk)
    assert walk.case is not None
    assert (walk.case.lost_at, walk.case.suspended_at) == (None, None)
    while walk.case.money.quote is None:
        walk.read_again()
    decision = walk.put_name("before")
    assert decision.refusal is not None
    assert decision.refusal.reason in (Reason.NOT_NOW, Reason.QUOTE_OLD)
    assert walk.state() is State.OPEN
    walk.sign("after")
    assert walk.state() is not State.OPEN
