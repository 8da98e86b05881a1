"""Takes files in as the program does, and tells what each took; for tests that need no event loop of their own."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from signoff.evidence.intake import Evidence, Intake, Refused
from signoff.evidence.intake.taking import ROOM

MEASURED = Path(__file__).with_name("measured.py")

# A busy machine may take its time over a file that is no bomb; bombs are ended by the limit on processor time.
PATIENT_SECONDS = 20.0


@dataclass(frozen=True)
class Taken:
    """What became of a file, and how much memory the room had at most; None where the room was ended from outside."""

    result: Evidence | Refused
    peak_bytes: int | None
    seconds: float | None

    @property
    def word(self) -> str:
        """The refusal, or the kind of what is kept."""
        return self.result.reason if isinstance(self.result, Refused) else self.result.kind


def take_in(data: bytes, name: str = "file") -> Evidence | Refused:
    """What becomes of a file."""
    return asyncio.run(Intake(seconds_max=PATIENT_SECONDS).take_in(data, name))


def kept(data: bytes, name: str = "file") -> Evidence:
    """What is kept of a file that has to be taken."""
    result = take_in(data, name)
    assert isinstance(result, Evidence), result
    return result


def measured(data: bytes, name: str, *, seconds_max: float = PATIENT_SECONDS) -> Taken:
    """What becomes of a file, and what that took."""
    with TemporaryDirectory() as folder:
        note = Path(folder) / "note"
        command = (sys.executable, "-I", "-S", str(MEASURED), str(note), *ROOM)
        result = asyncio.run(Intake(seconds_max=seconds_max, command=command).take_in(data, name))
        noted = json.loads(note.read_text()) if note.exists() else {}
    return Taken(result, noted.get("peak_bytes"), noted.get("seconds"))
