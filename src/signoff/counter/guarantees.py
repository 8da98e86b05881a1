"""What the counter shows of guarantees: how many there are, what was charged all the same, what came back, by month.

Nothing in it says whose line it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.guarantee import Breach
from signoff.domain.outstanding import local_day
from signoff.store.guaranteed import Counted

MONTHS = 12
"""As many as the chart has bars."""


@dataclass(frozen=True, slots=True)
class OfCarrier:
    """The guarantees of one carrier, and its breaches with the money of each currency: back, and on its way."""

    carrier_id: str
    guarantees: int
    is_open: int
    breaches: int
    returned: Mapping[str, int]
    on_its_way: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One breach, with the case it is of."""

    tenant_id: str
    case_id: str
    case_code: str
    carrier_id: str
    breach: Breach


@dataclass(frozen=True, slots=True)
class Month:
    """The breaches found in a month (its first day), how many of them are paid back by now, and the money of these."""

    first_on: date
    found: int
    repaid: int
    returned: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Guarantees:
    """All of it; `is_cut` where there are more breached cases than were read."""

    carriers: tuple[OfCarrier, ...]
    rows: tuple[BreachRow, ...]
    months: tuple[Month, ...]
    is_cut: bool = False


def rows_of(tenant_id: str, cases: Iterable[Case]) -> list[BreachRow]:
    """The breaches of these cases."""
    return [
        BreachRow(tenant_id, case.id, case.code, case.carrier_id, breach)
        for case in cases
        if case.guarantee is not None
        for breach in case.guarantee.breaches
    ]


def guarantees(
    counted: Sequence[Counted],
    rows: Sequence[BreachRow],
    carriers: Mapping[str, Carrier],
    now: datetime,
    *,
    is_cut: bool,
) -> Guarantees:
    """The whole page, the newest breach first."""
    newest = sorted(rows, key=lambda one: (one.breach.found_at, one.case_id), reverse=True)
    of = {one.carrier_id: [row for row in rows if row.carrier_id == one.carrier_id] for one in counted}
    return Guarantees(
        tuple(_of_carrier(one, of[one.carrier_id]) for one in counted),
        tuple(newest),
        tuple(_month(first_on, rows, carriers) for first_on in _last_months(now.date())),
        is_cut,
    )


def _of_carrier(one: Counted, rows: Sequence[BreachRow]) -> OfCarrier:
    returned = _money(row.breach for row in rows if row.breach.repaid_at is not None)
    on_its_way = _money(row.breach for row in rows if row.breach.repaid_at is None)
    return OfCarrier(one.carrier_id, one.guarantees, one.is_open, len(rows), returned, on_its_way)


def _month(first_on: date, rows: Sequence[BreachRow], carriers: Mapping[str, Carrier]) -> Month:
    found = [
        row.breach
        for row in rows
        if local_day(carriers[row.carrier_id], row.breach.found_at).replace(day=1) == first_on
    ]
    repaid = [one for one in found if one.repaid_at is not None]
    return Month(first_on, len(found), len(repaid), _money(repaid))


def _last_months(today: date) -> list[date]:
    """The first days of the last months, the oldest first; of the next one too, where it has begun in the east."""
    months = [(today + timedelta(days=1)).replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _money(breaches: Iterable[Breach]) -> dict[str, int]:
    """The sum of each currency."""
    sums = Counter[str]()
    for one in breaches:
        sums[one.currency] += one.amount_minor
    return dict(sorted(sums.items()))
