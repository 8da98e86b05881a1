"""The ways in for who a person is, and for whoever stops an ending: a picture of a document, a link to stop.

`desk.py` finds out who speaks; here their event is made and handed in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.refusal import Refusal
from signoff.domain.showing import stop_view
from signoff.domain.view import StopView
from signoff.engine import doors
from signoff.engine.committer import Committer
from signoff.engine.doors import NotTaken, Taken
from signoff.engine.recent import EVIDENCE
from signoff.engine.submission import Said, Submission
from signoff.store import reading
from signoff.store.database import Database
from signoff.store.vault import TenantKeys

PICTURE_MEDIA = "image/jpeg"
"""What a picture is once it was made anew."""

StopPlace = tuple[TenantKeys, str, str]
"""Whose keys, which case, and the index of the contact that the link went to."""


def unfit(taken: Taken) -> NotTaken | None:
    """Why a file is no picture of a document; None for one that is."""
    return None if taken.media_type == PICTURE_MEDIA else NotTaken("step_up.problem.not_a_picture", {})


async def give(
    committer: Committer, keys: TenantKeys, given: e.DocumentGiven, taken: Taken, *, said: Said
) -> Refusal | None:
    """Hand in a picture that was made anew; it is sealed with the case's key, and known again by its keyed hash."""
    given = replace(given, picture_index=keys.index(f"picture/{taken.sha256}"))
    private = {str(given.picture): base64.b64encode(taken.content).decode()}
    case_id = given.id.split("/")[0]
    submission = Submission(keys.tenant_id, case_id, event=given, private=private, said=said)
    outcome = await doors.submitted(committer, submission)
    return outcome if isinstance(outcome, Refusal) else outcome.refusal


def given(case_id: str, key: str, at: datetime, kind: str, taken: Taken, own_id: str) -> e.DocumentGiven:
    """The event of a picture, by whose link it came; it is kept under the name of what it holds."""
    name = e.Sealed(f"{EVIDENCE}{taken.sha256}")
    return e.DocumentGiven(f"{case_id}/{key}", at, kind, name, link=own_id)


def said_by(keys: TenantKeys, own_id: str, key: str, data: bytes) -> Said:
    """The same picture under the same key is one saying, as it was sent."""
    return Said(f"case/{own_id}", key, keys.content_digest(hashlib.sha256(data).digest()))


async def stoppable(
    database: Database, place: StopPlace | None, carriers: Mapping[str, Carrier]
) -> StopView | None:
    """What a registered contact may see of an ending: never whose it is."""
    if place is None:
        return None
    keys, case_id, _ = place
    async with database.reading(keys.tenant_id) as connection:
        found = await reading.opened(connection, keys, case_id, [])
    return stop_view(found.case, carriers[found.case.carrier_id]) if found is not None else None


async def stop(committer: Committer, place: StopPlace, key: str, at: datetime) -> Refusal | None:
    """Stop an ending."""
    keys, case_id, index = place
    event = e.StopWanted(f"{case_id}/{key}", at, index)
    said = Said(f"stop/{case_id}", key, keys.content_digest(index.encode()))
    outcome = await doors.submitted(committer, Submission(keys.tenant_id, case_id, event=event, said=said))
    return outcome if isinstance(outcome, Refusal) else outcome.refusal
