"""What keepers of guided cases report and add: what became of a task, with notes, slips of the pen, and small files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from signoff.domain.cut import ClaimKind
from signoff.domain.guidance import CHARGES_CLOSED, DEAD_SIGNS, TIES, AskedBy, Outcome, Settled, Task
from signoff.domain.guided_view import Say
from signoff.domain.requirement import SimAnswer, Tie
from tests.sim.guided_rules import File

HOWS = ("", "pigeon", CHARGES_CLOSED, *AskedBy, *SimAnswer, *Settled)
SIGNS = (*DEAD_SIGNS, ClaimKind.ACCESS_BARRED, ClaimKind.NUMBER_QUARANTINED)
MAIL = b"From: carrier@example.org\r\nSubject: your line\r\n\r\n"
FORMS = ((b"\xff\xd8\xff", "image/jpeg"), (b"%PDF-1.7 ", "application/pdf"), (MAIL, "text/plain"))
NO_FILES = (b"", b"MZ\x90\x00", b"PK\x03\x04", b"GIF89a")
AGAIN = 0.2
"""How often a file is one that was added before."""


@dataclass
class Reports:
    """One person's. `marks` are words that stand in their notes and files, and nowhere else."""

    dice: random.Random
    name: str
    slips: float
    marks: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def of(self, task: Task, outcomes: Sequence[Outcome], sims: Sequence[SimAnswer]) -> Say:
        """What is said of a task, mostly as it is asked; with slips, of any task anything."""
        dice = self.dice
        if dice.random() < self.slips:
            return self._slip(task)
        outcome = Outcome.DONE if dice.random() < 0.6 else dice.choice(outcomes)
        if outcome is not Outcome.DONE:
            return Say(task, outcome, note=self.note())
        signs = tuple(dice.sample(DEAD_SIGNS, dice.choice((1, 2)))) if task is Task.SEE_DEAD else ()
        return Say(
            task, outcome, self._how(task, sims), TIES if task is Task.UNLINK else (), signs, self.note()
        )

    def _how(self, task: Task, sims: Sequence[SimAnswer]) -> str:
        if task is Task.SETTLE:
            return str(self.dice.choice([*Settled]))
        if task is Task.ASK_CARRIER:
            return str(self.dice.choice([*AskedBy]))
        if task is Task.HANDLE_SIM and sims:
            return str(self.dice.choice(sims))
        return self.dice.choice(("", CHARGES_CLOSED)) if task is Task.FINAL_BILL else ""

    def _slip(self, task: Task) -> Say:
        dice = self.dice
        task = task if dice.random() < 0.6 else dice.choice([*Task])
        ties = tuple(dice.sample([*Tie], dice.randint(0, len(Tie))))
        signs = tuple(dice.sample(SIGNS, dice.choice((0, 1, 2))))
        return Say(task, dice.choice([*Outcome]), str(dice.choice(HOWS)), ties, signs, self.note())

    def note(self) -> str:
        """Some words of their own, or none."""
        return self._mark("note") if self.dice.random() < 0.4 else ""

    def file(self) -> File:
        """A file that is taken, perhaps one that was added before, or one that is not."""
        if self.files and self.dice.random() < AGAIN:
            return self.dice.choice(self.files)
        if self.dice.random() < 0.15:
            return File(self.dice.choice(NO_FILES), "tool.bin", "")
        head, media = self.dice.choice(FORMS)
        file = File(head + self._mark("file").encode(), "from my phone", media)
        self.files.append(file)
        return file

    def _mark(self, what: str) -> str:
        mark = f"own {what} {len(self.marks)} of {self.name}"
        self.marks.append(mark)
        return mark
