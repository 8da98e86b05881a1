"""`signoff demo` ends a line of each carrier, and what it hands over is genuine for anybody, byte by byte."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from signoff.catalogue.packs import load
from signoff.evidence.note import ED25519, Verifier
from signoff.evidence.trust import read_trust
from tests.cli.commands import SIGNOFF, environment, in_own_process, in_process
from tests.evidence.bare import run_alone
from tests.evidence.two_verifiers import both

CARRIERS = tuple(load().carriers)
CUT = {"access_barred", "serving_node_told", "session_end_seen", "reattach_refused"}
ALTERED_PLACES = 200


@dataclass(frozen=True)
class Demonstration:
    """What one demonstration told and where it put its documents."""

    told: Any
    place: Path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, module_database_dsn: str) -> tuple[str, ...]:
    """The options for one data directory and database that these tests share."""
    return ("--data-dir", str(tmp_path_factory.mktemp("data")), "--database-url", module_database_dsn)


@pytest.fixture(scope="module")
def demonstrations(
    data: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Demonstration]:
    """One ending of each carrier, in turn in both languages."""
    found = {}
    for number, carrier_id in enumerate(CARRIERS):
        place = tmp_path_factory.mktemp("out") / carrier_id
        language = ("en", "zh-Hans")[number % 2]
        said = in_process(
            "demo", "--carrier", carrier_id, "--out", str(place), "--lang", language, "--json", *data
        )
        assert said.code == 0, said.err
        found[carrier_id] = Demonstration(said.json, place)
    return found


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_every_carrier_s_line_is_ended(demonstrations: dict[str, Demonstration], carrier_id: str):
    """The object names the case, what is known of the end, and where the documents are."""
    told = demonstrations[carrier_id].told

    assert told["carrier"] == carrier_id
    assert told["state"] == "ended"
    assert {claim["claim"] for claim in told["claims"]} >= CUT
    for claim in told["claims"]:
        assert (claim["at"] is None) == (claim["by"] == "unknown")
        assert claim["at"] is None or datetime.fromisoformat(claim["at"]).tzinfo is not None
    assert set(told["files"]) == {"acknowledgement", "agreement", "certificate", "keys", "verify"}
    assert all(Path(place).exists() for place in told["files"].values())


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_every_certificate_is_genuine_for_a_stranger(
    demonstrations: dict[str, Demonstration], carrier_id: str
):
    """The command, as a process of its own with nothing but the file and the keys, says so; and SPECIMEN."""
    files = demonstrations[carrier_id].told["files"]

    said = in_own_process("verify", files["certificate"], "--keys", files["keys"], "--json")

    assert said.code == 0, said.err
    assert said.json["genuine"] is said.json["specimen"] is True
    assert said.json["certificate"]["case"]["code"] == demonstrations[carrier_id].told["case"]
    assert "SPECIMEN" in said.err


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_what_is_written_is_enough_to_check_it_without_signoff(
    demonstrations: dict[str, Demonstration], carrier_id: str
):
    """`verify.py` beside the documents says the same of the certificate, with nothing but its keys; also of the log."""
    told = demonstrations[carrier_id].told

    said = run_alone(demonstrations[carrier_id].place, "--json")

    assert said.returncode == 0, said.stderr
    alone = json.loads(said.stdout)
    assert alone["certificate"]["case"]["code"] == told["case"]
    assert alone["log"]["origin"] == f"signoff.example/{carrier_id}"
    for kind in ("acknowledgement", "agreement"):
        assert both(Path(told["files"][kind]).read_bytes(), read_trust(Path(told["files"]["keys"]))).genuine


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_a_byte_changed_in_200_places_is_refused_each_time(
    demonstrations: dict[str, Demonstration], carrier_id: str
):
    """Spread over the whole file, the same places every time; by our verifier and by the one that stands alone."""
    files = demonstrations[carrier_id].told["files"]
    trust, pdf = read_trust(Path(files["keys"])), Path(files["certificate"]).read_bytes()
    places = random.Random(carrier_id).sample(range(len(pdf)), ALTERED_PLACES)

    accepted = [
        place
        for place in places
        if both(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], trust).genuine
    ]

    assert both(pdf, trust).genuine
    assert accepted == []


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_only_public_keys_are_handed_over(demonstrations: dict[str, Demonstration], carrier_id: str):
    """Nothing of the private key leaves the data directory, and no draft is left behind."""
    place = demonstrations[carrier_id].place

    assert {path.name for path in place.iterdir()} == {
        "acknowledgement.pdf",
        "agreement.pdf",
        "certificate.pdf",
        "keys",
        "verify.py",
    }
    keys = {path.name: path.read_bytes() for path in (place / "keys").iterdir()}
    logs = keys.pop("log.vkey").decode().splitlines()
    assert {Verifier.read(line).kind for line in logs} == {ED25519}
    assert all(key.startswith(b"-----BEGIN CERTIFICATE-----") for key in keys.values())


def test_each_demonstration_has_a_line_of_its_own(
    data: tuple[str, ...], demonstrations: dict[str, Demonstration], tmp_path: Path
):
    """Again for the same carrier: another number, another case, and the documents of before are replaced."""
    first = demonstrations["ctm"]
    place = tmp_path / "again"
    shutil.copytree(first.place, place)

    said = in_process("demo", "--carrier", "ctm", "--out", str(place), "--json", *data)

    assert said.code == 0, said.err
    assert said.json["number"] != first.told["number"]
    assert said.json["case"] != first.told["case"]
    assert (place / "certificate.pdf").read_bytes() != (first.place / "certificate.pdf").read_bytes()


def test_each_step_is_told_as_a_plain_line(data: tuple[str, ...], tmp_path: Path):
    """Without a terminal: every requirement, every step and every claim, and nothing that moves or colours."""
    said = in_process("demo", "--carrier", "three_mo", "--out", str(tmp_path / "out"), *data)

    assert said.code == 0
    assert "\x1b" not in said.out
    assert "\r" not in said.out
    for number in range(1, 8):
        assert f"Step {number} of 7" in said.out
    assert "Cut the line in the network: Done" in said.out
    assert "Observed" in said.out
    assert f"signoff verify {tmp_path / 'out' / 'certificate.pdf'}" in said.out
    assert said.err == ""


def test_nothing_is_written_where_the_ending_cannot_be_played(tmp_path: Path):
    """A database that cannot be reached leaves no folder, and no password in the message."""
    out = tmp_path / "a" / "b"
    url = "postgresql://user:secret@127.0.0.1:9/none"

    said = in_process(
        "demo",
        "--carrier",
        "ctm",
        "--out",
        str(out),
        "--data-dir",
        str(tmp_path / "d"),
        "--database-url",
        url,
    )

    assert said.code == 1
    assert not (tmp_path / "a").exists()
    assert "secret" not in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "kind", ["a file is the folder", "a file is above it", "a folder is a document", "a file is the keys"]
)
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_played(tmp_path: Path, kind: str):
    """One sentence with the place, exit code 1, and what stands there is left as it is."""
    out, culprit = {
        "a file is the folder": (tmp_path / "x", tmp_path / "x"),
        "a file is above it": (tmp_path / "x" / "y", tmp_path / "x"),
        "a folder is a document": (tmp_path, tmp_path / "certificate.pdf"),
        "a file is the keys": (tmp_path, tmp_path / "keys"),
    }[kind]
    if kind == "a folder is a document":
        culprit.mkdir()
    else:
        culprit.write_text("mine")

    said = in_process("demo", "--carrier", "ctm", "--out", str(out), "--data-dir", str(tmp_path / "never"))

    assert said.code == 2
    assert str(tmp_path) in said.err
    assert list(tmp_path.iterdir()) == [culprit]


def test_a_seventh_carrier_is_data_alone(
    data: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A pack just begun, in a folder of its own, is enough to end a line of that carrier and prove it."""
    assert in_process("packs", "new", "seventh_mo", "--in", str(tmp_path / "packs")).code == 0
    monkeypatch.setenv("SIGNOFF_PACKS_DIR", str(tmp_path / "packs"))
    out = tmp_path / "out"

    said = in_process("demo", "--carrier", "seventh_mo", "--out", str(out), "--json", *data)

    assert said.code == 0, said.err
    assert said.json["carrier"] == "seventh_mo"
    assert in_process("verify", str(out / "certificate.pdf"), "--keys", str(out / "keys")).code == 0


@pytest.fixture
def own_tmp() -> Iterator[Path]:
    """A folder for temporary files that the database's own user may pass through."""
    place = Path(tempfile.mkdtemp(prefix="signoff-tests-", dir="/tmp"))
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.database
def test_it_needs_nothing_that_is_there_already(own_tmp: Path):
    """With a PostgreSQL of its own, in Chinese, as a process: all is gone afterwards but the documents.

    What libraries log is shown since it was asked for; no number stands in it.
    """
    temporary = own_tmp / "tmp"
    temporary.mkdir()
    out = own_tmp / "out"

    said = in_own_process(
        "demo",
        "--carrier",
        "smart_kh",
        "--out",
        str(out),
        "--lang",
        "zh-Hans",
        "--verbose",
        more={"TMPDIR": str(temporary), "XDG_DATA_HOME": str(own_tmp / "home")},
    )

    assert said.code == 0, said.err
    assert "线路已注销" in said.out
    assert "INFO yoyo" in said.err
    assert "+855" not in said.err
    assert list(temporary.iterdir()) == []
    assert not (own_tmp / "home").exists()
    assert in_own_process("verify", str(out / "certificate.pdf"), "--keys", str(out / "keys")).code == 0


def test_stopping_it_leaves_nothing(data: tuple[str, ...], tmp_path: Path):
    """Interrupted in the middle of the ending: exit code 130, no documents, no folder, no traceback."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [*SIGNOFF, "demo", "--carrier", "metfone_kh", "--out", str(out), *data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        if process.stdout is None or process.stderr is None:
            raise LookupError("the command has no output")
        for line in process.stdout:
            if line.startswith("Step 1"):
                os.kill(process.pid, signal.SIGINT)
                break
        rest, err = process.stdout.read(), process.stderr.read()

    assert process.returncode == 130
    assert "Traceback" not in rest + err
    assert not out.exists()
