"""A guided case whose carrier's pack is missing at a later start: its pages say so, and its days come again later."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from signoff import app as application
from signoff import website
from signoff.catalogue.scaffold import new_pack
from signoff.config import Settings
from signoff.domain.carrier import TariffKind
from signoff.domain.guidance import TENANT, TIES, Outcome, Task, Way, guidance
from signoff.domain.guided_view import Keep, Say
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind, SimKind
from signoff.domain.refusal import Refusal
from signoff.engine import dispatcher
from tests.conftest import NewDatabase
from tests.engine.stage import PATIENCE_SECONDS, Stage

CARRIER = "gone_kh"


def _later() -> datetime:
    return application.now() + timedelta(days=20)


async def _begins(settings: Settings, dsn: str) -> str:
    async with application.running(settings, dsn) as app:
        stage = Stage.of(app)
        line = await stage.line()
        on = app.clock().date() + timedelta(days=9)
        asked = await app.guided.keep(
            Keep(
                CARRIER,
                Identifier(IdentifierKind.NUMBER, line.numbers[0]),
                Contact(ContactKind.EMAIL, "li@example.org"),
                guidance(Way.LAPSE, SimKind.PLASTIC, TariffKind.PREPAID, {Task.SEE_BLOCKED: on}),
                "en",
                None,
            ),
            key="one",
            source="here",
        )
        assert not isinstance(asked, Refusal)
        for task in (Task.UNLINK, Task.SETTLE):
            ties = TIES if task is Task.UNLINK else ()
            outcome = Outcome.DONE if ties else Outcome.NONE
            assert await app.guided.say(asked.token, Say(task, outcome, "", ties, (), ""), key=task) is None
        await stage.calls_made()
        return asked.token


async def test_its_pages_say_so_and_nothing_fails(
    new_database: NewDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    no_paper: None,
) -> None:
    """Every address of it, opened and sent to; what is due of it is put off, and found with the pack."""
    monkeypatch.setattr(dispatcher, "POLL_SECONDS", 0.02)
    (packs := tmp_path / "packs").mkdir()
    new_pack(CARRIER, packs, today=date(2026, 11, 22))
    settings, dsn = Settings(data_directory=tmp_path / "data"), new_database()
    with_pack = Settings(data_directory=tmp_path / "data", packs_directory=packs)
    token = await _begins(with_pack, dsn)

    async with application.running(settings, dsn, clock=_later) as app:
        transport = httpx.ASGITransport(website.portal(app))
        place, answers = f"/guided/{token}", []
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            pages = ("", "/withdraw", "/erase", "/certificate.pdf", "/evidence/1", "/everything.zip")
            answers += [await client.get(f"{place}{page}") for page in pages]
            for form in ("say", "withdraw", "erase"):
                said = {"key": "0" * 32, "task": "unlink", "outcome": "done"}
                answers.append(await client.post(f"{place}/{form}", data=said))
        async with app.database.pointers() as connection:
            rows = await connection.execute("select at from signoff.due where tenant_id = %s", (TENANT,))
            due = [at for (at,) in await rows.fetchall()]
        put_off = due
        async with asyncio.timeout(PATIENCE_SECONDS):
            while put_off[0] < _later():
                async with app.database.pointers() as connection:
                    rows = await connection.execute(
                        "select at from signoff.due where tenant_id = %s", (TENANT,)
                    )
                    put_off = [at for (at,) in await rows.fetchall()]
    assert {answer.status_code for answer in answers} <= {404, 503}
    assert all("not served here" in one.text for one in answers if one.status_code == 503)
    assert [one.status_code for one in answers[:3] + answers[-3:]] == [503] * 6
    assert len(due) == len(put_off) == 1
    assert "work failed" not in caplog.text

    async with application.running(with_pack, dsn, clock=_later) as app:
        view = await app.guided.view(token)
        assert view.current is not None
        assert view.current.task is Task.SEE_BLOCKED
