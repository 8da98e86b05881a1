"""A pack that at a later start needs less of a running case: who had been asked is not left with a page that waits."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from signoff import app as application
from signoff.catalogue.scaffold import new_pack
from signoff.config import Settings
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from signoff.engine import calls
from tests.conftest import NewDatabase
from tests.engine.stage import Ending, Stage

pytestmark = pytest.mark.database

CARRIER = "changed_mo"
REFUND, FORFEIT = 'balance_rule = { value = "refund"', 'balance_rule = { value = "forfeit"'


async def _asked(settings: Settings, dsn: str) -> tuple[Line, str, dict[str, object]]:
    """Somebody who is asked where their balance is to go, and goes away."""
    async with application.running(settings, dsn) as app:
        await application.live_demo_lines(app)
        stage = Stage.of(app)
        line = await stage.line(Ending(CARRIER, "prepaid", ()), balance_minor=50_00)
        person = stage.person(app.desk, line, CARRIER)
        await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
        await stage.calls_made()
        return line, str(person.token), dict(person.said)


async def test_a_case_goes_on_to_its_end_with_two_workers_at_once(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The balance is not paid out any more: where to is not asked, and the quote comes by itself, once."""
    for name in ("draw_acknowledgement", "draw_agreement", "draw_certificate"):
        monkeypatch.setattr(calls, name, lambda content, _: repr(content).encode())
    monkeypatch.setattr("signoff.evidence.signer.Signer.sign", lambda _, pdf: pdf)
    (packs := tmp_path / "packs").mkdir()
    pack = new_pack(CARRIER, packs, today=date(2026, 11, 22)) / "pack.toml"
    text = pack.read_text(encoding="utf-8")
    held = text.index("[tariffs.prepaid]")
    terms = text[held:]
    paying = text[:held] + terms.replace(FORFEIT, REFUND, 1)
    assert paying != text
    pack.write_text(paying, encoding="utf-8")
    settings, dsn = Settings(data_directory=tmp_path / "data", packs_directory=packs), new_database()
    line, token, said = await _asked(settings, dsn)
    pack.write_text(text, encoding="utf-8")

    async with application.running(settings, dsn) as app, application.running(settings, dsn):
        async with asyncio.timeout(60):
            async for view in app.desk.changes(token):
                if view.requirement is not None:
                    break
        assert view.requirement is RequirementKind.SIGN_AGREEMENT
        assert view.quote_is_final
        stage = Stage.of(app)
        person = stage.person(app.desk, line, CARRIER, token=token, said=said)
        ended = await person.walk()
        await stage.expect_sound()
    assert (ended.state, ended.has_certificate) == ("ended", True)
