"""The steps of each advice, in an order in which each can follow those it waits for, and how long before leaving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.advice import UNLINKING_DAYS, Advice, is_held_up, is_reached, is_switched_off, is_void
from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import (
    LapseStep,
    Needed,
    has_ended,
    has_expired,
    is_expiry_unknown,
    may_be_restored,
    outlasts,
    stage,
)
from signoff.domain.line import SimKind
from signoff.domain.situation import Knowledge, Situation


class TaskKind(StrEnum):
    """Who has to be there."""

    SELF = "self"
    CALL = "call"  # best on a working day
    VISIT = "visit"  # never on a public holiday


@dataclass(frozen=True, slots=True)
class Means:
    """By what the people in question can be reached."""

    has_codes: bool = False  # codes that are free on every network of the country
    has_shop: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to do so many days before leaving, after others; `script` names what is said there."""

    word: str
    kind: TaskKind = TaskKind.SELF
    lead_days: int = 0
    after: tuple[str, ...] = ()
    script: str = ""
    at_end: bool = False  # on the day of departure, whatever else
    is_early: bool = False  # as early as can be, however late the departure
    gap_days: int = 0  # so many days after those it waits for, if there are as many
    at_once: bool = False  # in a pressing plan: on the first day, working day or not
    needs: Needed | None = None  # what the line must still do for it: it lies before the day that ends this


OPENING_LEAD_DAYS = 14  # ours, as all leads that no carrier's notice gives
ENDING_LEAD_DAYS = 5  # ours: time to come back with a paper that was missing
_ENDING = (Advice.END_NOW, Advice.END_ON)


def is_pressing(advice: Advice) -> bool:
    """Whether every day of waiting costs: then things are done as early as can be."""
    return advice in (Advice.END_NOW, Advice.SUSPEND_FIRST, Advice.ASK_SUCCESSOR)


def asks_early(advice: Advice, known: Knowledge) -> bool:
    """Whether an end is asked for at once, however late the departure.

    How long before the end notice has to be given is not known, so no day is surely early enough but the first: the
    terms are asked at once, and the end for the day of departure as soon as they are known.
    """
    return advice is Advice.END_ON and known.days("postpaid_notice") is None


def steps(advice: Advice, situation: Situation, known: Knowledge, means: Means) -> tuple[Step, ...]:
    """What to do, in order."""
    is_over = advice is not Advice.SUSPEND_FIRST and has_ended(situation, known)
    found = [*_opening(advice, situation, known, means)]
    if is_over:
        found += _over(situation, known)
    elif advice is Advice.ASK_SUCCESSOR:
        found += _successor(situation, means)
    elif advice is Advice.SUSPEND_FIRST:
        found += _lost(situation, known)
    elif advice in _ENDING:
        found += _ending(advice, situation, known, means)
    else:
        found += _leaving_alone(advice, situation, known)
    return tuple(found)


def _opening(advice: Advice, situation: Situation, known: Knowledge, means: Means) -> Iterator[Step]:
    """What comes first everywhere: the codes that need nobody, then what the line is."""
    is_over = has_ended(situation, known)
    is_in_hand = advice not in (Advice.SUSPEND_FIRST, Advice.ASK_SUCCESSOR) and not is_over
    # Everything counts from the day of expiry: whoever does not know it finds it out first.
    is_early = is_over or asks_early(advice, known)
    presses = is_expiry_unknown(situation) or situation.owed_minor > 0 or is_held_up(situation)
    presses = presses or is_switched_off(situation, known)
    is_early = is_early or (is_in_hand and presses)
    lead_days = _asking_lead_days(known) if advice in _ENDING else OPENING_LEAD_DAYS
    word = "codes" if is_in_hand else "codes_other"
    if situation.is_abroad:
        word = "codes_away"
    if means.has_codes:
        needs = Needed.OUTGOING if is_in_hand and not situation.is_abroad else None
        yield Step(word, lead_days=lead_days, is_early=is_early, needs=needs)
    if is_in_hand:
        yield Step("check_line", lead_days=lead_days, after=(word,), is_early=is_early, needs=Needed.OUTGOING)


def _asking_lead_days(known: Knowledge) -> int:
    return max(OPENING_LEAD_DAYS, known.days("postpaid_notice") or 0)


def _arrears(situation: Situation) -> Iterator[Step]:
    """What is owed is paid before anything is asked for: what it costs to be late is hardly ever known."""
    if situation.owed_minor:
        yield Step("pay_arrears", TaskKind.CALL, script="arrears", is_early=True, at_once=True)
    if is_held_up(situation):
        yield Step("lift_suspension", TaskKind.CALL, 0, ("pay_arrears",), "lift", is_early=True, at_once=True)


def _over(situation: Situation, known: Knowledge) -> Iterator[Step]:
    """A prepaid line that may be ended already: to have it back, if that is wanted, and to leave nothing on it."""
    yield from _arrears(situation)
    if may_be_restored(situation, known) is not False:
        yield Step("ask_restore", TaskKind.CALL, script="restore", is_early=True, at_once=True)
    yield from _unlink_gone(situation)
    if known.has("carrier_billing"):
        yield Step("stop_purchases", is_early=True)


def _lost(situation: Situation, known: Knowledge) -> Iterator[Step]:
    """A card that is void for good leaves nothing to decide: its number comes off every account."""
    if is_void(situation, known):
        yield Step("suspend", TaskKind.CALL, script="lost_void", at_once=True)
        yield Step("tell_bank", at_once=True)
        yield from _unlink_gone(situation)
        yield from _arrears(situation)
        return
    yield Step("suspend", TaskKind.CALL, script="lost", at_once=True)
    yield Step("tell_bank", at_once=True)
    yield from _arrears(situation)
    yield Step("decide_after", after=("suspend",))


def _unlink_gone(situation: Situation, *, is_sure: bool = True) -> Iterator[Step]:
    """The number off every account, by another way than its codes; `is_sure` where none arrives, by what is known."""
    if situation.needs:
        yield Step("unlink_named", after=("switch_on",), is_early=True)
    yield Step("unlink_gone" if is_sure else "unlink_doubtful", after=("switch_on",), is_early=True)


def _successor(situation: Situation, means: Means) -> Iterator[Step]:
    """A line that was moved lives on: it is blocked first where its SIM is lost, and what hangs on it is moved."""
    if situation.is_lost:
        yield Step("suspend_moved", TaskKind.CALL, script="lost_successor", at_once=True)
        yield Step("tell_bank", at_once=True)
        yield from _unlink_gone(situation)
    elif situation.needs:
        yield Step("unlink_named", is_early=True)
    yield Step("gather", lead_days=14)
    yield Step("ask_successor", _place(situation, means), 14, ("gather",), "ask_successor")
    yield Step("get_proof", lead_days=14, after=("ask_successor",))


def _tidying(situation: Situation, known: Knowledge) -> Iterator[Step]:
    """What is done before a number goes, while codes still reach it."""
    if stage(situation, known) is LapseStep.BLOCKED:
        yield from _unlink_gone(situation)
    else:
        after, is_early = ("check_line", "lift_suspension"), is_held_up(situation)
        if situation.needs:
            yield Step("unlink_named", lead_days=10, after=after, is_early=is_early, needs=Needed.INCOMING)
        yield Step("unlink", lead_days=10, after=after, is_early=is_early, needs=Needed.INCOMING)
    is_early = is_held_up(situation) or is_switched_off(situation, known)  # which may be ended any day
    yield Step("back_up", lead_days=9, is_early=is_early, needs=Needed.LIVING)


def _money(situation: Situation, known: Knowledge) -> Iterator[Step]:
    if situation.tariff_kind is not TariffKind.POSTPAID:
        yield Step("stop_add_ons", lead_days=7, after=("check_line",), needs=Needed.OUTGOING)
    if known.has("carrier_billing"):
        is_early = is_switched_off(situation, known)
        # They eat the balance, so they are stopped before it expires. The shop still does it when that is over.
        is_over = has_expired(situation) or situation.is_suspended
        needs = Needed.LIVING if is_over else Needed.OUTGOING
        yield Step("stop_purchases", lead_days=7, after=("check_line",), is_early=is_early, needs=needs)
    if situation.has_loan:
        yield Step("pay_loan", lead_days=9, after=("check_line",), needs=Needed.OUTGOING)


def _ending(advice: Advice, situation: Situation, known: Knowledge, means: Means) -> Iterator[Step]:
    is_early = asks_early(advice, known)
    lead_days = max(ENDING_LEAD_DAYS, known.days("postpaid_notice") or 0)
    asking_days = _asking_lead_days(known)
    yield from _arrears(situation)
    yield Step("ask_terms", TaskKind.CALL, asking_days, ("check_line",), "ask_terms", is_early=is_early)
    yield from _tidying(situation, known)
    yield from _money(situation, known)
    yield Step("gather", lead_days=max(9, lead_days), is_early=is_early)
    before: tuple[str, ...] = ("ask_terms", "gather")
    gap_days = UNLINKING_DAYS if is_held_up(situation) else 0
    if advice is Advice.END_NOW or gap_days:  # the line may go at once, so all that hangs on it comes before
        before += ("unlink_named", "unlink", "back_up", "pay_loan")
    place = _place(situation, means)
    yield Step("end_line", place, lead_days, before, "end_line", is_early=is_early, gap_days=gap_days)
    yield Step("get_proof", lead_days=lead_days, after=("end_line",), is_early=is_early)
    is_esim = situation.sim_kind is SimKind.ESIM
    yield Step("delete_profile" if is_esim else "keep_sim", after=("get_proof",), at_end=True)


def _leaving_alone(advice: Advice, situation: Situation, known: Knowledge) -> Iterator[Step]:
    """A line that lapses, rests or goes on."""
    is_esim = situation.sim_kind is SimKind.ESIM
    yield from _arrears(situation)
    if advice is Advice.LET_LAPSE:
        yield from _tidying(situation, known)
        yield from _money(situation, known)
        if not has_expired(situation):
            yield Step("use_up", lead_days=1, after=("check_line",), needs=Needed.OUTGOING)
        yield Step(
            "rest_profile" if is_esim else "rest_sim", after=("unlink", "unlink_gone", "back_up"), at_end=True
        )
        return
    if is_switched_off(situation, known):
        yield Step("switch_on", TaskKind.CALL, 0, ("pay_arrears",), "switch_on", is_early=True, at_once=True)
    if situation.needs and not is_reached(situation, known):
        yield from _unlink_gone(situation, is_sure=stage(situation, known) is LapseStep.BLOCKED)
    yield from _money(situation, known)
    is_enough = situation.back_on is not None and outlasts(situation.back_on, situation)
    if situation.tariff_kind is TariffKind.PREPAID and is_enough:
        pass  # it expires after the return: nothing has to be added
    elif situation.tariff_kind is TariffKind.PREPAID:
        after = ("check_line", "switch_on", "stop_add_ons", "pay_loan")
        yield Step("top_up", lead_days=1, after=after, needs=Needed.OUTGOING)
    elif advice is Advice.PARK:
        yield Step("ask_pause", TaskKind.CALL, 14, ("check_line",), "pause")
        yield Step("get_proof", lead_days=14, after=("ask_pause",))
    else:
        yield Step("ask_fees", TaskKind.CALL, 14, ("check_line",), "ask_terms")
    if situation.needs:
        yield Step(
            "test_codes",
            lead_days=2,
            after=("check_line", "lift_suspension", "switch_on"),
            needs=Needed.INCOMING,
        )
    yield Step("keep_profile" if is_esim else "keep_sim_in", at_end=True)


def _place(situation: Situation, means: Means) -> TaskKind:
    """A shop where one is known and can still be gone to."""
    return TaskKind.VISIT if means.has_shop and not situation.is_abroad else TaskKind.CALL
