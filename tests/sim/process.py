"""One process of the product inside the simulation: begun, killed at any point with its memory, begun anew.

It is the composition root as it ships, `app.running`; what is replaced around it is told in `stillness.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import psycopg

from signoff.app import App
from signoff.engine.dispatcher import Dispatcher

PROCESS: contextvars.ContextVar[Process | None] = contextvars.ContextVar("process", default=None)
"""In whose memory a task runs; None for people, faults and everybody outside."""


class Killed(BaseException):
    """The process ended here, without a word."""


class Lost(Exception):
    """The process that was spoken to is gone; whether it heard is not known."""


Run = Callable[[], contextlib.AbstractAsyncContextManager[App]]


@dataclass(eq=False)
class Process:
    """One life of one process. `tasks` and `connections` are all it has; both go with it."""

    number: int
    life: int
    tasks: dict[asyncio.Task[Any], None] = field(default_factory=dict)
    connections: list[psycopg.AsyncConnection[Any]] = field(default_factory=list)
    app: App | None = None
    is_dead: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    passed: dict[str, int] = field(default_factory=dict)
    dispatcher: Dispatcher | None = None
    """What looks for what is due, once this process has one."""

    site: Any = None
    """The portal of this process, once somebody came to it."""

    def __post_init__(self) -> None:
        self.context.run(PROCESS.set, self)

    async def live(self, run: Run) -> None:
        """From the start to the death."""
        main = asyncio.create_task(self._main(run), context=self.context)
        await asyncio.wait({main})
        self.is_dead = True
        while rest := [task for task in self.tasks if not task.done()]:
            for task in rest:
                task.cancel()
            await asyncio.wait(rest)
        self.app = None
        self.ended.set()

    async def _main(self, run: Run) -> None:
        async with run() as app:
            self.app = app
            await asyncio.Event().wait()

    def die(self) -> None:
        """Nothing of this process does anything any more."""
        self.is_dead = True
        self.app = None
        self.ended.set()
        for task in list(self.tasks):
            task.cancel()

    async def call(self, what: Callable[[App], Coroutine[Any, Any, Any]]) -> Any:
        """Let this process do something for somebody outside. Raises Lost when it dies meanwhile."""
        if self.app is None:
            raise Lost
        task = asyncio.create_task(what(self.app), context=self.context.copy())
        gone = asyncio.create_task(self.ended.wait())
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        if not task.done() or task.cancelled() or self.is_dead:
            task.cancel()
            raise Lost
        return task.result()
