"""Known or unknown, a number is told the same: in every answer, byte for byte, and in what is written for it."""

from __future__ import annotations

import asyncio
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import pytest

from signoff.app import App, running
from signoff.catalogue.display import masked
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.engine import dispatcher
from signoff.engine.committer import Committer
from signoff.store.coding import encode
from signoff.store.exchange import Exchange
from signoff.testing.audit import unfinished
from tests.conftest import IS_SOAK
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS, Stage

CARRIER = ENDINGS[1].carrier_id
UNKNOWN = Identifier(IdentifierKind.NUMBER, "+85362599997")
TIMED = 500 if IS_SOAK else 10
CROWD = 10

SAYINGS: tuple[a.Answer, ...] = (
    a.GiveCode("000000"),
    a.ConfirmLine(),
    a.ConfirmLine(),
    a.GiveCode("000000"),
    a.WantCode(),
    a.WantCode(),
    a.GiveCode("000000"),
    a.GiveCode("000001"),
    a.AcknowledgeLosses((), ""),
    a.SignAgreement("Ana Lei", "000000", "0" * 64),
    a.GiveCode("000002"),
    a.GiveCode("000003"),
    a.GiveCode("000004"),
    a.GiveCode("000005"),
    a.Withdraw(),
    a.Withdraw(),
)

TABLES = ("cases", "journal", "intents", "answers", "sealed", "case_keys", "tallies", "documents", "due")


class Seen:
    """One asker's whole conversation: the bytes of every answer and view, with what is the asker's own left out."""

    def __init__(self, app: App, stage: Stage, identifier: Identifier, key: str) -> None:
        self._app, self._stage, self._key = app, stage, key
        contact = Contact(ContactKind.EMAIL, f"{key:*^9}@example.org")
        self._ask = a.Ask(CARRIER, identifier, contact, None, "en")
        self.bytes: list[bytes] = []
        self.case_id = ""

    async def talk(self) -> None:
        """Ask, and say everything that can be said without a proof."""
        asked = await self._app.desk.ask(self._ask, key=self._key, source=f"source of {self._key}")
        token, own = asked.token, asked.case_code  # type: ignore[union-attr]  # not refused
        self.case_id = token.split("~")[1]
        await self._stage.calls_made()
        self._note(asked, token, own)
        for turn, saying in enumerate(SAYINGS):
            key, source = f"{self._key}/{turn}", f"source of {self._key}"
            refusal = await self._app.desk.answer(token, saying, key=key, source=source)
            await self._stage.calls_made()
            self._note(refusal, token, own)
            self._note(await self._app.desk.view(token), token, own)
        for kind in ("agreement", "certificate"):
            self._note(await self._app.desk.document(token, kind), token, own)

    def _note(self, answer: object, token: str, own: str) -> None:
        said = encode(answer).replace(token.encode(), b"token").replace(own.encode(), b"code")
        for value in (self._ask.identifier.value, self._ask.contact.value):
            said = said.replace(masked(value).encode(), b"masked")
        self.bytes.append(said)


@pytest.fixture
def asked_of_systems(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement by which a carrier's systems are asked or told something, as they come."""
    statements: list[str] = []
    execute = psycopg.AsyncConnection.execute

    def noting(connection: Any, query: Any, *values: Any, **how: Any) -> Any:
        if "sandbox." in str(query):
            statements.append(str(query))
        return execute(connection, query, *values, **how)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", noting)
    return statements


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is waited for before an answer, in its order: those of the transaction that decides it."""
    statements: list[str] = []
    deciding: set[object] = set()
    put, transact = Exchange.put, Committer._transact

    def noting(exchange: Exchange, statement: bytes, *values: Any) -> Any:
        if asyncio.current_task() in deciding:
            statements.append(str(statement))
        return put(exchange, statement, *values)

    async def transacting(committer: Committer, batch: Any, **how: Any) -> None:
        if not any(submission.said for submission, _ in batch):
            await transact(committer, batch, **how)
            return
        deciding.add(asyncio.current_task())
        try:
            await transact(committer, batch, **how)
        finally:
            deciding.clear()

    monkeypatch.setattr(Exchange, "put", noting)
    monkeypatch.setattr(Committer, "_transact", transacting)
    return statements


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """Nothing is waited for."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)


@pytest.mark.usefixtures("quick")
async def test_a_number_that_is_there_is_told_what_any_number_is_told(
    product_dsn: str, product_folder: Path, asked_of_systems: list[str], answering: list[str]
) -> None:
    """At one standing instant: the same answers and views, the same rows in every table, the same work for a carrier.

    Whose answers share the instant with less work gets them sooner, so nothing may be left out for a number that is
    not there: a code for it is sent to nobody.
    """
    instant = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=lambda: instant, pace=PACE) as app:
        stage = Stage.of(app)
        number = (await stage.line()).numbers[0]
        unlike = Identifier(IdentifierKind.NUMBER, f"{number[:-4]}{UNKNOWN.value[-4:]}")
        known = Seen(app, stage, Identifier(IdentifierKind.NUMBER, number), "known")
        unknown = Seen(app, stage, unlike, "unknown")

        # Whoever is first opens the connections.
        await Seen(app, stage, Identifier(IdentifierKind.NUMBER, f"{number[:-4]}9998"), "somebody").talk()

        rows, work, decided = [], [], []
        for seen in (known, unknown):
            before = _rows(product_dsn)
            asked_of_systems.clear()
            answering.clear()
            await seen.talk()
            rows.append(_rows(product_dsn) - before)
            work.append(Counter(asked_of_systems))
            decided.append([*answering])
        sent = await stage.sandbox.books.outbox(number)
        await stage.expect_sound()

    for turn, (one, other) in enumerate(zip(known.bytes, unknown.bytes, strict=True)):
        assert one == other, f"answer {turn}"
    assert len(sent) == 1
    assert rows[0] == rows[1]
    assert work[0] == work[1]
    assert decided[0] == decided[1]
    assert len(decided[0]) > len(SAYINGS)
    assert any("sandbox.outbox" in statement for statement in work[1])
    assert set(rows[0]) == set(TABLES) - {"due"}  # both withdrew: nothing is due any more


def _rows(dsn: str) -> Counter[str]:
    """How many rows each table has; counts of a whole tenant are left out, there is one for all askers."""
    found: Counter[str] = Counter()
    with psycopg.connect(dsn) as connection:
        for table in TABLES:
            which = "where name not like 'all/%'" if table == "tallies" else ""
            found[table] = connection.execute(f"select count(*) from signoff.{table} {which}").fetchall()[0][
                0
            ]
    return found


Times = dict[tuple[str, str], list[float]]
"""Seconds that a person waited, by moment and by kind of number."""

KINDS = ("known", "unknown")


@pytest.mark.soak
@pytest.mark.usefixtures("quick")
async def test_how_long_it_takes_is_printed(
    app: App, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Times of asking for and giving a code, known against unknown in turns; nothing is claimed of a loaded machine."""
    numbers = {
        "known": [(await stage.line()).numbers[0] for _ in range(TIMED)],
        "unknown": [f"+853625{90_000 + place:05}" for place in range(TIMED)],
    }
    times: Times = {(moment, kind): [] for moment in ("alone", "at rest", "in a crowd") for kind in KINDS}
    for place in range(TIMED):
        for kind in KINDS if place % 2 else KINDS[::-1]:
            asker = await Asker.ready(app, f"{kind}-{place}", numbers[kind][place])
            await stage.calls_made()
            times["alone", kind].append(await asker.at_once())
            while await unfinished(app.database, [CARRIER]):  # noqa: ASYNC110 - the intents are in a database
                await asyncio.sleep(0)
            times["at rest", kind].append(await asker.no())
    for place in range(0, TIMED, CROWD):
        for kind in KINDS if place // CROWD % 2 else KINDS[::-1]:
            crowd = [
                await Asker.ready(app, f"crowd-{kind}-{place + turn}", number)
                for turn, number in enumerate(numbers[kind][place : place + CROWD])
            ]
            await stage.calls_made()
            times["in a crowd", kind] += await asyncio.gather(*(asker.at_once() for asker in crowd))

    with capsys.disabled():
        for moment in dict.fromkeys(moment for moment, _ in times):
            sys.stdout.write(_told(moment, times[moment, "known"], times[moment, "unknown"]))
    assert {len(values) for values in times.values()} == {TIMED}
    await stage.expect_sound()


def _told(moment: str, known: list[float], unknown: list[float]) -> str:
    z, p = mann_whitney(known, unknown)
    difference_ms = (median(known) - median(unknown)) * 1000
    return (
        f"\n{moment}, {len(known)} each: median {median(unknown) * 1000:.2f} ms, known {difference_ms:+.3f} ms,"
        f" z {z:+.2f}, p {p:.3f}"
    )


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who has asked for a number's end and confirmed the line, and wants to know how soon a no comes."""

    app: App
    key: str
    token: str

    @classmethod
    async def ready(cls, app: App, key: str, number: str) -> Asker:
        """Asked and confirmed."""
        contact = Contact(ContactKind.EMAIL, f"{key}@example.org")
        ask = a.Ask(CARRIER, Identifier(IdentifierKind.NUMBER, number), contact, None, "en")
        asked = await app.desk.ask(ask, key=key, source=key)
        asker = cls(app, key, asked.token)  # type: ignore[union-attr]  # not refused
        await asker._say(a.ConfirmLine(), "confirm")
        return asker

    async def at_once(self) -> float:
        """A code, and a no to a wrong one, in one breath."""
        began = time.perf_counter()
        await self._say(a.WantCode(), "want")
        await self._say(a.GiveCode("000000"), "guess")
        return time.perf_counter() - began

    async def no(self) -> float:
        """Another no."""
        began = time.perf_counter()
        await self._say(a.GiveCode("000001"), "guess again")
        return time.perf_counter() - began

    async def _say(self, saying: a.Answer, what: str) -> None:
        await self.app.desk.answer(self.token, saying, key=f"{self.key}/{what}", source=self.key)


def mann_whitney(ones: list[float], others: list[float]) -> tuple[float, float]:
    """How many standard deviations the rank sum of `ones` is off, and the two-sided probability (normal, no ties)."""
    ranked = sorted((value, place) for place, values in enumerate((ones, others)) for value in values)
    ranks = sum(rank for rank, (_, place) in enumerate(ranked, 1) if place == 0)
    first, second = len(ones), len(others)
    expected = first * (first + second + 1) / 2
    z = (ranks - expected) / math.sqrt(first * second * (first + second + 1) / 12)
    return z, math.erfc(abs(z) / math.sqrt(2))


def test_the_rank_test_sees_a_shift_and_no_shift() -> None:
    """Shifted values are told apart, interleaved ones are not."""
    even = [float(2 * place) for place in range(100)]

    assert mann_whitney(even, [value + 1 for value in even])[1] > 0.5
    assert mann_whitney(even, [value + 100 for value in even])[1] < 1e-6
