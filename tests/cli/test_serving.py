"""`signoff up`, `serve` and `work` as processes: they start twice, keep the data, share the work, and stop cleanly."""

from __future__ import annotations

import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from signoff.catalogue.packs import load
from signoff.store.embedded import Embedded
from tests.cli.commands import Running, Said, in_process

PATIENCE_SECONDS = 60

WORKER_MB_MAX = 110
"""A worker that has nothing to do; it holds about 75, and held 122 while it loaded what only a portal needs."""

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A data directory that the database's own user may pass through."""
    found = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
    yield found / "data"
    Embedded(found / "data" / "postgres").stop()
    shutil.rmtree(found, ignore_errors=True)


def memory_mb(process: int) -> float:
    """What a process holds in memory (proc(5))."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def is_clean(said: Said) -> bool:
    """Whether a command ended as it should."""
    return said.code == 0 and "Traceback" not in said.err and "ERROR" not in said.err


def test_all_of_it_runs_keeps_its_data_and_stops(place: Path):
    """Up, a request, stopped while a page follows it; up again with the same lines and the request still there."""
    with Running("up", "--port", "0", "--data-dir", str(place)) as first:
        lines = first.ready["lines"]
        assert {line["carrier"] for line in lines} == set(load().carriers)
        for line in lines:
            assert httpx.get(line["page"]).status_code == 200
            assert httpx.get(line["phone"]).status_code == 200

        port = first.ready["portal"].rstrip("/").rpartition(":")[2]
        taken = in_process("up", "--port", port, "--data-dir", str(place))
        asked = in_process(
            "end",
            "--number",
            lines[0]["number"],
            "--contact",
            "me@example.org",
            "--data-dir",
            str(place),
            "--out",
            str(place / "papers"),
            "--json",
        )
        assert asked.code == 0, asked.err
        link = asked.json["link"]
        assert httpx.get(link).status_code == 200
        with httpx.stream("GET", f"{link}/events") as page:
            next(page.iter_lines())
            said = first.stop(signal.SIGTERM)

    assert taken.code == 1
    assert port in taken.err
    assert is_clean(said), said.err
    assert Embedded(place / "postgres").pid() is None

    with Running("up", "--port", port, "--data-dir", str(place)) as second:
        assert second.ready["lines"] == lines
        assert httpx.get(link).status_code == 200
        assert is_clean(second.stop(signal.SIGINT))
    assert Embedded(place / "postgres").pid() is None


def test_a_request_without_a_terminal_is_recorded_and_can_be_looked_at(place: Path):
    """The acknowledgement is handed over at once; the link leads back, and says how the case stands."""
    papers = place / "papers"
    place_options = ("--data-dir", str(place), "--out", str(papers), "--json")

    asked = in_process("end", "--number", "+853 6860 0001", "--contact", "me@example.org", *place_options)
    link = asked.json["link"]
    found = in_process("end", "--resume", link, *place_options)
    token = in_process("end", "--resume", link.rpartition("/")[2], *place_options)
    checked = in_process(
        "verify", str(papers / "acknowledgement.pdf"), "--data-dir", str(place), "--kind", "acknowledgement"
    )
    unknown = in_process(
        "end", "--resume", f"ctm~{'0' * 8}-0000-0000-0000-{'0' * 12}~{'0' * 32}", *place_options
    )

    assert asked.code == found.code == token.code == checked.code == 0
    assert asked.json["requirement"] == "confirm_line"
    assert found.json["case"] == token.json["case"] == asked.json["case"]
    assert "6860 0001" not in found.out + found.err
    assert unknown.code == 2
    assert unknown.err.splitlines()[-1].startswith("--resume: ")


def test_portals_store_and_workers_carry_out(module_database_dsn: str, tmp_path: Path):
    """Two portals and a worker on one database: what one portal took, the worker does, and the other portal shows."""
    shared = ("--database-url", module_database_dsn, "--data-dir", str(tmp_path))
    with (
        Running("serve", "--port", "0", *shared) as one,
        Running("serve", "--port", "0", *shared) as other,
    ):
        recorded = httpx.post(
            f"{one.ready['portal']}/ask",
            data={
                "key": secrets.token_hex(16),
                "carrier": "ctm",
                "identifier": "+85366800001",
                "contact": "me@example.org",
                "when": "now",
            },
        )
        case = f"{other.ready['portal']}{recorded.headers['location']}".partition("?")[0]
        assert httpx.get(case).status_code == 200
        assert httpx.get(f"{case}/acknowledgement.pdf").status_code == 404

        with Running("work", *shared) as worker:
            assert worker.ready["working"] is True
            _wait_for(f"{case}/acknowledgement.pdf")
            assert is_clean(worker.stop(signal.SIGTERM))
        assert is_clean(one.stop(signal.SIGINT))
        assert is_clean(other.stop(signal.SIGHUP))


def test_a_worker_links_to_the_portal_that_runs_when_it_writes(module_database_dsn: str, tmp_path: Path):
    """The worker was there first; the portal came later, and a second one has come and gone since."""
    shared = ("--database-url", module_database_dsn, "--data-dir", str(tmp_path))
    contact = f"{secrets.token_hex(8)}@example.org"
    with Running("work", *shared) as worker, Running("serve", "--port", "0", *shared) as portal:
        assert memory_mb(worker.process.pid) < WORKER_MB_MAX
        with Running("serve", "--port", "0", *shared) as passing:
            assert is_clean(passing.stop())
        address = portal.ready["portal"]
        recorded = httpx.post(
            f"{address}/ask",
            data={
                "key": secrets.token_hex(16),
                "carrier": "ctm",
                "identifier": "+85366800001",
                "contact": contact,
                "when": "now",
            },
        )
        link = f"{address}{recorded.headers['location']}".partition("?")[0]
        _wait_for(f"{link}/acknowledgement.pdf")
        _wait_for(f"{address}/sandbox/phone", link, data={"contact": contact})


def test_a_public_address_stands_in_front_of_a_portal(module_database_dsn: str, tmp_path: Path):
    """Links lead there, requests handed on from there are taken, and other names are not ours."""
    shared = ("--database-url", module_database_dsn, "--data-dir", str(tmp_path))
    with Running("serve", "--port", "0", "--address", "https://End.example.com/", *shared) as portal:
        here = portal.ready["listens"]
        form = {"when": "now"}
        handed_on = httpx.post(
            f"{here}/change",
            data=form,
            headers={"Host": "end.example.com", "Origin": "https://end.example.com"},
        )
        renamed = httpx.post(f"{here}/change", data=form, headers={"Origin": "https://end.example.com"})
        foreign = httpx.post(
            f"{here}/change", data=form, headers={"Host": "evil.example", "Origin": "http://evil.example"}
        )

    assert portal.ready["portal"] == "https://end.example.com"
    assert (handed_on.status_code, renamed.status_code, foreign.status_code) == (200, 200, 421)


@pytest.mark.parametrize("password", ["", ":s3cret"])
def test_the_hint_to_end_a_line_leads_to_the_same_database(
    module_database_dsn: str, tmp_path: Path, password: str
):
    """Or says which variable to set, where the address holds a password; nothing is said to be started."""
    url = module_database_dsn.replace("@", f"{password}@", 1)
    running = Running("up", "--port", "0", "--database-url", url, "--data-dir", str(tmp_path))
    with running:
        said = running.stop()

    assert ("--database-url" in said.err) is (not password)
    assert ("SIGNOFF_DATABASE_URL" in said.err) is bool(password)
    assert "s3cret" not in said.err
    assert "Connecting to the database" in said.err
    assert "Starting the database" not in said.err


def _wait_for(address: str, said: str = "", data: dict[str, str] | None = None) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while (
        answer := httpx.post(address, data=data) if data else httpx.get(address)
    ).status_code != 200 or said.encode() not in answer.content:
        assert time.monotonic() < ends_at, address
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["up", "serve", "work"])
def test_what_keeps_it_from_starting_is_told_in_one_sentence(tmp_path: Path, name: str):
    """Exit code 1, one line on stderr, no traceback and no password."""
    port = () if name == "work" else ("--port", "0")
    url = "postgresql://user:secret@127.0.0.1:9/none"

    done = in_process(name, *port, "--database-url", url, "--data-dir", str(tmp_path / "data"), "--json")

    assert done.code == 1
    assert "cannot be reached" in done.json["error"]["message"]
    assert "secret" not in done.out + done.err
    assert "Traceback" not in done.err
    assert done.err.splitlines()[-1] == done.json["error"]["message"]
