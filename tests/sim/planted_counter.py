"""Faults planted where staff work and people show who they are, as `planted.py` does for the engine and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from signoff.counter.desk import CounterDesk
from signoff.domain import counter_event as ce
from signoff.domain import counter_fact as c
from signoff.domain import decide, fold, onward
from signoff.domain import fact as f
from signoff.domain.case import Case
from signoff.domain.counter_looks import document_decided
from signoff.domain.counter_rules import approval_decided, card_destroyed
from signoff.domain.decision import Decision
from signoff.domain.staff import By
from signoff.domain.step_up import Assurance, StepUp
from tests.sim.ground import Ground
from tests.sim.planted import Planted, trigger


def step_up_left_out(_: Ground) -> AbstractContextManager[Any]:
    """A code to the line is enough, whatever speaks against it."""
    return mock.patch.object(StepUp, "needed", return_value=Assurance.POSSESSED)


def standing_not_read_before_the_cut(_: Ground) -> AbstractContextManager[Any]:
    """Nobody asks once more how the line stands."""
    return mock.patch.object(onward, "_cut", lambda _, at: f.CutBegan(at))


def hold_forgotten(_: Ground) -> AbstractContextManager[Any]:
    """A line that is locked, held or moving away is ended as any other."""
    return mock.patch.object(onward, "holds", return_value=())


@contextmanager
def approved_by_who_asked(_: Ground) -> Iterator[None]:
    """Whoever asks for a second person may be that person."""

    def decided(case: Case, event: ce.ApprovalDecided, carrier: Any, found: Any) -> Decision:
        approvals = tuple(replace(one, asked_by="somebody") for one in case.counter.approvals)
        case = replace(case, counter=replace(case.counter, approvals=approvals))
        return approval_decided(case, event, carrier, found)

    def kept(case: Case, fact: c.ApprovalDecided) -> Case:
        approvals = tuple(
            replace(one, is_granted=fact.is_granted, decided_at=fact.at) if one.number == fact.number else one
            for one in case.counter.approvals
        )
        return replace(case, counter=replace(case.counter, approvals=approvals))

    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(decide._RULES, {ce.ApprovalDecided: decided}))
        stack.enter_context(mock.patch.dict(fold._CHANGES, {c.ApprovalDecided: kept}))
        yield


def destroyed_by_one(_: Ground) -> AbstractContextManager[Any]:
    """One person who says twice that a card was destroyed is two."""

    def destroyed(case: Case, event: ce.CardDestroyed, carrier: Any, found: Any) -> Decision:
        is_again = event.by.staff_id in case.counter.destroyed_by
        named = replace(event, by=replace(event.by, staff_id=f"{event.by.staff_id} ")) if is_again else event
        return card_destroyed(case, named, carrier, found)

    return mock.patch.dict(decide._RULES, {ce.CardDestroyed: destroyed})


def picture_decided_unseen(_: Ground) -> AbstractContextManager[Any]:
    """Whoever may say that a picture is the holder's need not have opened it."""

    def decided(case: Case, event: ce.DocumentDecided, carrier: Any, found: Any) -> Decision:
        opened = (*case.counter.opened, (event.by.staff_id, event.number))
        case = replace(case, counter=replace(case.counter, opened=opened))
        return document_decided(case, event, carrier, found)

    return mock.patch.dict(decide._RULES, {ce.DocumentDecided: decided})


@contextmanager
def look_without_a_fact(_: Ground) -> Iterator[None]:
    """A case is shown, and nothing says to whom."""

    async def nothing(*_: Any) -> None:
        return None

    with mock.patch.object(CounterDesk, "_write_look", nothing):
        yield


def any_role_may(_: Ground) -> AbstractContextManager[Any]:
    """Whoever works at the counter may do everything there."""
    return mock.patch.object(By, "may", return_value=True)


def caller_taken_for_the_holder(_: Ground) -> AbstractContextManager[Any]:
    """Whoever calls about a line that is proven is taken for its holder."""
    return mock.patch.object(Case, "is_caller_unknown", return_value=False)


def pictures_kept(ground: Ground) -> AbstractContextManager[None]:
    """Pictures of documents stay after the day on which they were to go."""
    body = "if old.name like 'evidence/%' then return null; end if; return old;"
    return trigger(ground, "sealed", "delete", body)


COUNTER: tuple[Planted, ...] = (
    step_up_left_out,
    standing_not_read_before_the_cut,
    hold_forgotten,
    approved_by_who_asked,
    destroyed_by_one,
    picture_decided_unseen,
    look_without_a_fact,
    any_role_may,
    caller_taken_for_the_holder,
    pictures_kept,
)
