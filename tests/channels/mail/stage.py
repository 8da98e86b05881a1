"""A listener for mail on a real socket, and whoever writes to it with the standard library's client."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from signoff.app import App
from signoff.channels.mail.listener import serve_mail
from signoff.postmaster import answering

DOMAIN = "leave.example"
TIMEOUT_SECONDS = 20.0


@dataclass
class PostOffice:
    """Where mail is given in; what came of it is looked up in the sandbox's outbox."""

    app: App
    port: int
    is_lmtp: bool = False
    _written: int = field(default=0)

    @classmethod
    @asynccontextmanager
    async def opened(cls, app: App, *, is_lmtp: bool = False) -> AsyncIterator[PostOffice]:
        """Listening until the block ends."""
        listener, stop = socket.create_server(("127.0.0.1", 0)), asyncio.Event()
        serving = asyncio.create_task(serve_mail(answering(app, DOMAIN), listener, stop, is_lmtp=is_lmtp))
        try:
            yield cls(app, listener.getsockname()[1], is_lmtp)
        finally:
            stop.set()
            await serving

    async def give(
        self, data: bytes, *, to: str = f"ctm@{DOMAIN}", sender: str = "mei@example.com"
    ) -> tuple[int, str]:
        """Deliver these bytes; the code and the words of the last answer."""
        return await asyncio.to_thread(self._give, data, to, sender)

    def _give(self, data: bytes, to: str, sender: str) -> tuple[int, str]:
        kind = smtplib.LMTP if self.is_lmtp else smtplib.SMTP
        with kind("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS) as client:
            try:
                client.sendmail(sender, [to], data)
            except smtplib.SMTPRecipientsRefused as refused:
                code, words = refused.recipients[to]
                return code, words.decode()
            except smtplib.SMTPResponseException as refused:
                return refused.smtp_code, str(refused.smtp_error)
        return 250, ""

    async def write(self, text: str, *, to: str = f"ctm@{DOMAIN}", **headers: str) -> tuple[int, str]:
        """Write a plain mail; each is another one, also with the same words."""
        return await self.give(self.letter(text, **headers), to=to)

    def letter(self, text: str, **headers: str) -> bytes:
        """A plain mail as bytes."""
        self._written += 1
        message = EmailMessage()
        given = {
            "From": "Mei <mei@example.com>",
            "Subject": "",
            "Message-ID": f"<{self._written}@example.com>",
        }
        for name, value in (given | {key.replace("_", "-"): value for key, value in headers.items()}).items():
            message[name] = value
        message.set_content(text)
        return message.as_bytes()

    async def answers(self, address: str = "mei@example.com") -> list[tuple[str, str]]:
        """Subject and text of everything that was sent to an address, oldest first."""
        sent = await self.app.sandbox.books.outbox(address)
        return [(message.subject, message.text) for message in sorted(sent, key=lambda one: one.sent_at)]
