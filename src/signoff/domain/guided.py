"""How far a guided case has come: what was answered, what is asked, and what evidence is kept, without any of it open.

Facts change it in `fold_guided.py`; what the person does stands in `guidance.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.event import Sealed
from signoff.domain.guidance import Guidance, GuidedTask, Outcome, Task


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person said of a task; `how` is a word of the texts, the note lies sealed."""

    task: Task
    outcome: Outcome
    at: datetime
    how: str = ""
    note: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of evidence: a file under the case's key, known to facts by its SHA-256 (hex)."""

    number: int
    name: Sealed
    sha256: str
    media: str  # the file's type, as `image/jpeg`
    size_bytes: int
    task: Task | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Guided:
    """The guided part of a case. `until` is set while the task waits for its day."""

    guidance: Guidance
    answered: tuple[Answered, ...] = ()
    is_asked: bool = False
    occurrence: int = 0  # how often the present task was asked
    until: datetime | None = None
    evidence: tuple[Kept, ...] = ()

    @property
    def current(self) -> GuidedTask | None:
        """The task whose turn it is; None when all are answered."""
        done = {answered.task for answered in self.answered}
        return next((task for task in self.guidance.tasks if task.task not in done), None)

    def answer(self, task: Task) -> Answered | None:
        """What was said of a task."""
        return next((answered for answered in self.answered if answered.task is task), None)
