"""What all tests share: one PostgreSQL for the run, fresh databases on it, markers by what a test costs."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from signoff.store.database import Database
from signoff.store.embedded import Embedded
from signoff.testing.audit import audit

PREFIX = "signoff-tests-"
DATABASE_FIXTURES = {"postgres_dsn", "new_database", "database_dsn", "module_database_dsn"}

# Tests survive no power cut: what they write need not reach the disk.
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}

IS_SOAK = os.environ.get("SIGNOFF_SOAK") == "1"
"""Whether tests marked `soak` run their full numbers (`make soak`), not the samples of `make test`."""

# A machine may be busy: how long an example took says nothing about it.
hypothesis.settings.register_profile("signoff", deadline=None)
hypothesis.settings.load_profile("signoff")

NewDatabase = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its cost: `e2e` (a browser), `database` (a PostgreSQL), `unit` (neither, and not `slow`)."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
        elif DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
        elif item.get_closest_marker("database") is None and item.get_closest_marker("slow") is None:
            item.add_marker(pytest.mark.unit)


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """One embedded PostgreSQL for this run (one for each xdist worker): the address for its superuser."""
    _sweep()
    # Not in pytest's own folder: the server may be another user, whom pytest does not let pass through it.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    server = Embedded(folder / "pg", settings=FAST)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(postgres_dsn: str) -> NewDatabase:
    """Makes a database and tells its superuser address; `template` is the address of one to copy."""
    numbers = itertools.count(1)

    def make(template: str | None = None) -> str:
        name = f"test_{os.getpid()}_{next(numbers)}"
        source = conninfo_to_dict(template)["dbname"] if template else "template0"
        with psycopg.connect(postgres_dsn, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(str(source))
                )
            )
        return postgres_dsn.replace("/postgres?", f"/{name}?", 1)

    return make


@pytest.fixture
def database_dsn(postgres_dsn: str, new_database: NewDatabase) -> Iterator[str]:
    """The superuser address of an empty database of this test alone."""
    dsn = new_database()
    yield dsn
    drop(postgres_dsn, dsn)


@pytest.fixture(scope="module")
def module_database_dsn(postgres_dsn: str, new_database: NewDatabase) -> Iterator[str]:
    """The superuser address of an empty database that the tests of one module share."""
    dsn = new_database()
    yield dsn
    drop(postgres_dsn, dsn)


def drop(postgres_dsn: str, dsn: str) -> None:
    """Audit every case that a test made in this database, whatever became of it, then remove the database."""
    findings = audited(dsn)
    name = sql.Identifier(str(conninfo_to_dict(dsn)["dbname"]))
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(name))
    assert not findings, f"the auditor found: {findings}"


def audited(dsn: str) -> list[str]:
    """What the auditor finds wrong with the cases of a database; nothing where there are none."""
    with psycopg.connect(dsn) as connection:
        if connection.execute("select to_regclass('signoff.cases')").fetchone() == (None,):
            return []
        rows = connection.execute("select distinct tenant_id from signoff.cases").fetchall()

    async def ask() -> list[str]:
        database = Database(dsn)
        await database.open()
        try:
            return await audit(database, [tenant_id for (tenant_id,) in rows])
        finally:
            await database.close()

    # In a thread of its own: a browser's loop may be running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


def _sweep() -> None:
    """Stop and remove the servers of runs that were killed: nobody holds their locks any more."""
    for users in Path("/tmp").glob(f"{PREFIX}*/pg.users"):
        if os.access(users, os.W_OK) and Embedded(users.with_suffix("")).stop():
            shutil.rmtree(users.parent, ignore_errors=True)
