"""Credit on another line: never the line that ends, never one that is not there, and not many numbers a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.carrier import PayoutWay
from signoff.domain.fold import fold
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind
from tests.domain.walk import Walk


@pytest.fixture
def asked() -> Walk:
    """A case that asks where the money goes."""
    walk = Walk()
    walk.come_to_sign()
    assert walk.say(e.AnswerReopened, requirement=RequirementKind.CHOOSE_MONEY_WAY).refusal is None
    return walk


def _credit(walk: Walk, **seen: object) -> Reason | None:
    said = {"way": PayoutWay.OTHER_LINE, "destination": e.Sealed("number")} | seen
    refusal = walk.say(e.MoneyWayChosen, **said).refusal
    return refusal.reason if refusal is not None else None


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ({"is_the_line": True}, Reason.DESTINATION_IS_THE_LINE),
        ({"is_the_line": True, "takes_credit": True}, Reason.DESTINATION_IS_THE_LINE),
        ({"takes_credit": False}, Reason.DESTINATION_UNKNOWN),
        ({}, Reason.NOT_NOW),
    ],
)
def test_credit_goes_to_a_line_that_was_seen_and_is_another_one(
    asked: Walk, seen: dict[str, object], reason: Reason
) -> None:
    """The line itself, nobody's number, and one that nobody looked at are refused; the question stays."""
    assert _credit(asked, **seen) is reason

    assert asked.case is not None
    assert (asked.case.money.way, asked.case.money.destination) == (None, None)
    assert fold(tuple(asked.journal)) == asked.case
    assert _credit(asked, takes_credit=True) is None
    assert asked.case.money.way == "other_line"


def test_so_many_numbers_are_looked_at_a_day_whatever_was_found(asked: Walk) -> None:
    """Whether a number is there is told for ten a line and day, and not for one more until the next day."""
    for turn in range(limits.LINE_DESTINATIONS_A_DAY - 1):
        assert _credit(asked, takes_credit=False) is Reason.DESTINATION_UNKNOWN, turn
    assert _credit(asked, takes_credit=True) is None
    assert asked.say(e.AnswerReopened, requirement=RequirementKind.CHOOSE_MONEY_WAY).refusal is None

    for found in (True, False):
        assert _credit(asked, takes_credit=found) is Reason.TOO_MANY_DESTINATIONS
    counted = [fact for fact in asked.journal if isinstance(fact, f.DestinationRefused)]
    assert len(counted) == limits.LINE_DESTINATIONS_A_DAY - 1
    asked.now += timedelta(days=1)
    assert _credit(asked, takes_credit=True) is Reason.QUOTE_OLD
    asked.read(*asked.known)
    assert _credit(asked, takes_credit=True) is None
