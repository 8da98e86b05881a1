"""An event loop in which dice decide all that happens: one speaks to the database at a time, time passes by need.

Tasks run as ever. When none can go on, one of those that wait to speak with the database is let through; when nobody
wants anything, time jumps to the next timer. `process.py` runs the product in it.
"""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import random
import select
import selectors
import time
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from typing import Any, Protocol

from psycopg.pq import TransactionStatus

TURN_SECONDS = 0.001
"""What a turn at the database takes of the simulated time, so that no two things happen at the same instant."""

SLOW_ONE_IN = 300
SLOW_SECONDS = 1.5
"""One turn in so many takes so long: a disk that hangs."""

READS, WRITES = select.POLLIN, select.POLLOUT
"""What a socket is waited for."""

RESTING = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
"""Within a pipeline a connection is never told to rest before its end."""

TIE_SECONDS = 1e-7
"""Timers for the same instant go off in the order in which they were set."""

PROMPT_MS = 8
"""Most answers are there sooner; before that nobody asks whether it waits for a lock."""

PATIENCE_SECONDS = 60.0
"""Real time in which the real database must have answered."""


class Standstill(Exception):
    """Nobody can go on, and nobody waits for a time: a deadlock of the tasks."""


class _Eyes(selectors.SelectSelector):
    """Looks for what is ready only when nothing else can go on."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return []
        return self.loop.idle(timeout)


class Watch(Protocol):
    """What the loop has to know of the database behind a socket."""

    def is_blocked(self, socket: int) -> bool:
        """Whether the question waits for a lock that somebody else holds."""

    def is_quiet(self, socket: int) -> bool:
        """Whether all that was sent is done, as far as it can be without somebody else."""


def is_at_rest(speaker: object) -> bool:
    """Whether a connection has had all its answers, so that nobody has to ask what the database still does for it."""
    pgconn = getattr(speaker, "pgconn", None)
    return pgconn is not None and pgconn.transaction_status in RESTING


class VirtualLoop(asyncio.SelectorEventLoop):
    """One connection speaks at a time; it keeps its turn until its transaction is over or somebody interrupts it."""

    def __init__(self, dice: random.Random, watch: Watch) -> None:
        self.now = 0.0
        self.dice = dice
        self.turns = 0
        self._watch = watch
        self._queue: list[tuple[object, int, asyncio.Future[None]]] = []
        self._speaker: object = None
        self._speaks_on = -1
        self._breaths: list[asyncio.Future[None]] = []
        self._waits: dict[int, tuple[int, asyncio.Future[int]]] = {}
        self._timers = itertools.count()
        eyes = _Eyes()
        eyes.loop = self
        super().__init__(eyes)
        self._clock_resolution = 1e-9

    def call_at(  # type: ignore[override]  # whoever passes more types means the same
        self, when: float, callback: Any, *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """As ever, but no two at the same instant."""
        return super().call_at(
            when + next(self._timers) % 997 * TIE_SECONDS, callback, *args, context=context
        )

    def time(self) -> float:
        """The simulated time."""
        return self.now

    def run_in_executor(  # type: ignore[override]  # whoever passes more types means the same
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Here and now: a thread would be ready when it likes."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits is told, as by a thread
            future.set_exception(error)
        return future

    async def turn(self, who: object, socket: int = -1) -> None:
        """Wait for one's turn to speak with the database, unless one has it."""
        if self._speaker is who:
            return
        granted = self.create_future()
        place = who, socket, granted
        self._queue.append(place)
        try:
            await granted
        finally:
            if place in self._queue:
                self._queue.remove(place)

    async def breathe(self) -> None:
        """Let everybody else go on as far as they can.

        Whether the driver had to wait for an answer or found it there already depends on how fast the machine is; with
        this after each answer, it makes no difference to anybody.
        """
        breath = self.create_future()
        self._breaths.append(breath)
        await breath

    def release(self, who: object) -> None:
        """Give the turn back: all is said."""
        if self._speaker is who:
            self._speaker = None

    def interrupt(self) -> None:
        """Whoever speaks has more to say, but others may come first."""
        if self._speaker is not None and self._queue:
            speaker, self._speaker = self._speaker, None
            self._await_quiet(speaker)

    def idle(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        """What happens when no task can go on by itself: first the one who speaks goes on, then who waited for a lock.

        Whether the speaker found its answer there or had to wait for it must not decide which of them is first.
        """
        if self._answered(spoke=True):
            return []
        if self._breaths:
            breaths, self._breaths = self._breaths, []
            for breath in breaths:
                if not breath.done():
                    breath.set_result(None)
            return []
        if self._answered(spoke=False):
            return []
        waiting = [place for place in self._queue if not place[2].done()]
        if waiting:
            if self._speaker is not None:
                self._await_quiet(self._speaker)
            self._speaker, self._speaks_on, granted = (
                waiting[0] if len(waiting) == 1 else self.dice.choice(waiting)
            )
            granted.set_result(None)
            self.turns += 1
            self.now += TURN_SECONDS
            if self.dice.randrange(SLOW_ONE_IN) == 0:
                self.now += SLOW_SECONDS
            return []
        if timeout is None:
            raise Standstill
        self.now += timeout
        return []

    def ready_now(self, socket: int, mask: int) -> int:
        """What of this can be done with a socket without waiting, as bits of `poll`."""
        poll = select.poll()
        poll.register(socket, mask)
        found: list[tuple[int, int]] = poll.poll(0)
        return found[0][1] if found else 0

    async def answer(self, socket: int, mask: int) -> int:
        """Wait until something can be read from this socket, or written to it; which of both, as bits of `poll`.

        The driver's own way there, by the selector, costs more than the rest of a question.
        """
        granted: asyncio.Future[int] = self.create_future()
        wait = self._waits[socket] = mask, granted
        try:
            return await granted
        finally:
            if self._waits.get(socket) is wait:
                del self._waits[socket]

    def _await_quiet(self, speaker: object) -> None:
        if is_at_rest(speaker):
            return
        ends_at = time.perf_counter() + PATIENCE_SECONDS
        while not self._watch.is_quiet(self._speaks_on):
            if time.perf_counter() > ends_at:
                raise Standstill("the database did not come to rest")

    def await_answer(self, socket: int) -> None:
        """Stand still until the database has answered on this socket, or is seen to wait for a lock."""
        if socket in self._waits:
            self._look({socket: self._waits[socket][0]})

    def _answered(self, *, spoke: bool) -> bool:
        """Whether somebody goes on now with an answer: the one who speaks, or somebody else."""
        speaks_on = self._speaks_on if self._speaker is not None else -1
        masks = {
            socket: mask
            for socket, (mask, granted) in self._waits.items()
            if (socket == speaks_on) is spoke and not granted.done()
        }
        found = self._look(masks) if masks else None
        if found is None:
            return False
        socket, ready = found
        self._waits[socket][1].set_result(ready)
        return True

    def _look(self, masks: dict[int, int]) -> tuple[int, int] | None:
        """The first of these sockets that has an answer; none when all of them wait for a lock.

        Each is looked at until it is one or the other: who is first must not depend on how fast the machine is.
        """
        poll = select.poll()
        for socket, mask in masks.items():
            poll.register(socket, mask)
        ends_at = time.perf_counter() + PATIENCE_SECONDS
        answered: dict[int, int] = {}
        while time.perf_counter() < ends_at:
            found = poll.poll(PROMPT_MS)
            for socket, ready in found:
                poll.unregister(socket)
                answered[socket] = ready
            left = sorted(masks.keys() - answered.keys())
            if not left or (not found and all(self._watch.is_blocked(socket) for socket in left)):
                return next(((socket, answered[socket]) for socket in masks if socket in answered), None)
        raise Standstill("the database did not answer")


def owned_by(variable: contextvars.ContextVar[Any]) -> Callable[..., asyncio.Task[Any]]:
    """A factory of tasks that enters each task with its owner, the value of `variable` (which has `tasks`)."""

    def make(
        loop: asyncio.AbstractEventLoop,
        coroutine: Generator[Any, None, Any],
        context: contextvars.Context | None = None,
    ) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, context=context)
        owner = context.get(variable) if context is not None else variable.get(None)
        if owner is not None:
            owner.tasks[task] = None
            task.add_done_callback(lambda done: owner.tasks.pop(done, None))
        return task

    return make
