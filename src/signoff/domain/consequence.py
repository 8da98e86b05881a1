"""What an advice means in money: what is lost, owed, eaten up or to be paid, each from a fact or UNKNOWN.

The whole answer, `Counsel`, is put together here; `advice.py` decides it and `lapse.py` has the dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signoff.domain.advice import (
    UNKNOWN,
    Advice,
    Reason,
    acts_on,
    advise,
    is_held_up,
    is_switched_off,
    is_void,
    reasons,
)
from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import DatedStep, LapseStep, has_ended, has_expired, lapse_steps
from signoff.domain.situation import Knowledge, Situation


class MoneyTopic(StrEnum):
    """What a note on money is about."""

    ARREARS = "arrears"
    LOAN = "loan"
    BALANCE = "balance"
    ADD_ONS = "add_ons"
    CARRIER_BILLING = "carrier_billing"
    LEAVING = "leaving"
    DEPOSIT = "deposit"
    KEEPING = "keeping"


@dataclass(frozen=True, slots=True)
class MoneyNote:
    """One note on money; the amount is the one the traveller named, in minor units, if any."""

    about: MoneyTopic
    reason: Reason
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Counsel:
    """The whole answer."""

    advice: Advice
    on: date | None
    reasons: tuple[Reason, ...]
    money: tuple[MoneyNote, ...]
    dates: tuple[DatedStep, ...]
    has_ended: bool = False  # a prepaid line that may be over already
    is_void: bool = False  # a lost card that does not come back, nor its number
    is_held_up: bool = False  # a suspended line has to work again before its end is asked for
    is_switched_off: bool = False  # a suspended line has to work again before it is kept or parked


_LAPSING = (Advice.LET_LAPSE, Advice.PARK, Advice.KEEP)


def counsel(situation: Situation, known: Knowledge) -> Counsel:
    """What to do with the line, why, and what it costs."""
    advice = advise(situation, known)
    dates = lapse_steps(situation, known) if advice in _LAPSING else ()
    on = acts_on(advice, situation, known)
    if advice is Advice.LET_LAPSE:
        on = next((one.on for one in dates if one.step is LapseStep.TERMINATED), None)
    return Counsel(
        advice=advice,
        on=on,
        reasons=reasons(advice, situation, known),
        money=tuple(_money(advice, situation, known)),
        dates=dates,
        has_ended=advice is not Advice.SUSPEND_FIRST and has_ended(situation, known),
        is_void=advice is Advice.SUSPEND_FIRST and is_void(situation, known),
        is_held_up=advice is Advice.END_ON and is_held_up(situation),
        is_switched_off=advice in (Advice.KEEP, Advice.PARK) and is_switched_off(situation, known),
    )


def _money(advice: Advice, situation: Situation, known: Knowledge) -> Iterator[MoneyNote]:
    if situation.owed_minor:
        yield MoneyNote(MoneyTopic.ARREARS, _note(known, "arrears", "fee_reconnection"), situation.owed_minor)
    if known.successor is not None:
        if situation.balance_minor:
            yield MoneyNote(MoneyTopic.BALANCE, Reason(f"balance_gone{UNKNOWN}"), situation.balance_minor)
        return
    if advice is Advice.SUSPEND_FIRST:
        return  # nothing can be used up or stopped before it is blocked
    is_prepaid = situation.tariff_kind is TariffKind.PREPAID
    if situation.has_loan or (is_prepaid and known.has("loan")):
        word = "loan" if situation.has_loan else "loan_check"
        yield MoneyNote(MoneyTopic.LOAN, _note(known, word, "loan"))
    if situation.tariff_kind is not TariffKind.POSTPAID:
        if advice not in (Advice.KEEP, Advice.PARK):  # where it is topped up, not used up
            word = "balance_expired" if is_prepaid and has_expired(situation) else "balance"
            balance = _note(known, word, "prepaid_refund")
            yield MoneyNote(MoneyTopic.BALANCE, balance, situation.balance_minor)
        if not has_ended(situation, known):
            yield MoneyNote(MoneyTopic.ADD_ONS, _note(known, "add_ons", "auto_renew", "stop_services"))
    if known.has("carrier_billing"):
        yield MoneyNote(MoneyTopic.CARRIER_BILLING, _note(known, "carrier_billing", "carrier_billing"))
    if not is_prepaid and advice in (Advice.END_NOW, Advice.END_ON):
        yield MoneyNote(MoneyTopic.LEAVING, _note(known, "leaving", "early_exit_fee"))
        yield MoneyNote(MoneyTopic.DEPOSIT, _note(known, "deposit", "deposit"))
    if advice in (Advice.KEEP, Advice.PARK) and not has_ended(situation, known):
        topics = ("top_up_validity", "keep_number") if is_prepaid else ()
        yield MoneyNote(MoneyTopic.KEEPING, _note(known, "keeping", *topics))


def _note(known: Knowledge, word: str, *topics: str) -> Reason:
    found = tuple(topic for topic in topics if known.has(topic))
    return Reason(word, found) if found else Reason(f"{word}{UNKNOWN}")
