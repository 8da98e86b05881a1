"""The composition root: settings in, everything wired. The only module that knows all adapters.

`running` is one process of Signoff; commands and servers are built on it in `cli.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.config import Settings
from signoff.desk import EngineDesk, Hints
from signoff.engine.calls import Calls
from signoff.engine.committer import Committer
from signoff.engine.dispatcher import Dispatcher
from signoff.engine.folding import Clock
from signoff.engine.paper import Papers
from signoff.evidence.signer import Signer, ensure_specimen_keys
from signoff.sandbox.box import Pace, Sandbox
from signoff.sandbox.install import install
from signoff.store.database import Database, migrate
from signoff.store.embedded import Embedded
from signoff.store.vault import KeyRing
from signoff.systems.sandbox_carrier import sandbox_systems

SHARDS = 1 << 30
"""Workers are told apart by their process number; more than there can be."""


@dataclass(frozen=True, slots=True)
class App:
    """One running process: the desk for channels, and the parts that tests and pages look into."""

    settings: Settings
    catalogue: Catalogue
    texts: Texts
    database: Database
    keys: KeyRing
    committer: Committer
    desk: EngineDesk
    sandbox: Sandbox
    clock: Clock


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def signing_keys(settings: Settings) -> Path:
    """Where the keys that sign documents lie."""
    return settings.data_directory / "keys" / "signing"


def prepare_directory(settings: Settings) -> None:
    """Make the data directory, for nobody else's eyes."""
    settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextlib.contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The owner's address of the database: the one given, or that of the embedded one, running."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with Embedded(settings.data_directory / "postgres") as server:
        yield server.dsn()


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    owner_url: str,
    *,
    clock: Clock = now,
    pace: Pace | None = None,
    carries_out: bool = True,
) -> AsyncIterator[App]:
    """One process on a database that is up: migrated, connected, working until the block ends.

    `carries_out` False only answers people; intents and deadlines are left to other processes.
    """
    await asyncio.to_thread(migrate, owner_url)
    sandbox_url = await asyncio.to_thread(install, owner_url)
    await asyncio.to_thread(ensure_specimen_keys, signing_keys(settings))
    catalogue = load(settings.packs_directory)
    texts = Texts(catalogue)
    signer = Signer.load(signing_keys(settings))
    papers = Papers(texts, lambda: signer.is_specimen, settings.address)
    keys = KeyRing(settings.data_directory / "keys" / "tenants")
    database, sandbox = Database(owner_url), Sandbox(sandbox_url, clock=clock, pace=pace)
    committer = Committer(database, catalogue.carriers, keys, clock=clock, shard=os.getpid() % SHARDS + 1)
    systems = {carrier_id: sandbox_systems(sandbox, carrier_id) for carrier_id in catalogue.carriers}
    calls = Calls(database, keys, catalogue.carriers, systems, papers, signer)
    hints = Hints()
    committer.on_commit = hints.tell
    tenants = {carrier_id: carrier_id for carrier_id in catalogue.carriers}
    desk = EngineDesk(committer, database, keys, catalogue.carriers, tenants, papers, clock, hints)
    await database.open()
    tasks = [asyncio.create_task(committer.run())]
    if carries_out:
        tasks.append(asyncio.create_task(Dispatcher(committer, calls, clock=clock).run()))
    try:
        yield App(settings, catalogue, texts, database, keys, committer, desk, sandbox, clock)
    finally:
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sandbox.close()
        await database.close()
