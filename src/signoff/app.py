"""The composition root: settings in, everything wired. The only module that knows all adapters.

`running` is one process of Signoff; commands and servers are built on it in `cli.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from signoff.catalogue import matching, reading, wording
from signoff.catalogue.display import grouped_number
from signoff.catalogue.leaving import answering
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts
from signoff.channels.log.tiles import WIDTH, LogReaders, LogSite
from signoff.channels.portal.parts import Checked, DemoLine, PhoneMessage, PortalParts
from signoff.channels.portal.parts import Sandbox as SandboxPages
from signoff.channels.portal.site import Portal, create_portal
from signoff.config import Settings
from signoff.desk import EngineDesk
from signoff.domain.guidance import TENANT as GUIDE
from signoff.domain.line import Line
from signoff.engine.calls import Calls
from signoff.engine.committer import Committer
from signoff.engine.cosigning import Cosigning, LogWitness
from signoff.engine.dispatcher import Dispatcher, place_of
from signoff.engine.entering import Entering
from signoff.engine.folding import Clock
from signoff.engine.hints import Hints
from signoff.engine.housekeeping import Housekeeping
from signoff.engine.paper import Papers
from signoff.evidence.intake import LIMITS, Intake, Refused
from signoff.evidence.log_keys import PUBLIC, LogKeys, keep_witness
from signoff.evidence.signer import Signer, ensure_specimen_keys, export_trust
from signoff.evidence.standalone.archive import archive
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from signoff.guided import Everything, GuidedDesk, NotTaken, Taken
from signoff.guided.archive import pack_everything
from signoff.ports import Systems
from signoff.sandbox.box import Pace, Sandbox
from signoff.sandbox.demo import seed
from signoff.sandbox.install import install
from signoff.scam.message_checker import MessageChecker
from signoff.store import log as log_store
from signoff.store.database import Database, StoreError, migrate
from signoff.store.embedded import Embedded, EmbeddedFailed
from signoff.store.vault import KeyRing
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.systems.person_carrier import person_systems
from signoff.systems.sandbox_carrier import sandbox_systems
from signoff.traveller.card_reader import CardReader
from signoff.traveller.guide import Guide
from signoff.traveller.plan import PlanView

log = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
"""How often it is looked whether the embedded database still runs."""

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

    async def is_well(self) -> bool:
        """Whether everything of this process works and the database answers within two seconds."""
        if any(task.done() for task in self.tasks):
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
    with Embedded(settings.data_directory / "postgres") as server, _kept_up(server):
        yield server.dsn()


@contextlib.contextmanager
def _kept_up(server: Embedded) -> Iterator[None]:
    """While the block runs, start the embedded database again when somebody or something has ended it."""
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(WATCH_SECONDS):
            try:
                if server.pid() is None:
                    server.start()
                    log.warning("the embedded database had ended and was started again")
            except (EmbeddedFailed, OSError) as error:
                log.error("the embedded database does not start: %s", type(error).__name__)

    watcher = threading.Thread(target=watch, name="embedded database", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


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
    papers = _papers(settings, catalogue, texts, signer)
    keys = KeyRing(settings.data_directory / "keys" / "tenants")
    database, sandbox = Database(owner_url), Sandbox(sandbox_url, clock=clock, pace=pace)
    committer = Committer(database, catalogue.carriers, keys, clock=clock, shard=os.getpid() % SHARDS + 1)
    systems = {carrier_id: sandbox_systems(sandbox, carrier_id) for carrier_id in catalogue.carriers}
    tenants = {carrier_id: carrier_id for carrier_id in catalogue.carriers}
    all_tenants, messages = [*tenants.values(), GUIDE], SandboxMessages(sandbox, GUIDE)
    entering = await asyncio.to_thread(_entering, settings, database, all_tenants)
    person = person_systems(messages, clock)
    calls = Calls(database, keys, catalogue.carriers, systems, papers, signer, entering, person)
    hints, take_in = Hints(), _taking_in(Intake())
    committer.on_commit = hints.tell
    desk = EngineDesk(committer, database, keys, catalogue.carriers, tenants, papers, clock, systems, hints)
    guided = GuidedDesk(committer, database, keys, catalogue.carriers, clock, take_in, messages.forget, hints)
    await database.open()
    work: list[Coroutine[None, None, None]] = [committer.run()]
    if carries_out:
        work.append(Dispatcher(committer, calls, clock=clock).run())
        work.append(Housekeeping(database, all_tenants, clock=clock).run())
        work.append(entering.run())
    tasks = tuple(_started(one) for one in work)
    app = App(
        settings, catalogue, texts, database, keys, committer, desk, guided, sandbox, systems, clock, tasks
    )
    try:
        yield app
    finally:
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sandbox.close()
        await database.close()


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


def portal(app: App) -> Portal:
    """The web portal over this process's desk, with the sandbox's pages beside it."""
    keys = app.keys.of("portal")
    parts = PortalParts(
        desk=app.desk,
        address=app.settings.address,
        carriers=app.catalogue.carriers,
        languages=app.texts.languages,
        say=app.texts.say,
        count=app.texts.count,
        money=wording.money,
        amount=wording.amount,
        day=wording.day,
        instant=wording.instant,
        read_identifier=reading.read_identifier,
        read_contact=reading.read_contact,
        read_wanted_on=reading.read_wanted_on,
        read_name=reading.read_name,
        read_code=reading.read_code,
        read_destination=reading.read_destination,
        unreadable=reading.Unreadable,
        candidates=lambda identifier: matching.candidates(identifier, app.catalogue),
        trusted_proxy=app.settings.trusted_proxy,
        source_of=lambda address: keys.index(f"source/{address}"),
        now=app.clock,
        check=lambda pdf: _checked(app.settings, pdf),
        archive=lambda pdf, language: _archive(app, pdf, language),
        show_identifier=grouped_number,
        is_well=app.is_well,
        message_checker=MessageChecker(app.catalogue, app.clock, app.texts.say, wording.day),
        sandbox=_sandbox_pages(app.sandbox),
        guide=_guide(app),
        guided=app.guided,
        pack_everything=lambda found, plan, language: _everything(app, found, plan, language),
        card_reader=CardReader(app.catalogue, app.clock, app.texts.say, wording.day),
    )
    site = create_portal(parts)
    site.mount("/log", LogSite(_log_readers(app)))
    return site


def _log_readers(app: App) -> LogReaders:
    async def checkpoint(tenant_id: str) -> str | None:
        async with app.database.reading(tenant_id) as connection:
            newest = await log_store.newest(connection, tenant_id)
        return newest.note if newest is not None else None

    async def tile(tenant_id: str, level: int, number: int) -> bytes | None:
        async with app.database.reading(tenant_id) as connection:
            found = await log_store.tiles(connection, tenant_id, [(level, number)])
        return found.get((level, number))

    async def entries(tenant_id: str, number: int) -> list[bytes]:
        async with app.database.reading(tenant_id) as connection:
            return await log_store.entries(connection, tenant_id, number * WIDTH, WIDTH)

    return LogReaders(frozenset((*app.catalogue.carriers, GUIDE)), checkpoint, tile, entries)


def _checked(settings: Settings, pdf: bytes) -> Checked:
    """Whether a file is genuine, by the keys that sign here."""
    verdict = verify(pdf, read_trust(signing_keys(settings)))
    problems = tuple(problem.value for problem in verdict.problems)
    witnesses = tuple(one.name for one in verdict.logged.cosigners) if verdict.logged else ()
    content = verdict.certificate or {}
    return Checked(verdict.genuine, verdict.specimen, verdict.kind, problems, content, witnesses)


def _archive(app: App, pdf: bytes, language: str) -> bytes:
    """The certificate with all that is needed to check it, explained in a language."""

    def say(key: str, /, **values: str) -> str:
        return app.texts.say(key, language, **values)

    return archive(pdf, lambda folder: export_trust(signing_keys(app.settings), folder), say)


def _everything(app: App, found: Everything, plan: PlanView | None, language: str) -> bytes:
    """All of a guided case, with its plan as it is today."""

    def say(key: str, /, **values: str) -> str:
        return app.texts.say(key, language, **values)

    guide, files = _guide(app), {}
    if plan is not None:
        files = {
            "plan.pdf": guide.pdf(plan),
            "plan.ics": guide.calendar(plan),
            "plan.json": json.dumps(plan.record, ensure_ascii=False, indent=2).encode(),
        }
    asked = guide.answering(found.view.carrier_id)
    trust = signing_keys(app.settings)
    return pack_everything(found, asked, files, lambda folder: export_trust(trust, folder), say)


def _guide(app: App) -> Guide:
    return Guide(app.catalogue, app.texts, app.clock)


def _sandbox_pages(sandbox: Sandbox) -> SandboxPages:
    async def demo_lines() -> list[DemoLine]:
        return [
            DemoLine(
                carrier_id=found.carrier_id,
                number=found.line.numbers[0],
                iccid=found.line.iccid,
                tariff_kind=found.line.tariff_kind.value,
                sim_kind=found.line.sim_kind.value,
                has_ended=found.has_ended,
            )
            for found in await sandbox.books.demo_lines()
        ]

    async def outbox(contact: str) -> list[PhoneMessage]:
        return [
            PhoneMessage(found.sent_at, found.subject, found.text)
            for found in await sandbox.books.outbox(contact)
        ]

    async def delete_profile(iccid: str) -> None:
        await sandbox.hands.device_deleted(iccid)

    return SandboxPages(demo_lines, outbox, delete_profile)
