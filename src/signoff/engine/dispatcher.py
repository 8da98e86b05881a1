"""The dispatcher: carries out what was intended and wakes what is due, each in one pair of hands at a time.

New intents of this process come straight from the committer; everything else is found by polling `due`. A call is
made at least once; that its effect is not doubled is the port's promise (see `ports.py`).
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from signoff.domain import event as e
from signoff.domain.carrier import Carrier
from signoff.domain.case import Case
from signoff.domain.intent import Intent
from signoff.engine import crash
from signoff.engine.calls import Answer, Calls, Job
from signoff.engine.committer import Committer
from signoff.engine.ending import is_ending
from signoff.engine.folding import INTENT_LEASE, Clock, Handed
from signoff.engine.submission import Busy, Closing, PackMissing, Submission
from signoff.ports import NeedsPerson, TryLater
from signoff.store import due, reading
from signoff.store.coding import decode_intent
from signoff.store.database import UNREACHABLE, StoreError, may_pass

CALL_SECONDS_MAX = 15.0
"""A call that takes longer is given up; shorter than the lease, so that nobody else makes it meanwhile."""

POLL_SECONDS = 0.5
"""How often `due` is looked at: the safety net under the hand-over."""

MORE_SECONDS = 0.005
"""The same while more is due than there are hands: a backlog flows as fast as it is carried out."""

HANDS = 64
"""Calls of this process under way at once."""

SYSTEM_HANDS = 8
"""Of these, at one system of one carrier: one that never answers must not keep all hands from everybody else."""

RETRY_SECONDS_MIN = 0.25
RETRY_SECONDS_MAX = 300.0
"""A carrier that is down for an hour is asked again within five minutes of coming back."""

ATTEMPTS_MAX = 200
"""At five minutes each this is the better part of a day; then a person should know."""

BREAKER_FAILURES = 5
BREAKER_SECONDS = 5.0
"""After so many failures in a row a system is left alone for so long."""

log = logging.getLogger(__name__)


Place = tuple[str, str]
"""One system of one carrier: carrier id and port."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One thing to do: a pointer, what the committer handed over with it, and until when it is ours."""

    kind: str
    tenant_id: str
    id: str
    handed: Handed | None
    give_up_at: float  # on the monotonic clock
    place: Place | None = None  # the system at which a hand is kept for it


class Dispatcher:
    """Serves the intents and deadlines of one database; any number of processes may run one.

    What is due of other tenants than these (None: of all) is left to a process that has their carriers.
    """

    def __init__(
        self, committer: Committer, calls: Calls, *, clock: Clock, tenant_ids: Iterable[str] | None = None
    ) -> None:
        self._committer = committer
        self._calls = calls
        self._clock = clock
        self._tenant_ids = None if tenant_ids is None else sorted(set(tenant_ids))
        self._tasks: asyncio.Queue[_Task] = asyncio.Queue()
        self._hint = asyncio.Event()
        self._breakers: dict[Place, tuple[int, float]] = {}
        self._under_way: Counter[Place] = Counter()
        self._in_line: defaultdict[Place, deque[_Task]] = defaultdict(deque)
        committer.hand_over = self.take

    def take(self, intents: list[Handed]) -> None:
        """Intents that this process has just committed and already holds the lease of."""
        give_up_at = time.monotonic() + INTENT_LEASE.total_seconds() - CALL_SECONDS_MAX
        for handed in intents:
            self._tasks.put_nowait(_Task("intent", handed.tenant_id, handed.intent.key, handed, give_up_at))

    def hint(self) -> None:
        """Something may be due now: look without waiting."""
        self._hint.set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(self._serve())
            group.create_task(self._poll())

    async def _poll(self) -> None:
        while not is_ending():
            is_more = False
            try:
                is_more = await self._lease()
            except (StoreError, OSError) as error:
                log.warning("due work not read, trying again: %s", type(error).__name__)
            self._hint.clear()
            try:
                await asyncio.wait_for(self._hint.wait(), MORE_SECONDS if is_more else POLL_SECONDS)
            except TimeoutError:
                continue

    async def _lease(self) -> bool:
        """Take what is due and free, as much as there are free hands; whether there may be more."""
        room = HANDS - self._tasks.qsize()
        if room <= 0:
            return True
        now = self._clock()
        give_up_at = time.monotonic() + INTENT_LEASE.total_seconds() - CALL_SECONDS_MAX
        async with self._calls.database.pointers() as connection:
            pointers = await due.lease(connection, now, now + INTENT_LEASE, room, self._tenant_ids)
        if pointers:
            crash.point("intent leased")
        for pointer in pointers:
            self._tasks.put_nowait(_Task(pointer.kind, pointer.tenant_id, pointer.id, None, give_up_at))
        return len(pointers) == room

    async def _serve(self) -> None:
        while not is_ending():
            task = await self._tasks.get()
            try:
                if time.monotonic() < task.give_up_at:
                    await (self._wake(task) if task.kind == "deadline" else self._carry_out(task))
                elif task.place is not None:
                    self._let_go(task.place)
            except PackMissing:
                await self._leave(task)
            except Exception as error:  # noqa: BLE001 - the worker goes on; the lease brings the work back
                if may_pass(error) or isinstance(error, Busy | OSError):
                    log.warning("work to be done again: %s", type(error).__name__)
                    await asyncio.sleep(RETRY_SECONDS_MIN)
                    self._tasks.put_nowait(replace(task, place=None))  # it is ours until its lease runs out
                else:
                    log.error("work failed: %s at %s", task.kind, place_of(error))

    async def _leave(self, task: _Task) -> None:
        """Of a guided case whose pack is missing here: it is found again in a while, by whoever has the pack."""
        at = self._clock() + timedelta(seconds=RETRY_SECONDS_MAX)
        try:
            async with self._calls.database.pointers() as connection:
                await due.postpone(connection, task.kind, task.tenant_id, task.id, at)
        except (StoreError, OSError) as error:
            log.warning("work of a missing pack not put off: %s", type(error).__name__)

    async def _wake(self, task: _Task) -> None:
        await self._committer.submit(Submission(task.tenant_id, task.id, is_wake=True))

    async def _carry_out(self, task: _Task) -> None:
        """Make the call if a hand is free at its system; else whoever is done there passes theirs on."""
        place = task.place
        try:
            job, status = await self._job(task)
            if job is None:
                return
            if place is None:
                wanted = job.carrier.id, job.intent.act.value.split(".")[0]
                if self._under_way[wanted] >= SYSTEM_HANDS:
                    self._in_line[wanted].append(task)
                    return
                place = wanted
                self._under_way[place] += 1
            await self._call(job, status, place)
        finally:
            if place is not None:
                self._let_go(place)

    def _let_go(self, place: Place) -> None:
        """A hand at this system is free: it goes to who waits there longest."""
        line = self._in_line[place]
        if line:
            self._tasks.put_nowait(replace(line.popleft(), place=place))
        else:
            self._under_way[place] -= 1

    async def _call(self, job: Job, status: str, place: Place) -> None:
        if self._is_open(place):
            await self._postpone(job, "not_reached", BREAKER_SECONDS)
            return
        crash.point("call begins")
        try:
            async with asyncio.timeout(CALL_SECONDS_MAX):
                answer = await (self._calls.ask(job) if status == "accepted" else self._calls.make(job))
        except (TryLater, TimeoutError, *UNREACHABLE, OSError) as error:
            self._count_failure(place)
            await self._put_off(job, error)
            return
        except NeedsPerson as stuck:
            await self._stuck(job, stuck.reason)
            return
        except Exception as error:  # noqa: BLE001 - an adapter's fault must not lose the call; a person hears in the end
            log.error("call failed: %s at %s", job.intent.act, place_of(error))
            await self._put_off(job, error)
            return
        crash.point("call ended")
        self._breakers.pop(place, None)
        try:
            await self._report(job, answer)
        except Busy:
            raise
        except Exception as error:  # noqa: BLE001 - a result that cannot be stored must reach a person in the end
            log.error("result not stored: %s at %s", job.intent.act, place_of(error))
            await self._put_off(job, error)
            return
        crash.point("result reported")

    async def _job(self, task: _Task) -> tuple[Job | None, str]:
        """Everything the call needs; None when there is nothing left to do."""
        if task.handed is not None:
            handed = task.handed
            names = [str(name) for _, name in handed.intent.sealed]
            values = self._committer.recent.find(task.tenant_id, handed.case.id, names)
            if values is not None:
                return self._job_of(task.tenant_id, handed.intent, handed.case, handed.head, values), "open"
        return await self._read_job(task)

    async def _read_job(self, task: _Task) -> tuple[Job | None, str]:
        async with self._calls.database.writing(task.tenant_id) as connection:
            stored = await due.intent(connection, task.tenant_id, task.id)
            if stored is None or stored.status not in ("open", "accepted"):
                await due.drop(connection, "intent", task.tenant_id, task.id)
                return None, ""
            intent = decode_intent(stored.body)
            keys = self._calls.keys.of(task.tenant_id)
            names = [str(name) for _, name in intent.sealed]
            found = await reading.opened(connection, keys, stored.case_id, names)
        if found is None:
            return None, ""
        return self._job_of(task.tenant_id, intent, found.case, found.head, found.values), stored.status

    def _job_of(
        self, tenant_id: str, intent: Intent, case: Case, head: bytes, values: reading.Personal
    ) -> Job:
        return Job(
            intent=intent,
            tenant_id=tenant_id,
            case=case,
            head=head,
            values={field: values[str(name)] for field, name in intent.sealed if str(name) in values},
            carrier=self._carrier_of(case),
            systems=self._calls.systems_of(case),
            now=self._clock(),
        )

    def _carrier_of(self, case: Case) -> Carrier:
        """The terms of a case. Raises PackMissing."""
        carrier = self._calls.carriers.get(case.carrier_id)
        if carrier is None:
            raise PackMissing
        return carrier

    async def _report(self, job: Job, answer: Answer) -> None:
        """The answer's event and the intent's end are one commit, unless the event is for another case.

        Then that case hears it first, at least once; it knows what it has heard before.
        """
        accepted = answer.look_again_at is not None
        event, private = answer.event, answer.private or {}
        if answer.case_id is not None:
            await self._committer.submit(
                Submission(job.tenant_id, answer.case_id, event=event, private=private)
            )
            event, private = None, {}
        for case_id, heard in answer.others:
            await self._committer.submit(Submission(job.tenant_id, case_id, event=heard))
        await self._committer.submit(
            Submission(
                job.tenant_id,
                job.case.id,
                event=event,
                private=private,
                closing=Closing(
                    job.intent.key,
                    "accepted" if accepted else "done",
                    look_again_at=answer.look_again_at,
                ),
            )
        )

    async def _stuck(self, job: Job, reason: str) -> None:
        event = e.StepStuck(f"{job.intent.key}/stuck", self._clock(), job.intent.key, reason)
        await self._committer.submit(
            Submission(
                job.tenant_id,
                job.case.id,
                event=event,
                closing=Closing(job.intent.key, "needs_person", note=reason),
            )
        )

    async def _put_off(self, job: Job, error: Exception) -> None:
        async with self._calls.database.writing(job.tenant_id) as connection:
            attempts = await due.failed(connection, job.tenant_id, job.intent.key, type(error).__name__)
        if attempts >= ATTEMPTS_MAX:
            await self._stuck(job, "tried_too_often")
            return
        longest = min(RETRY_SECONDS_MIN * 2 ** min(attempts, 16), RETRY_SECONDS_MAX)
        await self._postpone(job, type(error).__name__, longest * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    async def _postpone(self, job: Job, why: str, seconds: float) -> None:
        log.info("%s put off by %.1f s: %s", job.intent.act, seconds, why)
        at = self._clock() + timedelta(seconds=seconds)
        async with self._calls.database.pointers() as connection:
            await due.postpone(connection, "intent", job.tenant_id, job.intent.key, at)

    def _is_open(self, place: Place) -> bool:
        failures, until = self._breakers.get(place, (0, 0.0))
        return failures >= BREAKER_FAILURES and time.monotonic() < until

    def _count_failure(self, place: Place) -> None:
        failures, _ = self._breakers.get(place, (0, 0.0))
        self._breakers[place] = failures + 1, time.monotonic() + BREAKER_SECONDS


def place_of(error: BaseException) -> str:
    """Kind and place of an error, without its words, which may hold somebody's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "nowhere"
    return f"{type(error).__name__} {where}"
