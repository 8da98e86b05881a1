"""News of a line from outside: finds the case that holds the line, and has it look.

What is told is not believed. The case reads the line's account and standing anew (`domain/identifying.py`).
"""

from __future__ import annotations

import hashlib

from signoff.domain import event as e
from signoff.domain.case import State
from signoff.domain.line import Identifier
from signoff.domain.refusal import Refusal
from signoff.engine import doors
from signoff.engine.committer import Committer
from signoff.engine.folding import Clock
from signoff.engine.submission import Said, Submission
from signoff.ports import Systems
from signoff.store import listed
from signoff.store.database import Database
from signoff.store.vault import TenantKeys

_CASES_MAX = 2
"""Cases of one line that are looked through: at most one of them holds it, and that is the first."""


class News:
    """Hands news of a carrier's lines in."""

    def __init__(self, committer: Committer, database: Database, clock: Clock) -> None:
        self._committer = committer
        self._database = database
        self._clock = clock

    async def tell(
        self,
        keys: TenantKeys,
        carrier_id: str,
        systems: Systems,
        identifier: Identifier,
        change: e.LineChange,
        name: str,
    ) -> Refusal | None:
        """The same `name` twice is one; news of a line without an open case changes nothing. Raises TryLater."""
        line = await systems.records.look_up(identifier)
        if line is None:
            return None
        index = keys.index(f"{carrier_id}/line/{line.handle}")
        async with self._database.reading(keys.tenant_id) as connection:
            found = await listed.of_line(connection, keys.tenant_id, index, _CASES_MAX)
        case = next((one for one in found if one.state in (State.OPEN, State.AGREED)), None)
        if case is None:
            return None
        known = hashlib.sha256(name.encode()).hexdigest()[:32]
        event = e.LineChanged(f"{case.id}/news/{known}", self._clock(), change)
        said = Said(f"news/{carrier_id}", known, keys.content_digest(f"{index}/{change}".encode()))
        submission = Submission(keys.tenant_id, case.id, event=event, said=said)
        outcome = await doors.submitted(self._committer, submission)
        return outcome if isinstance(outcome, Refusal) else outcome.refusal
