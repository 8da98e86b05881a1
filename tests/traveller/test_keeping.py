"""A plan helps with a guided case: its days, its words under each step, and no contact that may not be passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.domain.carrier import TariffKind
from signoff.domain.guidance import Task, Way
from signoff.domain.line import SimKind
from signoff.domain.situation import Situation
from signoff.traveller import keeping
from signoff.traveller.plan import PlanView, make_plan

TODAY = date(2026, 11, 23)
LEAVING = date(2026, 12, 8)
PREPAID = Situation(TODAY, LEAVING, tariff_kind=TariffKind.PREPAID, expires_on=date(2027, 1, 10))
POSTPAID = Situation(TODAY, LEAVING, tariff_kind=TariffKind.POSTPAID, sim_kind=SimKind.ESIM)
UNSURE = Situation(TODAY, LEAVING, is_lost=True)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped packs."""
    return load(None)


def plan_of(catalogue: Catalogue, carrier_id: str, situation: Situation) -> PlanView:
    """A plan in English."""
    return make_plan(catalogue, Texts(catalogue), carrier_id, situation, "en")


def test_the_carrier_is_asked_on_the_plans_day(catalogue: Catalogue) -> None:
    """And the final bill belongs to it; a prepaid line that is ended has none."""
    plan = plan_of(catalogue, "ctm", POSTPAID)
    day = next(task.on for task in plan.tasks if task.word == "end_line")

    made = keeping.guidance_of(keeping.way_of(plan), POSTPAID, plan)

    assert (made.way, made.sim_kind) == (Way.ASK, SimKind.ESIM)
    assert {one.task: one.on for one in made.tasks if one.on} == {Task.ASK_CARRIER: day}
    assert Task.FINAL_BILL in [one.task for one in made.tasks]
    prepaid = keeping.guidance_of(Way.ASK, PREPAID, plan_of(catalogue, "ctm", PREPAID))
    assert Task.FINAL_BILL not in [one.task for one in prepaid.tasks]


def test_only_a_plan_that_ends_a_line_can_be_kept_as_a_case(catalogue: Catalogue) -> None:
    """Not one for a short absence."""
    away = replace(POSTPAID, back_on=LEAVING + timedelta(days=9))

    assert keeping.is_ending(plan_of(catalogue, "ctm", POSTPAID))
    assert not keeping.is_ending(plan_of(catalogue, "ctm", away))


@pytest.mark.parametrize(("carrier_id", "is_other"), [("ctm", False), ("smartone_mo", True)])
def test_whose_carrier_is_gone_asks_its_successor_about_the_line(
    catalogue: Catalogue, carrier_id: str, is_other: bool
) -> None:
    """The step is a question, not the wish to end it, and the case says so from its beginning."""
    made = keeping.guidance_of(Way.ASK, POSTPAID, plan_of(catalogue, carrier_id, POSTPAID))

    assert made.is_successor_asked == is_other


def test_a_line_that_lapses_is_asked_about_on_the_days_that_are_known(catalogue: Catalogue) -> None:
    """Where the carrier's rule is known, they follow from the day of expiry; where it is not, there are none."""
    for carrier_id in catalogue.packs:
        plan = plan_of(catalogue, carrier_id, PREPAID)
        if keeping.way_of(plan) is not Way.LAPSE:
            continue
        known = {one.what: one.on for one in plan.watch}

        days = {one.task: one.on for one in keeping.guidance_of(Way.LAPSE, PREPAID, plan).tasks if one.on}

        assert days.get(Task.SEE_DEAD) == known["terminated"]
        assert days.get(Task.SEE_BLOCKED) == (known.get("blocked") or known.get("outgoing_blocked"))


@pytest.mark.parametrize("situation", [PREPAID, POSTPAID, UNSURE], ids=["prepaid", "postpaid", "lost"])
def test_every_step_of_every_carrier_has_help_that_may_be_passed_on(
    catalogue: Catalogue, situation: Situation
) -> None:
    """Each contact is sourced and rejected by nobody; where there is none, the regulator is the way on."""
    of_nobody = {
        one.value
        for pack in catalogue.packs.values()
        for one in pack.rejected
        if one.why != "another_carriers_code"
    }
    for carrier_id in catalogue.packs:
        plan = plan_of(catalogue, carrier_id, situation)
        for task in Task:
            contacts, offices = keeping.contacts_for(task, plan)
            shown = [
                one for help_ in keeping.help_with(task, plan) for one in (*help_.contacts, *help_.offices)
            ]
            shown += [*contacts, *offices]
            assert all(one.said.sources for one in shown)
            assert not of_nobody & {one.contact.value for one in shown}
        _, offices = keeping.contacts_for(Task.ASK_CARRIER, plan)
        assert offices


def test_on_a_later_day_whoever_has_left_has_left() -> None:
    """So that a plan can still be made of it, with the contacts of that day."""
    later = keeping.as_of(replace(PREPAID, back_on=LEAVING + timedelta(days=9)), LEAVING + timedelta(days=20))

    assert (later.today, later.leaving_on) == (LEAVING + timedelta(days=20),) * 2
    assert (later.is_abroad, later.back_on) == (True, None)
    assert keeping.as_of(PREPAID, TODAY + timedelta(days=1)).leaving_on == LEAVING
