"""Any PostgreSQL from 15 on, reached by URL as an owner who is no superuser: a whole ending on Debian's own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from signoff import app as application
from signoff.config import Settings
from signoff.domain.case import State
from signoff.testing.audit import audit
from tests.engine.stage import ENDINGS, Stage

pytestmark = pytest.mark.database

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


def as_owner(command: str) -> None:
    """PostgreSQL does not run as root: Debian's package brings the user for it."""
    if os.geteuid() == 0:
        command = f"su postgres -s /bin/sh -c {shlex.quote(command)}"
    subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def owner_url() -> Iterator[str]:
    """A fresh server on a socket of its own, with a database owned by a role that may make roles and no more."""
    assert PROGRAMS, "make test installs Debian's postgresql"
    programs = PROGRAMS[0]
    folder = Path(tempfile.mkdtemp(prefix="signoff-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    as_owner(f"{programs}/initdb -D {data} -A trust -U postgres --no-locale -E UTF8")
    as_owner(
        f"{programs}/pg_ctl -D {data} -o \"-k {folder} -c listen_addresses=''\" -l {folder}/log -w start"
    )
    try:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
            connection.execute("create role owner login createrole")
            connection.execute("create database owned owner owner")
        yield f"postgresql://owner@/owned?host={folder}"
    finally:
        as_owner(f"{programs}/pg_ctl -D {data} -m immediate -w stop")
        shutil.rmtree(folder, ignore_errors=True)


async def test_a_line_ends_on_a_postgresql_that_is_not_ours(owner_url: str, tmp_path: Path) -> None:
    """The oldest one that Debian has here, 15 or newer, and no superuser's rights."""
    with psycopg.connect(owner_url) as connection:
        assert connection.info.server_version >= 150000
        is_superuser = connection.execute(
            "select rolsuper from pg_roles where rolname = current_user"
        ).fetchone()
        assert is_superuser == (False,)

    async with application.running(Settings(data_directory=tmp_path), owner_url) as app:
        stage = Stage.of(app)
        line = await stage.line(ENDINGS[0])
        view = await stage.person(app.desk, line, ENDINGS[0].carrier_id).walk()

        assert view.state == State.ENDED
        assert view.has_certificate
        assert await audit(app.database, [ENDINGS[0].carrier_id]) == []


async def test_a_second_start_finds_the_migrations_applied(owner_url: str, tmp_path: Path) -> None:
    """Starting again changes nothing and loses nothing."""
    for _ in range(2):
        async with application.running(Settings(data_directory=tmp_path), owner_url) as app:
            assert await app.sandbox.books.demo_lines() == ()
