"""What a person does themselves where the carrier runs nothing of ours: the ways, the tasks and their order.

`guided.py` holds how far they have come; the rules are in `guiding.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signoff.domain.carrier import TariffKind
from signoff.domain.cut import ClaimKind
from signoff.domain.line import SimKind
from signoff.domain.requirement import SimAnswer, Tie

TENANT = "guide"
"""Whose the guided cases are: no carrier's."""


class Way(StrEnum):
    """How the line comes to its end. Stored words: promises."""

    ASK = "ask"  # the carrier is asked to end it
    LAPSE = "lapse"  # a prepaid line is left to end by itself


class Task(StrEnum):
    """One thing the person is asked to do, in the order of asking. Stored words: promises."""

    UNLINK = "unlink"  # back up, and take the number out of everything that hangs on it
    SETTLE = "settle"  # use up the balance, or pay what is owed
    ASK_CARRIER = "ask_carrier"
    SEE_BLOCKED = "see_blocked"  # no calls out any more
    SEE_DEAD = "see_dead"
    HANDLE_SIM = "handle_sim"
    FINAL_BILL = "final_bill"
    REFUND = "refund"


class Outcome(StrEnum):
    """What became of a task."""

    DONE = "done"
    NONE = "none"  # there is no balance, bill or refund
    NOT_YET = "not_yet"  # it is asked again later
    UNKNOWN = "unknown"  # it is left open, and stays unknown


class Settled(StrEnum):
    """How the money came to be settled."""

    NO_BALANCE_LEFT = "no_balance_left"
    ALL_PAID = "all_paid"
    STILL_OWED = "still_owed"  # who knows of a debt goes on all the same: nobody says that it holds up an end


class AskedBy(StrEnum):
    """How the carrier was asked."""

    CALL = "call"
    SHOP = "shop"
    MAIL = "mail"
    WEB = "web"


CHARGES_CLOSED = "charges_closed"
"""What can be said beside the final bill: that nothing recurs after it. The bill alone does not say so."""

OUTCOMES: Mapping[Task, tuple[Outcome, ...]] = {
    Task.UNLINK: (Outcome.DONE,),
    Task.SETTLE: (Outcome.DONE, Outcome.NONE, Outcome.UNKNOWN),
    Task.ASK_CARRIER: (Outcome.DONE,),
    Task.SEE_BLOCKED: (Outcome.DONE, Outcome.NOT_YET, Outcome.UNKNOWN),
    Task.SEE_DEAD: (Outcome.DONE, Outcome.NOT_YET),
    Task.HANDLE_SIM: (Outcome.DONE, Outcome.UNKNOWN),
    Task.FINAL_BILL: (Outcome.DONE, Outcome.NONE, Outcome.NOT_YET, Outcome.UNKNOWN),
    Task.REFUND: (Outcome.DONE, Outcome.NONE, Outcome.NOT_YET, Outcome.UNKNOWN),
}
"""What may be said of each task. Without being told that the line is dead there is no end to certify."""

DEAD_SIGNS = (ClaimKind.CALLS_FAIL, ClaimKind.NO_SERVICE)
"""What shows a person that a line is dead; one of them is enough."""

TIES = tuple(tie for tie in Tie if tie is not Tie.SIBLING_NUMBERS)
"""What may hang on the number; nobody told us of a second one."""


@dataclass(frozen=True, slots=True)
class GuidedTask:
    """One task, asked from this day on; None: as soon as those before it are done."""

    task: Task
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the person does, as it was when the case began; the asker's word for the SIM and how it is paid."""

    way: Way
    sim_kind: SimKind
    tariff_kind: TariffKind | None
    tasks: tuple[GuidedTask, ...]
    is_successor_asked: bool = False  # the line's carrier is gone; another is asked what became of its line


def guidance(
    way: Way,
    sim_kind: SimKind,
    tariff_kind: TariffKind | None,
    days: Mapping[Task, date],
    *,
    is_successor_asked: bool = False,
) -> Guidance:
    """The tasks of a way in their order, with their days as far as there are any."""
    tasks = tuple(GuidedTask(task, days.get(task)) for task in Task if _is_asked(task, way, tariff_kind))
    return Guidance(way, sim_kind, tariff_kind, tasks, is_successor_asked)


def _is_asked(task: Task, way: Way, tariff_kind: TariffKind | None) -> bool:
    """Nobody sends a bill for a prepaid line, and nobody pays back what lapsed."""
    if task is Task.FINAL_BILL:
        return way is Way.ASK and tariff_kind is not TariffKind.PREPAID
    if task in (Task.ASK_CARRIER, Task.REFUND):
        return way is Way.ASK
    return way is Way.LAPSE if task is Task.SEE_BLOCKED else True


def settled_answers(tariff_kind: TariffKind | None) -> tuple[Settled, ...]:
    """How the money can have been settled: a postpaid line has no balance to use up."""
    has_no_balance = tariff_kind is TariffKind.POSTPAID
    return tuple(one for one in Settled if one is not Settled.NO_BALANCE_LEFT or not has_no_balance)


def sim_answers(sim_kind: SimKind) -> tuple[SimAnswer, ...]:
    """What can have become of the SIM."""
    if sim_kind is SimKind.ESIM:
        return (SimAnswer.DELETED_ON_DEVICE,)
    return (SimAnswer.DESTROYED, SimAnswer.RETURNED, SimAnswer.LOST)
