"""How facts change a guided case: a task is asked, waits for its day, is answered; evidence is kept.

Part of `fold.py`; the states are those of every case, reached by the tasks that stand for their steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from signoff.domain import fact as f
from signoff.domain.case import Case, Deadline, IllegalMove, State
from signoff.domain.changing import replace
from signoff.domain.guidance import Task
from signoff.domain.guided import Answered, Guided, Kept

PHASES = {
    Task.UNLINK: State.OPEN,
    Task.SETTLE: State.OPEN,
    Task.ASK_CARRIER: State.AGREED,
    Task.SEE_BLOCKED: State.AGREED,
    Task.SEE_DEAD: State.CUTTING,
    Task.HANDLE_SIM: State.CLOSING,
    Task.FINAL_BILL: State.CLOSING,
    Task.REFUND: State.CLOSING,
}
"""Where a case stands while a task is asked: once the carrier was asked, or has blocked the line, it is being cut."""


def _guided(case: Case, task: Task | None = None) -> Guided:
    """The guided part; the fact must be about the task whose turn it is."""
    guided = case.guided
    if guided is None:
        raise IllegalMove("a carrier's systems do the steps of this case")
    if task is not None and (guided.current is None or guided.current.task is not task):
        raise IllegalMove(f"it is not the turn of {task}")
    return guided


def _guide_begun(case: Case, fact: f.GuideBegun) -> Case:
    return replace(
        case,
        state=State.OPEN,
        guided=_guided(case),
        proof=replace(case.proof, line=fact.line),
        deadlines=(),
    )


def _task_set(case: Case, fact: f.TaskSet) -> Case:
    guided = replace(_guided(case, fact.task), is_asked=True, occurrence=fact.occurrence, until=None)
    return _at_task(case, fact.task, guided)


def _task_waits(case: Case, fact: f.TaskWaits) -> Case:
    guided = replace(_guided(case, fact.task), is_asked=False, until=fact.until)
    return _at_task(case, fact.task, guided)


def _at_task(case: Case, task: Task, guided: Guided) -> Case:
    deadlines = case.deadlines_with(Deadline.TASK_DUE, guided.until)
    return replace(case, state=PHASES[task], guided=guided, deadlines=deadlines)


def _task_done(case: Case, fact: f.TaskDone) -> Case:
    guided = _guided(case, fact.task)
    answered = Answered(fact.task, fact.outcome, fact.at, fact.how, fact.note)
    ending = replace(case.ending, claims=(*case.ending.claims, *fact.claims))
    if fact.task is Task.SEE_DEAD:
        ending = replace(ending, cut_at=fact.at)
    return replace(
        case,
        ending=ending,
        guided=replace(
            guided, answered=(*guided.answered, answered), is_asked=False, occurrence=0, until=None
        ),
        deadlines=case.deadlines_with(Deadline.TASK_DUE, None),
    )


def _evidence_kept(case: Case, fact: f.EvidenceKept) -> Case:
    guided = _guided(case)
    kept = Kept(fact.number, fact.evidence, fact.sha256, fact.media, fact.size_bytes, fact.task, fact.at)
    return replace(case, guided=replace(guided, evidence=(*guided.evidence, kept)))


CHANGES_WHEN_GUIDED: dict[type[f.Fact], Callable[[Case, Any], Case]] = {
    f.GuideBegun: _guide_begun,
    f.TaskSet: _task_set,
    f.TaskWaits: _task_waits,
    f.TaskDone: _task_done,
    f.EvidenceKept: _evidence_kept,
}
"""How each of these facts changes a case."""
