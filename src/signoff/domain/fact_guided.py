"""Facts of a case whose steps the person does; `fact.py` names them with all others.

Class names and field names are stored words: a changed meaning is a new name. No fact holds personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signoff.domain.any_fact import Fact
from signoff.domain.cut import Claim
from signoff.domain.event import Sealed
from signoff.domain.guidance import Outcome, Task


@dataclass(frozen=True, slots=True)
class GuideBegun(Fact):
    """A guided case is kept on its asker's word: nothing is proven, and the line is not held against others."""

    line: Sealed


@dataclass(frozen=True, slots=True)
class TaskSet(Fact):
    """The person is asked to do a task from now on, for the `occurrence`th time; they are told if its day has come."""

    task: Task
    occurrence: int
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class TaskWaits(Fact):
    """A task is asked from `until` on: its day is still to come, or it was not yet so (then with what was noted)."""

    task: Task
    until: datetime
    note: Sealed | None = None


@dataclass(frozen=True, slots=True)
class TaskDone(Fact):
    """What the person said of a task, with what may be claimed on their word."""

    task: Task
    outcome: Outcome
    claims: tuple[Claim, ...]
    how: str = ""
    note: Sealed | None = None


@dataclass(frozen=True, slots=True)
class EvidenceKept(Fact):
    """A file of the person lies sealed with the case."""

    number: int
    evidence: Sealed
    sha256: str
    media: str
    size_bytes: int
    task: Task | None
