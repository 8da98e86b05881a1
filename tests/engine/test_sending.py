"""A message that has gone out under its key has gone out, whatever it would say by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from signoff.engine.send_once import send_once
from signoff.ports import Done, MessageSent, NeedsPerson

AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class Refusing:
    """A message system that refuses, and knows of the key or not."""

    reason: str
    known: Done[MessageSent] | None

    async def send(self, key: str, to: Any, *, subject: str, text: str) -> Done[MessageSent]:
        raise NeedsPerson(self.reason)

    async def became(self, key: str) -> Done[MessageSent] | None:
        return self.known


async def test_words_that_have_changed_since_a_message_was_sent_hold_nobody_up() -> None:
    """The first attempt arrived, its answer was lost, and the portal has another address since."""
    await send_once(Refusing("key_reused", Done(MessageSent(1), AT)), "one/notice/1", None, "subject", "text")


@pytest.mark.parametrize(
    ("reason", "known"), [("key_reused", None), ("no_such_number", Done(MessageSent(1), AT))]
)
async def test_any_other_refusal_of_a_message_is_for_a_person(
    reason: str, known: Done[MessageSent] | None
) -> None:
    """The key is nobody's, or something else is wrong."""
    with pytest.raises(NeedsPerson, match=reason):
        await send_once(Refusing(reason, known), "one/notice/1", None, "subject", "text")
