"""The sandbox carrier's outbox behind the port `Messages`."""

from __future__ import annotations

from dataclasses import dataclass

from signoff.domain.line import Contact, ContactKind
from signoff.ports import Done, MessageSent
from signoff.sandbox import outbox
from signoff.sandbox.box import Sandbox
from signoff.sandbox.door import Call
from signoff.systems.messages.parts import sms_parts

NOBODY = Contact(ContactKind.PHONE, "")


@dataclass(frozen=True, slots=True)
class SandboxMessages:
    """Puts messages in the sandbox's outbox, where the page of a demo line's phone shows them."""

    sandbox: Sandbox
    carrier_id: str

    async def send(self, key: str, to: Contact | None, *, subject: str, text: str) -> Done[MessageSent]:
        """Send; 0 parts when the number's line cannot receive any more. Raises TryLater, NeedsPerson key_reused.

        What is for nobody is put in the outbox of a number that nobody can have.
        """
        to = to or NOBODY
        is_phone = to.kind is ContactKind.PHONE
        content = {
            "contact_kind": to.kind.value,
            "contact": to.value,
            "subject": "" if is_phone else subject,
            "text": text,
            "parts": sms_parts(text) if is_phone else 1,
        }
        call = Call(self.carrier_id, "messages", "send", key, content=content)
        given = await self.sandbox.door.once(call, outbox.send)
        return Done(MessageSent(given.answer["parts"]), given.at)

    async def forget(self, case_id: str) -> None:
        """Take out of the outbox what was sent for this case, whose keys begin with its id."""
        await self.sandbox.hands.messages_forgotten(self.carrier_id, case_id)

    async def became(self, key: str) -> Done[MessageSent] | None:
        """What is known of a key. Raises TryLater."""
        given = await self.sandbox.door.became(self.carrier_id, "messages", key)
        return None if given is None else Done(MessageSent(given.answer["parts"]), given.at)
