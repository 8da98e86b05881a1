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
from signoff.domain.lapse import (
    LapseStep,
    Needed,
    gone_on,
    has_ended,
    has_expired,
    is_alive_on,
    is_expiry_unknown,
    is_gone,
    is_topped_up_in_time,
    lives_if_topped_up,
    may_be_restored,
    outlasts,
    stage,
)
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
    if situation.needs and not may_unlink(situation, known):
        return Advice.KEEP
    if situation.tariff_kind is TariffKind.PREPAID:
        return _prepaid(situation, known)
    return _by_bill(situation)


def may_unlink(situation: Situation, known: Knowledge) -> bool:
    """Whether what hangs on the number can be moved before leaving, and will not be needed again."""
    days_left = (situation.leaving_on - situation.today).days
    has_time = days_left >= UNLINKING_DAYS and is_reached(situation, known)
    return situation.back_on is None and has_time


def is_held_up(situation: Situation) -> bool:
    """Whether a bill's line is suspended while something hangs on its number.

    Whether codes reach a suspended line is not known of any carrier: it is switched on again and what hangs on it is
    moved, before anybody asks for its end.
    """
    is_bill = situation.tariff_kind is not TariffKind.PREPAID
    return is_bill and situation.is_suspended and not situation.is_lost and bool(situation.needs)


def is_switched_off(situation: Situation, known: Knowledge) -> bool:
    """Whether a prepaid line is blocked or suspended, and neither lost nor over: nobody knows what still reaches it."""
    is_prepaid = situation.tariff_kind is TariffKind.PREPAID and known.successor is None
    return is_prepaid and situation.is_suspended and not situation.is_lost and not has_ended(situation, known)


def is_reached(situation: Situation, known: Knowledge) -> bool:
    """Whether codes reach the number for as long as moving accounts takes."""
    first_gone_on = gone_on(Needed.INCOMING, situation, known)
    if is_gone(Needed.INCOMING, situation, known):
        return False
    return first_gone_on is None or (first_gone_on - situation.today).days >= UNLINKING_DAYS


def _ended(situation: Situation, known: Knowledge) -> Advice:
    """A line that is over is kept only where its number is needed and may still be had back."""
    is_lost_for_good = may_be_restored(situation, known) is False
    return Advice.KEEP if situation.needs and not is_lost_for_good else Advice.LET_LAPSE


def _prepaid(situation: Situation, known: Knowledge) -> Advice:
    if situation.back_on is None:
        return Advice.LET_LAPSE
    is_alive = is_alive_on(situation.back_on, situation, known)
    if not is_alive and is_topped_up_in_time(situation):
        is_alive = lives_if_topped_up(situation.back_on, situation, known)
    if is_alive is None:
        is_alive = (situation.days_away or 0) <= LONG_ABSENCE_DAYS
    return Advice.PARK if is_alive else Advice.LET_LAPSE


def _by_bill(situation: Situation) -> Advice:
    days_away = situation.days_away
    if days_away is not None and days_away <= SHORT_ABSENCE_DAYS:
        return Advice.KEEP
    if days_away is not None and days_away <= LONG_ABSENCE_DAYS:
        return Advice.PARK
    if is_held_up(situation):
        return Advice.END_ON  # never before what hangs on the number is moved
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
        return tuple(_why_ask(situation, known))
    if advice is not Advice.SUSPEND_FIRST and has_ended(situation, known):
        return tuple(_why_over(advice, situation, known))
    said = [
        *_first(advice, situation, known),
        *_BY_ADVICE[advice](situation, known),
        *_last(advice, situation),
    ]
    return tuple(dict.fromkeys(said))


def is_void(situation: Situation, known: Knowledge) -> bool:
    """Whether a lost card is made void for good where it is blocked: neither the card nor its number comes back."""
    return situation.is_lost and situation.tariff_kind is TariffKind.PREPAID and known.has("prepaid_lost")


def _why_ask(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """A carrier that is gone; a line that was moved lives on, for whoever holds its SIM."""
    yield _reason(known, "ceased", "ceased")
    yield _reason(known, "moved", "successor_terms")
    if situation.is_lost:
        yield Reason("lost_moved_unknown")
    yield Reason("migrated_unknown")


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


def _first(advice: Advice, situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """What comes before all others: what hangs on the number, and what is not known of the line."""
    if situation.needs:
        yield from _why_unlink(situation, known)
    if situation.needs and not situation.is_lost and stage(situation, known) is LapseStep.BLOCKED:
        yield _reason(known, "blocked_now", *LAPSE)
    if is_held_up(situation):
        is_ended = advice in (Advice.END_NOW, Advice.END_ON)
        yield Reason("held_up_unknown" if is_ended else "held_up_kept_unknown")
    if is_switched_off(situation, known):
        yield Reason("switched_off_unknown")
    if has_expired(situation) and not known.has(*LAPSE):
        yield Reason("expired_unknown")
    if is_expiry_unknown(situation) and not situation.is_lost:
        yield Reason("expiry_unknown")
    if situation.tariff_kind is None:
        yield Reason("kind_unknown")
    is_bill = situation.tariff_kind is TariffKind.POSTPAID
    if is_bill and (situation.balance_minor is not None or situation.expires_on is not None):
        yield Reason("bill_balance_unknown")
    if situation.owed_minor:
        yield from _arrears(known)
    if situation.is_suspended and situation.tariff_kind is not TariffKind.PREPAID:
        yield Reason("suspended_fee_unknown")


def _why_unlink(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """What hangs on the number is moved while codes reach it; where they do not, that is said.

    Of a lost SIM they reach whoever holds it, and where it is void nobody: nothing is left to move in time.
    """
    if situation.is_lost:
        yield _reason(known, "lost_needed", *REUSE)
        return
    if may_unlink(situation, known):
        first_gone_on = gone_on(Needed.INCOMING, situation, known)
        is_before = first_gone_on is not None and first_gone_on <= situation.leaving_on
        yield _reason(known, "unlink_sooner" if is_before else "unlink_first", *REUSE)
        return
    yield _reason(known, "needed", *REUSE)
    if not is_reached(situation, known):
        yield _reason(known, "out_of_reach", *REUSE)
    elif situation.back_on is None:
        yield _reason(known, "from_away" if situation.is_abroad else "no_time", *REUSE)


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
    if situation.back_on is not None:
        yield from _why_too_late(situation.back_on, situation, known)
    for topic in ("auto_renew", "carrier_billing"):
        if known.has(topic):
            yield Reason(topic, (topic,))
    yield _reason(known, "reused", *REUSE)


def _why_too_late(back_on: date, situation: Situation, known: Knowledge) -> Iterator[Reason]:
    """Why the line cannot be counted on at the return, and what is known of a way to have it then all the same."""
    if not known.has(*LAPSE):
        validity = known.most_days("prepaid_validity") or LONG_ABSENCE_DAYS
        is_over = known.has("prepaid_validity") and validity < (situation.days_away or 0)
        yield Reason("away_longer", ("prepaid_validity",)) if is_over else Reason("back_too_late_unknown")
        yield _cost_of_keeping(situation, known)
        return
    if not is_topped_up_in_time(situation):
        yield Reason("left_too_late", LAPSE)
        if situation.expires_on is not None:
            yield Reason("revive_unknown")
    elif known.has("top_up_validity"):
        yield Reason("back_too_late", (*LAPSE, "top_up_validity"))
        yield _cost_of_keeping(situation, known)
    else:
        yield Reason("back_too_late", LAPSE)
        yield Reason("top_up_reach_unknown")
    if known.days("restore") is not None and may_be_restored(situation, known, back_on) is not False:
        yield Reason("restore_later" if situation.expires_on is None else "restore_in_time", ("restore",))


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
    yield _how_it_lasts(situation, known)
    yield _cost_of_keeping(situation, known)


def _how_it_lasts(situation: Situation, known: Knowledge) -> Reason:
    """By what a prepaid line that is parked is still there at the return: its balance, its rule or a top-up."""
    back_on = situation.back_on or situation.leaving_on
    has_rule = known.days(LAPSE[0]) is not None and known.days(LAPSE[1]) is not None
    if outlasts(back_on, situation):
        return Reason("lasts", LAPSE) if has_rule else Reason(f"lasts{UNKNOWN}")
    is_late = situation.is_abroad or has_expired(situation) or situation.is_suspended
    if not has_rule:
        return _reason(known, "valid_now" if is_late else "valid_for", "prepaid_validity")
    if is_alive_on(back_on, situation, known):
        return Reason("survives_late" if has_expired(situation) else "survives", LAPSE)
    if not lives_if_topped_up(back_on, situation, known, by_validity=False):
        return Reason("top_up_reaches", (*LAPSE, "top_up_validity"))
    return Reason("topped_up" if situation.expires_on is None else "topped_up_known", LAPSE)


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
    for topic in ("top_up_days", "top_up_validity"):
        if known.has(topic):
            return Reason(topic, (topic,))
    return _reason(known, "keep_number", "keep_number")


def _why_suspend(situation: Situation, known: Knowledge) -> Iterator[Reason]:
    if is_void(situation, known):
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
