"""The way back for whom no message can reach: which request a case code and a claim code open.

Each asker has a claim code of their own, which opens nobody else's link, whoever answers for the case by now.
"""

from __future__ import annotations

import hmac

from signoff.domain.case import Case
from signoff.store import reading
from signoff.store.database import Connection
from signoff.store.vault import TenantKeys

JOINED_MAX = 5
"""How many joins are followed; one is usual, and a circle cannot be."""


def shown_code(keys: TenantKeys, case: Case, own: Case) -> str | None:
    """The claim code to show somebody: their own, while it is what they chose to be reached by."""
    is_theirs = (case.answers.other_contact_asker or case.id) == own.id
    return keys.claim_code(own.id) if case.answers.claim_digest is not None and is_theirs else None


async def claimed(connection: Connection, keys: TenantKeys, case_code: str, claim_code: str) -> str | None:
    """The id of the request these two open; None when they do not belong together.

    The code of the line's case goes with the claim code of everybody who proved the line, one's own with one's own.
    """
    own = await reading.case_by_code(connection, keys.tenant_id, case_code)
    case = own
    for _ in range(JOINED_MAX):
        if case is None or case.proof.joined_case_id is None:
            break
        found = await reading.case(connection, keys.tenant_id, case.proof.joined_case_id)
        case = found[0] if found is not None else None
    if own is None or case is None:
        return None
    requests = (own.id,) if own.id != case.id else (case.id, *(asker.request_id for asker in case.askers))
    taker = case.answers.other_contact_asker or case.id
    digest = case.answers.claim_digest or ""
    if taker in requests and _is_same(digest, keys.code_digest(case.id, claim_code)):
        return taker
    return next((one for one in requests if _is_same(keys.claim_code(one), claim_code)), None)


def _is_same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode())
