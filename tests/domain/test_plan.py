"""The tasks of a plan have days on which they can be done, in an order in which they can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.plan import ABROAD_DAYS, Plan, plan
from signoff.domain.situation import Knowledge, Known, Need, Situation
from signoff.domain.steps import Means, TaskKind
from tests.domain.leavers import NOTHING, knowledge, known_things, situations

MONDAY = date(2026, 11, 23)
NOTICE = Knowledge("ctm", "MO", None, {"postpaid_notice": Known("postpaid_notice", "5", ("SOURCE",))})
SHOP = Means(has_codes=True, has_shop=True)


def holidays(*days: date) -> Callable[[date], bool]:
    return lambda day: day in days


def contract(today: date, leaving_on: date) -> Situation:
    return Situation(today, leaving_on, tariff_kind=TariffKind.POSTPAID)


def day_of(made: Plan, word: str) -> date:
    return next(task.on for task in made.tasks if task.word == word)


@given(situations(), known_things(), st.booleans(), st.booleans(), st.integers(0, 2**32))
def test_every_task_can_be_done_on_its_day(
    situation: Situation, known: Knowledge, has_codes: bool, has_shop: bool, seed: int
):
    """Not before today, not after the departure, not before what it waits for; no visit on a public holiday."""

    def is_holiday(day: date) -> bool:
        return hash((seed, day.toordinal())) % 3 == 0  # far more than any country has

    made = plan(situation, known, Means(has_codes=has_codes, has_shop=has_shop), is_holiday)

    days = {task.word: task.on for task in made.tasks}
    places = {task.word: place for place, task in enumerate(made.tasks)}
    last_on = situation.today + timedelta(days=ABROAD_DAYS) if situation.is_abroad else situation.leaving_on
    assert made.tasks
    assert len(days) == len(made.tasks)
    for task in made.tasks:
        assert situation.today <= task.on <= last_on
        assert not (task.kind is TaskKind.VISIT and is_holiday(task.on)), task
        assert not (task.kind is TaskKind.VISIT and situation.is_abroad), task
        for word in task.after:
            assert days[word] <= task.on, task
            assert places[word] < places[task.word], task
    assert list(days.values()) == sorted(days.values())
    assert not has_codes or made.tasks[0].word.startswith("codes")


@given(situations(), known_things())
def test_nobody_is_told_to_end_a_line_that_is_kept(situation: Situation, known: Knowledge):
    """The end is asked for in plans of an end only, and only there profiles are deleted."""
    made = plan(situation, known, SHOP, holidays())

    is_ending = made.counsel.advice in (Advice.END_NOW, Advice.END_ON)
    words = {task.word for task in made.tasks}
    assert ("end_line" in words) == is_ending
    assert "delete_profile" not in words or is_ending


def test_a_plan_is_worked_back_from_the_departure():
    """Two weeks before: codes; five days before: the shop; the last day: the SIM."""
    made = plan(contract(MONDAY, date(2026, 12, 31)), NOTICE, SHOP, holidays())

    assert [(task.word, (made.situation.leaving_on - task.on).days) for task in made.tasks] == [
        ("codes", 14),
        ("check_line", 14),
        ("ask_terms", 14),
        ("unlink", 10),
        ("back_up", 9),
        ("gather", 9),
        ("end_line", 6),  # five days before is a Saturday
        ("get_proof", 5),
        ("keep_sim", 0),
    ]


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ((), date(2026, 12, 25)),
        ((date(2026, 12, 25),), date(2026, 12, 24)),
        (
            (date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 24), date(2026, 12, 25)),
            date(2026, 12, 28),
        ),
    ],
)
def test_a_visit_makes_way_for_holidays_and_weekends(closed: tuple[date, ...], expected: date):
    """It moves to the working day before, and where that is too early for what it waits for, to the next one."""
    made = plan(contract(date(2026, 12, 1), date(2026, 12, 31)), NOTICE, SHOP, holidays(*closed))

    assert day_of(made, "end_line") == expected


def test_without_a_working_day_the_visit_becomes_a_call():
    """Leaving on a holiday, today: nobody is sent to a closed shop."""
    made = plan(contract(MONDAY, MONDAY), NOTHING, SHOP, lambda _: True)

    (task,) = (task for task in made.tasks if task.word == "end_line")
    assert (task.kind, task.is_call_instead, task.on) == (TaskKind.CALL, True, MONDAY)


@pytest.mark.parametrize("days", [0, 1, 2])
def test_who_leaves_soon_gets_everything_into_the_days_that_are_left(days: int):
    """Today, tomorrow, the day after: all tasks, none dropped."""
    whole = {task.word for task in plan(contract(MONDAY, date(2027, 3, 1)), NOTHING, SHOP, holidays()).tasks}

    made = plan(contract(MONDAY, MONDAY + timedelta(days=days)), NOTHING, SHOP, holidays())

    assert {task.word for task in made.tasks} == whole


@pytest.mark.parametrize("leaving_on", [date(2027, 1, 1), date(2027, 3, 1), date(2028, 3, 1)])
def test_plans_cross_the_ends_of_months_and_years(leaving_on: date):
    """Fourteen days before the first of January is in December of the year before."""
    made = plan(contract(date(2026, 11, 23), leaving_on), NOTICE, SHOP, holidays())

    assert made.tasks[0].on == leaving_on - timedelta(days=14)


def test_a_lost_sim_is_blocked_today_holiday_or_not():
    """A thief does not wait for a working day."""
    lost = replace(contract(MONDAY, date(2027, 3, 1)), is_lost=True)

    made = plan(lost, NOTHING, SHOP, lambda _: True)

    assert day_of(made, "suspend") == MONDAY


PREPAID_LOST = Known("prepaid_lost", "1000", ("SOURCE",))


def lost_with(kind: TariffKind) -> Situation:
    return replace(contract(MONDAY, MONDAY + timedelta(days=9)), tariff_kind=kind, is_lost=True)


def test_a_lost_sim_of_a_carrier_that_is_gone_is_blocked_by_the_one_that_took_over():
    """At once, holiday or not: a line that was moved lives on for whoever holds the SIM."""
    gone = Knowledge("smartone_mo", "MO", "ctm", {})
    lost = replace(lost_with(TariffKind.POSTPAID), needs=frozenset({Need.BANK_CODES}))

    made = plan(lost, gone, SHOP, holidays(MONDAY))

    assert made.counsel.advice is Advice.ASK_SUCCESSOR
    assert "lost_moved_unknown" in [reason.word for reason in made.counsel.reasons]
    assert [day_of(made, word) for word in ("suspend_moved", "tell_bank", "unlink_named")] == [MONDAY] * 3
    assert next(task.script for task in made.tasks if task.word == "suspend_moved") == "lost_successor"


def test_a_lost_card_that_is_void_for_good_leaves_nothing_to_decide():
    """Where the carrier says so, of a prepaid card: nobody asks for a replacement or for the number."""
    void = Knowledge("ctm", "MO", None, {"prepaid_lost": PREPAID_LOST})

    made = plan(lost_with(TariffKind.PREPAID), void, SHOP, holidays())
    other = plan(lost_with(TariffKind.POSTPAID), void, SHOP, holidays())

    words, other_words = ([task.word for task in one.tasks] for one in (made, other))
    assert made.counsel.is_void
    assert not other.counsel.is_void
    assert "decide_after" not in words
    assert "unlink_gone" in words
    assert next(task.script for task in made.tasks if task.word == "suspend") == "lost_void"
    assert "decide_after" in other_words


def test_a_plan_says_when_holidays_are_not_known():
    """One unknown day in it is enough."""
    situation = contract(date(2031, 12, 20), date(2032, 1, 5))

    assert not plan(situation, NOTHING, SHOP, lambda day: None if day.year > 2031 else False).holidays_known
    assert plan(situation, NOTHING, SHOP, holidays()).holidays_known


@given(situations(), known_things())
def test_the_last_day_that_is_said_is_not_over_when_it_is_said(situation: Situation, known: Knowledge):
    """What ends now ends on the day on which it is asked for; what ends later not before that."""
    made = plan(situation, known, SHOP, holidays(situation.today))

    for task in made.tasks:
        assert task.ends_on is not None
        assert task.ends_on >= task.on
        assert made.counsel.advice is not Advice.END_NOW or task.ends_on == task.on


def test_the_end_is_asked_for_at_once_where_notice_is_not_known():
    """Nobody knows how early is early enough; where it is known, the days before the end are counted."""
    away = contract(MONDAY, date(2027, 10, 29))

    early = plan(away, NOTHING, SHOP, holidays())
    counted = plan(away, knowledge("postpaid_notice"), SHOP, holidays())

    assert day_of(early, "ask_terms") == day_of(early, "end_line") == MONDAY
    assert day_of(early, "unlink") > MONDAY
    assert day_of(counted, "end_line") <= away.leaving_on - timedelta(days=30)
    assert day_of(counted, "end_line") > MONDAY


def test_what_is_asked_at_once_by_telephone_does_not_wait_for_a_holiday():
    """A call is no visit; a visit waits, and what has time is asked on a working day."""
    festival = holidays(MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))

    made = plan(contract(MONDAY, date(2026, 11, 26)), NOTHING, SHOP, festival)
    relaxed = plan(
        contract(date(2026, 12, 1), date(2026, 12, 31)), NOTICE, SHOP, holidays(date(2026, 12, 17))
    )

    asked = next(task for task in made.tasks if task.word == "ask_terms")
    assert (asked.on, asked.kind, asked.is_day_off) == (MONDAY, TaskKind.CALL, True)
    assert day_of(made, "end_line") == MONDAY + timedelta(days=3)
    assert day_of(relaxed, "ask_terms") == date(2026, 12, 18)


def test_no_code_is_dialled_by_somebody_who_has_left():
    """They are free in the country; from elsewhere nobody knows."""
    left = replace(contract(MONDAY, MONDAY), is_abroad=True)

    words = [task.word for task in plan(left, NOTHING, SHOP, holidays()).tasks]

    assert words[0] == "codes_away"
    assert not {"codes", "codes_other"} & {*words}
