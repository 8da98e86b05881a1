"""A pack that says something else at a later start: what was signed before holds, word for word and day for day."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from signoff import app as application
from signoff.app import App
from signoff.catalogue.scaffold import new_pack
from signoff.config import Settings
from signoff.domain import answer as a
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import AgreementView
from signoff.engine import calls
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from tests.conftest import NewDatabase
from tests.engine.stage import Ending, Stage

pytestmark = pytest.mark.database

CARRIER = "changed_mo"
DAYS = {"quarantine_days = { value = 90": "quarantine_days = { value = 45"} | {
    "restore_days = { value = 30": "restore_days = { value = 10"
}


@dataclass(frozen=True)
class Before:
    """What the run with the older pack has left: a signature, and no paper of it yet."""

    settings: Settings
    dsn: str
    line: Line
    token: str
    said: dict[str, Any]
    signed: AgreementView


async def _signs(settings: Settings, dsn: str) -> Before:
    async with application.running(settings, dsn) as app:
        await application.live_demo_lines(app)
        stage = Stage.of(app)
        line = await stage.line(Ending(CARRIER, "prepaid", ()))
        person = stage.person(app.desk, line, CARRIER)
        on = app.clock().date() + timedelta(days=9)
        person.plan = replace(person.plan, ask=replace(person.plan.ask, wanted_on=on))
        view = await person.walk_to(RequirementKind.SIGN_AGREEMENT)
        assert view.agreement is not None
        await person.say("code/2", a.WantCode())
        signature = a.SignAgreement("Ana Lei", await person.code(2), view.agreement.text_sha256)
        assert await person.say("sign", signature) is None
        assert person.token is not None
        return Before(settings, dsn, line, person.token, dict(person.said), view.agreement)


@pytest.fixture
def before(new_database: NewDatabase, tmp_path: Path) -> Before:
    """Signed, and the process ends before the agreement is drawn; then the pack names fewer days."""
    (packs := tmp_path / "packs").mkdir()
    pack = new_pack(CARRIER, packs, today=date(2026, 11, 22)) / "pack.toml"
    settings = Settings(data_directory=tmp_path / "data", packs_directory=packs)

    def killed(*_: object) -> bytes:
        raise OSError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls, "draw_agreement", killed)
        left = asyncio.run(_signs(settings, new_database()))
    text = pack.read_text(encoding="utf-8")
    for old, new in DAYS.items():
        assert old in text
        text = text.replace(old, new)
    pack.write_text(text, encoding="utf-8")
    return left


async def _paper(app: App, token: str, kind: str) -> Mapping[str, Any]:
    pdf = await app.desk.document(token, kind)
    assert pdf is not None
    said = verify(pdf, read_trust(app.settings.signing_keys)).certificate
    assert said is not None
    return said


async def test_what_was_signed_is_what_is_written_and_done(before: Before) -> None:
    """The agreement is the text that was shown; line and number are kept as long as it says, not as the pack does."""

    def later() -> datetime:
        return application.now() + timedelta(days=10)

    async with application.running(before.settings, before.dsn, clock=later) as app:
        policy = app.catalogue.carriers[CARRIER].policy
        assert (policy.restore_days, policy.quarantine_days) == (10, 45)
        stage = Stage.of(app)
        person = stage.person(app.desk, before.line, CARRIER, token=before.token, said=dict(before.said))
        ended = await person.walk()
        await stage.at_rest()
        agreement, certificate = [
            await _paper(app, before.token, kind) for kind in ("agreement", "certificate")
        ]
        await stage.expect_sound()
        state = await app.sandbox.books.line_state(before.line.handle)

    assert tuple(agreement["paragraphs"]) == before.signed.paragraphs
    assert any("90 days" in one for one in before.signed.paragraphs)
    assert agreement["text_sha256"] == before.signed.text_sha256 == certificate["agreement_sha256"]
    assert state.ended_at is not None
    ended_on = date.fromisoformat(certificate["restore_until_on"]) - timedelta(days=30)
    assert certificate["quarantine_until_on"] == (ended_on + timedelta(days=90)).isoformat()
    assert abs((ended_on - later().date()).days) <= 1
    assert ended.quarantine_until_on == ended_on + timedelta(days=90)


async def test_no_paper_is_made_of_a_text_that_nobody_signed(before: Before) -> None:
    """A signature of an older release kept no text: the call waits for a person, who hears why."""
    with psycopg.connect(before.dsn, autocommit=True) as owner:
        kept = owner.execute("delete from signoff.sealed where name like 'text/%'").rowcount
    async with application.running(before.settings, before.dsn) as app:
        await Stage.of(app).calls_made()
        paper = await app.desk.document(before.token, "agreement")
    with psycopg.connect(before.dsn) as owner:
        notes = owner.execute("select note from signoff.intents where status = 'needs_person'").fetchall()

    assert kept == 1
    assert paper is None
    assert notes == [("agreement_unknown",)]
