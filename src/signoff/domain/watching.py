"""Which days to watch once a line has ended or is left to lapse: whether it is dead, charged on, or another's.

What the carrier does by itself comes from `lapse.py`; the other days are counsel of ours and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import lapse_steps
from signoff.domain.situation import Knowledge, Situation


class Watch(StrEnum):
    """What to do on such a day."""

    SHOULD_BE_DEAD = "should_be_dead"
    FIRST_STATEMENT = "first_statement"
    SECOND_STATEMENT = "second_statement"
    EXPIRES = "expires"
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


@dataclass(frozen=True, slots=True)
class End:
    """How a line ends: on a day, by somebody; or by itself, `on` being the day its balance expires. Never both."""

    on: date
    is_lapse: bool = False


def watch_days(end: End, known: Knowledge) -> tuple[WatchDay, ...]:
    """The days after an end; for a prepaid line that is left to lapse, the steps of that."""
    if not end.is_lapse:
        dead = WatchDay(Watch.SHOULD_BE_DEAD, end.on + timedelta(days=1))
        own = (WatchDay(watch, end.on + timedelta(days=days)) for watch, days in _STATEMENTS)
        return (dead, *own, WatchDay(Watch.REASSIGNED, None))
    situation = Situation(today=end.on, leaving_on=end.on, tariff_kind=TariffKind.PREPAID, expires_on=end.on)
    steps = lapse_steps(situation, known)
    if not steps:  # its carrier is gone
        return (WatchDay(Watch.EXPIRES, end.on), WatchDay(Watch.REASSIGNED, None))
    return tuple(WatchDay(Watch(one.step.value), one.on, one.topics) for one in steps)
