"""Reads the pictures of a document: keeps the process that looks at them, and ends it when it takes too long.

Make one within an event loop; pictures are the JPEG files that `signoff.evidence.intake` made.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from signoff.domain.identity_document import DocumentReading, ReadingDoubt
from signoff.identity.confined import room
from signoff.identity.confined.answer import (
    ANSWER_BYTES_MAX,
    COUNT_BYTES,
    PICTURE_BYTES_MAX,
    AnswerUnreadable,
    Words,
    count_of,
    counted,
    read_words,
)
from signoff.identity.understanding import understood

PICTURES_MAX = 2
"""A document has a front and a back."""

# Isolated, and with one thread: no variable, folder or package of whoever started it has a say in what is imported.
ROOM = (sys.executable, "-I", "-X", "utf8", "-c", f"from {room.__name__} import main; main()")
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# Loading the models takes two seconds on a machine at rest, and one picture one.
_START_SECONDS_MAX = 60.0
# A picture takes one second; the call that wants it read is given up after 15 (`engine/dispatcher.py`), and made again.
SECONDS_MAX = 10.0

# The models take 170 MiB, which are given back when nobody has needed them for so long.
_IDLE_SECONDS = 600.0


class _NotRead(Exception):
    """A picture was not read, for the reason it carries."""

    def __init__(self, reason: ReadingDoubt) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Reader:
    """Reads documents, one picture at a time; others wait, and too many are turned away."""

    def __init__(
        self,
        *,
        waiting_max: int = 6,
        seconds_max: float = SECONDS_MAX,
        idle_seconds: float = _IDLE_SECONDS,
        command: Sequence[str] = ROOM,
    ) -> None:
        self._turn = asyncio.Lock()
        self._inside = 0
        self._inside_max = 1 + waiting_max
        self._seconds_max = seconds_max
        self._idle_seconds = idle_seconds
        self._command = tuple(command)
        self._process: asyncio.subprocess.Process | None = None
        self._rest: asyncio.TimerHandle | None = None

    async def read(self, pictures: Sequence[bytes], today: date) -> DocumentReading:
        """What stands on the document in these pictures; where nothing was read, the reading says why."""
        if not 0 < len(pictures) <= PICTURES_MAX or any(len(one) > PICTURE_BYTES_MAX for one in pictures):
            raise ValueError("one or two pictures that were taken in")
        if self._inside >= self._inside_max:
            return DocumentReading(doubts=frozenset({ReadingDoubt.BUSY}))
        self._inside += 1
        try:
            async with self._turn:
                words = [await self._words_in(picture) for picture in pictures]
        except _NotRead as error:
            return DocumentReading(doubts=frozenset({error.reason}))
        finally:
            self._inside -= 1
        # The first Chinese name loads a dictionary.
        return await asyncio.to_thread(understood, words, today)

    async def close(self) -> None:
        """End the process, if there is one; the next picture begins another."""
        if self._rest is not None:
            self._rest.cancel()
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            # With it goes the process that looks at a picture: both are of one session.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def _words_in(self, picture: bytes) -> Words:
        process = self._process
        if process is None or process.returncode is not None:
            process = await self._started()
        try:
            async with asyncio.timeout(self._seconds_max):
                if process.stdin is not None:  # always: it was asked for
                    process.stdin.write(counted(picture))
                    await process.stdin.drain()
                answer = await _answer_of(process)
            if not answer:
                raise _NotRead(ReadingDoubt.TOOK_TOO_LONG)
            return read_words(answer)
        except TimeoutError:
            await self.close()
            raise _NotRead(ReadingDoubt.TOOK_TOO_LONG) from None
        except (asyncio.IncompleteReadError, ConnectionError, AnswerUnreadable):
            await self.close()
            raise _NotRead(ReadingDoubt.UNAVAILABLE) from None
        except asyncio.CancelledError:
            # Its answer would be taken for that of the next picture.
            await asyncio.shield(self.close())
            raise
        finally:
            self._rest_later()

    async def _started(self) -> asyncio.subprocess.Process:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                limit=ANSWER_BYTES_MAX,
            )
        except OSError:
            raise _NotRead(ReadingDoubt.UNAVAILABLE) from None
        self._process = process
        try:
            async with asyncio.timeout(_START_SECONDS_MAX):
                await _answer_of(process)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, AnswerUnreadable):
            await self.close()
            raise _NotRead(ReadingDoubt.UNAVAILABLE) from None
        except asyncio.CancelledError:
            # Its first word would be taken for an answer, and each answer for that of the picture after.
            await asyncio.shield(self.close())
            raise
        return process

    def _rest_later(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(self._idle_seconds, self._end_idle)

    def _end_idle(self) -> None:
        process = self._process
        if self._inside == 0 and process is not None and process.stdin is not None:
            # It ends by itself when nobody can send it anything any more.
            self._process = None
            process.stdin.close()


async def _answer_of(process: asyncio.subprocess.Process) -> bytes:
    """The bytes behind their number. Raises AnswerUnreadable where that is not one of ours."""
    if process.stdout is None:
        raise AnswerUnreadable("no way for an answer")
    count = count_of(await process.stdout.readexactly(COUNT_BYTES))
    if count > ANSWER_BYTES_MAX:
        raise AnswerUnreadable("too long")
    return await process.stdout.readexactly(count)
