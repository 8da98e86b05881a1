"""Advice follows from the situation and from what is known, and each reason rests on that or says that it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.consequence import Counsel, counsel
from signoff.domain.lapse import LapseStep
from signoff.domain.plan import plan
from signoff.domain.situation import Knowledge, Need, Situation
from signoff.domain.steps import Means
from tests.domain.leavers import EVERYTHING, NOTHING, TODAY, knowledge, known_things, situations

PREPAID = Situation(TODAY, TODAY + timedelta(days=14), tariff_kind=TariffKind.PREPAID)
BY_BILL = replace(PREPAID, tariff_kind=TariffKind.POSTPAID)
CAMBODIA = knowledge("lapse_outgoing_days", "lapse_both_ways_days", country="KH")


def back_after(situation: Situation, days: int) -> Situation:
    return replace(situation, back_on=situation.leaving_on + timedelta(days=days))


@given(situations(), known_things())
def test_every_reason_rests_on_something_known_or_says_that_it_does_not(
    situation: Situation, known: Knowledge
):
    """The topics a reason, a note on money or a date cites are known; without any it says UNKNOWN."""
    found = counsel(situation, known)

    reasons = [*found.reasons, *(note.reason for note in found.money)]
    assert found.reasons
    for reason in reasons:
        assert reason.is_unknown == (not reason.topics), reason
        assert known.has(*reason.topics), reason
    for one in found.dates:
        assert known.has(*one.topics)
        own = one.step is LapseStep.EXPIRES and one.on == situation.expires_on
        assert one.topics or one.on is None or own


@given(situations(), known_things())
def test_a_carrier_that_is_gone_leads_to_its_successor_whatever_else_is_said(
    situation: Situation, known: Knowledge
):
    """And to nothing else; with no date of a lapse that only a living carrier could keep."""
    found = counsel(situation, known)

    assert (found.advice is Advice.ASK_SUCCESSOR) == (known.successor is not None)
    assert not (known.successor and found.dates)


@given(situations(), known_things())
def test_a_lost_sim_is_blocked_before_anything_else(situation: Situation, known: Knowledge):
    """Whoever holds it gets the codes of its owner."""
    alive = replace(known, successor=None)

    assert (counsel(situation, alive).advice is Advice.SUSPEND_FIRST) == situation.is_lost


@given(situations(), known_things())
def test_nobody_is_told_that_there_is_time_to_move_codes_off_a_lost_sim(
    situation: Situation, known: Knowledge
):
    """Whoever holds it gets them until it is blocked, and after that nobody: no reason counts on a code or a top-up."""
    lost = replace(situation, is_lost=True)
    words = {reason.word.removesuffix("_unknown") for reason in counsel(lost, known).reasons}
    in_time = {
        "unlink_first",
        "unlink_sooner",
        "needed",
        "out_of_reach",
        "no_time",
        "from_away",
        "blocked_now",
    }

    assert not words & in_time
    if situation.needs and known.successor is None:
        assert "lost_needed" in words


@given(situations(), known_things())
def test_only_a_line_known_to_be_prepaid_is_left_to_lapse(situation: Situation, known: Knowledge):
    """A bill never lapses; where nobody knows, a bill is what is guarded against."""
    found = counsel(situation, known)

    if found.advice is Advice.LET_LAPSE:
        assert situation.tariff_kind is TariffKind.PREPAID
    if found.advice in (Advice.END_NOW, Advice.END_ON):
        assert situation.tariff_kind is not TariffKind.PREPAID


@given(situations(), known_things())
def test_no_money_is_promised(situation: Situation, known: Knowledge):
    """A balance is told as one that is not paid back, or of which nobody knows; and only where it is to be used up."""
    found = counsel(situation, known)
    notes = {note.about.value: note for note in found.money}

    uses_up = (Advice.LET_LAPSE, Advice.END_NOW, Advice.END_ON)
    is_told = situation.tariff_kind is not TariffKind.POSTPAID and found.advice in uses_up
    assert ("balance" in notes) == (
        is_told or (found.advice is Advice.ASK_SUCCESSOR and bool(situation.balance_minor))
    )
    if "balance" in notes:
        assert notes["balance"].reason.word in (
            "balance",
            "balance_unknown",
            "balance_expired",
            "balance_expired_unknown",
            "balance_gone_unknown",
        )
        assert notes["balance"].amount_minor == situation.balance_minor


@pytest.mark.parametrize(
    ("days", "advice"),
    [(31, Advice.KEEP), (32, Advice.PARK), (180, Advice.PARK), (181, Advice.END_ON)],
)
def test_a_contract_is_kept_for_a_month_and_parked_for_half_a_year(days: int, advice: Advice):
    """Each border falls on the side that costs less to be wrong about."""
    assert counsel(back_after(BY_BILL, days), NOTHING).advice is advice


@pytest.mark.parametrize(("days", "advice"), [(88, Advice.PARK), (89, Advice.LET_LAPSE)])
def test_a_cambodian_line_is_parked_until_the_day_before_it_may_be_ended(days: int, advice: Advice):
    """Topped up on the last day it lives 60 and 30 days from there; when its balance expires is not known."""
    found = counsel(back_after(PREPAID, days), CAMBODIA)

    assert found.advice is advice
    words = {reason.word for reason in found.reasons}
    assert "expiry_unknown" in words
    assert "survives" not in words


@pytest.mark.parametrize("days", [20, 100])
def test_no_end_is_spoken_of_where_a_suspended_contract_is_kept(days: int):
    """Nor where it is parked: it is switched on again, and that is all."""
    suspended = replace(BY_BILL, is_suspended=True, needs=frozenset({Need.BANK_CODES}))

    kept = {reason.word for reason in counsel(back_after(suspended, days), NOTHING).reasons}
    ended = {reason.word for reason in counsel(suspended, NOTHING).reasons}

    assert "held_up_kept_unknown" in kept
    assert "held_up_unknown" not in kept
    assert "held_up_unknown" in ended


@pytest.mark.parametrize("expires_days", [None, 1, 14])
@pytest.mark.parametrize(
    ("days", "advice", "word"), [(96, Advice.PARK, "top_up_reaches"), (97, Advice.LET_LAPSE, "back_too_late")]
)
def test_a_line_is_parked_for_as_long_as_a_sourced_top_up_keeps_it(
    expires_days: int | None, days: int, advice: Advice, word: str
):
    """Eight days of validity, then 60 and 30; a number is not given up that money is known to keep."""
    known = knowledge("lapse_outgoing_days", "lapse_both_ways_days", "top_up_validity", country="KH")
    expires_on = None if expires_days is None else TODAY + timedelta(days=expires_days)

    found = counsel(replace(back_after(PREPAID, days), expires_on=expires_on), known)

    assert found.advice is advice
    assert word in {reason.word for reason in found.reasons}


@pytest.mark.parametrize(("days", "word"), [(179, "restore_in_time"), (180, None)])
def test_who_is_back_in_time_is_told_that_the_number_may_be_restored(days: int, word: str | None):
    """Until the day on which others may have it."""
    known = knowledge("lapse_outgoing_days", "lapse_both_ways_days", "restore", country="KH")
    situation = replace(PREPAID, expires_on=PREPAID.leaving_on)

    words = {reason.word for reason in counsel(back_after(situation, days), known).reasons}

    assert words & {"restore_in_time", "restore_later"} == ({word} if word else set())


@pytest.mark.parametrize(("days", "word"), [(75, "survives"), (76, "topped_up")])
def test_what_holds_whenever_the_balance_expires_is_told_as_such(days: int, word: str):
    """It expires today at the earliest, so nothing is ended for 90 days; after that it is topped up for the worse."""
    words = {reason.word for reason in counsel(back_after(PREPAID, days), CAMBODIA).reasons}

    assert {"survives", "topped_up"} & words == {word}


@given(situations(), known_things())
def test_nobody_is_said_to_be_back_in_time_where_nobody_knows_the_expiry(
    situation: Situation, known: Knowledge
):
    """Only what counts from today is sure."""
    words = {reason.word for reason in counsel(situation, known).reasons}
    days = [known.days(topic) for topic in ("lapse_outgoing_days", "lapse_both_ways_days")]

    if "survives" in words and situation.expires_on is None:
        assert situation.back_on is not None
        assert situation.back_on < situation.today + timedelta(days=sum(one or 0 for one in days))
        assert "expiry_unknown" in words
    assert not {"survives_late", "lasts", "lasts_unknown"} & words or situation.expires_on is not None


@given(situations(), known_things())
def test_advice_and_plan_top_up_together(situation: Situation, known: Knowledge):
    """A parked line is topped up in its plan just where the reasons say so; not "before leaving" by who has left."""
    made = plan(situation, known, Means(), lambda _: False)
    if made.counsel.advice is not Advice.PARK or situation.tariff_kind is not TariffKind.PREPAID:
        return
    words = {reason.word.removesuffix("_unknown") for reason in made.counsel.reasons}

    assert ("lasts" in words) != ("top_up" in {task.word for task in made.tasks})
    assert not (situation.is_abroad and "valid_for" in words)


@pytest.mark.parametrize(("days", "advice"), [(2, Advice.KEEP), (3, Advice.LET_LAPSE)])
def test_accounts_want_three_days_to_be_moved(days: int, advice: Advice):
    """With less the line is kept until they are moved from abroad."""
    hanging = replace(PREPAID, needs=frozenset({Need.BANK_CODES}), leaving_on=TODAY + timedelta(days=days))

    assert counsel(hanging, NOTHING).advice is advice


@pytest.mark.parametrize("expires_on", [date(2027, 12, 31), date(2028, 2, 29), date(2026, 11, 30)])
def test_the_lapse_is_counted_in_days_from_the_expiry(expires_on: date):
    """Day 0, 60, 90 and 180, across the ends of months, years and a leap year's February."""
    found = counsel(replace(PREPAID, expires_on=expires_on), EVERYTHING)

    assert [(one.on - expires_on).days for one in found.dates if one.on] == [0, 60, 90, 180]
    assert found.on == expires_on + timedelta(days=90)


def test_what_comes_after_the_rule_is_unknown_where_only_the_rule_is_known():
    """The 90 days a number is kept are Metfone's text, and nobody else's promise."""
    dates = counsel(replace(PREPAID, expires_on=date(2026, 12, 31)), CAMBODIA).dates

    assert {one.step: one.on for one in dates} == {
        LapseStep.OUTGOING_BLOCKED: date(2026, 12, 31),
        LapseStep.BLOCKED: date(2027, 3, 1),
        LapseStep.TERMINATED: date(2027, 3, 31),
        LapseStep.REASSIGNED: None,
    }


def test_a_carrier_of_which_nothing_is_known_gives_no_date():
    """Not even the traveller's own day of expiry leads to others."""
    found: Counsel = counsel(replace(PREPAID, expires_on=date(2026, 12, 31)), NOTHING)

    assert [one.on for one in found.dates] == [date(2026, 12, 31), None, None, None]
    assert found.on is None
