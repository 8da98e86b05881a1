"""The process that looks at pictures: confined, ended when it hangs, replaced when it dies."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path

import pytest

from signoff.domain.identity_document import DocumentReading, ReadingDoubt
from signoff.engine.dispatcher import CALL_SECONDS_MAX
from signoff.identity import Reader
from signoff.identity.confined.answer import (
    AnswerUnreadable,
    Words,
    read_words,
    write_words,
)
from signoff.identity.reader import SECONDS_MAX
from tests.identity.eyes import words

ROOT = Path(__file__).parents[2]
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "
STAND_IN = (
    sys.executable,
    "-I",
    "-c",
    PROGRAM + "runpy.run_module('tests.identity.eyes', run_name='__main__')",
)
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.slow


@asynccontextmanager
async def reader(*, command: tuple[str, ...] = STAND_IN, seconds_max: float = 20.0) -> AsyncIterator[Reader]:
    """A reader whose models are stood in for, ended with the test."""
    one = Reader(command=command, seconds_max=seconds_max)
    try:
        yield one
    finally:
        await one.close()


async def _told(one: Reader, picture: bytes) -> list[str]:
    return [line.text for line in (await one._words_in(picture)).lines]


def _alive_of(group: int) -> list[int]:
    """The processes of a group that still run; one that nobody has waited for yet does not."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, rest = status.read_text().rpartition(") ")
            state, _, of = rest.split()[:3]
            if int(of) == group and state not in "ZX":
                found.append(int(status.parent.name))
    return found


async def test_behind_the_walls_nothing_is_reached() -> None:
    """No file, network, process, limit, memory, and no way to speak for the room."""
    async with reader() as one:
        assert await _told(one, b"reach") == ["done"]


async def test_each_picture_is_looked_at_by_a_process_of_its_own() -> None:
    """The room stays, who looks is another each time."""
    async with reader() as one:
        seen = [await _told(one, b"who") for _ in range(3)]
        room = one._process
        assert len({pid for (pid,) in seen}) == 3
        assert room is one._process


@pytest.mark.parametrize("picture", [b"crash", b"damaged", b"nonsense"])
async def test_a_picture_that_cannot_be_read_says_so_and_the_next_one_is_read(picture: bytes) -> None:
    """Whatever becomes of who looks at it."""
    async with reader() as one:
        reading = await one.read([picture], TODAY)
        assert reading.doubts & {ReadingDoubt.TOOK_TOO_LONG, ReadingDoubt.UNAVAILABLE}
        assert await _told(one, b"the next one") == ["the next one"]


async def test_a_picture_that_takes_too_long_is_ended_and_its_process_replaced() -> None:
    """Nobody is left behind who goes on looking."""
    async with reader() as one:
        await _told(one, b"warm")
        old = one._process
        assert old is not None
        one._seconds_max = 0.5
        assert await one.read([b"loop"], TODAY) == DocumentReading(
            doubts=frozenset({ReadingDoubt.TOOK_TOO_LONG})
        )
        while _alive_of(old.pid):  # noqa: ASYNC110 - what was told to end does, and nothing says when
            await asyncio.sleep(0)
        one._seconds_max = 20.0
        assert await _told(one, b"the next one") == ["the next one"]


async def test_a_room_that_was_ended_from_outside_is_begun_anew() -> None:
    """The reading after it is told of, or succeeds; the one after that succeeds."""
    async with reader() as one:
        await _told(one, b"warm")
        assert one._process is not None
        one._process.kill()
        await one._process.wait()
        assert await _told(one, b"the next one") == ["the next one"]


async def test_a_caller_who_goes_away_takes_no_answer_of_the_next_one() -> None:
    """The process that was busy for them is ended."""
    async with reader() as one:
        await _told(one, b"warm")
        task = asyncio.create_task(one.read([b"loop"], TODAY))
        while one._inside == 0:  # noqa: ASYNC110 - a turn of the loop is all it takes
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _told(one, b"mine") == ["mine"]


async def test_a_caller_who_goes_away_before_the_room_is_open_leaves_no_answer_either() -> None:
    """Its first word would be taken for the answer to the next picture, and each answer for that of the one after."""
    async with reader() as one:
        task = asyncio.create_task(one.read([b"theirs"], TODAY))
        while one._process is None:  # noqa: ASYNC110 - it is begun, and its first word is not here yet
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _told(one, b"mine") == ["mine"]
        assert await _told(one, b"another") == ["another"]


def test_a_picture_takes_too_long_before_its_call_does() -> None:
    """A call that is given up is made again and again; a picture that takes too long goes to a person at once."""
    assert SECONDS_MAX < CALL_SECONDS_MAX


async def test_a_machine_that_cannot_read_documents_says_so() -> None:
    """The program is not there, or dies at once."""
    for command in (("/nonexistent",), (*STAND_IN, "dies")):
        async with reader(command=command) as one:
            reading = await one.read([b"anything"], TODAY)
            assert reading.doubts == {ReadingDoubt.UNAVAILABLE}


async def test_too_many_at_once_are_turned_away() -> None:
    """One is read, some wait, the rest hear it at once."""
    async with reader() as one:
        one._inside_max = 2
        tasks = [asyncio.create_task(one.read([b"who"], TODAY)) for _ in range(4)]
        readings = await asyncio.gather(*tasks)
        assert sum(ReadingDoubt.BUSY in reading.doubts for reading in readings) == 2


async def test_only_pictures_that_were_taken_in_are_read() -> None:
    """One or two, none too large."""
    async with reader() as one:
        for pictures in ([], [b"1", b"2", b"3"], [b"x" * (5 << 20)]):
            with pytest.raises(ValueError, match="pictures"):
                await one.read(pictures, TODAY)
        assert one._process is None


def test_an_answer_is_read_as_it_was_written() -> None:
    """Every measure and line."""
    told = words("P<UTO", "陳大文")
    assert read_words(write_words(told)) == told


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (b'"picture_hash": 1', b'"picture_hash": -1'),
        (b'"picture_hash": 1', b'"picture_hash": true'),
        (b'"score": 0.99', b'"score": NaN'),
        (b'"score": 0.99', b'"score": "0.99"'),
        (b'"text": "a"', b'"text": 5'),
        (b'"text": "a"', b'"text": "' + b"a" * 201 + b'"'),
        (b'"text": "a"', b'"text": "\\u0000"'),
        (b'"lines": [', b'"lines": 7, "more": ['),
        (b'"measures": {', b'"measures": [], "more": {'),
        (b"{", b""),
    ],
)
def test_an_answer_out_of_bounds_is_none(part: bytes, instead: bytes) -> None:
    """Who looks at a picture may have been taken over by it."""
    written = write_words(words("a"))
    assert part in written
    with pytest.raises(AnswerUnreadable):
        read_words(written.replace(part, instead, 1))


def test_more_lines_than_any_document_has_are_none() -> None:
    """Two hundred at most."""
    many: Words = words(*["a"] * 201)
    with pytest.raises(AnswerUnreadable):
        read_words(write_words(many))


def test_whoever_reads_documents_need_not_load_the_models() -> None:
    """The program imports neither rapidocr nor OpenCV nor numpy; only the room does."""
    program = (
        "import sys, signoff.identity; print({'rapidocr', 'cv2', 'numpy', 'onnxruntime'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
