"""The release before and this one on one database: old program on the new first half, both at once, the second half."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signoff.app import running
from signoff.config import Settings
from signoff.store import database
from signoff.store.database import Half, migrate, migrations
from signoff.testing.audit import audit
from tests.releases.ending import PACE, Clock, draw_nothing, end
from tests.releases.frozen import Release, releases

SECONDS_MAX = 100

ADVICE = (
    "a row that the old program wrote is not what this one folds: a new field of a case may be changed only by new"
    " facts, or by new fields of facts (docs/decisions/0007-old-and-new.md)"
)

REHEARSED = {
    "9001_rehearsal.sql": "alter table signoff.cases add column rehearsed text",
    "9002_rehearsal.after.sql": (
        "alter table signoff.cases add constraint rehearsal check (rehearsed is null or version > 0)"
    ),
}
"""One step more of each half, so that there is always one to be tried."""


@pytest.fixture
def previous() -> Release:
    """The newest frozen release: the only one that may still run beside this one."""
    return releases()[-1]


@pytest.fixture
def schema(tmp_path: Path) -> str:
    """The migrations of this release, and the rehearsed ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder)
    for name, text in REHEARSED.items():
        (folder / name).write_text(f"{text};\n")
    return str(folder)


async def _old_program_ends(
    release: Release, dsn: str, folder: Path, cases: Sequence[dict[str, Any]]
) -> dict[str, str]:
    """The program of that release, as it was, goes on with these cases in a process of its own."""
    program = folder / "program"
    if not program.exists():
        with zipfile.ZipFile(release.folder / "program.zip") as archive:
            archive.extractall(program)
    order = {
        "dsn": dsn,
        "folder": str(folder / "data"),
        "begins_at": release.goes_on_at.isoformat(),
        "cases": cases,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program / "ending.py"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    async with asyncio.timeout(SECONDS_MAX):
        out, err = await process.communicate(json.dumps(order).encode())
    assert process.returncode == 0, err.decode()
    states: dict[str, str] = json.loads(out)
    return states


def _shares(cases: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], ...]:
    """Three shares, each with cases of all kinds; who joined another stays with them, who waits for a day is last."""
    shares: tuple[list[dict[str, Any]], ...] = ([], [], [])
    together = {"joined": 0, "joined_by_another": 0}
    for place, case in enumerate(cases):
        share = 2 if case["name"].startswith("agreed") else place % 3
        shares[together.get(case["name"], share)].append(case)
    return shares


async def test_old_and_new_program_share_a_database_on_its_way(
    previous: Release, database_dsn: str, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share of the cases ends in the old program, on the first half; one in both side by side; one after the second.

    Each of them starts on what is there: the old one on the new first half, the new one on both halves.
    """
    (tmp_path / "data").mkdir(mode=0o700)
    previous.pour(database_dsn, tmp_path / "data")
    draw_nothing(monkeypatch.setattr)
    first, second, third = _shares(previous.cases)
    settings = Settings(data_directory=tmp_path / "data")

    migrate(database_dsn, Half.BEFORE, folder=schema)
    before = await _old_program_ends(previous, database_dsn, tmp_path, first)

    clock = Clock(previous.goes_on_at)
    async with running(settings, database_dsn, clock=clock, pace=PACE) as app:
        beside = asyncio.create_task(_old_program_ends(previous, database_dsn, tmp_path, second[::2]))
        both = await end(app, clock, second[1::2]) | await beside

        assert migrate(database_dsn, Half.AFTER, folder=schema) == ["9002_rehearsal.after"]
        after = await end(app, clock, third)

        assert before | both | after == {case["name"]: case["ends"] for case in previous.cases}
        assert await audit(app.database, app.catalogue.carriers) == [], ADVICE
    assert all(step.is_applied for step in migrations(database_dsn, folder=schema))


async def test_the_old_program_is_at_work_while_the_first_half_is_done(
    previous: Release, database_dsn: str, schema: str, tmp_path: Path
) -> None:
    """It was started before anything of this release was there, and ends its cases without a word of complaint."""
    (tmp_path / "data").mkdir(mode=0o700)
    previous.pour(database_dsn, tmp_path / "data")
    working = asyncio.create_task(
        _old_program_ends(previous, database_dsn, tmp_path, _shares(previous.cases)[0])
    )
    journal = "select count(*) from signoff.journal"
    async with await psycopg.AsyncConnection.connect(database_dsn, autocommit=True) as connection:
        begun = await (await connection.execute(journal)).fetchone()
        while await (await connection.execute(journal)).fetchone() == begun and not working.done():  # noqa: ASYNC110 - it is another process that works
            await asyncio.sleep(0.005)
    assert not working.done()

    done = await asyncio.to_thread(migrate, database_dsn, Half.BEFORE, folder=schema)

    states = await working
    assert "9001_rehearsal" in done
    assert states == {case["name"]: case["ends"] for case in _shares(previous.cases)[0]}
