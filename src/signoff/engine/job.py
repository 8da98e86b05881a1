"""One call that is to be made, with all that it needs, and what it brought; `calls.py` makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.intent import Intent
from signoff.domain.line import Contact, Identifier, Line
from signoff.ports import NeedsPerson, Systems
from signoff.store.reading import Personal


@dataclass(frozen=True, slots=True)
class Job:
    """One intent with all that its call needs: the case as it is now, its chain's head, the unsealed values."""

    intent: Intent
    tenant_id: str
    case: Case
    head: bytes
    values: Personal
    carrier: Carrier
    systems: Systems
    now: datetime

    def line(self) -> Line:
        """The line the call is about. Raises NeedsPerson when it cannot be read any more."""
        value = self.values.get("line")
        if not isinstance(value, Line):
            raise NeedsPerson("line_unknown")
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call brought: an event to decide on (None: nothing more to decide), and its personal values.

    `case_id` names the case it is for, if that is not the one of the call.
    """

    event: e.Event | None
    private: Mapping[str, str | Line | Contact | Identifier] | None = None
    look_again_at: datetime | None = None
    case_id: str | None = None
    others: tuple[tuple[str, e.Event], ...] = ()  # what further cases hear, each by its id
