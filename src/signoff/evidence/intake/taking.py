"""Takes in one file that a person brings: what is kept is made anew in a confined process, and looked at here again.

The bytes that came are forgotten with the call; of them only the hash is told.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from signoff.evidence.confined import room
from signoff.evidence.confined.answer import (
    ANSWER_BYTES_MAX,
    MEBIBYTE,
    MEGAPIXELS_MAX,
    PAGES_MAX,
    POINTS_MAX,
    RECEIVED_BYTES_MAX,
    Answer,
    AnswerUnreadable,
    Form,
    RefusedFor,
    Unfit,
    read_answer,
)
from signoff.evidence.confined.charsets import plain
from signoff.evidence.confined.forms import form_of
from signoff.evidence.intake.plain_jpeg import size_of
from signoff.evidence.intake.sheets import write_pdf

LIMITS: Mapping[str, int] = {
    "megabytes": RECEIVED_BYTES_MAX // MEBIBYTE,
    "megapixels": MEGAPIXELS_MAX,
    "pages": PAGES_MAX,
}
"""The values that the texts of refusals ask for."""

# Nobody waits two seconds for a file, with what starting and ending a process take.
SECONDS_MAX = 1.9

# Isolated: no variable, folder or package of whoever started it has a say in what is imported.
ROOM = (sys.executable, "-I", "-X", "utf8", "-c", f"from {room.__name__} import main; main()")

_LIMIT_SIGNALS = {signal.SIGKILL, signal.SIGXCPU, signal.SIGALRM, signal.SIGXFSZ}


class Kind(StrEnum):
    """What a piece of evidence is. Stored words: a changed meaning is a new word."""

    PHOTO = "photo"
    PAGES = "pages"
    MAIL = "mail"


_MEDIA_TYPES = {
    Kind.PHOTO: "image/jpeg",
    Kind.PAGES: "application/pdf",
    Kind.MAIL: "text/plain; charset=utf-8",
}
_SUFFIXES = {Kind.PHOTO: ".jpg", Kind.PAGES: ".pdf", Kind.MAIL: ".txt"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it is kept, with the hash (SHA-256, hex) of these bytes and of those that came."""

    kind: Kind
    content: bytes = field(repr=False)
    received_sha256: str
    pages: int
    text: str = field(default="", repr=False)

    @property
    def sha256(self) -> str:
        """The hash of what is kept."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        """The type to hand it out under."""
        return _MEDIA_TYPES[self.kind]

    @property
    def suffix(self) -> str:
        """How a name made for it ends; the name it came with is forgotten."""
        return _SUFFIXES[self.kind]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken; the text is `intake.refused.<reason>`, which may ask for LIMITS."""

    reason: RefusedFor


class Intake:
    """Takes in files, so many at once; one is needed for a program, made within its event loop or before."""

    def __init__(
        self,
        *,
        at_once: int = 2,
        waiting_max: int = 6,
        seconds_max: float = SECONDS_MAX,
        command: Sequence[str] = ROOM,
    ) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._inside = 0
        self._inside_max = at_once + waiting_max
        self._seconds_max = seconds_max
        self._command = tuple(command)

    async def take_in(self, data: bytes, declared_name: str) -> Evidence | Refused:
        """The file made anew, or why it is not taken; the name only helps to say why."""
        try:
            form = form_of(data, declared_name)
        except Unfit as unfit:
            return Refused(unfit.reason)
        if self._inside >= self._inside_max:
            return Refused(RefusedFor.BUSY)
        self._inside += 1
        try:
            async with self._free:
                answer = await self._read(data, form)
        finally:
            self._inside -= 1
        if answer.refused_for is not None:
            return Refused(answer.refused_for)
        # Hashing twenty megabytes takes a while, in which others are not to wait.
        evidence = await asyncio.to_thread(_made, answer, form, data)
        return Refused(RefusedFor.DAMAGED) if evidence is None else evidence

    async def _read(self, data: bytes, form: Form) -> Answer:
        """What a room made of the file; it is ended when its time is over, whatever it does."""
        with _memory(data) as given, _memory() as written:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                form.value,
                stdin=given,
                stdout=written,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
            try:
                async with asyncio.timeout(self._seconds_max):
                    status = await process.wait()
            except TimeoutError:
                return Answer(refused_for=RefusedFor.TOO_COSTLY)
            finally:
                if process.returncode is None:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                    await process.wait()
            if status != 0:
                return Answer(refused_for=_ended_by(-status))
            try:
                return read_answer(os.pread(written, ANSWER_BYTES_MAX + 1, 0))
            except AnswerUnreadable:
                return Answer(refused_for=RefusedFor.DAMAGED)


@contextmanager
def _memory(content: bytes = b"") -> Iterator[int]:
    """A file in memory that no name leads to, so that nothing of it is ever on a disk."""
    handle = os.memfd_create("signoff-intake")
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)


def _ended_by(number: int) -> RefusedFor:
    """Why a room that gave no answer is not there any more, by the signal that ended it."""
    if number in _LIMIT_SIGNALS:
        return RefusedFor.TOO_COSTLY
    return RefusedFor.DAMAGED if number > 0 else RefusedFor.UNAVAILABLE


def _made(answer: Answer, form: Form, received: bytes) -> Evidence | None:
    """What is kept, if the answer is what a room gives for this form: the room itself may have been taken over."""
    received_sha256 = hashlib.sha256(received).hexdigest()
    if form is Form.MAIL:
        is_plain = bool(answer.text) and not answer.sheets and plain(answer.text) == answer.text
        return (
            Evidence(Kind.MAIL, answer.text.encode(), received_sha256, 0, answer.text) if is_plain else None
        )
    sizes = [size_of(sheet.picture) for sheet in answer.sheets]
    sized = [(sheet, size) for sheet, size in zip(answer.sheets, sizes, strict=True) if size is not None]
    is_on_paper = all(max(sheet.width_points, sheet.height_points) <= POINTS_MAX for sheet in answer.sheets)
    if answer.text or not is_on_paper or not 0 < len(sized) == len(answer.sheets) <= PAGES_MAX:
        return None
    if form is Form.PDF:
        return Evidence(Kind.PAGES, write_pdf(sized), received_sha256, len(sized))
    return Evidence(Kind.PHOTO, sized[0][0].picture, received_sha256, 1) if len(sized) == 1 else None
