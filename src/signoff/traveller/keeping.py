"""A plan as the help for a guided case: which of its tasks help with which step, and when steps are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.guidance import Guidance, Task, Way, guidance
from signoff.domain.lapse import LapseStep
from signoff.domain.situation import Situation
from signoff.traveller.plan import ContactView, PlanView, TaskView

_ASKING = ("end_line", "ask_successor", "suspend")

_WORDS: Mapping[Task, tuple[str, ...]] = {
    Task.UNLINK: (
        "codes",
        "codes_other",
        "codes_away",
        "check_line",
        "unlink_named",
        "unlink",
        "unlink_gone",
        "unlink_doubtful",
        "back_up",
    ),
    Task.SETTLE: ("stop_add_ons", "stop_purchases", "pay_loan", "pay_arrears", "use_up"),
    Task.ASK_CARRIER: (
        *_ASKING,
        "ask_restore",
        "lift_suspension",
        "switch_on",
        "ask_terms",
        "gather",
        "tell_bank",
        "get_proof",
    ),
    Task.HANDLE_SIM: ("delete_profile", "keep_sim", "rest_profile", "rest_sim"),
}
"""The plan's words under each step, what it is all about first."""


def way_of(plan: PlanView) -> Way:
    """The way that the plan's advice goes."""
    return Way.LAPSE if plan.advice.advice == Advice.LET_LAPSE else Way.ASK


def is_ending(plan: PlanView) -> bool:
    """Whether the plan brings a line to its end; one that is parked or kept is no case of an ending."""
    return plan.advice.advice not in (Advice.PARK, Advice.KEEP)


def may_lapse(situation: Situation) -> bool:
    """Whether the line can be left to end by itself at all."""
    return situation.tariff_kind is TariffKind.PREPAID


def guidance_of(way: Way, situation: Situation, plan: PlanView) -> Guidance:
    """What the person will be asked, and from which day on, as far as the plan knows days."""
    is_gone = way is Way.ASK and any(task.word == "ask_successor" for task in plan.tasks)
    days = _days(way, plan)
    return guidance(way, situation.sim_kind, situation.tariff_kind, days, is_successor_asked=is_gone)


def _days(way: Way, plan: PlanView) -> dict[Task, date]:
    if way is Way.ASK:
        asked = [task.on for task in plan.tasks if task.word in _ASKING]
        return {Task.ASK_CARRIER: asked[0]} if asked else {}
    known = {one.what: one.on for one in plan.watch if one.on is not None}
    blocked = known.get(LapseStep.BLOCKED) or known.get(LapseStep.OUTGOING_BLOCKED)
    dead = known.get(LapseStep.TERMINATED)
    days = {Task.SEE_BLOCKED: blocked, Task.SEE_DEAD: dead}
    return {task: on for task, on in days.items() if on is not None}


def as_of(situation: Situation, today: date) -> Situation:
    """The situation on a later day: contacts are those of that day, and whoever has left has left."""
    has_left = situation.leaving_on < today
    back_on = situation.back_on if situation.back_on is not None and situation.back_on > today else None
    return replace(
        situation,
        today=today,
        leaving_on=max(situation.leaving_on, today),
        back_on=back_on,
        is_abroad=situation.is_abroad or has_left,
    )


def help_with(task: Task, plan: PlanView) -> tuple[TaskView, ...]:
    """What the plan says to a step, in its order."""
    words = _WORDS.get(task, ())
    return tuple(
        sorted((one for one in plan.tasks if one.word in words), key=lambda one: words.index(one.word))
    )


def contacts_for(task: Task, plan: PlanView) -> tuple[tuple[ContactView, ...], tuple[ContactView, ...]]:
    """Whom to ask where the plan's own tasks name nobody: the carrier, and the regulator as the way on."""
    if task in (Task.UNLINK, Task.HANDLE_SIM):
        return (), ()
    named = any(one.contacts for one in help_with(task, plan))
    offices = next((found for name, found in plan.offices if name == "regulator"), ())
    return (() if named else plan.contacts), offices
