"""A task lies before the day that ends what it needs of the line, or says that it may be too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signoff.domain.advice import UNLINKING_DAYS, Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import LapseStep, lapse_steps
from signoff.domain.plan import Plan, plan
from signoff.domain.situation import Knowledge, Need, Situation
from signoff.domain.steps import Means
from tests.domain.leavers import NOTHING, knowledge, known_things, situations

TODAY = date(2026, 11, 22)
CAMBODIA = knowledge("lapse_outgoing_days", "lapse_both_ways_days", country="KH")
BILLING = knowledge("carrier_billing", "loan")
SHOP = Means(has_codes=True, has_shop=True)
TOURIST = Situation(
    TODAY, date(2027, 3, 1), tariff_kind=TariffKind.PREPAID, balance_minor=5000, expires_on=date(2026, 12, 10)
)
SPENDING = {"use_up", "top_up", "stop_add_ons", "pay_loan", "check_line", "codes"}
LIVING = {"back_up", "stop_purchases"}
RECEIVING = {"unlink_named", "unlink", "test_codes"}
TIME_IS_LEFT = {"unlink_first", "unlink_sooner", "no_time", "from_away"}
OWING = Situation(TODAY, date(2027, 5, 31), tariff_kind=TariffKind.POSTPAID, owed_minor=30000)
MOVING = {"unlink_first", "unlink_sooner"}
ASKING = {"ask_terms", "end_line", "ask_pause", "ask_fees", "ask_restore", "lift_suspension", "switch_on"}


def made(situation: Situation, known: Knowledge) -> Plan:
    return plan(situation, known, SHOP, lambda _: False)


def days(of: Plan) -> dict[str, date]:
    return {task.word: task.on for task in of.tasks}


@given(situations(), known_things(), st.integers(0, 2**32))
@example(TOURIST, NOTHING, 0)
@example(replace(TOURIST, needs=frozenset({Need.BANK_CODES})), CAMBODIA, 0)
@example(replace(TOURIST, back_on=date(2027, 4, 1)), NOTHING, 0)
@example(replace(TOURIST, expires_on=TODAY), CAMBODIA, 0)
@example(replace(TOURIST, expires_on=TODAY - timedelta(days=60)), CAMBODIA, 0)
@example(replace(TOURIST, leaving_on=date(2027, 4, 15)), CAMBODIA, 0)
@example(replace(TOURIST, has_loan=True), BILLING, 0)
@example(replace(TOURIST, is_suspended=True), BILLING, 0)
def test_no_task_lies_after_the_day_that_ends_what_it_needs(
    situation: Situation, known: Knowledge, seed: int
) -> None:
    """By the plan's own list of dates: spending until the expiry, codes until the block, all else until the end."""
    found = plan(situation, known, SHOP, lambda day: hash((seed, day.toordinal())) % 3 == 0)

    if situation.tariff_kind is TariffKind.POSTPAID or found.counsel.has_ended:
        return
    if known.successor is not None:
        return  # its own dates are over; what was moved lives by others
    expires_on = situation.expires_on
    listed = {one.step: one.on for one in lapse_steps(situation, known)}
    blocked_on = listed.get(LapseStep.BLOCKED) or expires_on  # without a rule: the worse
    ended_on = listed.get(LapseStep.TERMINATED) or expires_on
    reasons = {reason.word.removesuffix("_unknown") for reason in found.counsel.reasons}
    receiving = (
        set() if {"unlink_gone", "unlink_doubtful"} & {*days(found)} else RECEIVING
    )  # by another way than codes
    for task in found.tasks:
        limit = expires_on if task.word in SPENDING else blocked_on if task.word in receiving else None
        limit = ended_on if task.word in LIVING else limit
        if limit is None or (task.word == "codes" and situation.is_abroad):
            continue
        is_last_day = task.on == situation.today == expires_on
        assert task.on < limit or is_last_day or task.is_too_late, task
        assert not task.is_too_late or task.on == situation.today, task
    is_out = blocked_on is not None and (blocked_on - situation.today).days < min(UNLINKING_DAYS, 1)
    assert not (is_out and TIME_IS_LEFT & reasons)


@given(situations(), known_things())
def test_who_does_not_know_the_expiry_is_told_to_find_it_first(
    situation: Situation, known: Knowledge
) -> None:
    """Each task that may come too late says so, and the look at the line is today."""
    found = made(situation, known)
    is_open = situation.tariff_kind is TariffKind.PREPAID and situation.expires_on is None

    for task in found.tasks:
        if not is_open or situation.is_suspended or task.needs is None:
            assert not task.is_expiry_unknown
        else:
            assert task.is_expiry_unknown
            assert task.word != "check_line" or task.on == situation.today


def test_a_balance_is_used_up_before_it_expires() -> None:
    """Three months before the departure: everything that needs it comes before."""
    assert days(made(TOURIST, NOTHING))["use_up"] == date(2026, 12, 9)
    assert days(made(replace(TOURIST, back_on=date(2027, 4, 1)), NOTHING))["top_up"] == date(2026, 12, 9)


def test_purchases_are_stopped_while_there_is_a_balance_to_charge() -> None:
    """As added services are: not weeks after the balance has expired."""
    known = knowledge("carrier_billing", *CAMBODIA.facts)
    found = days(made(TOURIST, known))
    over = made(replace(TOURIST, expires_on=TODAY - timedelta(days=5)), known)

    assert found["stop_purchases"] == found["stop_add_ons"] == date(2026, 12, 3)
    (late,) = (task for task in over.tasks if task.word == "stop_purchases")
    assert not late.is_too_late  # the shop stops them all the same


def test_codes_are_moved_while_they_arrive() -> None:
    """The line is blocked both ways on 8 February, three weeks before the departure."""
    found = made(replace(TOURIST, needs=frozenset({Need.BANK_CODES})), CAMBODIA)

    assert found.counsel.advice is Advice.LET_LAPSE
    assert days(found)["unlink_named"] == date(2027, 1, 29)
    assert days(found)["use_up"] == date(2026, 12, 9)
    words = {reason.word for reason in found.counsel.reasons}
    assert "unlink_sooner_unknown" in words
    assert "unlink_first_unknown" not in words


@pytest.mark.parametrize("expired_days", [60, 89])
def test_where_no_code_arrives_nobody_is_told_that_there_is_time(expired_days: int) -> None:
    """Blocked both ways: the number comes off every account by another way."""
    blocked = replace(TOURIST, expires_on=TODAY - timedelta(days=expired_days))

    lapsing = made(blocked, CAMBODIA)
    needing = made(replace(blocked, needs=frozenset({Need.ACCOUNTS})), CAMBODIA)

    assert {"unlink_gone"} <= {*days(lapsing)}
    assert not {"unlink"} & {*days(lapsing)}
    assert "out_of_reach_unknown" in {reason.word for reason in needing.counsel.reasons}
    assert days(needing)["unlink_named"] == TODAY


def test_a_task_that_may_be_too_late_is_marked_and_tried_at_once() -> None:
    """A top-up of a line of which nothing goes out any more."""
    late = replace(TOURIST, expires_on=TODAY - timedelta(days=1), back_on=date(2027, 3, 10))

    (task,) = (task for task in made(late, NOTHING).tasks if task.word == "top_up")

    assert (task.is_too_late, task.on) == (True, TODAY)
    assert made(late, NOTHING).counsel.advice is Advice.PARK


def test_on_the_last_day_of_a_balance_it_is_still_used_up() -> None:
    """Today is not too late."""
    (task,) = (
        task for task in made(replace(TOURIST, expires_on=TODAY), CAMBODIA).tasks if task.word == "use_up"
    )

    assert (task.is_too_late, task.on) == (False, TODAY)


@given(situations(), known_things(), st.integers(0, 2**32))
@example(OWING, NOTHING, 0)
@example(replace(OWING, tariff_kind=TariffKind.PREPAID), CAMBODIA, 0)
@example(replace(OWING, is_suspended=True, needs=frozenset({Need.WALLET})), NOTHING, 0)
@example(replace(OWING, is_suspended=True, leaving_on=date(2026, 11, 25), needs=frozenset(Need)), NOTHING, 0)
def test_what_the_plan_says_comes_first_is_dated_first(
    situation: Situation, known: Knowledge, seed: int
) -> None:
    """What is owed is paid today, before anything is asked for; accounts and copies come before the end."""
    found = plan(situation, known, SHOP, lambda day: hash((seed, day.toordinal())) % 3 == 0)
    by_word = {task.word: task for task in found.tasks}
    places = {task.word: place for place, task in enumerate(found.tasks)}

    is_owing = situation.owed_minor > 0 and known.successor is None
    assert ("pay_arrears" in by_word) == is_owing
    if is_owing:
        assert by_word["pay_arrears"].on == situation.today
        for word in ASKING & {*by_word}:
            assert places["pay_arrears"] < places[word], word
    if "end_line" not in by_word:
        return
    end = by_word["end_line"]
    assert end.ends_on is not None
    for word in {"unlink_named", "unlink", "unlink_gone", "back_up"} & {*by_word}:
        assert by_word[word].on <= end.ends_on, word
        assert by_word[word].on < end.ends_on or places[word] < places["end_line"], word
    assert "unlink_named" not in by_word or by_word["unlink_named"].on < end.ends_on
    if "lift_suspension" in by_word:
        assert by_word["unlink_named"].on < end.on
        assert places["lift_suspension"] < min(places["unlink_named"], places["unlink"], places["ask_terms"])


@given(situations(), known_things())
@example(replace(OWING, is_suspended=True, needs=frozenset({Need.WALLET})), NOTHING)
@example(replace(OWING, is_suspended=True, tariff_kind=None, needs=frozenset({Need.WALLET})), CAMBODIA)
def test_nobody_is_told_to_end_now_what_still_has_to_be_moved(situation: Situation, known: Knowledge) -> None:
    """No end today beside a reason that there is time; a suspended bill's line is switched on again first."""
    found = made(situation, known)
    words = {reason.word.removesuffix("_unknown") for reason in found.counsel.reasons}
    ends = found.counsel.advice in (Advice.END_NOW, Advice.END_ON)
    held_up = "held_up" if ends else "held_up_kept"

    assert found.counsel.advice is not Advice.END_NOW or not situation.needs
    assert found.counsel.advice is not Advice.END_NOW or not words & MOVING
    assert (held_up in words) == ("lift_suspension" in days(found))
    is_bill = situation.tariff_kind is not TariffKind.PREPAID and known.successor is None
    if situation.needs and situation.is_suspended and is_bill and not situation.is_lost:
        assert held_up in words


SWITCHED_OFF = replace(TOURIST, is_suspended=True, expires_on=None, needs=frozenset({Need.WALLET}))


@given(situations(), known_things())
@example(SWITCHED_OFF, NOTHING)
@example(SWITCHED_OFF, CAMBODIA)
@example(replace(SWITCHED_OFF, back_on=date(2027, 4, 1), needs=frozenset()), CAMBODIA)
@example(replace(SWITCHED_OFF, owed_minor=300, expires_on=TODAY - timedelta(days=70)), CAMBODIA)
def test_a_suspended_prepaid_line_is_switched_on_before_it_is_used(
    situation: Situation, known: Knowledge
) -> None:
    """It is named; no plan tops up what is blocked, nor says for sure that no code arrives."""
    found = made(situation, known)
    places = {task.word: place for place, task in enumerate(found.tasks)}
    words = {reason.word for reason in found.counsel.reasons}
    lives = known.successor is None and not found.counsel.has_ended and not situation.is_lost
    is_off = lives and situation.is_suspended and situation.tariff_kind is TariffKind.PREPAID

    assert ("switched_off_unknown" in words) == is_off
    assert ("switch_on" in places) == (is_off and found.counsel.advice in (Advice.KEEP, Advice.PARK))
    assert ("switch_on" in places) == found.counsel.is_switched_off
    for word in {"top_up", "unlink_named", "unlink_gone", "unlink_doubtful", "test_codes"} & {*places}:
        assert places.get("switch_on", -1) < places[word], word
    if lives and "unlink_gone" in places:
        assert LapseStep.BLOCKED in {one.step for one in lapse_steps(situation, known) if one.on}
        assert "test_codes" not in places or "blocked_now" in {
            word.removesuffix("_unknown") for word in words
        }
