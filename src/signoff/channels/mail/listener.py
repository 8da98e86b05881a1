"""Takes mail in by SMTP or LMTP, one recipient at a time, and says "taken" only when what follows is stored.

It listens on this machine only: a mail server stands in front, which speaks TLS with the world and weeds out forgeries.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from signoff.channels.mail.answering import Answering, Outcome
from signoff.channels.mail.letter import Illegible, read_letter

SIZE_BYTES_MAX = 1024 * 1024
"""The largest mail that is taken; said at the greeting (RFC 1870), so that nobody sends a larger one in vain."""

CONNECTIONS_MAX = 50
SILENCE_SECONDS_MAX = 60.0
COMMANDS_MAX = 1_000
"""Of each kind on one connection; a mail server that has more to deliver connects again."""

GENERAL = "leave"
"""The address for every carrier: the number says which one."""

_SENT_BYTES_MAX = 4 * SIZE_BYTES_MAX
_SAID = {
    Outcome.TAKEN: "250 2.0.0 Taken",
    Outcome.LATER: "451 4.3.0 Cannot be taken at the moment; nothing was recorded",
    Outcome.TOO_MANY: "452 4.7.1 Too many requests from this sender; nothing was recorded",
    Outcome.NO_SENDER: "550 5.1.7 Nobody can be answered at the sender's address; nothing was recorded",
}

log = logging.getLogger(__name__)
# The library logs each command: addresses, which are nobody's business.
logging.getLogger("mail.log").disabled = True


class _Box:
    """Whose address it is, and what follows from mail to it; the library looks for its methods by name."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    async def handle_RCPT(  # noqa: N802 - the name that the library looks for
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Take the address if it is one of ours; one at a time, since each has its own answer."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if not self._is_ours(address):
            return "550 5.1.1 There is no such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Read the mail and do what follows; whoever hangs up meanwhile changes nothing about that."""
        data = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = (envelope.mail_from or "").strip("<>")
        return await asyncio.shield(self._take(data, sender, envelope.rcpt_tos[0]))

    async def handle_exception(self, error: Exception) -> str:
        """An error of ours: the mail is kept by whoever delivers it, and nothing of it is logged but its kind."""
        log.error("mail could not be taken: %s", type(error).__name__)
        return _SAID[Outcome.LATER]

    async def _take(self, data: bytes, sender: str, address: str) -> str:
        try:
            letter = await asyncio.to_thread(read_letter, data, envelope_sender=sender)
        except Illegible:
            return "550 5.6.0 This mail cannot be read; nothing was recorded"
        local = address.rpartition("@")[0].casefold()
        return _SAID[await self.answering.take(letter, None if local == GENERAL else local)]

    def _is_ours(self, address: str) -> bool:
        local, _, domain = address.casefold().rpartition("@")
        parts = self.answering.parts
        return domain == parts.domain and (local == GENERAL or local in parts.carriers)


class _Smtp(SMTP):
    """Counts what comes: a mail without an end fills no memory."""

    _taken = 0

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name that the library looks for
        """A new mail counts anew."""
        self._taken = 0
        await super().smtp_DATA(arg)

    def data_received(self, data: bytes) -> None:
        """More than anybody may send ends the connection."""
        self._taken += len(data)
        if self._taken <= _SENT_BYTES_MAX:
            super().data_received(data)
        elif isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class _Lmtp(_Smtp, LMTP):
    """The same with the greeting of LMTP."""


class _Full(asyncio.Protocol):
    """Says that there are too many connections, and closes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
        transport.close()


async def serve_mail(
    answering: Answering, listener: socket.socket, stop: asyncio.Event, *, is_lmtp: bool
) -> None:
    """Take mail until the event is set."""
    box, kind = _Box(answering), _Lmtp if is_lmtp else _Smtp
    open_now: set[Any] = set()

    def made() -> asyncio.BaseProtocol:
        open_now.difference_update({one for one in open_now if one.transport is None})
        if len(open_now) >= CONNECTIONS_MAX:
            return _Full()
        protocol = kind(
            box,
            data_size_limit=SIZE_BYTES_MAX,
            hostname=answering.parts.domain,
            ident="Signoff",
            timeout=SILENCE_SECONDS_MAX,
            command_call_limit=COMMANDS_MAX,
            loop=asyncio.get_running_loop(),
        )
        open_now.add(protocol)
        return protocol

    server = await asyncio.get_running_loop().create_server(made, sock=listener)
    try:
        await stop.wait()
    finally:
        server.close()
        for protocol in open_now:
            if protocol.transport is not None:
                protocol.transport.close()
        await server.wait_closed()
