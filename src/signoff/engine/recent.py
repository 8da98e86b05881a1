"""Personal values of the cases this process dealt with a moment ago, so that a call need not read them again.

They are in memory only and few; a case whose key is destroyed is forgotten with the commit that destroys it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from signoff.domain.line import Contact, Identifier, Line

CASES_MAX = 2_000
"""Cases remembered at once: more than can be in flight in one process."""

Values = dict[str, str | Line | Contact | Identifier]


class Recent:
    """The newest values by case; sealed names are never given twice, so a remembered value cannot be outdated."""

    def __init__(self) -> None:
        self._cases: OrderedDict[tuple[str, str], Values] = OrderedDict()

    def keep(
        self, tenant_id: str, case_id: str, values: Mapping[str, str | Line | Contact | Identifier]
    ) -> None:
        """Remember values that have just been committed."""
        if not values:
            return
        self._cases.setdefault((tenant_id, case_id), {}).update(values)
        self._cases.move_to_end((tenant_id, case_id))
        while len(self._cases) > CASES_MAX:
            self._cases.popitem(last=False)

    def forget(self, tenant_id: str, case_id: str) -> None:
        """The case's key is destroyed."""
        self._cases.pop((tenant_id, case_id), None)

    def find(self, tenant_id: str, case_id: str, names: Iterable[str]) -> Values | None:
        """The values of these names, if all of them are remembered."""
        known = self._cases.get((tenant_id, case_id), {})
        wanted = list(names)
        return {name: known[name] for name in wanted} if all(name in known for name in wanted) else None
