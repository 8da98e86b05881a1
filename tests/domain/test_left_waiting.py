"""A case that waited for an answer which another pack does not need: it goes on once somebody looks, to its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from signoff.domain import event as e
from signoff.domain.carrier import BalanceRule
from signoff.domain.case import State
from signoff.domain.fold import apply
from signoff.domain.intent import intents
from signoff.domain.line import ContactKind
from signoff.domain.onward import left_waiting
from signoff.domain.outstanding import outstanding
from signoff.domain.requirement import RequirementKind
from signoff.engine.folding import _woken
from tests.domain.careful import signed_by_identity
from tests.domain.counter_stories import stories as at_the_counter
from tests.domain.walk import CARRIER, PREPAID, Walk

FORFEIT = replace(
    CARRIER, tariffs={**CARRIER.tariffs, "prepaid": replace(PREPAID, balance_rule=BalanceRule.FORFEIT)}
)


def _at_money() -> Walk:
    """All is said but where the money goes."""
    walk = Walk()
    walk.prove()
    walk.read()
    walk.acknowledge()
    walk.say(
        e.OtherContactGiven,
        contact=e.Sealed("other"),
        contact_kind=ContactKind.EMAIL,
        is_the_line=False,
        claim_digest=None,
    )
    assert walk.case is not None
    assert outstanding(walk.case, CARRIER)[0] is RequirementKind.CHOOSE_MONEY_WAY
    return walk


def _woke(walk: Walk) -> list[Any]:
    """What a worker makes of the case as it looks through the running ones."""
    decision = _woken(walk.case, walk.carrier, walk.now)
    for fact in decision.facts:
        walk.case = apply(walk.case, fact)
        walk.journal.append(fact)
        walk.made.extend(intents(walk.case, fact))
    return [type(fact).__name__ for fact in decision.facts]


@pytest.mark.parametrize(("hours", "first"), [(0.5, "ReserveOrdered"), (7, "AccountOutdated")])
def test_a_way_for_money_that_is_not_paid_out_any_more_is_not_waited_for(hours: float, first: str) -> None:
    """The balance is given up by the new pack: nothing comes back, and the case goes on to its quote; one look does."""
    walk = _at_money()
    walk.later(hours=hours)
    assert _woke(walk) == []
    walk.carrier = FORFEIT
    assert walk.case is not None
    assert outstanding(walk.case, FORFEIT) == ()
    assert _woke(walk) == [first]
    assert _woke(walk) == [], "the other worker finds nothing left to do"
    for _ in range(12):
        if walk.state() is State.ENDED:
            break
        walk.go_on()
    assert walk.state() is State.ENDED


def test_a_look_under_the_same_pack_changes_nothing() -> None:
    """At every place of an ending, of those at the counter and of those with doubts: all that follows was done."""
    walks = [Walk(), *at_the_counter(), signed_by_identity(in_days=3)]
    walks[0].end()
    places = 0
    for walk in walks:
        case = None
        for fact in walk.journal:
            case = apply(case, fact)
            if fact.at != case.last_at or case.state is not State.OPEN:
                continue
            is_whole = fact is walk.journal[-1] or walk.journal[walk.journal.index(fact) + 1].at > fact.at
            if is_whole:
                assert left_waiting(case, walk.carrier, case.last_at) is None
                places += 1
    assert places
