"""Fixtures for all who need the product running on a real database: each test has its own copy of a template."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from signoff.app import App, running
from signoff.config import Settings
from signoff.engine import calls
from signoff.evidence.signer import Signer
from signoff.sandbox.box import Pace
from signoff.sandbox.install import install
from signoff.store.database import migrate
from signoff.testing.contracts.sandbox_world import MovableClock
from tests.conftest import NewDatabase
from tests.engine.processes import Nursery
from tests.engine.stage import Stage

__all__ = [
    "app",
    "clock",
    "no_paper",
    "nursery",
    "owner",
    "product_dsn",
    "product_folder",
    "product_template",
    "stage",
    "still",
]

PACE = Pace(transfer_seconds=0.05, deletion_seconds=0.05, look_again_seconds=0.05)


@pytest.fixture(scope="session")
def product_template(new_database: NewDatabase) -> str:
    """A database with everything installed and nothing in it."""
    dsn = new_database()
    migrate(dsn)
    install(dsn)
    return dsn


@pytest.fixture(scope="session")
def product_folder() -> Iterator[Path]:
    """Where the keys lie."""
    folder = Path(tempfile.mkdtemp(prefix="signoff-keys-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def product_dsn(postgres_dsn: str, new_database: NewDatabase, product_template: str) -> Iterator[str]:
    """The owner's address of a fresh database of the product."""
    dsn = new_database(product_template)
    yield dsn
    name = sql.Identifier(str(conninfo_to_dict(dsn)["dbname"]))
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where worker processes come from."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def clock() -> MovableClock:
    """The time, moved forward at will."""
    return MovableClock()


@pytest.fixture
async def app(product_dsn: str, product_folder: Path, clock: MovableClock) -> AsyncIterator[App]:
    """One process of the product."""
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=clock, pace=PACE) as app:
        yield app


@pytest.fixture
def stage(app: App) -> Stage:
    """Lines, people and the auditor around that process."""
    return Stage.of(app)


@pytest.fixture
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are kept as ever, but neither drawn nor signed: that takes longer than all the rest of an ending."""
    for name in (
        "draw_acknowledgement",
        "draw_agreement",
        "draw_certificate",
        "draw_guided_certificate",
    ):
        monkeypatch.setattr(calls, name, lambda content, _: repr(content).encode())
    monkeypatch.setattr(Signer, "sign", lambda _, pdf: pdf)


@pytest.fixture
async def still(product_dsn: str, product_folder: Path) -> AsyncIterator[App]:
    """The product without its own rounds: whoever holds the database in hand here must not wait for them."""
    async with running(Settings(data_directory=product_folder), product_dsn, carries_out=False) as app:
        yield app


@pytest.fixture
def owner(product_dsn: str) -> Iterator[psycopg.Connection]:
    """The owner of the database, with everything in hand."""
    with psycopg.connect(product_dsn, autocommit=True, options="-c search_path=signoff") as connection:
        yield connection
