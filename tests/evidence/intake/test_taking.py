"""Whatever a room does, the caller gets evidence that was looked at or a word, in time, and no process stays."""

from __future__ import annotations

import asyncio
import os
import signal
import string
import sys

import pytest

from signoff.catalogue.texts import common_texts
from signoff.evidence.confined import walls
from signoff.evidence.confined.answer import (
    Answer,
    AnswerUnreadable,
    Form,
    RefusedFor,
    Sheet,
    read_answer,
    write_answer,
)
from signoff.evidence.intake import LIMITS, Evidence, Intake, Kind, Refused
from signoff.evidence.intake.plain_jpeg import size_of
from signoff.evidence.intake.taking import _made
from tests.evidence.intake.pictures import jpeg, plain, segment, with_segments

PLAIN = jpeg()
SHEET = Sheet(PLAIN, 100, 100)


def room(program: str) -> tuple[str, ...]:
    """A room that does this instead of reading."""
    return (sys.executable, "-I", "-S", "-c", program)


async def taken(program: str, *, seconds_max: float = 20.0) -> Evidence | Refused:
    """What becomes of a photo in such a room."""
    return await Intake(seconds_max=seconds_max, command=room(program)).take_in(PLAIN, "a.jpg")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os.abort()", RefusedFor.DAMAGED),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", RefusedFor.DAMAGED),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", RefusedFor.TOO_COSTLY),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", RefusedFor.TOO_COSTLY),
        ("raise SystemExit(1)", RefusedFor.UNAVAILABLE),
        ("pass", RefusedFor.DAMAGED),
        ("print('hello')", RefusedFor.DAMAGED),
        ("import os; os.write(1, b'a' * 8_000_000)", RefusedFor.DAMAGED),
    ],
)
async def test_a_room_that_gives_no_answer_is_a_refusal(program: str, reason: RefusedFor) -> None:
    """It broke, was ended by its limits, could not begin, or said something else."""
    assert await taken(program) == Refused(reason)


async def test_a_room_has_no_more_time_than_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that waits for ever is ended, and nothing of it is left."""
    started = await _watched(monkeypatch)

    assert await taken("import signal; signal.pause()", seconds_max=0.2) == Refused(RefusedFor.TOO_COSTLY)
    assert (await started.get()).returncode == -signal.SIGKILL


async def test_a_caller_that_goes_away_leaves_no_room_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task is cancelled while the room reads."""
    started = await _watched(monkeypatch)
    task = asyncio.create_task(taken("import signal; signal.pause()"))
    process = await started.get()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert process.returncode == -signal.SIGKILL


async def test_a_room_inherits_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the program (Python sets one itself) and no open file but its three, and the folder it lists."""
    monkeypatch.setenv("SIGNOFF_SECRET", "CANARY")
    told = (
        "import os, sys;"
        "files = os.listdir('/proc/self/fd');"
        "sys.exit(0 if len(files) == 4 and not set(os.environ) - {'LC_CTYPE'} else 1)"
    )
    open_file = os.open("/", os.O_RDONLY)
    os.set_inheritable(open_file, True)
    try:
        assert await taken(told) == Refused(RefusedFor.DAMAGED)
    finally:
        os.close(open_file)


async def test_only_so_many_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are read, one waits, the fourth is told to come again; afterwards all is as before."""
    inside: list[int] = []
    entered, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def read(self: Intake, data: bytes, form: Form) -> Answer:
        inside.append(1)
        entered.release()
        await go_on.wait()
        return Answer(refused_for=RefusedFor.DAMAGED)

    monkeypatch.setattr(Intake, "_read", read)
    intake = Intake(at_once=2, waiting_max=1)
    tasks = [asyncio.create_task(intake.take_in(PLAIN, "")) for _ in range(3)]
    await entered.acquire()
    await entered.acquire()

    assert await intake.take_in(PLAIN, "") == Refused(RefusedFor.BUSY)
    assert len(inside) == 2
    go_on.set()
    assert await asyncio.gather(*tasks) == [Refused(RefusedFor.DAMAGED)] * 3
    assert await intake.take_in(PLAIN, "") == Refused(RefusedFor.DAMAGED)


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Answer((SHEET, SHEET)), Form.JPEG),
        (Answer(), Form.JPEG),
        (Answer((SHEET,), "text"), Form.JPEG),
        (Answer((Sheet(PLAIN + b"<?php", 1, 1),)), Form.JPEG),
        (Answer((Sheet(with_segments(PLAIN, segment(0xE1, b"Exif\0\0")), 1, 1),)), Form.PNG),
        (Answer(text="text"), Form.WEBP),
        (Answer(), Form.PDF),
        (Answer((SHEET,) * 21), Form.PDF),
        (Answer((SHEET, Sheet(b"%PDF-1.4", 1, 1))), Form.PDF),
        (Answer((Sheet(PLAIN, 1, 99_999),)), Form.PDF),
        (Answer(), Form.MAIL),
        (Answer((SHEET,), "text"), Form.MAIL),
        (Answer(text="a\x1b[2J"), Form.MAIL),
        (Answer(text="a\u202eb"), Form.MAIL),
    ],
)
def test_a_room_that_was_taken_over_is_not_believed(answer: Answer, form: Form) -> None:
    """Only plain pictures, as many as the form has, and only plain text pass."""
    assert _made(answer, form, b"") is None


@pytest.mark.parametrize(
    ("answer", "form", "kind"),
    [
        (Answer((SHEET,)), Form.WEBP, Kind.PHOTO),
        (Answer((SHEET,) * 20), Form.PDF, Kind.PAGES),
        (Answer(text="From: a\n\nHello 你好\n"), Form.MAIL, Kind.MAIL),
    ],
)
def test_a_good_answer_passes(answer: Answer, form: Form, kind: Kind) -> None:
    """What rooms do give is kept, also after it was written and read."""
    made = _made(read_answer(write_answer(answer)), form, b"")

    assert made is not None
    assert made.kind is kind


def test_a_plain_picture_is_told_from_any_other() -> None:
    """Its size is read; whatever has room for more, is cut, or of another kind of JPEG, is none."""
    assert size_of(PLAIN) == (160, 120)
    others = [
        b"",
        PLAIN[:-1],
        PLAIN[:200] + PLAIN[-2:],
        PLAIN + b"\xff\xd9",
        PLAIN[:-2] + b"\xff\xfe\x00\x04hi" + b"\xff\xd9",
        jpeg(comment=b"hello"),
        jpeg(progressive=True),
        jpeg(plain().convert("L")),
        jpeg(plain().convert("CMYK")),
        jpeg(icc_profile=b"profile"),
        *(
            with_segments(PLAIN, segment(kind, b"JFIF\0hello"))
            for kind in (0xE0, 0xE1, 0xE2, 0xED, 0xFE, 0x01)
        ),
    ]
    assert [size_of(other) for other in others] == [None] * len(others)


@pytest.mark.parametrize("end", range(0, 120, 7))
def test_an_answer_that_is_cut_is_none(end: int) -> None:
    """Neither one with something after it, nor one that counts wrong."""
    written = write_answer(Answer((SHEET,), "text"))

    for false in (written[:end], written + b"a", written.replace(b"[", b"[-", 2), b"[" * 100_000, b"null\n"):
        with pytest.raises(AnswerUnreadable):
            read_answer(false)


def test_every_refusal_is_worded() -> None:
    """In each language that has texts for files at all: every word, no other, and nothing to fill in but limits."""
    worded = {
        language: {key: text for key, text in texts.items() if key.startswith("intake.")}
        for language, texts in common_texts().items()
    }
    assert {"en", "zh-Hans"} <= {language for language, texts in worded.items() if texts}
    for texts in filter(None, worded.values()):
        refused = {key.rpartition(".")[2] for key in texts if key.startswith("intake.refused.")}
        assert refused == {reason.value for reason in RefusedFor}
        assert {key.rpartition(".")[2] for key in texts if key.startswith("intake.kind.")} == {
            kind.value for kind in Kind
        }
        for text in texts.values():
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= set(LIMITS)


def test_the_limits_are_those_that_are_promised() -> None:
    """Two seconds by the clock and by the processor, and with the libraries less than 256 MiB."""
    assert Intake()._seconds_max < 2
    assert walls.PROCESSOR_SECONDS_MAX <= 2
    assert walls._DATA_BYTES_MAX < 220 << 20


async def _watched(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[asyncio.subprocess.Process]:
    """Hands out each process that is started."""
    started: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()
    start = asyncio.create_subprocess_exec

    async def watch(*arguments: str, **options: object) -> asyncio.subprocess.Process:
        process = await start(*arguments, **options)  # type: ignore[arg-type]  # handed on as it came
        started.put_nowait(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watch)
    return started
