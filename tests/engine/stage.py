"""The stage on which the engine is tried: fresh lines in the sandbox, people who end them, and the auditor."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from signoff.app import App
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import Catalogue
from signoff.desk import Desk, EngineDesk
from signoff.domain.answer import Ask
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, Line, SimKind
from signoff.domain.view import CaseView
from signoff.engine.committer import Committer
from signoff.sandbox.box import Sandbox
from signoff.sandbox.planting import Planting
from signoff.store.database import Database
from signoff.testing.audit import audit, loose_ends, second_effects, unfinished
from signoff.testing.person import Person, Plan, SandboxPhone

PATIENCE_SECONDS = 90.0

_PLACES: defaultdict[str, itertools.count[int]] = defaultdict(lambda: itertools.count(100))
"""The place of the next made-up number of each carrier; a scaffolded one has no more than a thousand."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One kind of line, and what its ending must leave in the sandbox's books, besides messages."""

    carrier_id: str
    tariff_id: str
    effects: tuple[str, ...]
    planted: dict[str, Any] = field(default_factory=dict)
    number_count: int = 1
    wish: dict[str, Any] = field(default_factory=dict)


ALWAYS = ("network.cut", "billing.close", "numbers.quarantine")
PREPAID = (*ALWAYS, "charging.reserve", "charging.settle")
MONEY = {"balance_minor": 3_850, "allowances": {"mb": 1_200}, "points": 40}
BILL = {"cycle_day": 1, "points": 260, "add_ons": 1}

ENDINGS = (
    # Two numbers on one card; the deposit covers less than the fee for leaving early: money is owed.
    Ending("ctm", "postpaid_24", (*ALWAYS, "loyalty.close"), BILL | {"owed_minor": 1_500}, number_count=2),
    # A balance that comes back in cash.
    Ending("smartone_mo", "prepaid_visitor", (*PREPAID, "loyalty.close", "payments.pay_out"), MONEY),
    # A balance that is forfeited.
    Ending("china_telecom_mo", "prepaid_easy", (*PREPAID, "loyalty.close"), MONEY),
    # A deposit larger than all that is owed comes back.
    Ending(
        "three_mo",
        "postpaid_12",
        (*ALWAYS, "loyalty.close", "payments.pay_out"),
        BILL | {"deposit_minor": 90_000},
    ),
    # An eSIM, and a bank transfer that takes its time.
    Ending(
        "smart_kh",
        "prepaid",
        (*PREPAID, "loyalty.close", "payments.pay_out", "esim.release"),
        MONEY | {"sim_kind": SimKind.ESIM},
    ),
    # Nothing on it at all.
    Ending("metfone_kh", "prepaid", PREPAID, {}),
)


@dataclass(slots=True)
class Stage:
    """Plants lines, sends people, and asks the auditor; works on any process's database."""

    catalogue: Catalogue
    database: Database
    sandbox: Sandbox

    @classmethod
    def of(cls, app: App) -> Stage:
        """The stage around one running process."""
        return cls(app.catalogue, app.database, app.sandbox)

    async def line(self, ending: Ending = ENDINGS[1], **planted: Any) -> Line:
        """A fresh line of this kind."""
        carrier = self.catalogue.carriers[ending.carrier_id]
        pack = self.catalogue.packs[ending.carrier_id]
        tariff = carrier.tariffs[ending.tariff_id]
        planting = Planting(
            carrier_id=carrier.id,
            numbers=tuple(demo_number(pack, next(_PLACES[pack.id])) for _ in range(ending.number_count)),
            tariff_id=tariff.id,
            tariff_kind=tariff.kind,
            currency=carrier.currency,
            time_zone=carrier.time_zone,
            **(ending.planted | planted),
        )
        return await self.sandbox.plant_line(planting)

    def person(
        self,
        desk: Desk,
        line: Line,
        carrier_id: str = ENDINGS[1].carrier_id,
        *,
        identifier: Identifier | None = None,
        key: str | None = None,
        source: str | None = None,
        language: str = "en",
        **more: Any,
    ) -> Person:
        """Somebody with this line in hand, who asks with a mail contact of their own."""
        key = key or f"person-{line.handle}"
        ask = Ask(
            carrier_id,
            identifier or Identifier(IdentifierKind.NUMBER, line.numbers[0]),
            Contact(ContactKind.EMAIL, f"{key}@example.org"),
            None,
            language,
        )
        return Person(
            desk, SandboxPhone(self.sandbox, line), Plan(ask), key, source or f"source-{key}", **more
        )

    async def at_rest(self, *case_ids: str) -> None:
        """Wait until nothing is under way or due; with cases named, nothing of theirs, whatever others leave open."""
        ends_at = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while found := [
            one
            for one in await loose_ends(self.database, self.catalogue.carriers)
            if not case_ids or any(case_id in one for case_id in case_ids)
        ]:
            assert asyncio.get_running_loop().time() < ends_at, found
            await asyncio.sleep(0.01)

    async def calls_made(self) -> None:
        """Wait until every call that was intended is made, whatever is due later."""
        ends_at = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while found := await unfinished(self.database, self.catalogue.carriers):
            assert asyncio.get_running_loop().time() < ends_at, found
            await asyncio.sleep(0.01)

    async def expect_sound(self) -> None:
        """The auditor finds nothing."""
        assert await audit(self.database, self.catalogue.carriers) == []

    async def expect_ended_once(self, endings: Sequence[tuple[Ending, Line, Person]]) -> None:
        """Each line is ended, once, with exactly the effects of its kind, and each message went out once."""
        for ending, line, person in endings:
            effects = await self.sandbox.books.effects(line.handle)
            assert second_effects(effects) == []
            done = Counter(f"{effect.port}.{effect.act}" for effect in effects if effect.port != "messages")
            assert done == Counter(ending.effects), line
            assert not any(effect.is_already for effect in effects)
            codes = [effect.key for effect in effects if effect.port == "messages"]
            assert sorted(codes) == [f"{person.case_id}/code/1", f"{person.case_id}/code/2"]
            news = await self.sandbox.books.outbox(person.plan.ask.contact.value)
            steps = sorted(message.key.split("/")[1] for message in news)
            # A transfer or a deletion that is confirmed after the end brings a newer certificate, and news of it, once.
            is_later = {"payments.pay_out", "esim.release"} & set(ending.effects)
            renewed = ["notice_certificate_renewed"] if is_later else []
            assert steps in (
                ["notice_acknowledged", "notice_ended"],
                ["notice_acknowledged", *renewed, "notice_ended"],
            )
            state = await self.sandbox.books.line_state(line.handle)
            assert state.ended_at is not None
            assert state.is_barred
            assert not state.is_attached
            if "payments.pay_out" in ending.effects:
                assert state.balance_minor == 0


@asynccontextmanager
async def another_desk(app: App, shard: int = 7) -> AsyncIterator[EngineDesk]:
    """A desk with a committer of its own on the same database, as another worker has it."""
    committer = Committer(app.database, app.catalogue.carriers, app.keys, clock=app.clock, shard=shard)
    running = asyncio.create_task(committer.run())
    desk = app.desk
    try:
        yield EngineDesk(
            committer,
            desk.database,
            desk.keys,
            desk.carriers,
            desk.tenants,
            desk.papers,
            desk.clock,
            desk.systems,
        )
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def expect_certificate(view: CaseView) -> None:
    """The case is over in the best way."""
    assert view.state == "ended"
    assert view.has_certificate
