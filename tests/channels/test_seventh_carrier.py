"""A seventh carrier is data alone: a new pack works on every channel without a line of code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest

from signoff import app as application
from signoff.catalogue.scaffold import new_pack
from signoff.config import Settings
from signoff.evidence.trust import read_trust
from signoff.evidence.verify import verify
from signoff.website import portal
from tests.engine.stage import Ending, Stage

pytestmark = pytest.mark.database

CARRIER = "acme_mo"
COMMAND = "import sys; from signoff.cli import main; sys.exit(main())"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with one new pack, as `make new-pack` leaves it."""
    folder = tmp_path / "packs"
    folder.mkdir()
    new_pack(CARRIER, folder, today=date(2026, 11, 22))
    return folder


@pytest.mark.parametrize("tariff", ["prepaid", "postpaid"])
async def test_its_lines_end_at_the_desk_and_its_pages_are_there(
    database_dsn: str, tmp_path: Path, packs: Path, tariff: str
) -> None:
    """The portal has its page, a person ends a line of it, and the certificate is genuine."""
    settings = Settings(data_directory=tmp_path / "data", packs_directory=packs)
    async with application.running(settings, database_dsn) as app:
        stage = Stage.of(app)
        line = await stage.line(Ending(CARRIER, tariff, ()), balance_minor=0)
        person = stage.person(app.desk, line, CARRIER, language="zh-Hans")
        view = await person.walk()
        assert view.state == "ended"
        assert person.token is not None
        pdf = await app.desk.document(person.token, "certificate")
        transport = httpx.ASGITransport(portal(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            pages = [await client.get(path) for path in (f"/{CARRIER}", "/", f"/case/{person.token}")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert all("Acme Mo" in page.text for page in pages)
    assert pdf is not None
    assert verify(pdf, read_trust(application.signing_keys(settings))).genuine


def test_the_command_line_plays_its_ending(database_dsn: str, tmp_path: Path, packs: Path) -> None:
    """`SIGNOFF_PACKS_DIR` is all that is said."""
    out = tmp_path / "out"
    options = ["--carrier", CARRIER, "--out", str(out), "--database-url", database_dsn, "--json"]
    run = subprocess.run(
        [sys.executable, "-c", COMMAND, "demo", *options, "--data-dir", str(tmp_path / "data")],
        env={**os.environ, "SIGNOFF_PACKS_DIR": str(packs)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert (said["carrier"], said["state"]) == (CARRIER, "ended")
    assert verify((out / "certificate.pdf").read_bytes(), read_trust(out / "keys")).genuine
