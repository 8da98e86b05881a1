"""The committer: events wait in a bounded queue and are stored in batches, each batch one transaction.

An answer is given only after the commit. A locked case goes back to the queue; an error of the database splits the
batch by case until the one event that does not fit fails alone. `folding.py` is what happens to a batch in memory.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from signoff.domain.carrier import Carrier
from signoff.domain.event import Requested
from signoff.engine import crash
from signoff.engine.ending import is_ending
from signoff.engine.folding import Clock, Folding, Handed, NotLooked
from signoff.engine.foreseeing import answer_id_of, foreseen, looks_of
from signoff.engine.recent import Known, Recent
from signoff.engine.submission import Busy, Outcome, Submission
from signoff.store.batch import CaseId, Loaded, Looks, load, look, write
from signoff.store.database import CONFLICTS, Database, may_pass
from signoff.store.exchange import Exchange
from signoff.store.vault import KeyRing

QUEUE_MAX = 10_000
"""Events waiting at the most; more would wait longer than a person does."""

BATCH_MAX = 512
"""Events in one transaction at the most; larger ones gained nothing and fail more dearly."""

AWAY_SECONDS_MAX = 5.0
"""Whoever comes after the database was away for so long is told to try later; who waits already goes on waiting."""

RECONNECT_SECONDS = 0.2
BUSY_SECONDS = 0.005

CONFLICTS_MAX = 3
"""How often a batch that was overtaken by another worker looks again before it is split."""

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Another worker went on with a case, which now asks for more than was foreseen: look again."""


Waiting = tuple[Submission, "asyncio.Future[Outcome]"]
HandOver = Callable[[list[Handed]], None]


class Committer:
    """Stores what is submitted to it; one per process is enough, any number of processes may run one."""

    def __init__(
        self,
        database: Database,
        carriers: Mapping[str, Carrier],
        keys: KeyRing,
        *,
        clock: Clock,
        shard: int = 1,
    ) -> None:
        self._database = database
        self._carriers = carriers
        self._keys = keys
        self._clock = clock
        self._shard = shard
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(QUEUE_MAX)
        self._exchange: Exchange | None = None
        self._put_back: list[Waiting] = []
        self._taken: list[Waiting] = []
        self._is_over = False
        self._away_since: float | None = None
        self.recent = Recent()
        self.hand_over: HandOver | None = None
        self.on_commit: Callable[[set[str]], None] = lambda _: None

    async def submit(self, submission: Submission) -> Outcome:
        """Store one event and give its outcome once it is on disk.

        Raises Busy when the queue is full or this committer has ended, KeyReused for a key with other content, and
        whatever it was at which the event failed: a StoreError when it does not fit the database.
        """
        if self._is_over or self._is_away():
            raise Busy
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait((submission, answer))
        except asyncio.QueueFull:
            raise Busy from None
        return await answer

    def _is_away(self) -> bool:
        """Whether the database has been away so long that nobody new should wait for it."""
        return self._away_since is not None and time.monotonic() - self._away_since > AWAY_SECONDS_MAX

    async def run(self) -> None:
        """Store what comes, until cancelled. What was being stored is then cancelled, what still waited is Busy."""
        try:
            while not is_ending():
                await self._gather()
                await self._store(self._taken)
        finally:
            self._is_over = True
            self._forget_connection()
            for _, answer in self._taken:
                answer.cancel()
            while not self._queue.empty():
                self._put_back.append(self._queue.get_nowait())
            for _, answer in self._put_back:
                _fail(answer, Busy())

    async def _gather(self) -> None:
        """Take what waits now. Yielding twice lets everybody just answered speak again: far larger batches."""
        self._taken, self._put_back = self._put_back, []
        if self._taken:
            await asyncio.sleep(BUSY_SECONDS)
        else:
            self._taken.append(await self._queue.get())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        while len(self._taken) < BATCH_MAX and not self._queue.empty():
            self._taken.append(self._queue.get_nowait())

    async def _store(self, batch: list[Waiting]) -> None:
        """Store a batch, by halves when it cannot be stored whole: only the event at fault fails."""
        conflicts = 0
        while not is_ending():
            try:
                await self._transact(batch, foresees=not conflicts)
            except (*CONFLICTS, Overtaken) as error:
                conflicts += 1
                if conflicts > CONFLICTS_MAX:
                    await self._split(batch, error)
                    return
            except Exception as error:  # noqa: BLE001 - a row nobody can read, a rule that breaks: not all must suffer
                if not may_pass(error):
                    await self._split(batch, error)
                    return
                log.warning("database not reached, trying again: %s", type(error).__name__)
                self._away_since = self._away_since or time.monotonic()
                self._forget_connection()
                await asyncio.sleep(RECONNECT_SECONDS)
            else:
                return

    async def _split(self, batch: list[Waiting], error: Exception) -> None:
        self._away_since = None  # it answered, if only with an error: else everybody were busy for ever
        cases = sorted({(item[0].tenant_id, item[0].case_id) for item in batch})
        if len(batch) == 1:
            log.error("event failed: %s", type(error).__name__)
            _fail(batch[0][1], error)
            return
        if len(cases) > 1:
            lower = set(cases[: len(cases) // 2])
            halves = (
                [item for item in batch if (item[0].tenant_id, item[0].case_id) in lower],
                [item for item in batch if (item[0].tenant_id, item[0].case_id) not in lower],
            )
        else:
            halves = (batch[:1], batch[1:])
        for half in halves:
            await self._store(half)

    async def _transact(self, batch: list[Waiting], *, foresees: bool) -> None:
        """One transaction of two round trips: lock and look; write and commit. Then the answers.

        After a conflict nothing is foreseen: what is looked for waits for what is loaded.
        """
        now = self._clock()
        exchange = await self._connected()
        async with exchange.transaction(sorted({item[0].tenant_id for item in batch})):
            known = self._known(batch)
            looks = foreseen([item[0] for item in batch], known, self._carriers) if foresees else None
            loaded = await self._load(exchange, batch, known, now, looks or Looks())
            remembered = {place: known[place] for place in loaded.unchanged}
            crash.point("batch loaded")
            batch, busy = _parted(batch, loaded)
            if looks is None or loaded.cases:
                needed = looks_of([item[0] for item in batch], loaded, remembered, self._carriers)
                looks = await _looked(exchange, needed, looks)
            folding = Folding(
                loaded,
                looks,
                remembered=remembered,
                carriers=self._carriers,
                keys=self._keys,
                now=now,
                shard=self._shard,
                hands_over=self.hand_over is not None,
            )
            answered = [(item, _taken(folding, item[0])) for item in batch]
            write(exchange, folding.finish())
            crash.point("batch written")
        crash.point("batch committed")
        self._away_since = None
        self._put_back += busy
        self._remember(folding)
        for item, outcome in answered:
            answer = item[1]
            if isinstance(outcome, NotLooked):
                self._put_back.append(item)
            elif isinstance(outcome, Exception):
                _fail(answer, outcome)
            elif not answer.done():
                answer.set_result(outcome)
        # Whoever waits for an answer goes on before what follows from it is begun.
        self._announce(folding, batch)

    def _known(self, batch: list[Waiting]) -> dict[CaseId, Known]:
        """What is remembered of the batch's cases."""
        case_ids = {(item[0].tenant_id, item[0].case_id) for item in batch}
        return {place: found for place in case_ids if (found := self.recent.known(*place)) is not None}

    async def _load(
        self,
        exchange: Exchange,
        batch: list[Waiting],
        known: Mapping[CaseId, Known],
        now: datetime,
        looks: Looks,
    ) -> Loaded:
        """What is stored of the batch's cases, as far as it is not what is remembered."""
        case_ids = {(item[0].tenant_id, item[0].case_id) for item in batch}
        versions = {place: known[place].case.version if place in known else 0 for place in case_ids}
        answer_ids = {answer_id for item in batch if (answer_id := answer_id_of(item[0])) is not None}
        new = {
            (one.tenant_id, one.case_id) for one, _ in batch if isinstance(one.event, Requested)
        } - known.keys()
        return await load(exchange, versions, answer_ids, now, new=new, foreseen=looks)

    def _remember(self, folding: Folding) -> None:
        """What was just committed need not be read again."""
        for (tenant_id, _), held in folding.held.items():
            if held.case is not None:
                self.recent.keep(tenant_id, held.case, held.head, held.key)
        for submission in folding.kept:
            self.recent.keep_values(submission.tenant_id, submission.case_id, submission.private)
        for tenant_id, case_id in folding.rows.erased:
            self.recent.forget(tenant_id, case_id)

    def _announce(self, folding: Folding, batch: list[Waiting]) -> None:
        """Let the calls be made that follow, and the pages be shown that changed."""
        handed = folding.handed()
        if handed and self.hand_over is not None:
            self.hand_over(handed)
        self.on_commit({item[0].case_id for item in batch})

    async def _connected(self) -> Exchange:
        if self._exchange is None or self._exchange.is_closed:
            self._exchange = Exchange(await self._database.connect())
        return self._exchange

    def _forget_connection(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.close()


async def _looked(exchange: Exchange, needed: Looks, before: Looks | None) -> Looks:
    """What decisions ask for, with what was found. Raises Overtaken where it was looked for before, but not for all."""
    if before is None:
        await look(exchange, needed)
        return needed
    if not before.holds(needed):
        raise Overtaken  # counts are locked in one order, all at once
    return before


def _parted(batch: list[Waiting], loaded: Loaded) -> tuple[list[Waiting], list[Waiting]]:
    """What can be decided now, and what goes back to the queue, in order: cases that another worker holds."""
    free: list[Waiting] = []
    busy: list[Waiting] = []
    for item in batch:
        is_busy = (item[0].tenant_id, item[0].case_id) in loaded.busy
        (busy if is_busy else free).append(item)
    return free, busy


def _taken(folding: Folding, submission: Submission) -> Outcome | Exception:
    """The outcome of one event; a fault in it must not reach the others of its batch."""
    try:
        return folding.take(submission)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes to the one who submitted the event
        return error


def _fail(answer: asyncio.Future[Outcome], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
