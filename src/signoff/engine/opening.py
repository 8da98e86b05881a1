"""What a link opens: the asker's own request, the case it stands for, and the values that are shown of both.

A case that this process committed last is not read again: one question tells whether it is still what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.code import watched_failures
from signoff.domain.event import Sealed
from signoff.domain.showing import shown_values
from signoff.engine.claiming import JOINED_MAX, request_of
from signoff.engine.recent import Recent
from signoff.store import reading
from signoff.store.database import Database
from signoff.store.vault import TenantKeys

_OWN = ("identifier", "contact", "line")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the asker's own request with its values, and the case it stands for, with those it shows."""

    keys: TenantKeys
    own: Case
    case: Case
    mine: reading.Personal
    shown: reading.Personal
    failures: int  # wrong codes of this day that count against this case's codes
    is_closed: bool = False  # whether somebody who showed who they are goes on, and this link opens nothing


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens what links lead to."""

    database: Database
    recent: Recent
    carriers: Mapping[str, Carrier]

    async def open(self, keys: TenantKeys, own_id: str, at: datetime) -> Opened | None:
        """The asker's own request and the case it stands for (the same, unless it joined another one)."""
        return await self._remembered(keys, own_id, at) or await self._read(keys, own_id, at)

    async def _remembered(self, keys: TenantKeys, own_id: str, at: datetime) -> Opened | None:
        """What this process committed last, if nobody has gone on with it since."""
        known = self.recent.known(keys.tenant_id, own_id)
        if known is None or known.case.proof.joined_case_id is not None:
            return None
        case, names = known.case, (*_OWN, *shown_values(known.case))
        values = {name: known.values[name] for name in names if name in known.values}
        if not values.keys() >= {"identifier", "contact", *shown_values(case)}:
            return None
        counted = watched_failures(case, self.carriers[case.carrier_id], at)
        place = keys.tenant_id, own_id, case.version
        failures = await reading.counted_beside(self.database, *place, counted)
        if failures is None:
            return None
        return Opened(keys, case, case, values, values, failures, is_closed=own_id in case.counter.dropped)

    async def _read(self, keys: TenantKeys, own_id: str, at: datetime) -> Opened | None:
        async with self.database.reading(keys.tenant_id) as connection:
            own = await reading.opened(connection, keys, request_of(own_id), [*_OWN])
            if own is None:
                return None
            found, is_closed = own, own_id in own.case.counter.dropped
            if own_id not in (own.case.id, *(one.id for one in own.case.counter.claims)):
                return None
            for _ in range(JOINED_MAX):
                joined_id = found.case.proof.joined_case_id
                if joined_id is None:
                    break
                found = await reading.opened(connection, keys, joined_id, ["line"]) or found
                is_closed = is_closed or own_id in found.case.counter.dropped
            names = [name for name in shown_values(found.case) if name not in found.values]
            more = await reading.personal(connection, keys, found.case.id, names) if names else {}
            counted = watched_failures(found.case, self.carriers[found.case.carrier_id], at)
            failures = await reading.counted(connection, keys.tenant_id, counted)
        shown = {**found.values, **more}
        opened = Opened(keys, own.case, found.case, own.values, shown, failures, is_closed)
        return opened if own.case.id == own_id else _by_claim_code(opened, own_id)


def _by_claim_code(opened: Opened, link_id: str) -> Opened:
    """The same by the link of a claim code, whose holder is not who asked: it shows nothing of that one."""
    mine, shown = ({**values} for values in (opened.mine, opened.shown))
    for values in (mine, shown):
        values.pop("contact", None)
    own = replace(opened.own, id=link_id, wish=replace(opened.own.wish, contact=Sealed("")))
    return replace(opened, own=own, mine=mine, shown=shown)
