"""Sends a message so that it goes out once, also where a second attempt would word it otherwise."""

from __future__ import annotations

from signoff.domain.line import Contact
from signoff.ports import Messages, NeedsPerson


async def send_once(messages: Messages, key: str, to: Contact | None, subject: str, text: str) -> None:
    """Send; what has gone out under this key has gone out, even if it would be worded otherwise by now.

    Between two attempts the portal's address or the texts may have changed.
    """
    try:
        await messages.send(key, to, subject=subject, text=text)
    except NeedsPerson as stuck:
        if stuck.reason != "key_reused" or await messages.became(key) is None:
            raise
