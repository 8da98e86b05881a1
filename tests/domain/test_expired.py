"""A line whose balance expired long ago is not advised as one that lives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.consequence import counsel
from signoff.domain.lapse import LapseStep, has_ended
from signoff.domain.plan import plan
from signoff.domain.situation import Knowledge, Need, Situation
from signoff.domain.steps import Means
from tests.domain.leavers import EVERYTHING, TODAY, knowledge, known_things, situations

RULE = ("lapse_outgoing_days", "lapse_both_ways_days", "lapse_kept_days")
ALIVE = {"use_up", "top_up", "check_line", "stop_add_ons", "unlink", "rest_sim", "keep_sim_in"}


def expired(days: int, *needs: Need) -> Situation:
    return Situation(
        TODAY,
        TODAY + timedelta(days=13),
        tariff_kind=TariffKind.PREPAID,
        expires_on=TODAY - timedelta(days=days),
        needs=frozenset(needs),
    )


def words(situation: Situation, known: Knowledge) -> set[str]:
    return {reason.word for reason in counsel(situation, known).reasons}


@pytest.mark.parametrize(("days", "is_over"), [(59, False), (89, False), (90, True), (400, True)])
def test_a_line_is_over_from_the_day_on_which_it_may_be_ended(days: int, is_over: bool):
    """60 days nothing goes out, 30 days nothing comes in, then it may be ended; by an unknown rule nothing is said."""
    assert has_ended(expired(days), EVERYTHING) is is_over
    assert not has_ended(expired(days), knowledge())


@given(situations(), known_things())
def test_nothing_is_asked_of_a_dead_line(situation: Situation, known: Knowledge):
    """Whatever else is true: no task needs a line that lives, nothing is parked, and nobody is told to use it up."""
    found = counsel(situation, known)
    if not found.has_ended:
        return
    made = plan(situation, known, Means(has_codes=True), lambda _: False)

    assert found.advice in (Advice.LET_LAPSE, Advice.KEEP)
    assert "ended_already" in {reason.word for reason in found.reasons}
    assert not {task.word for task in made.tasks} & ALIVE
    assert all(note.reason.word not in ("balance", "balance_unknown", "add_ons") for note in found.money)


def test_a_number_that_can_be_had_back_is_offered_as_long_as_it_can():
    """By a known rule until its last day; by an unknown one it is asked for; both only once it may be over."""
    known = knowledge(*RULE, "restore")

    assert "restore" in words(expired(90), known)
    assert "restore" in words(expired(179), known)
    assert "restore_over" in words(expired(180), known)
    assert "restore_unknown" in words(expired(90), knowledge(*RULE))
    assert not {"restore", "restore_over", "restore_unknown"} & words(expired(89), known)


def test_a_number_that_is_needed_is_kept_only_while_it_can_be_had_back():
    """After that, its codes go to somebody else: every account is told."""
    known = knowledge(*RULE, "restore")

    assert counsel(expired(90, Need.BANK_CODES), known).advice is Advice.KEEP
    assert counsel(expired(180, Need.BANK_CODES), known).advice is Advice.LET_LAPSE
    assert "codes_gone" in words(expired(180, Need.BANK_CODES), known)
    assert "blocked_now" in words(expired(70, Need.BANK_CODES), known)
    assert "blocked_now" not in words(expired(50, Need.BANK_CODES), known)


def test_an_end_that_is_over_is_told_with_its_day():
    """The dates stay those of the rule."""
    found = counsel(expired(100), EVERYTHING)

    assert found.on == TODAY - timedelta(days=10)
    assert next(one.on for one in found.dates if one.step is LapseStep.TERMINATED) == found.on
    assert found.on > date(2026, 11, 1)
