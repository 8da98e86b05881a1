"""The embedded database comes back by itself while somebody uses it."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from signoff import app as application
from signoff.config import Settings

pytestmark = pytest.mark.database


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path that the server's own user may pass."""
    made = Path(tempfile.mkdtemp(prefix="signoff-kept-", dir="/tmp"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_a_killed_database_is_started_again_with_its_data(folder: Path) -> None:
    """Kill -9 of the server: within moments the same address answers, and what was written is there."""
    with application.database_url(Settings(data_directory=folder)) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table kept (what text)")
            connection.execute("insert into kept values ('this')")
        noted = (folder / "postgres" / "postmaster.pid").read_text().split()[0]
        os.kill(int(noted), signal.SIGKILL)
        ends_at = time.monotonic() + 60
        found = None
        while found is None and time.monotonic() < ends_at:
            try:
                with psycopg.connect(url, connect_timeout=5) as connection:
                    found = connection.execute("select what from kept").fetchone()
            except psycopg.OperationalError:
                time.sleep(0.1)
        assert found == ("this",)
