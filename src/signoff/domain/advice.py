"""Whether to end a line, and how: a situation and what is known of the carrier give an advice with its reasons.

Each reason is a word and the topics it rests on, or says that something is UNKNOWN; money and dates follow in
`consequence.py`. The sentences are texts (area `advice`), put together in `traveller/advise.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import RULE as LAPSE
from signoff.domain.lapse import LapseStep, has_ended, has_expired, is_alive_on, may_be_restored, stage
from signoff.domain.line import SimKind
from signoff.domain.situation import Knowledge, Situation

# Ours, not a carrier's: what is worth a month's fee, half a year of them, and how long moving accounts takes.
SHORT_ABSENCE_DAYS = 31
LONG_ABSENCE_DAYS = 180
UNLINKING_DAYS = 3

UNKNOWN = "_unknown"
"""How the word of a reason ends that rests on nothing known."""

REUSE = ("number_reuse", "number_return", "lapse_kept_days")


class Advice(StrEnum):
    """What to do with the line."""

    END_NOW = "end_now"
    END_ON = "end_on"
    LET_LAPSE = "let_lapse"
    PARK = "park"
    KEEP = "keep"
    ASK_SUCCESSOR = "ask_successor"
    SUSPEND_FIRST = "suspend_first"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a word of the texts, with the topics it cites; none for a word that says that something is UNKNOWN."""

    word: str
    topics: tuple[str, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether it says that nobody knows."""
        return self.word.endswith(UNKNOWN)


def advise(situation: Situation, known: Knowledge) -> Advice:
    """What to do. Losing the SIM comes before everything but a carrier that is gone."""
    if known.successor is not None:
        return Advice.ASK_SUCCESSOR
    if situation.is_lost:
        return Advice.SUSPEND_FIRST
    if has_ended(situation, known):
        return _ended(situation, known)
    if situation.needs and not may_unlink(situation):
        return Advice.KEEP
    if situation.tariff_kind is TariffKind.PREPAID:
        return _prepaid(situation, known)
    return _by_bill(situation)


def may_unlink(situation: Situation) -> bool:
    """Whether what hangs on the number can be moved before leaving, and will not be needed again."""
    days_left = (situation.leaving_on - situation.today).days
    return situation.back_on is None and days_left >= UNLINKING_DAYS


def _ended(situation: Situation, known: Knowledge) -> Advice:
    """A line that is over is kept only where its number is needed and may still be had back."""
    is_lost_for_good = may_be_restored(situation, known) is False
    return Advice.KEEP if situation.needs and not is_lost_for_good else Advice.LET_LAPSE


def _prepaid(situation: Situation, known: Knowledge) -> Advice:
    if situation.back_on is None:
        return Advice.LET_LAPSE
    is_alive = is_alive_on(situation.back_on, situation, known)
    if is_alive is None:
        is_alive = (situation.days_away or 0) <= LONG_ABSENCE_DAYS
    return Advice.PARK if is_alive else Advice.LET_LAPSE


def _by_bill(situation: Situation) -> Advice:
    days_away = situation.days_away
    if days_away is not None and days_away <= SHORT_ABSENCE_DAYS:
        return Advice.KEEP
    if days_away is not None and days_away <= LONG_ABSENCE_DAYS:
        return Advice.PARK
    is_pressing = situation.is_suspended or situation.leaving_on <= situation.today
    return Advice.END_NOW if is_pressing else Advice.END_ON


def acts_on(advice: Advice, situation: Situation, known: Knowledge) -> date | None:
    """The day the advice is about; None for a line that is left alone."""
    if advice is Advice.LET_LAPSE:
        return None
    if has_ended(situation, known):
        return situation.today  # whatever can still be done cannot wait
    if advice in (Advice.END_ON, Advice.PARK, Advice.KEEP):
        return situation.leaving_on
    return situation.today


def reasons(advice: Advice, situation: Situation, known: Knowledge) -> tuple[Reason, ...]:
    """Why this advice, the weightiest first; each rests on what is known or says what is not."""
    if advice is Advice.ASK_SUCCESSOR:
        return (
            _reason(known, "ceased", "ceased"),
            _reason(known, "moved", "successor_terms"),
            Reason("migrated_unknown"),
        )
    if advice is not Advice.SUSPEND_FIRST and has_ended(situation, known):
        return tuple(_why_over(advice, situation, known))
    said = [*_first(situation, known), *_BY_ADVICE[advice](situation, known), *_last(advice, situation)]
    return tuple(dict.fromkeys(said))


def _reason(known: Knowledge, word: str, *topics: str) -> Reason:
    """A reason that rests on those of the topics that are known; that it is UNKNOWN where none is."""
    found = tuple(topic for topic in topics if known.has(topic))
    return Reason(word, found) if found else Reason(f"{word}{UNKNOWN}")


def _why_over(advice: Advice, situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """A line that may be ended already: nothing that only a living line needs."""
    yield Reason("ended_already", LAPSE)
    is_restorable = may_be_restored(situation, known)
    if is_restorable is None:
        yield Reason(f"restore{UNKNOWN}")
    else:
        yield Reason("restore" if is_restorable else "restore_over", ("restore",))
    if situation.needs:
        yield _reason(known, "codes_gone", *REUSE)
    if situation.owed_minor:
        yield from _arrears(known)
    if known.has("carrier_billing"):
        yield Reason("carrier_billing", ("carrier_billing",))
    yield _reason(known, "reused", *REUSE)
    yield from _last(advice, situation)


def _arrears(known: Knowledge) -> Iterator[Reason]:
    yield _reason(known, "arrears", "fee_reconnection")
    yield Reason("owed_after_end_unknown")


def _first(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """What comes before all others: what hangs on the number, and what is not known of the line."""
    if situation.needs:
        word = "unlink_first" if may_unlink(situation) else "needed"
        yield _reason(known, word, *REUSE)
        if not may_unlink(situation) and situation.back_on is None:
            yield _reason(known, "no_time", *REUSE)
    if situation.needs and stage(situation, known) is LapseStep.BLOCKED:
        yield _reason(known, "blocked_now", *LAPSE)
    if has_expired(situation) and not known.has(*LAPSE):
        yield Reason("expired_unknown")
    if situation.tariff_kind is None:
        yield Reason("kind_unknown")
    if situation.owed_minor:
        yield from _arrears(known)
    if situation.is_suspended and situation.tariff_kind is not TariffKind.PREPAID:
        yield Reason("suspended_fee_unknown")


def _last(advice: Advice, situation: Situation) -> Iterator[Reason]:
    if situation.sim_kind is SimKind.ESIM and advice is not Advice.SUSPEND_FIRST:
        yield Reason("esim_unknown")


def _why_end(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    yield Reason("fee_unknown")
    if situation.days_away is not None:
        yield Reason("away_long_unknown")
    yield _reason(known, "contract", "postpaid_term")
    yield _reason(known, "notice", "postpaid_notice")
    yield _reason(known, "channel", "termination_channel")
    if known.has("services_end"):
        yield Reason("services_end", ("services_end",))
    yield _reason(known, "reused", *REUSE)


def _why_lapse(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    yield _ends_by_itself(known)
    if not has_expired(situation):
        yield _reason(known, "not_refunded", "prepaid_refund")
    yield _reason(known, "channel", "termination_channel")
    if situation.is_suspended and situation.expires_on is None:
        yield Reason("suspended_since_unknown")
    if situation.days_away is not None:
        yield _reason(known, "back_too_late", *LAPSE, "prepaid_validity")
    for topic in ("auto_renew", "carrier_billing"):
        if known.has(topic):
            yield Reason(topic, (topic,))
    yield _reason(known, "reused", *REUSE)


def _ends_by_itself(known: Knowledge) -> Reason:
    """How a prepaid line ends when nobody does anything."""
    if known.has(*LAPSE):
        return Reason("lapses", LAPSE)
    return _reason(known, "expires", "prepaid_validity")


def _why_park(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    if situation.tariff_kind is not TariffKind.PREPAID:
        yield Reason("pause_unknown")
        yield _reason(known, "contract", "postpaid_term")
        yield _reason(known, "reused", *REUSE)
        return
    if known.has(*LAPSE):
        yield Reason("survives", LAPSE)
    else:
        yield _reason(known, "valid_for", "prepaid_validity")
    yield _cost_of_keeping(situation, known)


def _why_keep(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    if situation.days_away is not None and situation.days_away <= SHORT_ABSENCE_DAYS:
        yield _reason(known, "short_absence", "portability")
    yield _cost_of_keeping(situation, known)
    if situation.tariff_kind is TariffKind.PREPAID:
        yield _ends_by_itself(known)
    yield _reason(known, "reused", *REUSE)


def _cost_of_keeping(situation: Situation, known: Knowledge) -> Reason:
    if situation.tariff_kind is not TariffKind.PREPAID:
        return Reason("monthly_fee_unknown")
    if known.has("top_up_validity"):
        return Reason("top_up_validity", ("top_up_validity",))
    return _reason(known, "keep_number", "keep_number")


def _why_suspend(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    if situation.tariff_kind is TariffKind.PREPAID and known.has("prepaid_lost"):
        yield Reason("lost_is_void", ("prepaid_lost",))
    else:
        yield _reason(known, "lost_replaced", "lost_suspend")
        if known.has("fee_sim_replacement"):
            yield Reason("lost_fee", ("fee_sim_replacement",))
    yield _reason(known, "reused", *REUSE)


_BY_ADVICE = {
    Advice.END_NOW: _why_end,
    Advice.END_ON: _why_end,
    Advice.LET_LAPSE: _why_lapse,
    Advice.PARK: _why_park,
    Advice.KEEP: _why_keep,
    Advice.SUSPEND_FIRST: _why_suspend,
}
