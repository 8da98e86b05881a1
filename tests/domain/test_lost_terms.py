"""A pack that has lost what a running case names: the case stands still before a person, loses nothing, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import event as e
from signoff.domain.attention import Attention, attention
from signoff.domain.carrier import Carrier, CollectWay, PayoutWay
from signoff.domain.case import OVER, Case, State
from signoff.domain.concern import FlagKind
from signoff.domain.decide import decide
from signoff.domain.outstanding import local_day, outstanding
from signoff.domain.paying_back import offering
from signoff.domain.settlement import BillReading
from signoff.domain.showing import Shown, acting_view, show, stop_view
from signoff.domain.staff import By, Role
from tests.domain import acted_for
from tests.domain.everything import sayings
from tests.domain.test_other_hands import POSTPAID
from tests.domain.walk import CARRIER, START, TRAITS, Walk

STAFF = By("staff-1", Role.BACK_OFFICE)
NO_TARIFF = replace(CARRIER, tariffs={})
LOST = {
    "tariff": NO_TARIFF,
    "payout ways": replace(CARRIER, policy=replace(CARRIER.policy, payout_ways=())),
    "one payout way": replace(CARRIER, policy=replace(CARRIER.policy, payout_ways=(PayoutWay.CASH_AT_SHOP,))),
    "collect ways": replace(CARRIER, policy=replace(CARRIER.policy, collect_ways=())),
    "one collect way": replace(CARRIER, policy=replace(CARRIER.policy, collect_ways=(CollectWay.AT_SHOP,))),
    "third parties": replace(CARRIER, policy=replace(CARRIER.policy, third_parties={})),
}
SHOWN = Shown("•", "•", None, None)


def _walks() -> Iterator[Walk]:
    """To every state of an ending at once and on a later day, by a balance and by a bill; and some that left off."""
    for traits in (TRAITS, POSTPAID):
        for days in (None, 3):
            walk = Walk()
            walk.request(None if days is None else local_day(CARRIER, START) + timedelta(days=days))
            yield walk
            while walk.state() is not State.ENDED:
                walk.go_on(traits)
                yield walk
    for leaves in ("withdraw", "lapse"):
        walk = Walk()
        walk.prove()
        walk.read()
        if leaves == "withdraw":
            walk.say(e.WithdrawalWanted)
        else:
            walk.later(days=31)
            walk.say(e.DeadlinePassed, name="case_lapses")
        yield walk


def _looked_at(case: Case, carrier: Carrier) -> None:
    """Every page of it, for its person, its registered contacts and staff."""
    if case.guided is None:
        show(case, offering(case, carrier), SHOWN)
        stop_view(case, carrier)
        acting_view(case, carrier)
        outstanding(case, carrier)


@pytest.mark.parametrize("lost", LOST)
def test_no_page_and_no_step_fails_for_what_a_pack_has_lost(lost: str) -> None:
    """From each state of each walk: every page is shown and every event that can come is answered."""
    carrier, places = LOST[lost], 0
    cases = [walk.case for walk in _walks() if walk.case is not None]
    cases += [case for story in acted_for.stories() for case in story.cases]
    for case in cases:
        _looked_at(case, carrier)
        for saying in sayings(case):
            decision = decide(case, saying.event, carrier, saying.found)
            for after in decision.cases:
                _looked_at(after, carrier)
            places += 1
    assert places > 1_000


def _flags(walk: Walk) -> list[c.FlagRaised]:
    return [fact for fact in walk.journal if isinstance(fact, c.FlagRaised)]


def _to_the_day(walk: Walk) -> None:
    walk.later(days=4)
    walk.say(e.DeadlinePassed, name="cut_due")


def test_a_signed_case_waits_for_a_person_and_then_ends() -> None:
    """On its day nothing is cut by unknown terms: staff are told once; with it back, their word sets the case going."""
    walk = Walk()
    walk.prove(wanted_on=local_day(CARRIER, START) + timedelta(days=3))
    walk.read()
    walk.answer()
    walk.sign()
    walk.carrier = NO_TARIFF
    _to_the_day(walk)
    walk.read()
    assert walk.case is not None
    assert (walk.state(), [one.kind for one in _flags(walk)]) == (State.AGREED, [FlagKind.TARIFF_MISSING])
    assert Attention.FLAG in attention(walk.case)
    view = show(walk.case, NO_TARIFF, SHOWN)
    assert (view.is_unpriced, view.is_waiting, view.may_withdraw) == (True, False, True)
    assert "cut" not in walk.acts

    solved = walk.say(ce.FlagSolved, by=STAFF, number=1, note=e.Sealed("note"))
    assert solved.refusal is None
    assert len(_flags(walk)) == 2, "it is not put right: they are told again"
    walk.carrier = CARRIER
    walk.say(ce.FlagSolved, by=STAFF, number=2, note=e.Sealed("note"))
    for _ in range(9):
        if walk.state() is State.ENDED:
            break
        walk.go_on()
    assert walk.state() is State.ENDED
    assert walk.case.answers.signed_name is not None


def test_an_open_case_keeps_its_answers_and_asks_nothing_that_cannot_be_taken() -> None:
    """Nobody signs what cannot be worked out; once the tariff is back, it stands where it stood."""
    walk = Walk()
    walk.come_to_sign()
    assert walk.case is not None
    before = outstanding(walk.case, CARRIER)
    assert outstanding(walk.case, NO_TARIFF) == ()
    walk.carrier = NO_TARIFF
    assert walk.want_code().refusal is not None
    walk.carrier = CARRIER
    assert outstanding(walk.case, CARRIER) == before
    walk.sign()
    assert walk.state() is State.CUTTING


def test_what_is_past_its_cut_needs_no_tariff_any_more() -> None:
    """It was settled by what was signed."""
    walk = Walk()
    walk.prove(POSTPAID)
    walk.read(bill=BillReading(deposit_minor=200_00))
    walk.answer()
    walk.sign()
    walk.carrier = NO_TARIFF
    for _ in range(9):
        if walk.state() in OVER:
            break
        walk.go_on(POSTPAID)
    assert walk.state() is State.ENDED
    assert not _flags(walk)


def test_a_new_request_for_such_a_line_is_as_one_for_no_line() -> None:
    """As ever; nothing of it is told."""
    walk = Walk(carrier=NO_TARIFF)
    walk.ask()
    assert walk.case is not None
    assert walk.case.proof.traits is None
    assert walk.say(e.CodeGiven, digest="right").refusal is not None
