"""Whole endings through desk and engine: people who answer at once, carriers that answer at once, nothing drawn.

PDFs are drawn and signed apart (see `papers.py`); everything else of an ending is the product: what a certificate says
is put together, logged and stored with its digest.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from instant import Phones, instant_systems

from signoff import app as application
from signoff.config import Settings
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.engine.calls import Calls
from signoff.engine.committer import Committer

DRAIN_SECONDS_MAX = 120.0

_NUMBERS = itertools.count()


class Wrong(Exception):
    """The product refused or forgot somebody: what was measured is worth nothing."""


@dataclass(slots=True)
class Crowd:
    """The people of one process; `events` counts what the engine committed for them."""

    app: application.App
    phones: Phones
    events: Counter[str]

    def wish(self) -> a.Ask:
        """The next wish: another line of the next carrier, in one of the two languages."""
        index, carriers = next(_NUMBERS), sorted(self.app.catalogue.carriers)
        number = f"+853{os.getpid() % 10**7:07}{index:07}"
        contact = Contact(ContactKind.EMAIL, f"{number[1:]}@example.org")
        language = ("en", "zh-Hans")[index // len(carriers) % 2]
        carrier_id = carriers[index % len(carriers)]
        return a.Ask(carrier_id, Identifier(IdentifierKind.NUMBER, number), contact, None, language)

    async def ask(self, ask: a.Ask) -> Asked:
        """Record one request. Raises Wrong when it is refused."""
        number = ask.identifier.value
        asked = await self.app.desk.ask(ask, key=f"{number}/ask", source=number)
        if not isinstance(asked, Asked):
            raise Wrong(asked.reason)
        return asked

    async def end_one(self, until: RequirementKind | None = None) -> None:
        """One ending, until nothing changes any more, or until it asks for that requirement."""
        ask = self.wish()
        person = _Person(self, ask.identifier.value, (await self.ask(ask)).token)
        try:
            await person.walk(until)
        finally:
            self.phones.forget(person.number)


@dataclass(slots=True)
class _Person:
    """Somebody who answers whatever the case asks for, at once."""

    crowd: Crowd
    number: str
    token: str
    said: int = 0

    async def walk(self, until: RequirementKind | None) -> None:
        await self._say(a.ConfirmLine())
        await self._say(a.WantCode())
        await self._say(a.GiveCode(await self.crowd.phones.code(self.number)))
        view: CaseView | None = None
        async for view in self.crowd.app.desk.changes(self.token):
            if until is not None and view.requirement is until:
                return
            await self._act(view)
        if view is None or view.state != "ended":
            raise Wrong(f"a case stayed {view.state if view is not None else 'unseen'}")

    async def _act(self, view: CaseView) -> None:
        match view.requirement:
            case RequirementKind.ACKNOWLEDGE_LOSSES:
                await self._say(a.AcknowledgeLosses(view.ties, view.losses_digest))
            case RequirementKind.GIVE_OTHER_CONTACT:
                await self._say(a.GiveOtherContact(None))
            case RequirementKind.CHOOSE_MONEY_WAY:
                await self._say(a.ChooseMoneyWay((view.payout_ways or view.collect_ways)[0], "1234567890"))
            case RequirementKind.SIGN_AGREEMENT if view.code is None and view.agreement is not None:
                await self._say(a.WantCode())
                code = await self.crowd.phones.code(self.number)
                await self._say(a.SignAgreement("Ana Lei", code, view.agreement.text_sha256))
            case RequirementKind.HANDLE_SIM:
                await self._say(a.HandleSim(view.sim_answers[0]))
            case _:
                pass  # the carrier's systems are at work

    async def _say(self, answer: a.Answer) -> None:
        self.said += 1
        key = f"{self.number}/{self.said}"
        refusal = await self.crowd.app.desk.answer(self.token, answer, key=key, source=self.number)
        if refusal is not None:
            raise Wrong(f"{type(answer).__name__}: {refusal.reason}")


@dataclass(slots=True)
class Load:
    """So many people at once, each with the next wish after the last one."""

    crowd: Crowd
    in_flight: int
    ended: int = 0
    took: list[float] = field(default_factory=list)
    counts_from: float = float("inf")
    counts_until: float = float("inf")
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Let them come."""
        self._tasks = [asyncio.create_task(self._one_after_another()) for _ in range(self.in_flight)]

    async def stop(self) -> None:
        """Let everybody finish; whoever met an error tells it here."""
        self.counts_until = min(self.counts_until, time.perf_counter())
        async with asyncio.timeout(DRAIN_SECONDS_MAX):
            await asyncio.gather(*self._tasks)

    def check(self) -> None:
        """Raise what somebody met, if anybody met anything."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def _one_after_another(self) -> None:
        while (began := time.perf_counter()) < self.counts_until:
            await self.crowd.end_one()
            self.ended += 1
            ended = time.perf_counter()
            if self.counts_from <= ended < self.counts_until:
                self.took.append(ended - began)


async def kept_nothing(*_: object, **__: object) -> str:
    """Instead of drawing, signing and storing a PDF, whose content has been put together all the same."""
    return "0" * 64


def count_events(events: Counter[str]) -> None:
    """Count what is committed: every submission that waits for its fsync, and those that also decided something."""
    submit = Committer.submit

    async def counted(self: Committer, submission):  # type: ignore[no-untyped-def]  # as it is there  # noqa: ANN001, ANN202
        outcome = await submit(self, submission)
        events["events"] += 1
        events["answers of people"] += submission.said is not None
        return outcome

    Committer.submit = counted  # type: ignore[method-assign]


@asynccontextmanager
async def crowd_of(
    url: str,
    folder: Path,
    *,
    carries_out: bool = True,
    keep: Callable[..., Awaitable[str]] = kept_nothing,
) -> AsyncIterator[Crowd]:
    """One process of the product with instant carriers, and people at its desk; `keep` does what is left of PDFs."""
    events, phones = Counter[str](), Phones()
    count_events(events)
    Calls._keep = keep  # type: ignore[method-assign]
    async with application.running(Settings(data_directory=folder), url, carries_out=carries_out) as app:
        for carrier_id, carrier in app.catalogue.carriers.items():
            app.systems[carrier_id] = instant_systems(carrier, phones)
        yield Crowd(app, phones, events)
