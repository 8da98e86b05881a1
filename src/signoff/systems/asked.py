"""What the adapters for people share: a call is handed to the person, who has it from then on.

Nothing outside is changed by it, so it may be handed over twice. What the person answers is an event of their case
(`domain/guiding.py`), which closes the call by its key; a book that is lost with its process is begun anew.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signoff.ports import Accepted, NeedsPerson

LOOK_AGAIN = timedelta(days=7)
"""The person's answer closes the call; that it is still open is looked at no oftener than this."""

REMEMBERED_MAX = 10_000
"""Calls that one process remembers; each takes some hundred bytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The calls that were handed to people, by key, with what each was about."""

    clock: Callable[[], datetime]
    _calls: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def hand_over(self, key: str, *content: object) -> Accepted:
        """Give a call to the person. Raises NeedsPerson key_reused for the same key with other content."""
        about = hashlib.sha256(repr(content).encode()).hexdigest()
        if self._calls.setdefault(key, about) != about:
            raise NeedsPerson("key_reused")
        if len(self._calls) > REMEMBERED_MAX:
            self._calls.popitem(last=False)
        return self._accepted(key)

    def became(self, key: str) -> Accepted | None:
        """The person still has it, as far as is known here; None for a key that never came."""
        return self._accepted(key) if key in self._calls else None

    def _accepted(self, key: str) -> Accepted:
        return Accepted(f"person/{key}", self.clock() + LOOK_AGAIN)
