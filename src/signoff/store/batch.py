"""What one transaction of the engine reads and writes, for many cases of many tenants at once.

`load` locks the cases and finds what can be foreseen that decisions need beside them, `look` finds what could not be,
`write` asks for everything to be stored, which goes out with the end of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from signoff.domain.case import Case
from signoff.domain.tallies import SHARED
from signoff.store.arrays import columns
from signoff.store.coding import decode_case
from signoff.store.exchange import Exchange, Row
from signoff.store.listed import KINDS
from signoff.store.statements import statements

CaseId = tuple[str, str]
"""Tenant id and case id."""

AnswerId = tuple[str, str, str]
"""Tenant id, scope (who speaks, where) and Idempotency-Key."""


@dataclass(slots=True)
class Loaded:
    """What was found for a batch: cases with head and wrapped key, stored answers.

    `unchanged` are cases whose remembered version is the stored one; `busy` are those that another worker holds now.
    """

    cases: dict[CaseId, tuple[Case, bytes]] = field(default_factory=dict)
    unchanged: set[CaseId] = field(default_factory=set)
    busy: set[CaseId] = field(default_factory=set)
    keys: dict[CaseId, bytes] = field(default_factory=dict)
    answers: dict[AnswerId, tuple[bytes, bytes]] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """The rows of one batch, a list a table; everything in it is written together or not at all."""

    changed: list[tuple[Any, ...]] = field(default_factory=list)
    added: list[tuple[Any, ...]] = field(default_factory=list)
    journal: list[tuple[Any, ...]] = field(default_factory=list)
    intents: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[tuple[Any, ...]] = field(default_factory=list)
    due: list[tuple[Any, ...]] = field(default_factory=list)
    not_due: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    sealed: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    tallies: dict[tuple[str, str, int], int] = field(default_factory=dict)
    erased: list[tuple[Any, ...]] = field(default_factory=list)
    forgotten: list[tuple[Any, ...]] = field(default_factory=list)
    listed: list[tuple[Any, ...]] = field(default_factory=list)
    ledger: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Looks:
    """What the decisions of a batch ask for beside their cases, and what was found."""

    tallies: set[tuple[str, str]] = field(default_factory=set)
    lines: set[tuple[str, str]] = field(default_factory=set)
    erasures: set[CaseId] = field(default_factory=set)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    open_intents: dict[CaseId, int] = field(default_factory=dict)

    def holds(self, other: Looks) -> bool:
        """Whether everything that `other` asks for is asked for here."""
        return self.tallies >= other.tallies and self.lines >= other.lines and self.erasures >= other.erasures

    def put(self, exchange: Exchange) -> _Found:
        """Ask for the counts (locked, except those of a whole tenant), who holds the lines, the open intents."""
        strict = sorted(name for name in self.tallies if not name[1].startswith(SHARED))
        shared = sorted(name for name in self.tallies if name[1].startswith(SHARED))
        lines, erasures = sorted(self.lines), sorted(self.erasures)

        def asked(aggregate: str, name: str, wanted: Sequence[tuple[str, str]], kinds: str) -> list[Row]:
            if not wanted:
                return []
            return exchange.put(statements(aggregate)[name], columns(wanted, kinds))

        return _Found(
            asked("tallies", "lock", strict, "wt"),
            asked("tallies", "sum", shared, "wt"),
            asked("cases", "holders", lines, "wt"),
            asked("intents", "open_of_cases", erasures, "wu"),
        )

    def keep(self, found: _Found) -> None:
        """Take what was found."""
        self.counts = {(row[0], row[1]): row[2] for row in (*found.strict, *found.shared)}
        self.holders = {(row[0], row[1]): row[2] for row in found.holders}
        self.open_intents = {(row[0], row[1]): row[2] for row in found.open_intents}


@dataclass(frozen=True, slots=True)
class _Found:
    """The answers to what decisions ask for."""

    strict: list[Row]
    shared: list[Row]
    holders: list[Row]
    open_intents: list[Row]


async def load(
    exchange: Exchange,
    remembered: Mapping[CaseId, int],
    answer_ids: set[AnswerId],
    at: datetime,
    *,
    new: AbstractSet[CaseId],
    foreseen: Looks,
) -> Loaded:
    """Lock these cases and read those whose version is not the remembered one (0: none); and stored answers.

    Cases that another worker holds are left out. Those that seem `new` are locked only if they are there after all;
    `foreseen` is looked for at the same time.
    """

    def lock(places: Iterable[CaseId]) -> list[Row]:
        wanted = [(*place, remembered[place]) for place in sorted(places)]
        return exchange.put(statements("cases")["lock"], columns(wanted, "wui")) if wanted else []

    cold = sorted(place for place, version in remembered.items() if not version)
    answers = columns(sorted(answer_ids), "wtt")
    locked = lock(remembered.keys() - new)
    existing = exchange.put(statements("cases")["existing"], columns(cold, "wu")) if cold else []
    stored = exchange.put(statements("answers")["read"], (at, *answers)) if answer_ids else []
    found = foreseen.put(exchange)
    await exchange.answered()
    foreseen.keep(found)
    loaded = Loaded()
    there = {(row[0], row[1]) for row in existing}
    if there & new:
        late = lock(there & new)
        await exchange.answered()
        locked += late
    for tenant_id, case_id, is_known, head, body, wrapped in locked:
        place = tenant_id, case_id
        if is_known:
            loaded.unchanged.add(place)
            continue
        loaded.cases[place] = decode_case(body), head
        if wrapped is not None:
            loaded.keys[place] = wrapped
    free = loaded.cases.keys() | loaded.unchanged
    loaded.busy = {place for place, version in remembered.items() if version} - free
    loaded.busy |= there - free
    loaded.answers = {(row[0], row[1], row[2]): (row[3], row[4]) for row in stored if row[5]}
    if len(loaded.answers) < len(stored):
        exchange.put(statements("answers")["free_expired"], (*answers, at))
    return loaded


async def look(exchange: Exchange, looks: Looks) -> None:
    """Find what decisions ask for, as `load` does for what is foreseen."""
    found = looks.put(exchange)
    await exchange.answered()
    looks.keep(found)


def write(exchange: Exchange, rows: Rows) -> None:
    """Ask for a batch to be stored. If any row does not fit, the transaction cannot be ended: nothing is stored."""
    plan = (
        ("cases", "append", rows.journal, "wuibb"),
        ("intents", "insert", rows.intents, "wtuwb"),
        ("intents", "close", rows.closed, "wtww"),
        ("due", "drop", rows.not_due, "wwt"),
        ("due", "put", rows.due, "wwtzz"),
        ("personal", "insert_keys", rows.keys, "wub"),
        ("personal", "seal", rows.sealed, "wutb"),
        ("personal", "forget", rows.forgotten, "wut"),
        ("answers", "write", rows.answers, "wttbbz"),
        ("personal", "destroy_keys", rows.erased, "wu"),
        ("personal", "destroy_sealed", rows.erased, "wu"),
        ("personal", "destroy_documents", rows.erased, "wu"),
        ("listed", "put", rows.listed, KINDS),
        ("ledger", "post", rows.ledger, "wuiwlw"),
    )
    raised = [(*name, count) for name, count in sorted(rows.tallies.items())]
    # First what lets go of lines, then what may take them.
    if rows.changed:
        exchange.put(statements("cases")["change"], (*columns(rows.changed, "wuwiitbb"), len(rows.changed)))
    if rows.added:
        exchange.put(statements("cases")["add"], (*columns(rows.added, "wutwwitbb"), len(rows.added)))
    for aggregate, statement, lines, kinds in plan:
        if lines:
            exchange.put(statements(aggregate)[statement], columns(lines, kinds))
    if raised:
        exchange.put(statements("tallies")["raise"], columns(raised, "wtii"))
