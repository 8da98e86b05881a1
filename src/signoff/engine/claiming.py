"""The way back for whom no message can reach: which request a case code and a claim code open.

Each asker has a claim code of their own, which opens nobody else's link, whoever answers for the case by now. One that
is asked for at the counter belongs to that one choice, and opens a link of its own: who holds another link of the case
may have seen that one's code.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime

from signoff.domain.answering import next_claim
from signoff.domain.case import Case
from signoff.domain.counter_case import CHECK_LIFE
from signoff.domain.event import Event, OtherContactGiven
from signoff.store import reading
from signoff.store.database import Connection, Database
from signoff.store.vault import TenantKeys

JOINED_MAX = 5
"""How many joins are followed; one is usual, and a circle cannot be."""


ID_LENGTH = 36
"""Of a request: what stands behind it is the number of a claim code's link (`answering.next_claim`)."""


def request_of(link_id: str) -> str:
    """The request to which the id of a link belongs: the same, but for the link of a claim code."""
    return link_id[:ID_LENGTH]


def shown_code(keys: TenantKeys, case: Case, own: Case) -> str | None:
    """The claim code to show somebody: their own, while it is what they chose to be reached by."""
    is_theirs = (case.answers.other_contact_asker or case.id) == own.id
    return keys.claim_code(own.id) if case.answers.claim_digest is not None and is_theirs else None


def code_given(keys: TenantKeys, case: Case, staff_id: str, at: datetime) -> str | None:
    """The claim code that this one of the staff has to tell whoever asked them for it, within the hour."""
    last = case.counter.claims[-1] if case.counter.claims else None
    if last is None or last.id not in case.requests or case.answers.other_contact_asker != last.id:
        return None
    return keys.claim_code(last.id) if last.staff_id == staff_id and at - last.at <= CHECK_LIFE else None


async def new_code(database: Database, keys: TenantKeys, case_id: str, event: Event, staff_id: str) -> Event:
    """The same event, where it asks for a claim code, with one that nobody has seen: staff take it down."""
    if not isinstance(event, OtherContactGiven) or event.claim_digest is None:
        return event
    async with database.reading(keys.tenant_id) as connection:
        found = await reading.case(connection, keys.tenant_id, case_id)
    if found is None:
        return event
    link_id = next_claim(found[0])
    digest = keys.code_digest(case_id, keys.claim_code(link_id))
    return replace(event, claim_digest=digest, asker=link_id, staff_id=staff_id)


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
    requests = (own.id,) if own.id != case.id else case.requests
    closed = {*own.counter.dropped, *case.counter.dropped}
    requests = tuple(one for one in requests if one not in closed)
    taker = case.answers.other_contact_asker or case.id
    digest = case.answers.claim_digest or ""
    if taker in requests and _is_same(digest, keys.code_digest(case.id, claim_code)):
        return taker
    return next((one for one in requests if _is_same(keys.claim_code(one), claim_code)), None)


def _is_same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode())
