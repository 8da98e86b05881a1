"""A carrier whose pack is missing at a later start: its cases are stored, and everybody who asks for them hears why."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from signoff import app as application
from signoff import website
from signoff.app import App
from signoff.catalogue.scaffold import new_pack
from signoff.cli.output import Output
from signoff.cli.welcome import welcome
from signoff.cli.words import Words
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain.reconciling import LivesIn
from signoff.domain.requirement import RequirementKind
from signoff.engine import calls
from signoff.engine.unserved import Unserved
from signoff.evidence.signer import Signer
from tests.cli.commands import Said, in_process
from tests.conftest import NewDatabase
from tests.engine.stage import Ending, Stage

pytestmark = pytest.mark.database

CARRIER = "gone_mo"


@dataclass(frozen=True)
class Left:
    """What a run with the pack has left: a signed ending for a later day, and how its person finds it."""

    settings: Settings
    dsn: str
    packs: Path
    token: str
    codes: tuple[str, str]

    def run(self, *words: str) -> Said:
        """A command on the same database, without the pack."""
        place = ("--database-url", self.dsn, "--data-dir", str(self.settings.data_directory))
        return in_process(*words, *place)


async def _with_the_pack(settings: Settings, dsn: str, packs: Path) -> tuple[str, tuple[str, str]]:
    async with application.running(replace(settings, packs_directory=packs), dsn) as app:
        await application.live_demo_lines(app)
        stage = Stage.of(app)
        line = await stage.line(Ending(CARRIER, "prepaid", ()))
        person = stage.person(app.desk, line, CARRIER)
        today = app.clock().date()
        person.plan = replace(person.plan, ask=replace(person.plan.ask, wanted_on=today + timedelta(days=9)))
        view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
        assert view.agreement is not None
        assert view.claim_code is not None
        await person.say("code/2", a.WantCode())
        signature = a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256)
        assert await person.say("sign", signature) is None
        await stage.calls_made()
        assert person.token is not None
        return person.token, (view.case_code, view.claim_code)


@pytest.fixture(scope="module")
def left(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """One run with the pack is over."""
    folder, dsn = tmp_path_factory.mktemp("gone"), new_database()
    (packs := folder / "packs").mkdir()
    new_pack(CARRIER, packs, today=date(2026, 11, 22))
    settings = Settings(data_directory=folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("draw_acknowledgement", "draw_agreement"):  # drawing takes longer than all the rest
            patch.setattr(calls, name, lambda content, _: repr(content).encode())
        patch.setattr(Signer, "sign", lambda _, pdf: pdf)
        token, codes = asyncio.run(_with_the_pack(settings, dsn, packs))
    return Left(settings, dsn, packs, token, codes)


@asynccontextmanager
async def _without(left: Left) -> AsyncIterator[tuple[App, httpx.AsyncClient]]:
    async with application.running(left.settings, left.dsn) as app:
        transport = httpx.ASGITransport(website.portal(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield app, client


async def test_whoever_starts_it_hears_what_is_stored_and_not_served(
    left: Left, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the log, and where `up` speaks; and the page of the demo lines shows those that are served."""
    with caplog.at_level(logging.WARNING, "signoff.engine.unserved"):
        async with _without(left) as (app, client):
            await welcome(Output(Words(app.texts, "en"), as_json=True), app)
            page = await client.get("/sandbox")
            logs = website._log_readers(app).tenant_ids

    assert app.unserved == (Unserved(CARRIER, CARRIER, 1, 1, 1),)
    said = capsys.readouterr()
    record = {"carrier": CARRIER, "cases": 1, "open": 1, "signed": 1}
    assert json.loads(said.out)["not_served"] == [record]
    assert f"{CARRIER}: cases of this carrier are stored here" in said.err
    assert CARRIER in caplog.text
    assert "SIGNOFF_PACKS_DIR" in caplog.text
    assert page.status_code == 200
    assert CARRIER in logs
    assert "/ctm" in page.text
    assert CARRIER not in page.text


async def test_what_is_due_of_it_is_left_to_whoever_has_its_pack(
    left: Left, caplog: pytest.LogCaptureFixture
) -> None:
    """Its day has come: nobody takes it in hand here, so that a start with the pack finds it free."""

    def later() -> datetime:
        return application.now() + timedelta(days=20)

    async with application.running(left.settings, left.dsn, clock=later) as app:
        stage = Stage.of(app)
        await stage.person(app.desk, await stage.line()).ask()
        await stage.calls_made()
        async with app.database.pointers() as connection:
            rows = await connection.execute(
                "select leased_until from signoff.due where tenant_id = %s and at <= %s", (CARRIER, later())
            )
            due = await rows.fetchall()

    assert due
    assert {leased_until for (leased_until,) in due} == {None}
    assert "work failed" not in caplog.text


def test_its_log_is_audited_all_the_same(left: Left) -> None:
    """The database says whose logs there are: a changed row is found, and one log can be asked for alone."""
    sound = left.run("log", "audit", "--json")
    assert sound.code == 0, sound.err
    alone = left.run("log", "audit", "--tenant", CARRIER, "--json")
    with psycopg.connect(left.dsn, autocommit=True) as owner:
        owner.execute("update signoff.cases set code = 'X' || code where tenant_id = %s", (CARRIER,))
        forged = left.run("log", "audit", "--json")
        owner.execute("update signoff.cases set code = substr(code, 2) where tenant_id = %s", (CARRIER,))

    assert [one["cases"] for one in sound.json["tenants"] if one["tenant"] == CARRIER] == [1]
    assert [one["tenant"] for one in alone.json["tenants"]] == [CARRIER]
    assert (forged.code, forged.json["sound"]) == (1, False)


def test_what_lives_in_its_systems_is_unknown(left: Left) -> None:
    """Nobody can be asked: the exit code says so."""
    said = left.run("reconcile", "--json")

    assert said.code == 3
    (unknown,) = (one["unknown"] for one in said.json["carriers"] if one["carrier"] == CARRIER)
    assert unknown == [one.value for one in LivesIn]


def test_what_is_charged_there_is_unknown(left: Left) -> None:
    """The same of the guarantees of lines that ended there."""
    said = left.run("watch", "--json")

    assert said.code == 3
    assert [one["carrier"] for one in said.json["carriers"] if one["is_unknown"]] == [CARRIER]


async def test_its_link_says_that_the_carrier_is_not_served(left: Left) -> None:
    """Page, paper, form, stream, codes, and the link that stops it; a made-up link is answered as ever."""
    made_up = left.token[:-1] + ("0" if left.token[-1] != "0" else "1")
    _, case_id, _ = left.token.split("~")
    async with _without(left) as (app, client):
        keys = app.keys.of(CARRIER)
        stop = keys.stop_token(case_id, "0" * 32)
        told = [
            await client.get(f"/case/{left.token}", params={"lang": "en"}),
            await client.get(f"/case/{left.token}/agreement.pdf", params={"lang": "en"}),
            await client.get(f"/case/{left.token}/events", params={"lang": "en"}),
            await client.get(f"/stop/{stop}", params={"lang": "en"}),
            await client.post(
                "/claim?lang=en", data=dict(zip(("case_code", "claim_code"), left.codes, strict=True))
            ),
        ]
        other = [
            await client.get(f"/case/{one}", params={"lang": "en"}) for one in (made_up, "never~" + made_up)
        ]
        wrong = await client.post(
            "/claim?lang=en", data={"case_code": left.codes[0], "claim_code": "AAAAA-AAAAA"}
        )

    assert [page.status_code for page in told] == [503] * 5
    assert all("not served here at the moment" in page.text for page in told)
    assert [page.status_code for page in other] == [404] * 2
    assert wrong.status_code == 422
    assert not any("not served" in page.text for page in (*other, wrong))


def test_at_the_terminal_too(left: Left) -> None:
    """`end --resume` with the link."""
    said = left.run("end", "--resume", left.token)

    assert said.code == 1
    assert "not served here at the moment" in said.err


async def test_with_its_pack_nothing_is_missing(left: Left) -> None:
    """Nor in a database in which a carrier without any case was served."""
    settings = replace(left.settings, packs_directory=left.packs)
    async with application.running(settings, left.dsn) as app:
        view = await app.desk.view(left.token)

    assert app.unserved == ()
    assert view.state == "agreed"
