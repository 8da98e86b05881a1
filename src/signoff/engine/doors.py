"""What the front doors share: which case a link opens, by what a saying is known again, and its one submit."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from signoff.domain.answer import Object
from signoff.domain.confidential import without_secrets
from signoff.domain.counter_event import ByStaff, ObjectionMade
from signoff.domain.event import Event, Sealed
from signoff.domain.line import Contact, Identifier, Line
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.staff import By
from signoff.engine.committer import Committer
from signoff.engine.submission import Busy, KeyReused, Outcome, Submission
from signoff.store.coding import encode
from signoff.store.vault import KeyRing, TenantKeys


class Taken(Protocol):
    """A file as it may be kept: made anew, without anything that came with it."""

    @property
    def content(self) -> bytes: ...

    @property
    def sha256(self) -> str: ...

    @property
    def media_type(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is not kept, by the key of the text that says why, and its values."""

    key: str
    values: Mapping[str, object]


TakeIn = Callable[[bytes, str], Awaitable[Taken | NotTaken]]
"""Makes a file anew from its bytes and the name it came with."""


def linked(token: str, ring: KeyRing, tenants: Collection[str]) -> tuple[TenantKeys, str] | None:
    """Whose link this is, of these tenants, and the id of the case it was made for; None for a made-up link."""
    tenant_id, _, rest = token.partition("~")
    case_id, _, _ = rest.partition("~")
    if tenant_id not in tenants or not is_plain(token):
        return None
    keys = ring.of(tenant_id)
    return (keys, case_id) if hmac.compare_digest(keys.link_token(case_id).encode(), token.encode()) else None


def stopping(token: str, ring: KeyRing, tenants: Collection[str]) -> tuple[TenantKeys, str, str] | None:
    """Whose ending a link can stop, by case id and index of the contact it was sent to; None for a made-up link."""
    parts = token.split("~")
    if len(parts) != 4 or parts[0] not in tenants or not is_plain(token):
        return None
    keys, case_id, index = ring.of(parts[0]), parts[1], parts[2]
    is_ours = hmac.compare_digest(keys.stop_token(case_id, index).encode(), token.encode())
    return (keys, case_id, index) if is_ours else None


def is_right(token: str, ring: KeyRing, tenants: Collection[str]) -> bool:
    """Whether this is a link of one of these tenants, to a case or to stop one."""
    return linked(token, ring, tenants) is not None or stopping(token, ring, tenants) is not None


def taken(event: Event, by: By | None) -> Event:
    """What was said, as it arrives: by the person themselves, or taken down by one of the staff."""
    return event if by is None else ByStaff(event.id, event.at, by, event)


def objection(
    said: Object, id_: str, at: datetime, name: Sealed, ids: tuple[str, str]
) -> tuple[Event, dict[str, str | Line | Contact | Identifier]]:
    """Of whoever joined by a request of their own (the first id) it is theirs; else the first asker's."""
    made = ObjectionMade(id_, at, said.kind, name, ids[0] if ids[0] != ids[1] else "")
    return made, {name: without_secrets(said.text)}


def is_plain(text: str) -> bool:
    """Whether this can be a link or a code at all: what is printable and ASCII."""
    return text.isascii() and text.isprintable()


def content_digest(keys: TenantKeys, said: object) -> bytes:
    """What makes two sayings the same, their kind and every field, told to nobody: numbers and codes can be tried."""
    return keys.content_digest(type(said).__name__.encode() + b"\0" + encode(said))


async def submitted(committer: Committer, submission: Submission) -> Outcome | Refusal:
    """What became of it; a refusal where it cannot be taken now, or where its key came with other content."""
    try:
        return await committer.submit(submission)
    except Busy:
        return Refusal(Reason.BUSY)
    except KeyReused:
        return Refusal(Reason.KEY_REUSED)
