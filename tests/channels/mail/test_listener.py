"""The listener by itself: what it takes, refuses and bears, on a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import smtplib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from signoff.channels.mail import listener
from signoff.channels.mail.answering import Answering, Outcome
from signoff.channels.mail.letter import Letter

ADDRESS = "ctm@leave.example"
MAIL = b"From: mei@example.com\r\nSubject: x\r\n\r\nend +853 6280 0001\r\n"


class Recorder:
    """Notes what it is handed, and answers as it is told."""

    def __init__(self) -> None:
        self.parts = SimpleNamespace(domain="leave.example", carriers={"ctm": None})
        self.taken: list[tuple[Letter, str | None]] = []
        self.answer: Outcome | Exception = Outcome.TAKEN
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.has_taken = asyncio.Event()

    async def take(self, letter: Letter, carrier_id: str | None) -> Outcome:
        await self.may_go_on.wait()
        self.taken.append((letter, carrier_id))
        self.has_taken.set()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@asynccontextmanager
async def listening(recorder: Recorder, *, is_lmtp: bool = False) -> AsyncIterator[int]:
    place, stop = socket.create_server(("127.0.0.1", 0)), asyncio.Event()
    takes = cast("Answering", recorder)
    serving = asyncio.create_task(listener.serve_mail(takes, place, stop, is_lmtp=is_lmtp))
    try:
        yield place.getsockname()[1]
    finally:
        stop.set()
        await serving


async def said(port: int, *lines: bytes) -> list[bytes]:
    """The first line of each answer to lines sent one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = [await reader.readline()]
    for line in lines:
        writer.write(line + b"\r\n")
        answer = await reader.readline()
        while answer[3:4] == b"-":
            answer = await reader.readline()
        answers.append(answer)
    writer.close()
    await writer.wait_closed()
    return answers


async def test_each_outcome_has_its_answer_and_an_error_keeps_the_mail_with_its_sender(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever delivers keeps what was not taken; nothing of a mail is logged."""
    recorder = Recorder()
    outcomes: list[tuple[Outcome | Exception, int]] = [
        (Outcome.TAKEN, 250),
        (Outcome.LATER, 451),
        (Outcome.TOO_MANY, 452),
        (Outcome.NO_SENDER, 550),
        (LookupError("mei@example.com"), 451),
    ]
    with caplog.at_level(logging.DEBUG):
        async with listening(recorder) as port:
            for outcome, code in outcomes:
                recorder.answer = outcome

                def deliver() -> int:
                    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
                        client.ehlo()
                        client.mail("mei@example.com")
                        client.rcpt(ADDRESS)
                        return client.data(MAIL)[0]

                assert await asyncio.to_thread(deliver) == code
    assert "example.com" not in caplog.text
    assert "6280" not in caplog.text


async def test_one_recipient_at_a_time_and_sizes_are_said() -> None:
    """A second one is asked to come by itself, as the standards have it; too large a mail is refused by its size."""
    async with listening(Recorder()) as port:
        answers = await said(
            port,
            b"EHLO a.example",
            b"MAIL FROM:<mei@example.com> SIZE=%d" % (listener.SIZE_BYTES_MAX + 1),
            b"MAIL FROM:<mei@example.com>",
            b"RCPT TO:<CTM@leave.example>",
            b"RCPT TO:<leave@leave.example>",
            b"VRFY mei",
            b"AUTH LOGIN",
            b"NONSENSE",
            b"\xff\xfe",
        )
    codes = [answer[:3] for answer in answers]
    assert codes[:6] == [b"220", b"250", b"552", b"250", b"250", b"452"]
    assert all(code[:1] in (b"2", b"5") for code in codes[6:])


async def test_a_mail_without_end_is_cut_off() -> None:
    """No line ends in it, so the library would keep it all."""
    recorder = Recorder()
    async with listening(recorder) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"EHLO a.example\r\nMAIL FROM:<mei@example.com>\r\nRCPT TO:<ctm@leave.example>\r\nDATA\r\n"
        )
        writer.write(b"x" * 8 * listener.SIZE_BYTES_MAX)
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), timeout=20)
        assert reader.at_eof() or reader.exception() is not None
        writer.close()
    assert recorder.taken == []


async def test_who_hangs_up_after_the_mail_has_said_it() -> None:
    """What was begun is done; the next delivery of the same mail is the same mail."""
    recorder = Recorder()
    recorder.may_go_on.clear()
    async with listening(recorder) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"EHLO a.example\r\nMAIL FROM:<mei@example.com>\r\nRCPT TO:<ctm@leave.example>\r\nDATA\r\n"
        )
        await reader.readuntil(b"354")
        writer.write(MAIL + b".\r\n")
        await writer.drain()
        writer.close()
        await asyncio.sleep(0)
        recorder.may_go_on.set()
        await asyncio.wait_for(recorder.has_taken.wait(), timeout=10)
    assert recorder.taken[0][1] == "ctm"


async def test_more_connections_than_can_be_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is taken once another has gone."""
    monkeypatch.setattr(listener, "CONNECTIONS_MAX", 2)
    async with listening(Recorder()) as port:
        held: list[Any] = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, _ in held:
            assert (await reader.readline()).startswith(b"220")
        assert (await said(port))[0].startswith(b"421")
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        assert (await said(port, b"NOOP"))[0].startswith(b"220")


async def test_lmtp_greets_in_its_own_way() -> None:
    """RFC 2033: LHLO, and neither HELO nor EHLO."""
    async with listening(Recorder(), is_lmtp=True) as port:
        codes = [answer[:3] for answer in await said(port, b"EHLO a.example", b"LHLO a.example")]
    assert codes == [b"220", b"500", b"250"]
