"""From settings to a running process: says what takes its time, what keeps it from starting, and stops on a signal."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from signoff.cli import logs
from signoff.cli.failures import Failed, Stopped, Wrong, failure_of
from signoff.cli.loading import lazily
from signoff.cli.output import Output
from signoff.config import Settings

if TYPE_CHECKING:
    from signoff import app as application
    from signoff.app import App
    from signoff.sandbox.box import Pace
else:
    application = lazily("signoff.app")

Result = TypeVar("Result")
Body = Callable[["App", asyncio.Event], Awaitable[Result]]
"""What a command does with the running process; the event is set when it should stop."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_with(
    settings: Settings,
    out: Output,
    body: Body[Result],
    *,
    carries_out: bool = True,
    pace: Pace | None = None,
    stops_by_itself: bool = False,
    verbose: bool = False,
) -> Result:
    """Start everything, do `body`, stop everything; with `stops_by_itself` the body heeds the event.

    Raises Failed when it cannot start, Stopped when a signal came before the body was done.
    """
    with database(settings, out, verbose=verbose) as url, contextlib.ExitStack() as progress:
        progress.enter_context(out.screen.waiting(out.words("cli.start.schema")))

        async def work(stop: asyncio.Event) -> Result:
            async with application.running(settings, url, carries_out=carries_out, pace=pace) as app:
                progress.close()
                return await body(app, stop)

        return asyncio.run(until_stopped(work, stops_by_itself=stops_by_itself))


@contextlib.contextmanager
def database(settings: Settings, out: Output, *, verbose: bool = False) -> Iterator[str]:
    """The owner's address of the database, up. Raises Failed, also for what fails within the block; Stopped."""
    logs.set_up(verbose=verbose)
    try:
        with _signals_raise(), contextlib.ExitStack() as stack:
            with out.screen.waiting(out.words("cli.start.loading")):
                application.prepare_directory(settings)
            is_own = settings.database_url is None
            with out.screen.waiting(out.words(f"cli.start.{'database' if is_own else 'connecting'}")):
                url = stack.enter_context(application.database_url(settings))
            yield url
    except (Wrong, Failed):
        raise
    except Exception as error:
        failed = failure_of(error, out.words)
        if failed is None:
            raise
        raise failed from error


async def until_stopped(
    work: Callable[[asyncio.Event], Coroutine[None, None, Result]], *, stops_by_itself: bool
) -> Result:
    """Do the work; a signal sets its event, and cancels it unless it stops by itself. Raises Stopped."""
    stop = asyncio.Event()
    task = asyncio.create_task(work(stop))

    def signalled() -> None:
        # Whoever stops by itself and takes too long is stopped by the second signal.
        if not stops_by_itself or stop.is_set():
            task.cancel()
        stop.set()

    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        loop.add_signal_handler(number, signalled)
    try:
        return await task
    except asyncio.CancelledError:
        raise Stopped from None
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


@contextlib.contextmanager
def _signals_raise() -> Iterator[None]:
    """Outside the loop, signals interrupt as Ctrl-C does, so that what was started is stopped again."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
