"""How a prepaid line ends by itself: blocked, ended, its number given to somebody else, each with its day or UNKNOWN.

The durations are the packs'. Where only the regulator's 60 and 30 days are known, what comes after is UNKNOWN.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.situation import Knowledge, Situation

RULE = ("lapse_outgoing_days", "lapse_both_ways_days")


class LapseStep(StrEnum):
    """What happens to a prepaid line that nobody tops up."""

    EXPIRES = "expires"
    OUTGOING_BLOCKED = "outgoing_blocked"
    BLOCKED = "blocked"  # both ways
    TERMINATED = "terminated"
    REASSIGNED = "reassigned"  # the number may be given to somebody else


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One step of the lapse: so many days after the balance expires; both are None where it is UNKNOWN.

    A day without topics is the traveller's own.
    """

    step: LapseStep
    on: date | None
    days: int | None
    topics: tuple[str, ...] = ()


def lapse_steps(situation: Situation, known: Knowledge) -> tuple[DatedStep, ...]:
    """The steps in their order; none for a line that is not known to be prepaid, or whose carrier is gone."""
    if situation.tariff_kind is not TariffKind.PREPAID or known.successor is not None:
        return ()
    outgoing, both = known.days("lapse_outgoing_days"), known.days("lapse_both_ways_days")
    if outgoing is None or both is None:
        validity = ("prepaid_validity",) if known.has("prepaid_validity") else ()
        unknown = (LapseStep.BLOCKED, LapseStep.TERMINATED, LapseStep.REASSIGNED)
        expires_on = situation.expires_on
        first = DatedStep(LapseStep.EXPIRES, expires_on, None, () if expires_on else validity)
        return (first, *(DatedStep(step, None, None) for step in unknown))
    kept = known.days("lapse_kept_days")
    after = (
        (LapseStep.OUTGOING_BLOCKED, 0, RULE[:1]),
        (LapseStep.BLOCKED, outgoing, RULE[:1]),
        (LapseStep.TERMINATED, outgoing + both, RULE),
        (LapseStep.REASSIGNED, None if kept is None else outgoing + both + kept, ("lapse_kept_days",)),
    )
    return tuple(
        DatedStep(step, _later(situation.expires_on, days), days, topics if days is not None else ())
        for step, days, topics in after
    )


def is_alive_on(day: date, situation: Situation, known: Knowledge) -> bool | None:
    """Whether a prepaid line left alone is surely not ended by then; None where the carrier's rule is UNKNOWN."""
    outgoing, both = known.days("lapse_outgoing_days"), known.days("lapse_both_ways_days")
    if outgoing is None or both is None:
        return None
    if situation.expires_on is not None:
        expires_on = situation.expires_on
    elif situation.is_suspended:
        # It is blocked already, and nobody knows since when: it may be ended any day.
        return False
    else:
        expires_on = situation.leaving_on  # it works now, so its balance has not expired before that day
    return day < expires_on + timedelta(days=outgoing + both)


def has_expired(situation: Situation) -> bool:
    """Whether its balance is over by the day the traveller gave."""
    return situation.expires_on is not None and situation.expires_on < situation.today


def stage(situation: Situation, known: Knowledge) -> LapseStep | None:
    """The last step that a prepaid line has come to today; None where it lives, or where the rule is UNKNOWN."""
    if situation.tariff_kind is not TariffKind.PREPAID or not has_expired(situation):
        return None
    dated = [one for one in lapse_steps(situation, known) if one.on is not None and one.days is not None]
    passed = [one.step for one in dated if one.on is not None and one.on <= situation.today]
    return passed[-1] if passed else None


def has_ended(situation: Situation, known: Knowledge) -> bool:
    """Whether a prepaid line may be ended already, by the carrier's rule."""
    return stage(situation, known) in (LapseStep.TERMINATED, LapseStep.REASSIGNED)


def may_be_restored(situation: Situation, known: Knowledge) -> bool | None:
    """Whether a line that has ended can be had back today; None where nobody has said."""
    restore_days, outgoing, both = (known.days(topic) for topic in ("restore", *RULE))
    if restore_days is None or outgoing is None or both is None or situation.expires_on is None:
        return None
    return situation.today < situation.expires_on + timedelta(days=outgoing + both + restore_days)


def _later(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else day + timedelta(days=days)
