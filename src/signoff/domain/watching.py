"""Which days to watch after a line's end: whether it is dead, whether charges go on, when its number may be another's.

What the carrier does by itself comes from `lapse.py`; the other days are counsel of ours and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import LapseStep, lapse_steps
from signoff.domain.situation import Knowledge, Situation


class Watch(StrEnum):
    """What to do on such a day."""

    SHOULD_BE_DEAD = "should_be_dead"
    FIRST_STATEMENT = "first_statement"
    SECOND_STATEMENT = "second_statement"
    OUTGOING_BLOCKED = "outgoing_blocked"
    BLOCKED = "blocked"
    TERMINATED = "terminated"
    REASSIGNED = "reassigned"


# A statement comes once a month: the first after the end may still have use from before it, the second has not.
_STATEMENTS = ((Watch.FIRST_STATEMENT, 35), (Watch.SECOND_STATEMENT, 65))


@dataclass(frozen=True, slots=True)
class WatchDay:
    """One day to watch; `on` is None where it is UNKNOWN. Without topics it is counsel of ours, or UNKNOWN."""

    watch: Watch
    on: date | None
    topics: tuple[str, ...] = ()


def watch_days(ended_on: date, expires_on: date | None, known: Knowledge) -> tuple[WatchDay, ...]:
    """The days after an end on `ended_on`; a prepaid line that is left to lapse has the day its balance expires."""
    own = [WatchDay(watch, ended_on + timedelta(days=days)) for watch, days in _STATEMENTS]
    if expires_on is None:
        dead = WatchDay(Watch.SHOULD_BE_DEAD, ended_on + timedelta(days=1))
        return (dead, *own, WatchDay(Watch.REASSIGNED, None))
    situation = Situation(
        today=ended_on, leaving_on=ended_on, tariff_kind=TariffKind.PREPAID, expires_on=expires_on
    )
    steps = [one for one in lapse_steps(situation, known) if one.step is not LapseStep.EXPIRES]
    lapse = [WatchDay(Watch(one.step.value), one.on, one.topics) for one in steps]
    return tuple(lapse) or (WatchDay(Watch.REASSIGNED, None),)
