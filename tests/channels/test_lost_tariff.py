"""A tariff that a pack no longer has at a later start: every page of its running cases answers, and staff are told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from signoff import app as application
from signoff import website
from signoff.app import App
from signoff.catalogue.scaffold import new_pack
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain.line import Line
from signoff.domain.refusal import Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.engine import calls
from tests.channels.counter.stage import Counter
from tests.conftest import NewDatabase
from tests.engine.stage import Ending, Stage

pytestmark = pytest.mark.database

CARRIER = "lost_mo"
HELD = "[tariffs.prepaid]"
PAGES = ("", "/withdraw", "/help", "/lost", "/acting")


@dataclass(frozen=True)
class Left:
    """What the run with the tariff has left: one case in each state, and how each person goes on."""

    settings: Settings
    dsn: str
    pack: Path
    lines: dict[str, Line]
    tokens: dict[str, str]
    said: dict[str, Refusal | None]

    def take_away(self) -> None:
        """The pack as it is later: the tariff has another name."""
        text = self.pack.read_text(encoding="utf-8")
        assert HELD in text
        self.pack.write_text(text.replace(HELD, "[tariffs.prepaid_new]"), encoding="utf-8")

    def put_back(self) -> None:
        """As it was."""
        text = self.pack.read_text(encoding="utf-8")
        self.pack.write_text(text.replace("[tariffs.prepaid_new]", HELD), encoding="utf-8")


async def _begins(settings: Settings, dsn: str, pack: Path) -> Left:
    lines: dict[str, Line] = {}
    tokens: dict[str, str] = {}
    said: dict[str, Refusal | None] = {}
    async with application.running(settings, dsn) as app:
        await application.live_demo_lines(app)
        stage = Stage.of(app)
        for name in ("requested", "open", "to_sign", "signed", "ended"):
            line = lines[name] = await stage.line(Ending(CARRIER, "prepaid", ()))
            person = stage.person(app.desk, line, CARRIER)
            if name == "signed":
                on = app.clock().date() + timedelta(days=9)
                person.plan = replace(person.plan, ask=replace(person.plan.ask, wanted_on=on))
            if name == "requested":
                await person.ask()
            elif name == "open":
                await person.walk_to(RequirementKind.ACKNOWLEDGE_LOSSES)
            elif name == "ended":
                await person.walk()
            else:
                view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
                if name == "signed" and view.agreement is not None:
                    await person.say("code/2", a.WantCode())
                    signature = a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256)
                    assert await person.say("sign", signature) is None
            await stage.calls_made()
            tokens[name] = str(person.token)
            if name == "signed":
                said = dict(person.said)
    return Left(settings, dsn, pack, lines, tokens, said)


@pytest.fixture
def left(new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Left:
    """One case in each state; then the pack is another."""
    (packs := tmp_path / "packs").mkdir()
    pack = new_pack(CARRIER, packs, today=date(2026, 11, 22)) / "pack.toml"
    settings = Settings(data_directory=tmp_path / "data", packs_directory=packs)
    for name in ("draw_acknowledgement", "draw_agreement", "draw_certificate"):
        monkeypatch.setattr(calls, name, lambda content, _: repr(content).encode())
    monkeypatch.setattr("signoff.evidence.signer.Signer.sign", lambda _, pdf: pdf)
    found = asyncio.run(_begins(settings, new_database(), pack))
    found.take_away()
    return found


async def _told(app: App) -> None:
    """Until staff were told of all that stand still."""
    async with asyncio.timeout(30):
        while True:
            async with app.database.reading(CARRIER) as connection:
                rows = await connection.execute(
                    "select count(*) from signoff.listed where tenant_id = %s and needs = 'flag'", (CARRIER,)
                )
                count = await rows.fetchone()
            if count is not None and count[0] >= 3:
                return
            await asyncio.sleep(0.05)


async def test_every_page_of_it_answers_and_staff_have_it_in_their_list(
    left: Left, caplog: pytest.LogCaptureFixture
) -> None:
    """In each state and language, at the portal and at the counter, with a word for whoever waits."""
    async with application.running(left.settings, left.dsn) as app:
        await _told(app)
        transport = httpx.ASGITransport(website.portal(app))
        pages: dict[tuple[str, str, str], httpx.Response] = {}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            for name, token in left.tokens.items():
                for page in PAGES:
                    for language in app.texts.languages:
                        address = f"/case/{token}{page}?lang={language}"
                        pages[name, page, language] = await client.get(address)
            for language in app.texts.languages:
                for name in ("open", "to_sign", "signed"):
                    title = app.texts.say("portal.unpriced.title", language, CARRIER)
                    assert title in pages[name, "", language].text, (name, language)
        counter = Counter(app)
        office = await counter.person(Role.BACK_OFFICE)
        waiting = (await office.get("/counter/waiting?lang=en")).text
        everything = await office.get("/counter/cases?lang=en")
        for name, token in left.tokens.items():
            place = f"/counter/case/{CARRIER}/{token.split('~')[1]}"
            seen = await office.get(f"{place}?lang=en")
            assert seen.status_code == 200, (name, seen.text)
            is_still = name in ("open", "to_sign", "signed")
            assert (place in waiting) is is_still
            assert ("no longer has the tariff" in seen.text) is is_still
        await counter.close()
    assert everything.status_code == 200
    assert {page.status_code for page in pages.values()} <= {200, 303}, [
        (place, page.status_code) for place, page in pages.items() if page.status_code not in (200, 303)
    ]
    assert "no longer has the tariff prepaid" in caplog.text
    assert "work failed" not in caplog.text


async def test_its_day_comes_and_it_waits_and_ends_with_the_tariff_back(
    left: Left, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is cut by unknown terms and nothing is lost: the same signature ends the line later."""

    def later() -> datetime:
        return application.now() + timedelta(days=10)

    async with application.running(left.settings, left.dsn, clock=later) as app:
        await _told(app)
        await Stage.of(app).calls_made()
        waits = await app.desk.view(left.tokens["signed"])
        state = await app.sandbox.books.line_state(left.lines["signed"].handle)
    assert (waits.state, waits.is_unpriced, state.ended_at) == ("agreed", True, None)
    assert "work failed" not in caplog.text

    left.put_back()
    async with application.running(left.settings, left.dsn, clock=later) as app:
        counter, stage = Counter(app), Stage.of(app)
        office = await counter.person(Role.BACK_OFFICE)
        place = f"/counter/case/{CARRIER}/{left.tokens['signed'].split('~')[1]}"
        await office.get(f"{place}?lang=en")
        assert (await office.post(f"{place}/flag", number="1", note="It is back.")).status_code == 303
        line, said = left.lines["signed"], dict(left.said)
        person = stage.person(app.desk, line, CARRIER, token=left.tokens["signed"], said=said)
        ended = await person.walk()
        await stage.expect_sound()
        await counter.close()
    assert (ended.state, ended.has_certificate) == ("ended", True)
