"""The cases this process committed a moment ago, with keys and personal values: they need not be read again.

In memory only and few. Whether a remembered case is still the newest is asked under its row's lock (`store/batch.py`);
a case whose key is destroyed is forgotten with the commit that destroys it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from signoff.domain.case import Case
from signoff.domain.line import Contact, Identifier, Line

CASES_MAX = 2_000
"""Cases remembered at once: more than can be in flight in one process."""

EVIDENCE = "evidence/"
"""Names of files that people add begin so: too large to be remembered, and hardly ever asked for."""

KEPT_SECONDS = 600.0
"""Nothing is remembered longer: a case's key may be destroyed by another process, which cannot reach this memory."""

Values = dict[str, str | Line | Contact | Identifier]


@dataclass(slots=True)
class Known:
    """A case as this process committed it last, the head of its chain, its key, and the values sealed on the way."""

    case: Case
    head: bytes
    key: bytes
    kept_at: float  # on the monotonic clock
    values: Values = field(default_factory=dict)


class Recent:
    """What is remembered by case; sealed names are never given twice, so a remembered value cannot be outdated."""

    def __init__(self) -> None:
        self._cases: OrderedDict[tuple[str, str], Known] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def keep(self, tenant_id: str, case: Case, head: bytes, key: bytes) -> None:
        """Remember a case that has just been committed."""
        place, now = (tenant_id, case.id), time.monotonic()
        known = self._cases.get(place)
        if known is None:
            self._cases[place] = Known(case, head, key, now)
        else:
            known.case, known.head, known.key, known.kept_at = case, head, key, now
            self._cases.move_to_end(place)
        if len(self._cases) > CASES_MAX:
            self._cases.popitem(last=False)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(KEPT_SECONDS, self._drop_old)

    def _drop_old(self) -> None:
        """Forget what was kept too long ago, and come again when the next one is as old."""
        now = time.monotonic()
        while self._cases and (oldest := next(iter(self._cases.values())).kept_at) + KEPT_SECONDS <= now:
            self._cases.popitem(last=False)
        self._timer = None
        if self._cases:
            wait = oldest + KEPT_SECONDS - now
            self._timer = asyncio.get_running_loop().call_later(wait, self._drop_old)

    def keep_values(
        self, tenant_id: str, case_id: str, values: Mapping[str, str | Line | Contact | Identifier]
    ) -> None:
        """Remember values that have just been committed with a case that is remembered."""
        known = self._cases.get((tenant_id, case_id))
        if known is not None:
            kept = {name: value for name, value in values.items() if not name.startswith(EVIDENCE)}
            known.values.update(kept)

    def forget(self, tenant_id: str, case_id: str) -> None:
        """The case's key is destroyed, or somebody else went on with it."""
        self._cases.pop((tenant_id, case_id), None)

    def known(self, tenant_id: str, case_id: str) -> Known | None:
        """The case as this process committed it last; another process may have gone on with it since."""
        return self._cases.get((tenant_id, case_id))

    def find(self, tenant_id: str, case_id: str, names: Iterable[str]) -> Values | None:
        """The values of these names, if all of them are remembered."""
        found = self._cases.get((tenant_id, case_id))
        known = found.values if found is not None else {}
        wanted = list(names)
        return {name: known[name] for name in wanted} if all(name in known for name in wanted) else None
