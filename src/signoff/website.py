"""What a browser reaches of one process: the portal, beside it the counter and the log. All of it hangs on `app.py`.

Whoever only works in the background never loads this module, nor any of what it needs.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from functools import partial

from signoff.app import App, signing_keys
from signoff.catalogue import reading, wording
from signoff.catalogue.handed import handed
from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.site import beside
from signoff.channels.log.tiles import WIDTH, LogReaders, LogSite
from signoff.channels.news.site import LineNews, NewsParts, NewsSite, NotNow
from signoff.channels.portal.parts import Checked, PortalParts
from signoff.channels.portal.site import Portal, create_portal
from signoff.config import Settings
from signoff.counter import CounterDesk
from signoff.domain.guidance import TENANT as GUIDE
from signoff.domain.refusal import Reason
from signoff.domain.step_up import Channel
from signoff.engine.news import News
from signoff.evidence.signer import export_trust
from signoff.evidence.standalone.archive import archive
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from signoff.guided import Everything
from signoff.guided.archive import pack_everything
from signoff.ports import TryLater
from signoff.sandbox_pages import sandbox_pages
from signoff.scam.message_checker import MessageChecker
from signoff.store import log as log_store
from signoff.traveller.card_reader import CardReader
from signoff.traveller.guide import Guide
from signoff.traveller.plan import PlanView


def portal(app: App) -> Portal:
    """The web portal over this process's desk, with the sandbox's pages beside it."""
    keys = app.keys.of("portal")
    parts = PortalParts(
        desk=app.desk,
        address=app.settings.address,
        **handed(app.catalogue, app.texts),
        languages=app.texts.languages,
        trusted_proxy=app.settings.trusted_proxy,
        source_of=lambda address: keys.index(f"source/{address}"),
        now=app.clock,
        check=lambda pdf: _checked(app.settings, pdf),
        archive=lambda pdf, language: _archive(app, pdf, language),
        is_well=app.is_well,
        message_checker=MessageChecker(app.catalogue, app.clock, app.texts.say, wording.day),
        sandbox=sandbox_pages(app.sandbox, partial(tell, app), app.catalogue.carriers),
        guide=_guide(app),
        guided=app.guided,
        pack_everything=lambda found, plan, language: _everything(app, found, plan, language),
        card_reader=CardReader(app.catalogue, app.clock, app.texts.say, wording.day),
    )
    site = create_portal(parts)
    site.mount("/log", LogSite(_log_readers(app)))
    site.add_route("/news/{carrier_id}", _news_site(app).take, methods=["POST"])
    shared = {one.name: getattr(parts, one.name) for one in fields(CounterParts) if hasattr(parts, one.name)}
    desk = CounterDesk(replace(app.desk, channel=Channel.AGENT))
    beside(site, CounterParts(**shared | {"desk": desk, "accounts": app.staff}))
    return site


def _news_site(app: App) -> NewsSite:
    def secret_of(carrier_id: str) -> bytes | None:
        tenant_id = app.desk.tenants.get(carrier_id)
        return app.keys.of(tenant_id).news_secret(carrier_id) if tenant_id is not None else None

    return NewsSite(NewsParts(secret_of, partial(tell, app), app.clock))


async def tell(app: App, carrier_id: str, news: LineNews) -> None:
    """Hand in what a carrier says of a line. Raises NotNow; ValueError for a line that cannot be meant."""
    identifier = reading.read_identifier(news.line, app.catalogue.carriers[carrier_id])
    keys, door = app.keys.of(app.desk.tenants[carrier_id]), News(app.committer, app.database, app.clock)
    try:
        refusal = await door.tell(keys, carrier_id, app.systems[carrier_id], identifier, news.change, news.id)
    except TryLater:
        raise NotNow from None
    if refusal is not None:
        raise NotNow if refusal.reason is Reason.BUSY else ValueError(refusal.reason)


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

    # A log goes on being there for whoever watches it, also while its carrier's pack is missing.
    tenants = frozenset((*app.catalogue.carriers, GUIDE, *(one.tenant_id for one in app.unserved)))
    return LogReaders(tenants, checkpoint, tile, entries)


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
