"""A plan: dated tasks, worked back from the day of departure, in an order in which each can be done.

Which tasks an advice needs stands in `steps.py`; here they get their days. A visit never falls on a public holiday.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from signoff.domain.advice import Advice
from signoff.domain.consequence import Counsel, counsel
from signoff.domain.lapse import Needed, gone_on, is_expiry_unknown, is_gone
from signoff.domain.situation import Knowledge, Situation
from signoff.domain.steps import Means, Step, TaskKind, is_pressing, steps

IsHoliday = Callable[[date], bool | None]
"""Whether a day is a public holiday where the line is; None where nobody has worked it out yet."""

SATURDAY = 5

ABROAD_DAYS = 30
"""How far ahead a plan goes for somebody who has left already: ours, long enough for an answer by mail."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `is_call_instead`: no day is left on which a shop may be open, so it is a call.

    `needs` is what the line must still do for it. `is_too_late`: by the day of expiry it may do so no more;
    `is_expiry_unknown`: that day is not known, and it has to be done before.
    """

    word: str
    kind: TaskKind
    on: date
    after: tuple[str, ...] = ()
    script: str = ""
    ends_on: date | None = None  # the last day that is named when the end is asked for
    is_call_instead: bool = False
    needs: Needed | None = None
    is_too_late: bool = False
    is_expiry_unknown: bool = False
    is_day_off: bool = False  # a holiday or a weekend, on which nobody may answer


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks in their order, with the advice they come from."""

    situation: Situation
    counsel: Counsel
    tasks: tuple[Task, ...]
    last_on: date
    holidays_known: bool  # over the whole span of the plan


def plan(situation: Situation, known: Knowledge, means: Means, is_holiday: IsHoliday) -> Plan:
    """The plan for a line. The departure must not be over; whoever has left already says so (`is_abroad`)."""
    found = counsel(situation, known)
    last_on = situation.leaving_on
    if situation.is_abroad:
        last_on = situation.today + timedelta(days=ABROAD_DAYS)
    days = _Days(situation.today, last_on, is_holiday)
    forward = situation.is_abroad or is_pressing(found.advice)
    tasks: list[Task] = []
    by_word: dict[str, date] = {}
    for step in steps(found.advice, situation, known, means):
        after = tuple(word for word in step.after if word in by_word)
        earliest = max([days.first, *(by_word[word] for word in after)])
        earliest = min(earliest + timedelta(days=step.gap_days), last_on)
        is_last = step.at_end and not situation.is_abroad
        end, is_late = _end_of(step, last_on, situation, known)
        on = last_on if is_last else _day_of(step, days, earliest, end, forward=forward or is_late)
        is_call_instead = step.kind is TaskKind.VISIT and bool(days.is_holiday(on))
        kind = TaskKind.CALL if is_call_instead else step.kind
        by_word[step.word] = on
        ends_on = _ends_on(found.advice, on, situation)
        is_open = step.needs is not None and is_expiry_unknown(situation)
        tasks.append(
            Task(
                step.word,
                kind,
                on,
                after,
                step.script,
                ends_on,
                is_call_instead,
                step.needs,
                is_late,
                is_open,
                is_day_off=bool(days.is_holiday(on)) or on.weekday() >= SATURDAY,
            )
        )
    tasks.sort(key=lambda task: task.on)  # steps of one day keep their order
    return Plan(situation, found, tuple(tasks), last_on, days.are_known)


def _end_of(step: Step, last_on: date, situation: Situation, known: Knowledge) -> tuple[date, bool]:
    """From which day a step's lead counts: the departure, or the day before it that ends what the step needs.

    And whether that day is over.
    """
    first_gone_on = gone_on(step.needs, situation, known) if step.needs is not None else None
    if step.needs is None or first_gone_on is None:
        return last_on, False
    return min(last_on, first_gone_on), is_gone(step.needs, situation, known)


def _ends_on(advice: Advice, said_on: date, situation: Situation) -> date:
    """The last day to name on the day on which the end is asked for: never one that is over then."""
    return said_on if advice is Advice.END_NOW else max(said_on, situation.leaving_on)


@dataclass(frozen=True, slots=True)
class _Days:
    """The days there are."""

    first: date
    last: date
    is_holiday: IsHoliday

    def between(self, first: date, last: date) -> list[date]:
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @property
    def are_known(self) -> bool:
        return all(self.is_holiday(day) is not None for day in self.between(self.first, self.last))

    def working(self, days: Sequence[date]) -> list[date]:
        """Those on which a shop may be open: no public holidays; weekends only where nothing else is left."""
        free = [day for day in days if not self.is_holiday(day)]
        return [day for day in free if day.weekday() < SATURDAY] or free


def _day_of(step: Step, days: _Days, earliest: date, end: date, *, forward: bool) -> date:
    """The day for a step: as early as can be when it presses, else as late as its lead before the end allows."""
    forward = forward or step.is_early
    target = max(earliest, end - timedelta(days=step.lead_days))
    # A call is no visit: whether a hotline rests on a holiday is not known, so what presses does not wait for that.
    if step.kind is TaskKind.SELF or step.at_once or (forward and step.kind is TaskKind.CALL):
        return earliest if forward else target
    if forward:
        return next(iter(days.working(days.between(earliest, days.last))), earliest)
    before, after = (
        days.working(span) for span in (days.between(earliest, target), days.between(target, days.last))
    )
    if before and before[-1].weekday() < SATURDAY:
        return before[-1]
    if after and after[0].weekday() < SATURDAY:
        return after[0]
    return [*after[:1], *before[-1:], target][0]
