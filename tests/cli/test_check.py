"""`signoff check` tells what is in a message, from wherever it comes, and refuses what is none with a sentence."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from signoff.cli import main
from signoff.cli.check import BYTES_MAX
from tests.cli.commands import Said, environment

FAKE = "CTM: call 2868 6868 or see ctm-pay.top, Telegram @macausim. Send your verification code!"


def test_a_message_is_told_in_words_and_to_programs(command):
    """The verdict, each channel with its place and rule, the official ones with source and date; exit code 0."""
    said = command("check", FAKE)
    told = command("check", FAKE, "--json")

    assert (said.code, told.code) == (0, 0)
    record = told.json
    assert list(record) == ["verdict", "warnings", "findings"]
    assert record["verdict"] == "lookalike"
    assert [one["kind"] for one in record["warnings"]] == ["seller", "code"]
    assert [(one["text"], one["kind"], one["verdict"], one["rule"]) for one in record["findings"]] == [
        ("2868 6868", "phone", "unknown", "on_no_official_page"),
        ("ctm-pay.top", "web", "lookalike", "brand_in_name"),
        ("@macausim", "telegram", "unknown", "messenger"),
    ]
    for one in record["findings"]:
        assert FAKE[one["start"] : one["end"]] == one["text"]
        official = one["official"][0]
        assert official["owner"] == "ctm"
        assert official["sources"][0]["checked_on"] == "2026-11-21"
    for text in (
        "imitates an official channel",
        "ctm-pay.top",
        "1000",
        "Checked on 21 November 2026",
        "8800",
    ):
        assert text in said.out
    assert "imitates an official channel" in told.err


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("CTM: 致電 1000", "official"),
        ("Bom dia", "nothing_found"),
        ("call 6688 1234", "unknown"),
        ("*", "nothing_found"),
    ],
)
def test_the_exit_code_says_only_that_it_ran(command, text: str, verdict: str):
    """Whatever is found: a script reads the verdict."""
    said = command("check", text, "--json")

    assert (said.code, said.json["verdict"]) == (0, verdict)


def test_a_reported_channel_is_not_told_as_its_own_way_out(command):
    """To people as to programs: the way out is somebody who is confirmed."""
    said = command("check", "China Telecom Macau: dial 1888")
    (found,) = command("check", "China Telecom Macau: dial 1888", "--json").json["findings"]

    _, _, rest = said.out.partition("Only reported: the carrier has not confirmed these\n")[0].rpartition(
        "Official channels\n"
    )
    assert "+853 8396 8899" in rest
    assert "1888" not in rest
    assert [one["owner"] for one in found["official"]] == ["MO/regulator"] * 2
    assert [one["value"] for one in found["reported"]] == ["https://www.1888.com.mo"]
    assert found["sources"][0]["confidence"] == "low"


def test_it_speaks_chinese(command):
    """In the language asked for."""
    assert "仿冒" in command("check", FAKE, "--lang", "zh-Hans").out


@pytest.mark.parametrize(
    "content",
    [FAKE.encode(), b"\xef\xbb\xbf" + FAKE.encode(), FAKE.encode("utf-16"), FAKE.encode() + b"\r\n"],
)
def test_a_file_is_read_as_text(command, tmp_path: Path, content: bytes):
    """In UTF-8 or UTF-16, with or without the mark of it."""
    (tmp_path / "message.txt").write_bytes(content)

    assert command("check", str(tmp_path / "message.txt"), "--json").json["verdict"] == "lookalike"


def test_what_comes_in_is_read_to_its_end():
    """`-` is the standard input."""
    said = _with_input(FAKE.encode(), "check", "-", "--json")

    assert json.loads(said.out)["verdict"] == "lookalike"


def _with_input(content: bytes, *arguments: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(content))
    with mock.patch.multiple(sys, stdin=stdin, stdout=out, stderr=err):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


BAD = {
    "empty": b"",
    "blank": b" \n\t\n",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe",
    "another encoding": "註銷".encode("big5"),
    "a stroke of nothing": b"call\0 1000",
    "half of UTF-16": b"\xff\xfea",
    "too large": b"a" * (BYTES_MAX + 1),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_text_is_refused(command, tmp_path: Path, name: str):
    """From a file and from the standard input alike: exit code 2, one sentence, no traceback."""
    (tmp_path / "message").write_bytes(BAD[name])

    for said in (command("check", str(tmp_path / "message")), _with_input(BAD[name], "check", "-")):
        assert said.code == 2
        assert said.err.startswith("TEXT: ")
        assert len(said.err.splitlines()) == 1


def test_the_largest_file_is_read(command, tmp_path: Path):
    """Right up to the limit."""
    (tmp_path / "message").write_bytes(b"a" * BYTES_MAX)

    assert command("check", str(tmp_path / "message"), "--json").code == 0


def test_a_pipe_is_not_waited_for(command, tmp_path: Path):
    """Nor is a folder or a device read."""
    os.mkfifo(tmp_path / "pipe")

    for place in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        said = command("check", str(place))
        assert said.code == 2
        assert str(place) in said.err


@pytest.mark.parametrize("text", ["", "   ", "message.txt", "nowhere/mail.eml"])
def test_what_can_be_no_message_is_refused(command, text: str):
    """Nothing, and the name of a file that is not there; programs are told as well."""
    said = command("check", text, "--json")

    assert said.code == 2
    assert said.json["error"]["option"] == "TEXT"
    assert ("Nothing was given" in said.json["error"]["message"]) is (not text.strip())


@pytest.mark.parametrize(
    "text", ["a" * 5000, "x/" * 3000, "\udcff call 1000", "evil.top/a.txt?b", "call\x1b[2J 1000"]
)
def test_odd_texts_are_checked_as_texts(command, text: str):
    """Longer than a path, with slashes, with bytes that are no text, with signs a terminal would obey."""
    said = command("check", text)

    assert said.code == 0
    assert "\x1b" not in said.out


# Runs the command where neither a socket nor a database library can be had, and tells what was loaded.
ALONE = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, *_, **__): raise OSError("no network here")
socket.socket = Refused
sys.modules["psycopg"] = None
from signoff.cli import main
code = main(["check", "https://ctm.net.evil.top/ and xn--tm-nmc.net", "--json"])
heavy = {"fastapi", "uvicorn", "typst", "yoyo", "jinja2", "pyhanko", "signoff.app", "signoff.store"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


def test_it_needs_neither_database_nor_network():
    """As a process of its own it opens no socket, and loads nothing of portal, store or documents."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, env=environment(), check=True
    )

    assert json.loads(done.stdout)["verdict"] == "lookalike"
    assert done.stderr.splitlines()[-1] == "[]"
