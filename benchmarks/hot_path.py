"""`make profile`: where the processor time of an ending goes, by place in Python and by process of PostgreSQL.

Python is sampled by its own processor time, a sample a millisecond at most; nothing is traced, so nothing is slowed.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from activity import Activity
from bench import postgres
from endings import Crowd, Load, crowd_of
from machine import Postgres, load
from rich.console import Console
from rich.table import Table

SAMPLE_SECONDS = 0.001
"""Asked for; a kernel with 250 ticks a second gives one each 4 milliseconds."""
LOOK_SECONDS = 0.05
WIDTH = 110
HERE = Path(__file__).resolve().parent
_SOURCES = "/signoff/"


@dataclass(slots=True)
class Sampler:
    """Counts where this process is, each time it has used up another millisecond of a core."""

    samples: int = 0
    libraries: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """Begin."""
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)

    def stop(self) -> None:
        """End."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _sample(self, _: int, frame: FrameType | None) -> None:
        if frame is None:
            return
        self.samples += 1
        self.libraries[_library(frame.f_code.co_filename)] += 1
        self.functions[_name(frame)] += 1
        seen: set[str] = set()
        innermost: str | None = None
        while frame is not None:
            if _SOURCES in frame.f_code.co_filename:
                name = _name(frame)
                innermost = innermost or name
                seen.add(name)
            frame = frame.f_back
        self.ours[innermost or "nothing of ours: the event loop, the people"] += 1
        self.within.update(seen)


def _name(frame: FrameType) -> str:
    path = frame.f_code.co_filename
    if path == "<string>":
        return f"generated {frame.f_code.co_qualname} (a dataclass)"
    place = path.rpartition(_SOURCES)[2] if _SOURCES in path else "/".join(path.split("/")[-2:])
    return f"{place} {frame.f_code.co_qualname}"


def _library(path: str) -> str:
    """Whose code it is. What is written in C counts for whoever called it."""
    if _SOURCES in path:
        return "signoff." + path.rpartition(_SOURCES)[2].split("/")[0].removesuffix(".py")
    if "site-packages/" in path:
        return path.rpartition("site-packages/")[2].split("/")[0].removesuffix(".py")
    if str(HERE) in path:
        return "the people of the bench"
    return f"Python's {path.split('/')[-2]}" if "/asyncio/" in path else "Python's library"


async def profile(crowd: Crowd, url: str, options: argparse.Namespace) -> None:
    """Sample a steady load, then print the tables."""
    server, people, sampler, activity = (
        Postgres(url),
        Load(crowd, options.in_flight),
        Sampler(),
        Activity(url),
    )
    people.start()
    while people.ended < options.in_flight:
        people.check()
        await asyncio.sleep(LOOK_SECONDS)
    before, ended = server.by_process(), people.ended
    began, processor = time.perf_counter(), time.process_time()
    sampler.start()
    while time.perf_counter() - began < options.seconds:
        people.check()
        await asyncio.sleep(LOOK_SECONDS)
    sampler.stop()
    cases, seconds = people.ended - ended, time.perf_counter() - began
    spent, after = time.process_time() - processor, server.by_process()
    # Looking at PostgreSQL costs both of them something: it has seconds of its own.
    activity.start()
    await asyncio.sleep(options.seconds / 2)
    activity.stop()
    await people.stop()
    server.close()
    if not cases:
        raise SystemExit("not one case ended in time")
    console = Console(highlight=False, width=WIDTH)
    console.print(
        f"{cases} cases in {seconds:.1f} s with {options.in_flight} in flight, load {load()}; a case: "
        f"{spent / cases * 1000:.2f} ms of Python, {sampler.samples} samples"
    )
    share = spent * 1000 / cases / max(sampler.samples, 1)
    for title, found in (
        ("by library: whose code ran", sampler.libraries),
        ("by place: the function of ours that it ran for", sampler.ours),
        ("within: everything that a function of ours called", sampler.within),
        ("by function: where it ran", sampler.functions),
    ):
        console.print(_table(title, found, sampler.samples, share, options.top))
    console.print(_of_postgres(before, after, cases))
    for title, found in (("statements", activity.statements), ("waits", activity.waits)):
        console.print(_seen(f"PostgreSQL's {title}, how many at once", found, activity.looks, options.top))


def _seen(title: str, found: Counter[str], looks: int, top: int) -> Table:
    table = Table(title=f"{title} ({looks} looks)", title_justify="left")
    table.add_column("at once", justify="right")
    table.add_column("", no_wrap=True)
    for name, count in found.most_common(top):
        table.add_row(f"{count / max(looks, 1):.3f}", name)
    return table


def _table(title: str, found: Counter[str], samples: int, share: float, top: int) -> Table:
    table = Table(title=f"Python {title}", title_justify="left")
    table.add_column("ms a case", justify="right")
    table.add_column("%", justify="right")
    table.add_column("", no_wrap=True)
    for name, count in found.most_common(top):
        table.add_row(f"{count * share:.3f}", f"{count / max(samples, 1) * 100:.1f}", name)
    return table


def _of_postgres(
    before: dict[str, tuple[float, int]], after: dict[str, tuple[float, int]], cases: int
) -> Table:
    table = Table(title="PostgreSQL by process", title_justify="left")
    table.add_column("ms a case", justify="right")
    table.add_column("")
    spent = {kind: seconds - before.get(kind, (0.0, 0))[0] for kind, (seconds, _) in after.items()}
    for kind, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        table.add_row(f"{seconds / cases * 1000:.3f}", f"{kind} ({after[kind][1]})")
    table.add_row(f"{sum(spent.values()) / cases * 1000:.3f}", "all")
    return table


async def main() -> None:
    """A fresh database, one process of the product, one load."""
    parser = argparse.ArgumentParser(prog="make profile", description=__doc__)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--top", type=int, default=25, help="lines of each table")
    options = parser.parse_args()
    with postgres() as (url, folder):
        async with crowd_of(url, folder) as crowd:
            await profile(crowd, url, options)


if __name__ == "__main__":
    asyncio.run(main())
