"""V10: stopped with 100,000 open cases, started again: when the first request is answered, and due work flows.

PostgreSQL and the product start anew, as at `make up`. Some of the cases had calls to make when it ended.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from endings import crowd_of
from processes import begin, hear, program
from stored import open_cases, read_template, remake

from signoff import app as application
from signoff.config import Settings
from signoff.domain.requirement import RequirementKind

OPEN = 100_000
WITH_WORK = 2_000
"""Cases that had been asked for and not looked up when everything ended: three calls each."""

LOOK_SECONDS = 0.01
SETTLE_SECONDS_MAX = 900
WORK_SECONDS_MAX = 60
VIEWS = 50
ROUNDS = 2

_PLACES = (
    RequirementKind.ACKNOWLEDGE_LOSSES,
    RequirementKind.GIVE_OTHER_CONTACT,
    RequirementKind.SIGN_AGREEMENT,
)


async def begin_cases(url: str, folder: Path) -> None:
    """Cases of every carrier that wait for a person at each of some places."""
    async with crowd_of(url, folder) as crowd:
        for place in (None, *_PLACES):
            for _ in range(ROUNDS * len(crowd.app.catalogue.carriers)):
                if place is None:
                    await crowd.ask(crowd.wish())
                else:
                    await crowd.end_one(until=place)
        await _wait(url, "select count(*) from signoff.due where kind = 'intent'")


async def ask_only(url: str, folder: Path) -> None:
    """Cases that nobody has begun to work at."""
    async with crowd_of(url, folder, carries_out=False) as crowd:
        for _ in crowd.app.catalogue.carriers:
            await crowd.ask(crowd.wish())


async def settle(url: str, folder: Path) -> None:
    """Let the product run until every fact is in the log: it had time for that while these cases came."""
    async with crowd_of(url, folder):
        await _wait(url, "select count(*) from signoff.journal where position is null")


async def _wait(url: str, statement: str) -> None:
    async with asyncio.timeout(SETTLE_SECONDS_MAX):
        while await asyncio.to_thread(_count, url, statement):  # noqa: ASYNC110 - PostgreSQL rings no bell
            await asyncio.sleep(0.2)


def _count(url: str, statement: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row is not None else 0


def prepare(folder: Path, count: int) -> list[str]:
    """A data directory with so many open cases in it, at rest; some of their links."""
    settings = Settings(data_directory=folder)
    keys = folder / "keys" / "tenants"
    with application.database_url(settings) as url:
        asyncio.run(begin_cases(url, folder))
        templates = [read_template(url, case_id) for case_id in open_cases(url)]
        known = {template.id for template in templates}
        links = remake(url, keys, templates, count - WITH_WORK)
        asyncio.run(settle(url, folder))
        asyncio.run(ask_only(url, folder))
        fresh = [read_template(url, case_id) for case_id in _new_cases(url, known)]
        links += remake(url, keys, fresh, WITH_WORK)
        return [token for _, token in links[:: max(1, len(links) // VIEWS)]]


def _new_cases(url: str, known: set[str]) -> list[str]:
    """Cases with calls to be made, which no clone of an older one has."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select distinct case_id::text from signoff.intents where status = 'open'")
        return [row[0] for row in rows if row[0] not in known]


def start_again(folder: Path, links: list[str]) -> dict[str, Any]:
    """Start everything; how long until the first answer, the first due call done, and the last."""
    began = time.monotonic()
    with application.database_url(Settings(data_directory=folder)) as url:
        found = {"postgres_seconds": time.monotonic() - began}
        with (
            psycopg.connect(url, autocommit=True) as connection,
            program("restart.py", "worker", "--url", url, "--folder", folder) as worker,
        ):
            statement = "select count(*) from signoff.due where kind = 'intent'"
            due = _count(url, statement)
            hear(worker)
            found["answer_seconds"] = time.monotonic() - began
            found["ask_ms"] = hear(worker)["ask_ms"]
            while (
                left := _left(connection, statement)
            ) >= due and time.monotonic() - began < WORK_SECONDS_MAX:
                time.sleep(LOOK_SECONDS)
            found["work_seconds"] = time.monotonic() - began
            while left and time.monotonic() - began < WORK_SECONDS_MAX:
                time.sleep(LOOK_SECONDS)
                left = _left(connection, statement)
            found |= {"all_work_seconds": time.monotonic() - began, "due": due, "left": left}
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(links) + "\n")
            begin(worker)
            found |= hear(worker)
    return found


def _left(connection: psycopg.Connection[Any], statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row[0]) if row is not None else 0


def measure(count: int = OPEN) -> dict[str, Any]:
    """Prepare, start again, tell."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-restart-"))
    try:
        links = prepare(folder, count)
        return {"open": count, **start_again(folder, links)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def worker(url: str, folder: Path) -> None:
    """The product: answers one new request, then shows the cases whose links it is given."""
    async with crowd_of(url, folder) as crowd:
        began = time.perf_counter()
        await crowd.ask(crowd.wish())
        print(json.dumps({"answered": True}), flush=True)
        print(json.dumps({"ask_ms": (time.perf_counter() - began) * 1000}), flush=True)
        links = json.loads(await asyncio.to_thread(sys.stdin.readline))
        views = [await crowd.app.desk.view(link) for link in links]
        print(json.dumps({"shown": len(views), "states": sorted({view.state for view in views})}), flush=True)


def main() -> None:
    """Measure, or be the product that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("measure", "worker"))
    parser.add_argument("--url")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--count", type=int, default=OPEN)
    options = parser.parse_args()
    if options.what == "worker":
        asyncio.run(worker(options.url, options.folder))
    else:
        print(json.dumps(measure(options.count)))


if __name__ == "__main__":
    main()
