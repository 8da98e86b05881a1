"""The composition root: settings in, everything wired. The only module that knows all adapters.

`running` is one process of Signoff; commands are built on it in `cli`, the pages in `website.py`, which a
worker does without.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import Counter
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from signoff.catalogue.leaving import answering
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.config import SettingRefused, Settings
from signoff.desk import EngineDesk
from signoff.domain.carrier import Carrier
from signoff.domain.guidance import TENANT as GUIDE
from signoff.domain.line import Line
from signoff.engine.calls import Calls
from signoff.engine.committer import Committer
from signoff.engine.cosigning import Cosigning, LogWitness
from signoff.engine.dispatcher import Dispatcher, place_of
from signoff.engine.entering import Entering
from signoff.engine.folding import Clock
from signoff.engine.guarding import Guard
from signoff.engine.hints import Hints
from signoff.engine.housekeeping import Housekeeping
from signoff.engine.paper import Papers
from signoff.engine.unpriced import Unpriced
from signoff.engine.unserved import Unserved, served, with_links
from signoff.evidence.intake import LIMITS, Intake, Refused
from signoff.evidence.log_keys import PUBLIC, LogKeys, keep_witness
from signoff.evidence.signer import Signer, ensure_specimen_keys
from signoff.guided import GuidedDesk, NotTaken, Taken
from signoff.identity.reader import Reader
from signoff.identity.vouching import Vouching
from signoff.ports import Systems
from signoff.sandbox.box import Pace, Sandbox
from signoff.sandbox.demo import seed
from signoff.sandbox.install import install
from signoff.staff import StaffAccounts
from signoff.store.database import Database, StoreError, migrate
from signoff.store.embedded import Embedded
from signoff.store.keeping_up import kept_up
from signoff.store.vault import KeyRing
from signoff.systems.chosen import with_chosen
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.systems.person_carrier import person_systems
from signoff.systems.sandbox_carrier import sandbox_systems

log = logging.getLogger(__name__)

WELL_SECONDS_MAX = 2.0
"""Whoever asks whether this process is well (`/healthz`) has an answer after this at the latest."""

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
    guided: GuidedDesk
    sandbox: Sandbox
    systems: dict[str, Systems]
    clock: Clock
    tasks: tuple[asyncio.Task[None], ...]
    unserved: tuple[Unserved, ...] = ()

    @property
    def staff(self) -> StaffAccounts:
        """Who may sign in at the counter."""
        return StaffAccounts(self.database, self.keys)

    @property
    def guard(self) -> Guard:
        """What watches that ended lines are not charged."""
        submit, tenants = self.committer.submit, self.desk.tenants
        return Guard(self.database, self.keys, tenants, self.systems, submit, clock=self.clock)

    async def is_well(self) -> bool:
        """Whether everything of this process works and the database answers within two seconds."""
        if any(task.done() and not _is_finished(task) for task in self.tasks):
            return False
        try:
            async with asyncio.timeout(WELL_SECONDS_MAX):
                await self.database.ping()
        except (StoreError, TimeoutError, OSError):
            return False
        return True


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def signing_keys(settings: Settings) -> Path:
    """Where the keys that sign documents lie."""
    return settings.signing_keys


def prepare_directory(settings: Settings) -> None:
    """Make the data directory, for nobody else's eyes."""
    settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextlib.contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The owner's address of the database: the one given, or that of the embedded one, running."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with Embedded(settings.data_directory / "postgres") as server, kept_up(server):
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
    sandbox_url = await asyncio.to_thread(_prepared, owner_url)
    await asyncio.to_thread(ensure_specimen_keys, signing_keys(settings))
    catalogue = load(settings.packs_directory)
    texts = Texts(catalogue)
    signer = Signer.load(signing_keys(settings))
    papers = _papers(settings, catalogue, texts, signer)
    keys = KeyRing(settings.data_directory / "keys" / "tenants")
    database, sandbox = Database(owner_url), Sandbox(sandbox_url, clock=clock, pace=pace)
    committer = Committer(database, catalogue.carriers, keys, clock=clock, shard=os.getpid() % SHARDS + 1)
    systems = _systems(settings, sandbox, catalogue.carriers, clock)
    tenants = {carrier_id: carrier_id for carrier_id in catalogue.carriers}
    all_tenants, messages = [*tenants.values(), GUIDE], SandboxMessages(sandbox, GUIDE)
    entering = await asyncio.to_thread(_entering, settings, database, all_tenants)
    person = person_systems(messages, clock)
    documents = Vouching(Reader(), is_specimen_allowed=signer.is_specimen)
    calls = Calls(database, keys, catalogue.carriers, systems, papers, signer, entering, person, documents)
    hints, take_in = Hints(), _taking_in(Intake())
    committer.on_commit = hints.tell
    unserved = await _opened(database, catalogue.carriers, all_tenants)
    missing = with_links(unserved, keys)
    shared = committer, database, keys, catalogue.carriers
    desk = EngineDesk(*shared, tenants, papers, clock, systems, hints, take_in=take_in, unserved=missing)
    guided = GuidedDesk(*shared, clock, take_in, messages.forget, hints)
    work: list[Coroutine[None, None, None]] = [committer.run()]
    if carries_out:
        work.append(Dispatcher(committer, calls, clock=clock, tenant_ids=all_tenants).run())
        work.append(Housekeeping(database, all_tenants, clock=clock).run())
        work.append(Unpriced(database, tenants, catalogue.carriers, committer.submit, clock=clock).run())
        work += [entering.run(), Guard(database, keys, tenants, systems, committer.submit, clock=clock).run()]
    tasks = tuple(_started(one) for one in work)
    known = settings, catalogue, texts, database, keys, committer, desk, guided, sandbox, systems
    app = App(*known, clock, tasks, unserved)
    try:
        yield app
    finally:
        await _stopped(tasks)
        for one in (documents.reader, sandbox, database):
            await one.close()


def _prepared(owner_url: str) -> str:
    """Everything the database needs; where the sandbox is found in it."""
    migrate(owner_url)
    return install(owner_url)


def _systems(
    settings: Settings, sandbox: Sandbox, carrier_ids: Iterable[str], clock: Clock
) -> dict[str, Systems]:
    """The systems of each carrier: its real ones, and the sandbox in the place of all others."""
    standing_in = {carrier_id: sandbox_systems(sandbox, carrier_id) for carrier_id in carrier_ids}
    if not settings.real_systems.keys() <= standing_in.keys():
        raise SettingRefused("SIGNOFF_SYSTEMS")
    return {
        carrier_id: with_chosen(systems, settings.real_systems.get(carrier_id), clock)
        for carrier_id, systems in standing_in.items()
    }


async def _opened(
    database: Database, carriers: Mapping[str, Carrier], tenant_ids: Sequence[str]
) -> tuple[Unserved, ...]:
    """Open the database, and say whose cases lie there unserved; whatever goes wrong leaves no connection behind."""
    await database.open()
    try:
        return await served(database, carriers, tenant_ids)
    except BaseException:
        await database.close()
        raise


async def _stopped(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in reversed(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _papers(settings: Settings, catalogue: Catalogue, texts: Texts, signer: Signer) -> Papers:
    asked = partial(answering, catalogue)
    return Papers(texts, lambda: signer.is_specimen, lambda: settings.address, asked)


def _taking_in(intake: Intake) -> Callable[[bytes, str], Awaitable[Taken | NotTaken]]:
    async def take_in(data: bytes, name: str) -> Taken | NotTaken:
        found = await intake.take_in(data, name)
        if isinstance(found, Refused):
            return NotTaken(f"intake.refused.{found.reason}", LIMITS)
        return found

    return take_in


def _entering(settings: Settings, database: Database, tenant_ids: Iterable[str]) -> Entering:
    """What enters facts in the log, with its keys, and its witness if there is one."""
    keys = LogKeys(settings.log_keys)
    keys.ensure(tenant_ids, name=settings.log_name, public=settings.signing_keys / PUBLIC)
    if settings.witness_address is None:
        return Entering(database, keys, tenant_ids)
    witness = LogWitness.read(settings.witness_address, settings.witness_key)
    keep_witness(witness.key, settings.signing_keys)
    return Entering(database, keys, tenant_ids, cosign=Cosigning(database, keys, witness))


def _started(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    task.add_done_callback(_tell_when_dead)
    return task


def _is_finished(task: asyncio.Task[None]) -> bool:
    """Whether it did all it had to: some of the work is there for the start alone."""
    return not task.cancelled() and task.exception() is None


def _tell_when_dead(task: asyncio.Task[None]) -> None:
    """A part of this process that ends by an error is gone until a restart: `/healthz` and the log say so."""
    error = None if task.cancelled() else task.exception()
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is not None:
        log.critical("a part of this process has ended, start it again: %s", place_of(error))


async def live_demo_lines(app: App) -> tuple[Line, ...]:
    """One demo line a carrier that is still alive; where it has been ended, the next one is planted."""
    ended = Counter(found.carrier_id for found in await app.sandbox.books.demo_lines() if found.has_ended)
    packs = app.catalogue.packs
    numbers = {
        carrier_id: [demo_number(packs[carrier_id], ended[carrier_id] * 2 + place) for place in (1, 2)]
        for carrier_id in app.catalogue.carriers
    }
    return await seed(app.sandbox, app.catalogue.carriers.values(), numbers=numbers)
