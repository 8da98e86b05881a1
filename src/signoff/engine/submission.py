"""What goes into the engine and what comes out: one event with all that is stored beside it, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from signoff.domain.case import Case
from signoff.domain.event import Event
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.refusal import Refusal


class Busy(Exception):
    """The queue is full: nothing was recorded; try again later."""


class KeyReused(Exception):
    """The same Idempotency-Key came with other content."""


class PackMissing(Exception):
    """The pack of the case's carrier is not here: whoever has it decides, and nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Said:
    """By what a repeated event is known: who speaks where (`scope`), the key, and the hash of the content."""

    scope: str
    key: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of an intent: `done`, `needs_person`, or with the instant to look again `accepted`.

    `open` has a call made again that waited for a person, under its own key.
    """

    key: str
    status: str
    note: str = ""
    look_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One thing to be committed. Without an event it only closes an intent; `is_wake` looks at the deadlines.

    `carrier_id` is needed for a case's first event only.
    """

    tenant_id: str
    case_id: str
    carrier_id: str = ""
    event: Event | None = None
    private: Mapping[str, str | Line | Contact | Identifier] = field(default_factory=dict)
    said: Said | None = None
    closing: Closing | None = None
    is_wake: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stored answer to an event, and the case after it (None when the answer was an old one).

    `moved_to` names the case in which a joined request goes on: nothing was decided or stored here, ask there.
    """

    refusal: Refusal | None
    recorded_at: datetime
    case: Case | None = None
    moved_to: str | None = None
