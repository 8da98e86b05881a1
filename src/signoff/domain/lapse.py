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


class Needed(StrEnum):
    """What a thing that is done with the line rests on, and what a prepaid line loses."""

    OUTGOING = "outgoing"  # its balance, and whatever goes out
    INCOMING = "incoming"  # codes and calls
    LIVING = "living"  # that it has not ended


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
    """Whether a prepaid line left alone is surely not ended by then; None where nobody knows.

    That is where the carrier's rule is UNKNOWN, and where the day of expiry is: the balance may expire today.
    """
    if outlasts(day, situation):
        return True
    days = _days_to_end(known)
    if days is None:
        return None
    if situation.expires_on is not None:
        return day < situation.expires_on + timedelta(days=days)
    if situation.is_suspended:
        # It is blocked already, and nobody knows since when: it may be ended any day.
        return False
    return day < situation.today + timedelta(days=days) or None


def outlasts(day: date, situation: Situation) -> bool:
    """Whether the balance of a line that works expires only after a day, by what the traveller says."""
    return not situation.is_suspended and situation.expires_on is not None and day < situation.expires_on


def lives_if_topped_up(
    day: date, situation: Situation, known: Knowledge, *, by_validity: bool = True
) -> bool | None:
    """The same of a line that is topped up right before the departure; None where the rule is UNKNOWN.

    `by_validity`: by the longest top-up that is known, where one is; else one is counted as lasting no day.
    """
    days = _days_to_end(known)
    if days is None:
        return None
    validity = known.most_days("top_up_validity") if by_validity else None
    topped_up_on = max(situation.today, situation.leaving_on - timedelta(days=1))
    return day < topped_up_on + timedelta(days=days + (validity or 0))


def is_topped_up_in_time(situation: Situation) -> bool:
    """Whether a top-up comes before the end of the balance; whether it revives one that is over nobody says."""
    return not situation.is_suspended and not has_expired(situation)


def _days_to_end(known: Knowledge) -> int | None:
    """How long after its balance has expired a line lives on, at least."""
    outgoing, both = (known.days(topic) for topic in RULE)
    return None if outgoing is None or both is None else outgoing + both


def has_expired(situation: Situation) -> bool:
    """Whether its balance is over by the day the traveller gave."""
    return situation.expires_on is not None and situation.expires_on < situation.today


def gone_on(needed: Needed, situation: Situation, known: Knowledge) -> date | None:
    """The first day that cannot be counted on for this; None for a bill, or where nothing says when.

    What is not known is taken for the worse: without a rule codes are counted on until the balance expires, and
    without that day for as long as a balance that expires today leaves.
    """
    if situation.tariff_kind is TariffKind.POSTPAID:
        return None
    is_prepaid = situation.tariff_kind is TariffKind.PREPAID
    if needed is Needed.LIVING:
        days = _days_to_end(known) if is_prepaid else None
        return _later(situation.expires_on, days or 0)
    if is_prepaid and situation.is_suspended:
        return min(situation.today, situation.expires_on or situation.today)
    outgoing_days, both_days = (known.days(topic) for topic in RULE)
    has_rule = is_prepaid and outgoing_days is not None and both_days is not None
    if needed is Needed.OUTGOING or not has_rule:
        return situation.expires_on
    return _later(situation.expires_on or situation.today, outgoing_days)


def is_gone(needed: Needed, situation: Situation, known: Knowledge) -> bool:
    """Whether it can be counted on no more today. On the very day on which a balance expires it still can."""
    first_on = gone_on(needed, situation, known)
    if first_on is None or first_on > situation.today:
        return False
    is_off = situation.is_suspended and needed is not Needed.LIVING
    return first_on != situation.expires_on or is_off or has_expired(situation)


def is_expiry_unknown(situation: Situation) -> bool:
    """Whether the day from which everything counts is not known of a prepaid line that works."""
    is_prepaid = situation.tariff_kind is TariffKind.PREPAID
    return is_prepaid and situation.expires_on is None and not situation.is_suspended


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


def may_be_restored(situation: Situation, known: Knowledge, day: date | None = None) -> bool | None:
    """Whether a line that has ended can be had back on a day, today if none; None where nobody has said."""
    restore_days, outgoing, both = (known.days(topic) for topic in ("restore", *RULE))
    if restore_days is None or outgoing is None or both is None or situation.expires_on is None:
        return None
    return (day or situation.today) < situation.expires_on + timedelta(days=outgoing + both + restore_days)


def _later(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else day + timedelta(days=days)
