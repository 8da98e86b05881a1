"""The number of an ended line goes before its day: by two people, once, and not while the line can be brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.carrier import Approved
from signoff.domain.fold import fold
from signoff.domain.outstanding import local_day
from signoff.domain.refusal import Reason
from signoff.domain.staff import By, Role
from tests.domain.counter_sayings import CLERK, OTHER, SUPERVISOR
from tests.domain.walk import CARRIER, Walk

OFFICE = By("office-1", Role.BACK_OFFICE)
KEY = "case-1/quarantine/1"


def _said(walk: Walk, event: e.Event) -> Reason | None:
    decision = walk.take(replace(event, at=walk.now))
    return decision.refusal.reason if decision.refusal is not None else None


def _ask(walk: Walk, by: By = OFFICE, why: e.Sealed | None = e.Sealed("why")) -> Reason | None:  # noqa: B008 - a name
    what = Approved.RELEASE_NUMBER_EARLY
    return _said(walk, ce.ApprovalAsked("ask", walk.now, by, what, KEY, None, why))


@pytest.fixture
def ended() -> Walk:
    """A line that has ended so long ago that it cannot be brought back; the pack lists no approval at all."""
    walk = Walk()
    walk.end()
    assert _ask(walk) is Reason.NOT_NOW
    walk.later(days=31)
    return walk


def test_two_people_let_a_number_go_before_its_day(ended: Walk) -> None:
    """Asked for with a reason, agreed to by another one, done by who asked; the certificate says the new day."""
    release = ce.NumberReleased("go", ended.now, OFFICE, 1)
    assert _said(ended, release) is Reason.APPROVAL_NEEDED
    assert _ask(ended, CLERK) is Reason.NOT_YOUR_ROLE
    assert _ask(ended, why=None) is Reason.ANSWER_INCOMPLETE
    assert _ask(ended) is None
    assert _said(ended, release) is Reason.APPROVAL_NEEDED
    yes = ce.ApprovalDecided("yes", ended.now, OTHER, 1, is_granted=True)
    assert _said(ended, yes) is None
    assert _said(ended, replace(release, by=SUPERVISOR)) is Reason.APPROVAL_NEEDED
    assert _said(ended, release) is None
    assert ended.acts[-1] == "release_number"
    assert ended.made[-1].on == local_day(CARRIER, ended.now)
    assert _said(ended, release) is Reason.NOT_NOW
    assert _ask(ended) is Reason.NOT_NOW
    assert ended.case is not None
    wanted = ended.case.ending.certificates_wanted
    for _ in range(2):
        ended.say(ce.NumberGone, key="case-1/release_number/1")
    assert ended.case.ending.quarantine_until_on == local_day(CARRIER, ended.now)
    assert ended.case.ending.certificates_wanted == wanted + 1
    assert fold(tuple(ended.journal)) == ended.case


def test_nobody_releases_a_number_by_their_own_word(ended: Walk) -> None:
    """A supervisor who asks does not agree, and what was agreed to holds for a day."""
    assert _ask(ended, SUPERVISOR) is None
    yes = ce.ApprovalDecided("yes", ended.now, SUPERVISOR, 1, is_granted=True)
    assert _said(ended, yes) is Reason.SECOND_PERSON_NEEDED
    assert _said(ended, replace(yes, by=OTHER)) is None
    ended.later(hours=25)
    assert _said(ended, ce.NumberReleased("go", ended.now, SUPERVISOR, 1)) is Reason.APPROVAL_NEEDED


def test_a_number_whose_day_has_come_is_not_released_early(ended: Walk) -> None:
    """Nor one that nobody has put into quarantine."""
    ended.now += timedelta(days=90)
    assert _ask(ended) is Reason.NOT_NOW
