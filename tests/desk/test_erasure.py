"""Personal data: sealed wherever they lie, gone for good once their key is destroyed, and in no log at any time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from signoff import app as application
from signoff.app import App, running
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain import event as e
from signoff.domain.line import Contact, ContactKind, Line
from signoff.domain.refusal import Reason, Refusal
from signoff.engine import dispatcher
from signoff.engine.submission import Submission
from signoff.sandbox.faults import ANY_ACT, FaultKind
from signoff.store import reading
from signoff.store.coding import encode
from signoff.testing.contracts.sandbox_world import MovableClock
from signoff.testing.person import Person
from tests.engine.fixtures import PACE
from tests.engine.stage import ENDINGS, Ending, Stage, expect_certificate

ESIM = ENDINGS[4]
NAME = "Xiomara Quetzalcoatl"
DESTINATION = "IBAN-7734-1188-0042"


@dataclass(frozen=True)
class Secrets:
    """What must be found nowhere: the values, and the codes that were sent."""

    values: tuple[str, ...]

    def traces(self) -> Iterator[bytes]:
        """Every form in which one of them could lie around."""
        for value in self.values:
            for plain in (value, value.lstrip("+")):
                raw = plain.encode()
                yield raw
                yield plain.encode("utf-16-le")
                yield raw.hex().encode()
                yield base64.b64encode(raw).rstrip(b"=")[:-1]
                for algorithm in ("md5", "sha1", "sha256"):
                    yield hashlib.new(algorithm, raw).digest()
                    yield hashlib.new(algorithm, raw).hexdigest().encode()


async def _ended(app: App, stage: Stage, ending: Ending = ESIM) -> tuple[Person, Line, Secrets]:
    """An ending that has every kind of personal value, each told from everything else in the world."""
    line = await stage.line(ending)
    person = stage.person(app.desk, line, ending.carrier_id)
    person.plan = replace(
        person.plan,
        ask=replace(person.plan.ask, contact=Contact(ContactKind.EMAIL, "xiomara.asks@quetzal.example")),
        name=NAME,
        other_contact=Contact(ContactKind.EMAIL, "xiomara.later@quetzal.example"),
        destination=DESTINATION,
    )
    expect_certificate(await person.walk())
    await stage.at_rest()
    codes = [
        re.findall(r"\b\d{6}\b", message.text)[0]
        for message in await stage.sandbox.books.outbox(line.numbers[0])
        if "/code/" in message.key
    ]
    secrets = Secrets(
        (
            *line.numbers,
            *(number[-8:] for number in line.numbers),
            line.iccid,
            line.imsi,
            *filter(None, [line.eid]),
            NAME,
            NAME.split(maxsplit=1)[0],
            NAME.split()[1],
            DESTINATION,
            "xiomara.asks@quetzal.example",
            "xiomara.later@quetzal.example",
            "quetzal.example",
            *(f'"{code}"' for code in codes),
        )
    )
    return person, line, secrets


def _dump(dsn: str) -> bytes:
    """Every byte of every table of the product: as text, and what is bytea as it is."""
    parts = []
    with psycopg.connect(dsn) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'signoff'").fetchall()
        for (table,) in tables:
            query = sql.SQL("select * from signoff.{}").format(sql.Identifier(table))
            for row in connection.execute(query):
                parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(parts)


def _found(secrets: Secrets, haystack: bytes) -> list[bytes]:
    return [trace for trace in secrets.traces() if trace in haystack]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, no_paper: None) -> None:
    """Nothing is waited for."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.01)


async def _erase(app: App, person: Person, carrier_id: str = ESIM.carrier_id) -> Refusal | None:
    event = e.ErasureWanted("erase", app.clock())
    return (await app.committer.submit(Submission(carrier_id, person.case_id, event=event))).refusal


def test_the_search_finds_what_is_there() -> None:
    """In plain, in another encoding, or as a plain hash, which a number does not survive."""
    secrets = Secrets(("+85362500001",))

    for hidden in (
        b"\x0085362500001",
        "85362500001".encode("utf-16-le"),
        hashlib.sha256(b"+85362500001").digest(),
    ):
        assert _found(secrets, b"before" + hidden + b"after")
    assert not _found(secrets, b"before +85362500002 after")


async def test_nothing_personal_lies_open_in_the_database(app: App, stage: Stage, product_dsn: str) -> None:
    """A stolen dump without the tenants' keys shows no number, card, name, contact, account or code."""
    person, _, secrets = await _ended(app, stage)
    said = (
        person.plan.ask,
        a.SignAgreement(NAME, "", ""),
        a.ChooseMoneyWay((await person.view()).payout_ways[0], DESTINATION),
    )
    dump = _dump(product_dsn)

    assert len(dump) > 100_000
    assert _found(secrets, dump) == []
    for saying in said:
        plain = type(saying).__name__.encode() + b"\0" + encode(saying)
        assert hashlib.sha256(plain).digest() not in dump


@pytest.mark.usefixtures("quick")
async def test_a_destroyed_key_leaves_nothing_to_read(
    app: App, stage: Stage, clock: MovableClock, product_dsn: str
) -> None:
    """Refused while the line can be restored; then all values and documents are gone, and the journal still holds."""
    person, _, secrets = await _ended(app, stage)
    view = await person.view()
    early = await _erase(app, person)
    clock.move((app.catalogue.carriers[ESIM.carrier_id].policy.restore_days + 2) * 86_400.0)

    assert early == Refusal(Reason.STILL_NEEDED)
    assert await _erase(app, person) is None
    after = await person.view()
    dump = _dump(product_dsn)

    assert _found(secrets, dump) == []
    assert after == replace(
        view,
        version=view.version + 1,
        identifier_masked="",
        contact_masked="",
        destination_masked="",
        other_contact_masked="",
        is_erased=True,
        may_object=False,
    )
    for kind in ("acknowledgement", "agreement", "certificate"):
        assert await app.desk.document(await person.ask(), kind) is None
    keys = app.keys.of(ESIM.carrier_id)
    async with app.database.reading(ESIM.carrier_id) as connection:
        assert await reading.case_key(connection, keys, person.case_id) is None
    with psycopg.connect(product_dsn) as connection:
        for table in ("sealed", "case_keys", "documents"):
            query = sql.SQL("select count(*) from signoff.{} where case_id = %s").format(
                sql.Identifier(table)
            )
            assert connection.execute(query, [person.case_id]).fetchall() == [(0,)], table
    await stage.expect_sound()


@pytest.mark.usefixtures("quick")
async def test_an_erased_case_takes_nothing_personal_any_more(
    app: App, stage: Stage, clock: MovableClock, product_dsn: str
) -> None:
    """What comes late, or is said again, is answered as ever and leaves no value behind; erasing twice erases once."""
    person, line, secrets = await _ended(app, stage)
    clock.move((app.catalogue.carriers[ESIM.carrier_id].policy.restore_days + 2) * 86_400.0)
    await _erase(app, person)
    late = e.LineLookedUp("late", app.clock(), f"{person.case_id}/look_up/1", None, None, None)

    twice = await _erase(app, person)
    await app.committer.submit(
        Submission(ESIM.carrier_id, person.case_id, event=late, private={"line": line})
    )
    contact = a.GiveOtherContact(person.plan.other_contact)
    refusals = {
        await app.desk.answer(await person.ask(), contact, key=key, source="s")
        for key in ("new", f"{person.key}/contact")
    }

    assert twice is None
    assert refusals == {Refusal(Reason.ALREADY_OVER)}
    assert _found(secrets, _dump(product_dsn)) == []
    await stage.expect_sound()


@pytest.mark.usefixtures("quick")
async def test_journals_hold_after_erasure_under_another_pack(
    product_dsn: str, product_folder: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another release reads them: other packs, other terms, other tariffs; row = fold of the journal all the same."""
    settings = Settings(data_directory=product_folder)
    async with running(settings, product_dsn, clock=clock, pace=PACE) as app:
        stage = Stage.of(app)
        people = [await _ended(app, stage, ending) for ending in (ENDINGS[0], ESIM)]
        clock.move(200 * 86_400.0)
        assert await _erase(app, people[1][0]) is None
        views = [await person.view() for person, _, _ in people]

    monkeypatch.setattr(application, "load", _other_packs)
    async with running(settings, product_dsn, clock=clock, pace=PACE) as app:
        digests = {carrier.pack_digest for carrier in app.catalogue.carriers.values()}
        for (person, _, _), view in zip(people, views, strict=True):
            person.desk = app.desk
            seen = await person.view()
            assert (seen.version, seen.quote, seen.claims) == (view.version, view.quote, view.claims)
        await Stage.of(app).expect_sound()
    assert digests == {"f" * 64}


def _other_packs(folder: Path | None) -> Catalogue:
    catalogue = load(folder)
    carriers = {
        carrier_id: replace(
            carrier,
            pack_digest="f" * 64,
            policy=replace(carrier.policy, restore_days=1, quarantine_days=400, payout_ways=()),
            tariffs={},
        )
        for carrier_id, carrier in catalogue.carriers.items()
    }
    return replace(catalogue, carriers=carriers)


async def test_no_log_says_whom_it_is_about(
    app: App, stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Endings with every fault and misfit there is, all loggers at their most talkative: no value in any line."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS_MIN", 0.01)
    monkeypatch.setattr(dispatcher, "BREAKER_SECONDS", 0.05)
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    for port in ("records", "charging", "billing", "loyalty", "network", "numbers", "payments", "messages"):
        for kind in (FaultKind.CRASH, FaultKind.OUTAGE, FaultKind.ANSWER_LOST):
            await stage.sandbox.faults.plant(ESIM.carrier_id, port, ANY_ACT, kind)

    person, _, secrets = await _ended(app, stage)
    misfit = a.SignAgreement(f"{NAME}\0", "123456", "\0")
    for key in ("misfit", "k" * 9_000, "nul\0"):
        answered = app.desk.answer(await person.ask(), misfit, key=key, source=f"source\0{key[:5]}")
        await asyncio.gather(answered, return_exceptions=True)
    broken = Submission(ESIM.carrier_id, person.case_id, event=e.LineConfirmed("x", app.clock()))
    object.__setattr__(broken, "private", {"name": NAME, "line": object()})
    await asyncio.gather(app.committer.submit(broken), return_exceptions=True)

    logged = (
        "\n".join(
            f"{record.getMessage()} {record.args} {record.exc_text or ''} {record.exc_info or ''}"
            for record in caplog.records
        ).encode()
        + caplog.text.encode()
    )
    assert len(caplog.records) > 50
    assert b"call failed" in logged
    assert [trace for trace in secrets.traces() if len(trace) > 5 and trace in logged] == []
    assert (await person.ask()).encode() not in logged
