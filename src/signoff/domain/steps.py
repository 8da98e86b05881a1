"""The steps of each advice, in an order in which each can follow those it waits for, and how long before leaving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.advice import Advice
from signoff.domain.carrier import TariffKind
from signoff.domain.lapse import has_ended, has_expired, may_be_restored
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
    at_once: bool = False  # in a pressing plan: on the first day, working day or not


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
        found += _lost()
    elif advice in _ENDING:
        found += _ending(advice, situation, known, means)
    else:
        found += _leaving_alone(advice, situation, known)
    return tuple(found)


def _opening(advice: Advice, situation: Situation, known: Knowledge, means: Means) -> Iterator[Step]:
    """What comes first everywhere: the codes that need nobody, then what the line is."""
    is_over = has_ended(situation, known)
    is_in_hand = advice not in (Advice.SUSPEND_FIRST, Advice.ASK_SUCCESSOR) and not is_over
    is_early = is_over or asks_early(advice, known)
    lead_days = _asking_lead_days(known) if advice in _ENDING else OPENING_LEAD_DAYS
    word = "codes" if is_in_hand else "codes_other"
    if situation.is_abroad:
        word = "codes_away"
    if means.has_codes:
        yield Step(word, lead_days=lead_days, is_early=is_early)
    if is_in_hand:
        yield Step("check_line", lead_days=lead_days, after=(word,), is_early=is_early)


def _asking_lead_days(known: Knowledge) -> int:
    return max(OPENING_LEAD_DAYS, known.days("postpaid_notice") or 0)


def _over(situation: Situation, known: Knowledge) -> Iterator[Step]:
    """A prepaid line that may be ended already: to have it back, if that is wanted, and to leave nothing on it."""
    if may_be_restored(situation, known) is not False:
        yield Step("ask_restore", TaskKind.CALL, script="restore", is_early=True, at_once=True)
    if situation.needs:
        yield Step("unlink_named", is_early=True)
    yield Step("unlink_gone", is_early=True)
    if known.has("carrier_billing"):
        yield Step("stop_purchases", is_early=True)
    if situation.owed_minor:
        yield Step("pay_arrears", TaskKind.CALL, script="arrears", is_early=True)


def _lost() -> Iterator[Step]:
    yield Step("suspend", TaskKind.CALL, script="lost", at_once=True)
    yield Step("tell_bank", at_once=True)
    yield Step("decide_after", after=("suspend",))


def _successor(situation: Situation, means: Means) -> Iterator[Step]:
    yield Step("gather", lead_days=14)
    yield Step("ask_successor", _place(situation, means), 14, ("gather",), "ask_successor")
    yield Step("get_proof", lead_days=14, after=("ask_successor",))


def _tidying(situation: Situation) -> Iterator[Step]:
    """What is done before a number goes."""
    if situation.needs:
        yield Step("unlink_named", lead_days=10, after=("check_line",))
    yield Step("unlink", lead_days=10, after=("check_line",))
    yield Step("back_up", lead_days=9)


def _money(situation: Situation, known: Knowledge) -> Iterator[Step]:
    if situation.tariff_kind is not TariffKind.POSTPAID:
        yield Step("stop_add_ons", lead_days=7, after=("check_line",))
    if known.has("carrier_billing"):
        yield Step("stop_purchases", lead_days=7, after=("check_line",))
    if situation.has_loan:
        yield Step("pay_loan", lead_days=9, after=("check_line",))
    if situation.owed_minor:
        yield Step("pay_arrears", TaskKind.CALL, 9, ("check_line",), "arrears")


def _ending(advice: Advice, situation: Situation, known: Knowledge, means: Means) -> Iterator[Step]:
    is_early = asks_early(advice, known)
    lead_days = max(ENDING_LEAD_DAYS, known.days("postpaid_notice") or 0)
    asking_days = _asking_lead_days(known)
    yield Step("ask_terms", TaskKind.CALL, asking_days, ("check_line",), "ask_terms", is_early=is_early)
    yield from _tidying(situation)
    yield from _money(situation, known)
    yield Step("gather", lead_days=max(9, lead_days), is_early=is_early)
    before: tuple[str, ...] = ("ask_terms", "gather")
    if advice is Advice.END_NOW:  # the line goes at once, so all that hangs on it comes before
        before += ("unlink_named", "unlink", "back_up", "pay_loan", "pay_arrears")
    yield Step("end_line", _place(situation, means), lead_days, before, "end_line", is_early=is_early)
    yield Step("get_proof", lead_days=lead_days, after=("end_line",), is_early=is_early)
    is_esim = situation.sim_kind is SimKind.ESIM
    yield Step("delete_profile" if is_esim else "keep_sim", after=("get_proof",), at_end=True)


def _leaving_alone(advice: Advice, situation: Situation, known: Knowledge) -> Iterator[Step]:
    """A line that lapses, rests or goes on."""
    is_esim = situation.sim_kind is SimKind.ESIM
    if advice is Advice.LET_LAPSE:
        yield from _tidying(situation)
        yield from _money(situation, known)
        if not has_expired(situation):
            yield Step("use_up", lead_days=1, after=("check_line",))
        yield Step("rest_profile" if is_esim else "rest_sim", after=("unlink", "back_up"), at_end=True)
        return
    yield from _money(situation, known)
    if situation.tariff_kind is TariffKind.PREPAID:
        yield Step("top_up", lead_days=1, after=("check_line", "stop_add_ons", "pay_loan"))
    elif advice is Advice.PARK:
        yield Step("ask_pause", TaskKind.CALL, 14, ("check_line",), "pause")
        yield Step("get_proof", lead_days=14, after=("ask_pause",))
    else:
        yield Step("ask_fees", TaskKind.CALL, 14, ("check_line",), "ask_terms")
    if situation.needs:
        yield Step("test_codes", lead_days=2, after=("check_line",))
    yield Step("keep_profile" if is_esim else "keep_sim_in", at_end=True)


def _place(situation: Situation, means: Means) -> TaskKind:
    """A shop where one is known and can still be gone to."""
    return TaskKind.VISIT if means.has_shop and not situation.is_abroad else TaskKind.CALL
