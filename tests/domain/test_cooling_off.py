"""The time after the signature in which a holder takes it back at no cost: where the pack says so, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain.act import Notice
from signoff.domain.carrier import Carrier
from signoff.domain.case import Deadline, State
from signoff.domain.fold import fold
from signoff.domain.step_up import PERMISSIVE, Risk
from tests.domain.walk import CARRIER, Walk


def _signed(carrier: Carrier) -> Walk:
    walk = Walk(carrier=carrier)
    walk.come_to_sign(reserves=False)
    if walk.case is not None and walk.case.money.reserve == "ordered":
        walk.reserve()
    walk.sign()
    return walk


def _cooling(hours: int, stop_hours: int = 0) -> Carrier:
    step_up = replace(PERMISSIVE, stop_hours={Risk.ORDINARY: stop_hours, Risk.ELEVATED: 24})
    policy = replace(CARRIER.policy, cooling_off_hours=hours, step_up=step_up)
    return replace(CARRIER, policy=policy)


@pytest.mark.parametrize(("hours", "stop_hours"), [(48, 0), (48, 6), (6, 48), (5, 0), (0, 5)])
def test_nothing_is_cut_before_it_is_over_and_until_then_it_can_be_taken_back(
    hours: int, stop_hours: int
) -> None:
    """Also where it ends on the day of the signature; it is apart from the time in which others can stop it."""
    walk = _signed(_cooling(hours, stop_hours))
    signed_at, until = walk.now, walk.now + timedelta(hours=max(hours, stop_hours))
    assert walk.case is not None
    assert walk.state() is State.AGREED
    due = dict(walk.case.deadlines)[Deadline.CUT_DUE]
    assert due >= until
    over = signed_at + timedelta(hours=hours) if hours else None
    assert walk.case.answers.cooling_off_until == over
    told = [one for one in walk.made if one.notice is Notice.COOLING_OFF]
    assert len(told) == bool(hours)
    walk.now = until - timedelta(minutes=1)
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    assert walk.state() is State.AGREED
    walk.say(e.WithdrawalWanted)
    assert walk.state() is State.WITHDRAWN
    assert "cut" not in walk.acts
    assert fold(tuple(walk.journal)) == walk.case


def test_where_the_pack_says_nothing_there_is_none() -> None:
    """The cut follows the signature, and nobody is told of a time that there is not."""
    walk = _signed(CARRIER)
    assert walk.state() is State.CUTTING
    (signed,) = (one for one in walk.journal if isinstance(one, f.AgreementSigned))
    assert signed.cooling_off_until is None
    assert not [one for one in walk.made if one.notice is Notice.COOLING_OFF]


def test_after_it_the_line_ends_on_its_day() -> None:
    """As was signed."""
    walk = _signed(_cooling(48))
    assert walk.case is not None
    walk.now = dict(walk.case.deadlines)[Deadline.CUT_DUE]
    walk.say(e.DeadlinePassed, name=Deadline.CUT_DUE)
    walk.read_again()
    walk.stood(walk.stand())
    assert walk.state() is State.CUTTING
