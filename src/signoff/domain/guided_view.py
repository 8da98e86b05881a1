"""What a person says to a guided case in plain form, and what its page shows to whoever holds the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signoff.domain.case import OVER, Case, State
from signoff.domain.claims import claims_of
from signoff.domain.cut import Claim, ClaimKind
from signoff.domain.guidance import (
    OUTCOMES,
    TIES,
    Guidance,
    GuidedTask,
    Outcome,
    Settled,
    Task,
    Way,
    settled_answers,
    sim_answers,
)
from signoff.domain.guided import Guided, Kept
from signoff.domain.line import Contact, Identifier, SimKind
from signoff.domain.requirement import SimAnswer, Tie
from signoff.domain.situation import Situation


@dataclass(frozen=True, slots=True)
class Keep:
    """The wish to keep the ending of a line here, where its carrier runs nothing of ours; the contact is free."""

    carrier_id: str
    identifier: Identifier
    contact: Contact | None
    guidance: Guidance
    language: str
    situation: Situation | None = None  # what the plan was made of


@dataclass(frozen=True, slots=True)
class Say:
    """What became of a task; `how` is a word of the texts, the note is the person's own."""

    task: Task
    outcome: Outcome
    how: str = ""
    ties: tuple[Tie, ...] = ()
    signs: tuple[ClaimKind, ...] = ()
    note: str = ""


class TaskState(StrEnum):
    """How far a task is."""

    LATER = "later"
    NOW = "now"
    WAITS = "waits"  # for its day
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task as the page lists it."""

    task: Task
    state: TaskState
    on: date | None = None
    until: datetime | None = None
    outcome: Outcome | None = None
    at: datetime | None = None
    how: str = ""
    note: str = ""
    evidence: tuple[Kept, ...] = ()

    @property
    def said(self) -> str:
        """The word for what was said: the answer itself where it says what became of money or SIM."""
        if self.outcome is Outcome.DONE and self.how and self.task in (Task.SETTLE, Task.HANDLE_SIM):
            return self.how
        return self.outcome.value if self.outcome is not None else ""

    @property
    def result(self) -> str | None:
        """The outcome for programs: money that is still owed is not done."""
        is_owed = self.task is Task.SETTLE and self.how == Settled.STILL_OWED
        return self.how if is_owed else self.outcome.value if self.outcome is not None else None


@dataclass(frozen=True, slots=True)
class GuidedView:
    """Everything the page of a guided case needs; after erasure nothing personal is left in it."""

    version: int
    case_code: str
    carrier_id: str
    language: str
    time_zone: str
    state: str
    way: Way
    sim_kind: SimKind
    requested_at: datetime
    identifier: str
    contact_masked: str
    tasks: tuple[TaskView, ...]
    current: TaskView | None
    outcomes: tuple[Outcome, ...]
    ties: tuple[Tie, ...]
    settled_answers: tuple[Settled, ...]
    sim_answers: tuple[SimAnswer, ...]
    claims: tuple[Claim, ...]
    evidence: tuple[Kept, ...]
    ended_at: datetime | None
    has_certificate: bool
    is_waiting: bool  # for a document that is being drawn
    may_withdraw: bool
    erased_at: datetime | None
    is_carrier_asked: bool
    is_successor_asked: bool
    situation: Situation | None = None


def show(case: Case, identifier: str, contact_masked: str, notes: Mapping[str, str], zone: str) -> GuidedView:
    """The view of a guided case; `notes` are by their sealed names. Raises ValueError for a hosted one."""
    guided = case.guided
    if guided is None:
        raise ValueError("this case is carried out by its carrier's systems")
    is_over = case.state in OVER
    tasks = tuple(_task(guided, one, notes, is_over=is_over) for one in guided.guidance.tasks)
    current = next((one for one in tasks if one.state in (TaskState.NOW, TaskState.WAITS)), None)
    is_drawn = case.ending.certificates_issued > 0
    return GuidedView(
        version=case.version,
        case_code=case.code,
        carrier_id=case.carrier_id,
        language=case.language,
        time_zone=zone,
        state=case.state.value,
        way=guided.guidance.way,
        sim_kind=guided.guidance.sim_kind,
        requested_at=case.wish.at,
        identifier=identifier,
        contact_masked=contact_masked,
        tasks=tasks,
        current=current,
        outcomes=OUTCOMES[current.task] if current is not None else (),
        ties=TIES,
        settled_answers=settled_answers(guided.guidance.tariff_kind),
        sim_answers=sim_answers(guided.guidance.sim_kind),
        claims=claims_of(case) if case.ending.cut_at is not None else (),
        evidence=guided.evidence,
        ended_at=case.ending.cut_at,
        has_certificate=is_drawn,
        is_waiting=case.state is State.ENDED and not is_drawn and not case.is_key_destroyed,
        may_withdraw=not is_over,
        erased_at=case.last_at if case.is_key_destroyed else None,
        is_carrier_asked=guided.answer(Task.ASK_CARRIER) is not None,
        is_successor_asked=guided.guidance.is_successor_asked,
    )


def _task(guided: Guided, one: GuidedTask, notes: Mapping[str, str], *, is_over: bool) -> TaskView:
    evidence = tuple(kept for kept in guided.evidence if kept.task is one.task)
    if (answer := guided.answer(one.task)) is not None:
        return TaskView(
            one.task,
            TaskState.DONE,
            one.on,
            outcome=answer.outcome,
            at=answer.at,
            how=answer.how,
            note=notes.get(answer.note or "", ""),
            evidence=evidence,
        )
    if is_over or guided.current is not one:
        return TaskView(one.task, TaskState.LATER, one.on, evidence=evidence)
    if guided.until is not None:
        return TaskView(one.task, TaskState.WAITS, one.on, guided.until, evidence=evidence)
    return TaskView(one.task, TaskState.NOW, one.on, evidence=evidence)
