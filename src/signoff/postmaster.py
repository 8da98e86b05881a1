"""The mail channel over a running process: its parts wired, and what is sent outside of any case limited.

`app.py` has everything else that is wired; `channels/mail/` does the work.
"""

from __future__ import annotations

from datetime import UTC

from signoff.app import App
from signoff.catalogue import in_text, matching, reading
from signoff.catalogue.mail_words import mail_reader
from signoff.channels.mail.answering import Answering
from signoff.channels.mail.parts import MailParts, Reply, Sent
from signoff.domain.confidential import names_a_code
from signoff.domain.guidance import TENANT as GUIDE
from signoff.domain.limits import MAIL_REPLIES_A_DAY, MAIL_REQUESTS_A_DAY
from signoff.domain.line import Contact, same_inbox
from signoff.ports import Messages, NeedsPerson, TryLater
from signoff.store import counting
from signoff.store.database import StoreError
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.traveller.guide import Guide


def answering(app: App, domain: str) -> Answering:
    """What takes mail for the addresses of this domain."""
    keys, counts = app.keys.of(GUIDE), _Counts(app)
    return Answering(
        MailParts(
            desk=app.desk,
            guide=Guide(app.catalogue, app.texts, app.clock),
            domain=domain,
            carriers=app.catalogue.carriers,
            say=app.texts.say,
            own_words=mail_reader().own_words,
            is_automatic=mail_reader().is_automatic,
            names_a_code=names_a_code,
            understand=mail_reader().read,
            lines_in=in_text.lines_in,
            numbers_in=in_text.numbers_in,
            days_in=in_text.days_in,
            candidates=lambda identifier: tuple(matching.candidates(identifier, app.catalogue)),
            read_contact=reading.read_contact,
            unreadable=reading.Unreadable,
            send=_Sender(app, counts),
            may_ask=counts.may_ask,
            source_of=lambda address: keys.index(f"mail/{address}"),
            address=lambda: app.settings.address,
            now=app.clock,
        )
    )


class _Counts:
    """What is done in the name of an address that anybody can write under: so many a day, for all carriers together."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def may_ask(self, sender: Contact, digest: str) -> bool:
        """Whether one more request may be made for this address today; the same mail again is not one more."""
        day = f"{self._app.clock().astimezone(UTC):%Y-%m-%d}"
        async with self._app.database.writing(GUIDE) as connection:
            is_new = await counting.take(connection, GUIDE, f"mail/seen/{digest}/{day}", 1)
            name = f"mail/asked/{self._index(sender)}/{day}"
            return not is_new or await counting.take(connection, GUIDE, name, MAIL_REQUESTS_A_DAY)

    async def may_send(self, to: Contact) -> bool:
        """Whether one more answer may be sent there today."""
        day = f"{self._app.clock().astimezone(UTC):%Y-%m-%d}"
        async with self._app.database.writing(GUIDE) as connection:
            return await counting.take(connection, GUIDE, f"mail/{self._index(to)}/{day}", MAIL_REPLIES_A_DAY)

    def _index(self, address: Contact) -> str:
        return self._app.keys.of(GUIDE).index(f"contact/{same_inbox(address)}")


class _Sender:
    """Sends what is said outside of any case, so many a day to one address, whoever wrote under it."""

    def __init__(self, app: App, counts: _Counts) -> None:
        self._app = app
        self._counts = counts
        self._general: Messages = SandboxMessages(app.sandbox, GUIDE)

    async def __call__(self, reply: Reply) -> Sent:
        """Send once for each key; counted before, so that a crash in between sends less and never more."""
        app, tenant_id = self._app, reply.carrier_id or GUIDE
        messages = app.systems[tenant_id].messages if reply.carrier_id else self._general
        try:
            if await messages.became(reply.key) is not None:
                return Sent.SENT
            if not await self._counts.may_send(reply.to):
                return Sent.LIMITED
            await messages.send(reply.key, reply.to, subject=reply.subject, text=reply.text)
        except (TryLater, StoreError, OSError):
            return Sent.LATER
        except NeedsPerson:
            return Sent.LIMITED
        return Sent.SENT
