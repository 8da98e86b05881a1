"""`signoff verify` tells genuine from not genuine from no certificate; alone, and trusting only keys it was given."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from signoff.evidence.documents import draw_acknowledgement, draw_agreement, draw_certificate
from signoff.evidence.signer import Signer, ensure_specimen_keys, export_trust
from tests.cli.commands import environment, in_own_process
from tests.evidence.contents import (
    acknowledgement_of,
    agreement_of,
    certificate_of,
    heading_of,
    wording_of,
)
from tests.evidence.keyring import keyring

# Runs the command where neither a socket nor a database library can be had, and tells what was loaded.
ALONE = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, *_, **__): raise OSError("no network here")
socket.socket = Refused
sys.modules["psycopg"] = None
from signoff.cli import main
code = main(sys.argv[1:])
heavy = {"psycopg", "fastapi", "uvicorn", "typst", "yoyo", "jinja2", "signoff.app", "signoff.engine"}
print(sorted(name for name in heavy if sys.modules.get(name) is not None), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three documents, each as `<kind>.pdf`, with the public keys in `keys` and all of them in `signing`."""
    place = tmp_path_factory.mktemp("papers")
    ensure_specimen_keys(place / "signing")
    export_trust(place / "signing", place / "keys")
    signer, wording = Signer.load(place / "signing"), wording_of("en")
    drawn = {
        "certificate": draw_certificate(certificate_of(heading_of()), wording),
        "acknowledgement": draw_acknowledgement(acknowledgement_of(heading_of()), wording),
        "agreement": draw_agreement(agreement_of(heading_of()), wording),
    }
    for kind, pdf in drawn.items():
        (place / f"{kind}.pdf").write_bytes(signer.sign(pdf))
    return place


def test_a_genuine_certificate_is_told_as_such_and_as_a_specimen(command, papers: Path):
    """Exit code 0, the content, and SPECIMEN plainly."""
    said = command("verify", str(papers / "certificate.pdf"), "--keys", str(papers / "keys"))
    told = command("verify", str(papers / "certificate.pdf"), "--keys", str(papers / "keys"), "--json")

    assert said.code == told.code == 0
    assert "SPECIMEN" in said.out
    assert said.err == ""
    assert told.json["genuine"] is told.json["specimen"] is True
    assert told.json["problems"] == []
    assert told.json["kind"] == "certificate"
    assert told.json["certificate"]["case"]["code"] == heading_of().case_code


@pytest.mark.parametrize(("language", "word"), [("en", "Genuine"), ("zh-Hans", "真实")])
def test_the_verdict_is_in_the_reader_s_language(command, papers: Path, language, word):
    """All of it, claims included, whatever language the document is in."""
    said = command(
        "verify", str(papers / "certificate.pdf"), "--keys", str(papers / "keys"), "--lang", language
    )

    assert word in said.out
    assert not re.search(r"\bclaims\.|\bcli\.", said.out)


def test_a_document_of_the_operator_s_own_keys_is_no_specimen(command, tmp_path: Path):
    """Where the keys are real and the content says so, the word does not appear."""
    keys = keyring()
    keys.save(tmp_path / "signing")
    export_trust(tmp_path / "signing", tmp_path / "keys")
    pdf = draw_certificate(certificate_of(heading_of(is_specimen=False)), wording_of("en"))
    (tmp_path / "real.pdf").write_bytes(keys.signer.sign(pdf))

    said = command("verify", str(tmp_path / "real.pdf"), "--keys", str(tmp_path / "keys"))

    assert said.code == 0
    assert "SPECIMEN" not in said.out


def test_an_unknown_signer_is_not_genuine(command, papers: Path, tmp_path: Path):
    """Other keys, even ones of the same names, do not make it genuine; nothing of the content is told."""
    ensure_specimen_keys(tmp_path / "signing")
    export_trust(tmp_path / "signing", tmp_path / "keys")

    told = command("verify", str(papers / "certificate.pdf"), "--keys", str(tmp_path / "keys"), "--json")

    assert told.code == 1
    assert told.json == {
        "genuine": False,
        "specimen": False,
        "problems": ["unknown_signer"],
        "kind": "certificate",
        "certificate": {},
        "log": None,
    }


def test_without_keys_nothing_is_genuine(command, papers: Path, tmp_path: Path):
    """Keys inside the document never count; it is said where keys would go."""
    said = command("verify", str(papers / "certificate.pdf"), "--data-dir", str(tmp_path))

    assert said.code == 1
    assert "--keys" in said.out


def test_the_keys_of_the_data_directory_are_trusted_by_default(command, papers: Path, tmp_path: Path):
    """What this very machine signed is genuine here."""
    (tmp_path / "keys").mkdir()
    (papers / "signing").rename(papers / "moved")
    (tmp_path / "keys" / "signing").symlink_to(papers / "moved")
    try:
        said = command("verify", str(papers / "certificate.pdf"), "--data-dir", str(tmp_path))
    finally:
        (papers / "moved").rename(papers / "signing")

    assert said.code == 0


@pytest.mark.parametrize("kind", ["acknowledgement", "agreement"])
def test_another_document_of_ours_is_no_certificate(command, papers: Path, kind):
    """Genuine, but proof of no ending: exit code 2, unless that kind was asked for."""
    arguments = ("verify", str(papers / f"{kind}.pdf"), "--keys", str(papers / "keys"))

    plain, told, asked = (
        command(*arguments),
        command(*arguments, "--json"),
        command(*arguments, "--kind", kind),
    )

    assert plain.code == told.code == 2
    assert asked.code == 0
    assert told.json["genuine"] is True
    assert told.json["kind"] == kind
    assert "not a certificate" in plain.out
    assert plain.out.rstrip().partition("add: ")[2].startswith(f"--kind {kind}")


@pytest.mark.parametrize("kind", ["certificate", "acknowledgement", "agreement"])
def test_the_command_that_a_document_prints_finds_it_genuine(command, papers: Path, kind):
    """Typed as it stands there, with the two names put in."""
    typed = wording_of("en").say(f"documents.command.{kind}")
    names = {"FILE": str(papers / f"{kind}.pdf"), "KEYS": str(papers / "keys")}

    said = command(*[names.get(word, word) for word in typed.split()[1:]])

    assert typed.startswith("signoff verify ")
    assert said.code == 0


def test_an_altered_acknowledgement_is_not_genuine(command, papers: Path, tmp_path: Path):
    """That it was altered matters more than that it is no certificate."""
    pdf = bytearray((papers / "acknowledgement.pdf").read_bytes())
    pdf[4000] ^= 1
    (tmp_path / "altered.pdf").write_bytes(pdf)

    assert command("verify", str(tmp_path / "altered.pdf"), "--keys", str(papers / "keys")).code == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF\n", "你好 <script>".encode(), bytes(50_000)])
def test_a_file_of_another_kind_is_no_certificate(command, papers: Path, tmp_path: Path, content):
    """Exit code 2 and the reason, whatever the bytes."""
    (tmp_path / "other").write_bytes(content)

    told = command("verify", str(tmp_path / "other"), "--keys", str(papers / "keys"), "--json")

    assert told.code == 2
    assert told.json["genuine"] is False
    assert told.json["problems"] == ["not_ours"]


def test_a_huge_file_is_refused_without_being_read_whole(command, papers: Path, tmp_path: Path):
    """A file of a terabyte (a sparse one) takes no longer than any other."""
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(1 << 40)

    told = command("verify", str(tmp_path / "huge.pdf"), "--keys", str(papers / "keys"), "--json")

    assert told.code == 2
    assert told.json["problems"] == ["too_large"]


@pytest.mark.parametrize("name", ["gone.pdf", "", ".", "x" * 300, "\x1b[31mred\n.pdf", "<b>&"])
def test_a_file_that_cannot_be_read_is_named(command, papers: Path, tmp_path: Path, name):
    """Exit code 2, the path without anything a terminal would obey, and JSON of the usual shape."""
    arguments = ("verify", str(tmp_path / name), "--keys", str(papers / "keys"))

    said, told = command(*arguments), command(*arguments, "--json")

    assert said.code == told.code == 2
    assert said.err.startswith("FILE: ")
    assert "\x1b" not in said.err
    assert told.json["problems"] == ["unreadable"]


def test_a_pipe_is_no_document(command, papers: Path, tmp_path: Path):
    """Nothing is waited for."""
    os.mkfifo(tmp_path / "certificate.pdf")

    said = command("verify", str(tmp_path / "certificate.pdf"), "--keys", str(papers / "keys"))

    assert said.code == 2
    assert said.err.startswith("FILE: ")
    assert "not a regular file" in said.err


def test_a_pipe_is_no_key(command, papers: Path, tmp_path: Path):
    """Nor there; the message names it."""
    os.mkfifo(tmp_path / "key.pem")

    said = command("verify", str(papers / "certificate.pdf"), "--keys", str(tmp_path))

    assert said.code == 2
    assert said.err.startswith("--keys: ")
    assert str(tmp_path / "key.pem") in said.err


@pytest.mark.parametrize("name", ["gone", "empty", "broken", "papers/certificate.pdf"])
def test_keys_that_cannot_be_read_are_the_option_s_fault(command, papers: Path, tmp_path: Path, name):
    """Exit code 2 with the option and the place; nothing is called genuine or not."""
    (tmp_path / "papers").symlink_to(papers)
    for folder in ("empty", "broken"):
        (tmp_path / folder).mkdir()
    (tmp_path / "broken" / "key.pem").write_text("no key")

    said = command("verify", str(papers / "certificate.pdf"), "--keys", str(tmp_path / name))

    assert said.code == 2
    assert said.err.startswith("--keys: ")
    assert said.out == ""


def test_an_unknown_kind_is_refused(command, papers: Path):
    """The kinds there are stand in the message."""
    said = command("verify", str(papers / "certificate.pdf"), "--kind", "receipt")

    assert said.code == 2
    assert said.err.startswith("--kind: ")
    assert "agreement" in said.err


def test_verifying_needs_no_database_no_network_and_little_else(papers: Path):
    """It works where neither can be had, and loads nothing that serves or draws."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            ALONE,
            "verify",
            str(papers / "certificate.pdf"),
            "--keys",
            str(papers / "keys"),
        ],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == "[]\n"


def test_single_changed_bytes_are_refused_by_the_command(papers: Path, tmp_path: Path):
    """A few places, by the command as a person runs it; many more are tried beside the demonstration."""
    pdf = (papers / "certificate.pdf").read_bytes()
    for place in (0, len(pdf) // 2, len(pdf) - 1):
        altered = tmp_path / "altered.pdf"
        altered.write_bytes(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])

        said = in_own_process("verify", str(altered), "--keys", str(papers / "keys"))

        assert said.code == 1, place


def test_a_closed_pipe_is_no_error_of_ours(papers: Path):
    """Whoever reads only the first line gets no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from signoff.cli import main; sys.exit(main())", "carriers"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            check=False,
        )

    assert "Traceback" not in done.stderr
    assert done.returncode == 1
