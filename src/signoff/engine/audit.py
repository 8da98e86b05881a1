"""The audit of what is stored: each case against its journal, the journal against the log, the log against its keys.

It believes nobody: row = fold of the journal, chains anew, the tree anew from the rows, checkpoints by public keys.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from signoff.domain import ledger
from signoff.domain.any_fact import Fact
from signoff.domain.case import Case, IllegalMove
from signoff.domain.fold import apply
from signoff.evidence.chain import first_bad, genesis
from signoff.evidence.checkpoint import Checkpoint, UnknownLog, open_checkpoint
from signoff.evidence.merkle import HASH_BYTES
from signoff.evidence.note import NoteUnreadable, Verifier
from signoff.evidence.rebuilding import Rebuilt
from signoff.evidence.tiles import WIDTH, Growing
from signoff.store import auditing, log
from signoff.store.auditing import Entered, Extent, StoredCase
from signoff.store.coding import decode_case, decode_fact
from signoff.store.database import Database

PAGE = 2_048
"""Rows read at once."""

FIRST_CASE = "00000000-0000-0000-0000-000000000000"


class Wrong(StrEnum):
    """What can be found; each is worded in the texts (`cli.finding`)."""

    FACTS_MISSING = "facts_missing"
    CHAIN_BROKEN = "chain_broken"
    HEAD_WRONG = "head_wrong"
    NO_RULE = "no_rule"
    UNREADABLE = "unreadable"
    ROW_WRONG = "row_wrong"
    COLUMNS_WRONG = "columns_wrong"
    LEDGER_WRONG = "ledger_wrong"
    PLACES_WRONG = "places_wrong"
    NO_CASE = "no_case"
    ENTRY_MISSING = "entry_missing"
    ENTRY_TWICE = "entry_twice"
    ENTRY_WRONG = "entry_wrong"
    ENTRY_BEYOND = "entry_beyond"
    TILE_WRONG = "tile_wrong"
    CHECKPOINT_UNREADABLE = "checkpoint_unreadable"
    CHECKPOINT_UNKNOWN = "checkpoint_unknown"
    CHECKPOINT_WRONG = "checkpoint_wrong"
    CHECKPOINT_MISSING = "checkpoint_missing"
    ROLLED_BACK = "rolled_back"
    KEPT_WRONG = "kept_wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where: a case, a place in the log, a size, a tile."""

    wrong: Wrong
    place: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What was looked at of one tenant, and what was found."""

    tenant_id: str
    cases: int = 0
    facts: int = 0
    entered: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, wrong: Wrong, place: object, detail: object = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(wrong, str(place), str(detail)))


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that somebody kept elsewhere, under the name of where it was kept."""

    name: str
    checkpoint: Checkpoint


Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


async def audit_tenant(
    database: Database,
    tenant_id: str,
    keys: Sequence[Verifier],
    *,
    kept: Iterable[Kept] = (),
    progress: Progress = lambda _, __: None,
) -> Report:
    """Everything stored of one tenant, with public keys alone; `kept` are old checkpoints of this tenant's log."""
    report = Report(tenant_id)
    async with database.reading(tenant_id) as connection:
        extent = await auditing.extent(connection, tenant_id)
        lost = await auditing.strays(connection, tenant_id)
    report.facts, report.entered, report.checkpoints = extent.facts, extent.size, extent.checkpoints
    for case_id in lost:
        report.add(Wrong.NO_CASE, case_id)
    if extent.beyond:
        report.add(Wrong.ENTRY_BEYOND, extent.size, extent.beyond)
    roots = await _signed_roots(database, tenant_id, keys, extent, report)
    told = _Told(progress, extent.size + extent.facts)
    await _audit_tree(database, tenant_id, extent, _Roots(roots, list(kept)), report, told)
    async for case in _cases(database, tenant_id):
        report.cases += 1
        report.findings += of_case(case)
        told.more(len(case.journal))
    return report


def of_case(case: StoredCase) -> Iterator[Finding]:
    """What is wrong with one case."""

    def found(wrong: Wrong, detail: object = "") -> Finding:
        return Finding(wrong, case.id, str(detail))

    sequences = [fact.sequence for fact in case.journal]
    if sequences != list(range(1, case.version + 1)):
        yield found(Wrong.FACTS_MISSING, f"{case.version}: {sequences}")
    broken = first_bad(((fact.body, fact.chain) for fact in case.journal), case.id)
    if broken is not None:
        yield found(Wrong.CHAIN_BROKEN, broken + 1)
    if case.head != (case.journal[-1].chain if case.journal else genesis(case.id)):
        yield found(Wrong.HEAD_WRONG)
    positions = [fact.position for fact in case.journal]
    entered = [position for position in positions if position is not None]
    if positions[: len(entered)] != entered or any(one >= other for one, other in pairwise(entered)):
        yield found(Wrong.PLACES_WRONG, positions)
    try:
        facts, row = [decode_fact(fact.body) for fact in case.journal], decode_case(case.body)
        folded, entries = _replayed(facts)
    except IllegalMove as error:
        yield found(Wrong.NO_RULE, error)
        return
    except Exception as error:  # noqa: BLE001 - whatever it is: the bytes are not what was written
        yield found(Wrong.UNREADABLE, type(error).__name__)
        return
    if folded != row:
        yield found(Wrong.ROW_WRONG)
    currencies = {line.currency for line in case.ledger}
    shown = folded.money.quote
    is_foreign = len(currencies) > 1 or (shown is not None and not currencies <= {shown.currency})
    if is_foreign or entries != [(line.sequence, line.account, line.amount_minor) for line in case.ledger]:
        yield found(Wrong.LEDGER_WRONG)
    columns = (case.id, case.code, case.carrier_id, case.state, case.version, case.line_index)
    meant = (
        folded.id,
        folded.code,
        folded.carrier_id,
        folded.state,
        folded.version,
        folded.held_line_index,
    )
    if columns != meant:
        yield found(Wrong.COLUMNS_WRONG, f"{columns} {meant}")


def _replayed(facts: Sequence[Fact]) -> tuple[Case, list[tuple[int, str, int]]]:
    """The case that these facts make, and what they post: sequence, account and amount, sorted."""
    entries: list[tuple[int, str, int]] = []
    case: Case | None = None
    for fact in facts:
        books = case.money.books if case is not None else ()
        case = apply(case, fact)
        entries += [
            (case.version, one.account.value, one.amount_minor) for one in ledger.entry(books, case, fact)
        ]
    if case is None:
        raise IllegalMove("a journal without facts is no case")
    return case, entries


@dataclass(slots=True)
class _Told:
    """Adds up what is done, and tells it."""

    progress: Progress
    whole: int
    done: int = 0

    def more(self, count: int) -> None:
        self.done += count
        self.progress(self.done, max(self.whole, self.done))


async def _signed_roots(
    database: Database, tenant_id: str, keys: Sequence[Verifier], extent: Extent, report: Report
) -> dict[int, bytes]:
    """The root that was signed for each size."""
    roots: dict[int, bytes] = {}
    last = 0
    while True:
        async with database.reading(tenant_id) as connection:
            stored = await auditing.checkpoints_after(connection, tenant_id, last, PAGE)
        if not stored:
            break
        last = stored[-1].size
        for one in stored:
            try:
                signed = open_checkpoint(one.note, keys).checkpoint
            except NoteUnreadable:
                report.add(Wrong.CHECKPOINT_UNREADABLE, one.size)
            except UnknownLog as error:
                report.add(Wrong.CHECKPOINT_UNKNOWN, one.size, error)
            else:
                if signed.size != one.size or signed.origin != _origin(extent):
                    report.add(Wrong.CHECKPOINT_WRONG, one.size)
                roots[signed.size] = signed.root
    # While this is read, others may enter more.
    if extent.size and not any(size >= extent.size for size in roots):
        report.add(Wrong.CHECKPOINT_MISSING, extent.size)
    return roots


def _origin(extent: Extent) -> str:
    return extent.key.split("+")[0]


@dataclass(slots=True)
class _Roots:
    """What the tree's root must be at which size."""

    signed: Mapping[int, bytes]
    kept: Sequence[Kept]
    is_told: bool = False

    def check(self, tree: Rebuilt, report: Report) -> None:
        """Hold the tree as it is against what was signed for its size; the first that differs is told."""
        root = self.signed.get(tree.size)
        if root is not None and root != tree.root() and not self.is_told:
            report.add(Wrong.CHECKPOINT_WRONG, tree.size)
            self.is_told = True
        for one in self.kept:
            if one.checkpoint.size == tree.size and one.checkpoint.root != tree.root():
                report.add(Wrong.KEPT_WRONG, tree.size, one.name)


async def _audit_tree(
    database: Database, tenant_id: str, extent: Extent, roots: _Roots, report: Report, told: _Told
) -> None:
    """The tree anew from the rows: places without a gap, every root as it was signed, every tile as it is stored."""
    tree, growing = Rebuilt(), Growing(0, {})
    roots.check(tree, report)
    for first in range(0, extent.size, PAGE):
        end = min(first + PAGE, extent.size)
        async with database.reading(tenant_id) as connection:
            rows = await auditing.entered(connection, tenant_id, first, end)
        places = _by_place(rows, report)
        # Where a fact is missing stands an entry that no fact has, so that those after it keep their places.
        entries = [places[at].chain if at in places else b"" for at in range(first, end)]
        for entry in entries:
            tree.append(entry)
            roots.check(tree, report)
        growing.append(entries)
        missing = [at for at in range(first, end) if at not in places]
        if missing:
            report.add(Wrong.ENTRY_MISSING, missing[0], len(missing))
        await _audit_tiles(database, tenant_id, growing, places, report)
        told.more(end - first)
    for one in roots.kept:
        if one.checkpoint.size > extent.size:
            report.add(Wrong.ROLLED_BACK, extent.size, one.name)


def _by_place(rows: Iterable[Entered], report: Report) -> dict[int, Entered]:
    places: dict[int, Entered] = {}
    for row in rows:
        if places.setdefault(row.position, row) is not row:
            report.add(Wrong.ENTRY_TWICE, row.position, f"{row.case_id} {row.sequence}")
    return places


async def _audit_tiles(
    database: Database, tenant_id: str, growing: Growing, places: Mapping[int, Entered], report: Report
) -> None:
    """The tiles that these rows make against those stored; what others entered meanwhile lies behind."""
    meant, growing.changed = growing.changed, {}
    async with database.reading(tenant_id) as connection:
        stored = await log.tiles(connection, tenant_id, meant)
    for at, hashes in sorted(meant.items()):
        found = stored.get(at, b"")[: len(hashes)]
        if found == hashes:
            continue
        offset = next(
            n
            for n in range(0, len(hashes), HASH_BYTES)
            if found[n : n + HASH_BYTES] != hashes[n : n + HASH_BYTES]
        )
        place = at[1] * WIDTH + offset // HASH_BYTES
        if at[0] == 0 and place in places:
            report.add(Wrong.ENTRY_WRONG, place, f"{places[place].case_id} {places[place].sequence}")
        else:
            report.add(Wrong.TILE_WRONG, f"{at[0]}/{at[1]}")


def _first_difference(hashes: bytes, found: bytes) -> int:
    """The number of the first hash that differs."""
    return next(at for at in range(len(hashes)) if found[at : at + 1] != hashes[at : at + 1]) // HASH_BYTES


async def _cases(database: Database, tenant_id: str) -> AsyncIterator[StoredCase]:
    last = FIRST_CASE
    while True:
        async with database.snapshot(tenant_id) as connection:
            cases = await auditing.cases_after(connection, tenant_id, last, PAGE // 8)
        if not cases:
            return
        last = cases[-1].id
        for case in cases:
            yield case


def every_second(progress: Progress, clock: Callable[[], float] = time.monotonic) -> Progress:
    """The same, told once a second at the most, and not within the first."""
    last = clock()

    def tell(done: int, whole: int) -> None:
        nonlocal last
        if clock() - last >= 1.0:
            last = clock()
            progress(done, whole)

    return tell
