"""What the front doors share: which case a link opens, by what a saying is known again, and its one submit."""

from __future__ import annotations

import hmac
from collections.abc import Collection

from signoff.domain.refusal import Reason, Refusal
from signoff.engine.committer import Committer
from signoff.engine.submission import Busy, KeyReused, Outcome, Submission
from signoff.store.coding import encode
from signoff.store.vault import KeyRing, TenantKeys


def linked(token: str, ring: KeyRing, tenants: Collection[str]) -> tuple[TenantKeys, str] | None:
    """Whose link this is, of these tenants, and the id of the case it was made for; None for a made-up link."""
    tenant_id, _, rest = token.partition("~")
    case_id, _, _ = rest.partition("~")
    if tenant_id not in tenants or not is_plain(token):
        return None
    keys = ring.of(tenant_id)
    return (keys, case_id) if hmac.compare_digest(keys.link_token(case_id).encode(), token.encode()) else None


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
