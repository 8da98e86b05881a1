"""The fixtures of pressure: those of the engine, and PostgreSQL servers of one's own that may be ill-treated."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signoff.sandbox.install import install
from signoff.store.database import migrate
from signoff.store.embedded import Embedded
from tests.engine.fixtures import *  # noqa: F403 - all of them are there by being imported

OwnServer = Callable[..., Embedded]


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    """Makes PostgreSQL servers of this test alone, with the product installed and their writes really on disk."""
    made: list[tuple[Embedded, Path]] = []

    def make(**settings: str) -> Embedded:
        folder = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
        server = Embedded(folder / "pg", settings={"max_connections": "200", **settings})
        made.append((server, folder))
        dsn = server.start()
        migrate(dsn)
        install(dsn)
        return server

    yield make
    for server, folder in made:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
