"""Every option met with what nobody should type: a sentence that names it, exit code 2, and nothing written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from signoff.cli.commands import cli

HUGE = "9" * 5000
ODD = ["", HUGE, "' or 1=1 --", "<script>alert(1)</script>", "😀", "ខ្មែរ", "\x1b[31m", "../../etc"]
NO_FOLDERS = ("/dev/null", "/dev/null/inner", __file__, f"{__file__}/inner")
SOON = ("--leaving", (datetime.now(UTC).date() + timedelta(days=16)).isoformat())
NUMBER, CONTACT = ("--number", "+853 6680 0001"), ("--contact", "me@example.org")

STATEMENT = [str(Path(__file__).with_name("statement.csv")), "--carrier", "ctm", "--ended", "2026-03-10"]
"""One charge after the end, in a file that can be read."""

TWICE = "This is given twice. Give it once."

BAD = [
    *[("--port", ("up", "--port", text)) for text in [*ODD, "-1", "65536", "80.0", "٨٠٠٠"]],
    *[("--address", ("up", "--address", text)) for text in [*ODD, "end.example.com", "https://x/y"]],
    *[("--lang", ("up", "--lang", text)) for text in [*ODD, "fr", "zh"]],
    *[("--data-dir", ("up", "--data-dir", text)) for text in ("", HUGE, "x" * 300, " ", *NO_FOLDERS)],
    *[("--data-dir", ("work", "--data-dir", text)) for text in NO_FOLDERS],
    *[
        ("--trusted-proxy", ("up", "--trusted-proxy", text))
        for text in [*ODD, "10.0.0.0/8", "10.0.0.1:80", "*"]
    ],
    *[
        ("--database-url", ("up", "--database-url", text))
        for text in [*ODD, "mysql://x/y", "postgresql://[x", "postgresql://h:port/x"]
    ],
    *[("--carrier", ("demo", "--carrier", text, "--out", "out")) for text in [*ODD, "CTM", "nobody"]],
    *[("--out", ("demo", "--carrier", "ctm", "--out", text)) for text in ("", HUGE, "x" * 300)],
    *[("--carrier", ("end", "--carrier", text, *NUMBER, *CONTACT)) for text in ODD],
    *[
        ("--number", ("end", "--number", text, *CONTACT))
        for text in [*ODD, "+351 912 345 678", "123", "8985301000000000026"]
    ],
    *[
        ("--iccid", ("end", "--iccid", text, *CONTACT))
        for text in [*ODD, "8985301000000000027", "+853 6680 0001"]
    ],
    *[("--contact", ("end", *NUMBER, "--contact", text)) for text in [*ODD, "me@", "@x", "+853 6680"]],
    *[
        ("--on", ("end", *NUMBER, *CONTACT, "--on", text))
        for text in [*ODD, "2027-02-30", "1999-01-01", "2999-01-01"]
    ],
    *[("--out", ("end", *NUMBER, *CONTACT, "--out", text)) for text in ("", HUGE)],
    *[("--resume", ("end", "--resume", text)) for text in [*ODD, "ctm~x~y", "http://x/case/"]],
    ("--resume", ("end", "--resume", f"ctm~{'a' * 36}~{'b' * 32}", *NUMBER)),
    ("--number", ("end", *CONTACT)),
    ("--contact", ("end", *NUMBER)),
    *[("FILE", ("verify", text)) for text in ("", HUGE, "gone.pdf", "\x1b[31m")],
    *[("--keys", ("verify", "x", "--keys", text)) for text in ("", HUGE, "gone")],
    *[("--kind", ("verify", "x", "--kind", text)) for text in ODD],
    *[("DIR", ("packs", "check", text)) for text in ("", HUGE, "gone")],
    *[("--level", ("packs", "check", "--level", text)) for text in ODD],
    *[("NAME", ("packs", "new", text, "--in", "packs")) for text in [*ODD, "Ctm", "common", "x"]],
    ("--in", ("packs", "new", "new_one", "--in", "")),
    *[("--role", ("staff", "add", "Ana", "--role", text)) for text in [*ODD, "Clerk", "boss"]],
    *[("NAME", ("staff", "add", text, "--role", "clerk")) for text in ("", HUGE, "\x1b[31m", " ")],
    *[("--carrier", ("staff", "add", "Ana", "--role", "clerk", "--carrier", text)) for text in [*ODD, "CTM"]],
    *[("--domain", ("mail", "--domain", text)) for text in [*ODD, "nodot", "-a.example"]],
    *[("--protocol", ("mail", "--domain", "a.example", "--protocol", text)) for text in [*ODD, "imap"]],
    *[("--tenant", ("log", "audit", "--tenant", text)) for text in [*ODD, "CTM", "nobody"]],
    *[("--checkpoint", ("log", "audit", "--checkpoint", text)) for text in ("", HUGE, "gone", "/dev/tty")],
    *[("--keys", ("log", "audit", "--keys", text)) for text in ("", HUGE, "gone")],
    *[("--state", ("log", "witness", "--keys", "keys", "--state", text)) for text in ("", HUGE, "x" * 300)],
    *[("--keys", ("log", "witness", "--state", "state", "--keys", text)) for text in ("", HUGE, "gone")],
    ("--name", ("log", "witness", "--state", "state", "--keys", "keys", "--name", "")),
    ("--state", ("log", "witness", "--keys", "keys")),
    *[("--carrier", ("advise", "--carrier", text, *SOON)) for text in [*ODD, "CTM", "nobody"]],
    *[("--leaving", ("plan", "--carrier", "ctm", "--leaving", text)) for text in [*ODD, "2999-01-01"]],
    ("--leaving", ("advise", "--carrier", "ctm")),
    ("--carrier", ("advise", "--carrier", "ctm", "--carrier", "three_mo", *SOON)),
    ("--kind", ("plan", "--carrier", "ctm", "--kind", "prepaid", *SOON, "--kind", "postpaid")),
    ("--leaving", ("advise", "--carrier", "ctm", "--abroad", *SOON)),
    ("--leaving", ("advise", "--carrier", "ctm", "--abroad", "--leaving", "2999-01-01")),
    *[
        (option, ("advise", "--carrier", "ctm", *SOON, option, text))
        for option in ("--back", "--expires", "--balance", "--arrears", "--kind", "--sim", "--need")
        for text in (HUGE, "<script>alert(1)</script>")
    ],
    *[
        (option, ("plan", "--carrier", "ctm", *SOON, option, text))
        for option in ("--pdf", "--ics")
        for text in ("", HUGE, "gone/plan")
    ],
    *[
        (option, ("identify", option, text))
        for option in ("--number", "--iccid", "--imsi", "--country", "--printed", "--shown", "--dialled")
        for text in (HUGE, "<script>alert(1)</script>")
    ],
    *[
        (option, ("statement", *STATEMENT, option, text))
        for option in ("--ended", "--dates", "--charges", "--currency", "--merchant", "--encoding")
        for text in (HUGE, "<script>alert(1)</script>")
        if option != "--merchant" or text == HUGE
    ],
    *[("FILE", ("statement", text, *STATEMENT[1:])) for text in ("", HUGE, "gone", "/dev/zero")],
    *[
        (option, ("dispute", *STATEMENT, "--currency", "MOP", "--to", "carrier", option, text))
        for option in ("--to", "--written", "--proof", "--paid", "--case", "--rows", "--pdf", "--text")
        for text in (HUGE, "gone/<script>")
    ],
    *[
        (option, ("reminders", *STATEMENT[1:], option, text))
        for option in ("--ended", "--expires", "--ics")
        for text in (HUGE, "gone/<script>")
    ],
    *[("NUMBER", ("lines", "suspend", text)) for text in [*ODD, "123", "+1 212 555 01"]],
    ("NUMBER", ("lines", "lock")),
    ("NUMBER", ("lines", "show", "")),
    ("--carrier", ("demo", "--out", "out")),
    ("--out", ("demo", "--carrier", "ctm")),
    ("--out", ("demo", "--carrier", "ctm", "--out")),
    ("FILE", ("verify",)),
    ("--nothing", ("up", "--nothing")),
    ("-x", ("up", "-x")),
    ("nothing", ("nothing",)),
    ("nothing", ("packs", "nothing")),
]


@pytest.fixture
def here(command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to stand in, where anything written would be seen."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.mark.parametrize(("option", "arguments"), BAD)
def test_what_cannot_be_meant_is_refused_by_name(command, here: Path, tmp_path: Path, option, arguments):
    """One sentence that begins with the option; no traceback, no control signs, and nothing written anywhere."""
    said = command(*arguments, "--json")

    assert said.code == 2
    assert said.err.startswith(f"{option}: ")
    assert not set(said.err) & {"\x1b", "\r"}
    assert "Traceback" not in said.err
    assert len(said.err) < 700
    if arguments[0] != "verify" or option != "FILE":
        assert said.json["error"]["option"] == option
    assert list(here.iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_a_pipe_is_no_data_directory(command, here: Path):
    """It is not opened either: nobody would come to its other end."""
    os.mkfifo(here / "pipe")

    said = command("up", "--data-dir", "pipe", "--port", "0")

    assert said.code == 2
    assert said.err == f"--data-dir: {here / 'pipe'} is not a folder.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGNOFF_DATA_DIR", __file__),
        ("SIGNOFF_TRUSTED_PROXY", "proxy"),
        ("SIGNOFF_ADDRESS", "end.example.com"),
    ],
)
def test_what_stands_in_the_environment_is_refused_by_its_name(
    command, here: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    """Nobody typed an option: the variable is named instead."""
    monkeypatch.setenv(name, value)

    said = command("serve", "--port", "0")

    assert said.code == 2
    assert said.err.startswith(f"{name}: ")


def test_a_file_without_a_name_is_asked_for(command, here: Path):
    """As one that was left out."""
    assert (
        command("verify", "").err
        == command("verify").err.splitlines(keepends=True)[0]
        == "FILE: This is needed.\n"
    )


@pytest.mark.parametrize(
    "arguments", [("up", "--port", "x"), ("end", "--number", "1"), ("demo", "--carrier", "x", "--out", "y")]
)
def test_refusals_are_in_the_reader_s_language(command, here: Path, arguments):
    """The sentence is Chinese where Chinese is spoken; the option is as it is typed."""
    said = command(*arguments, "--lang", "zh-Hans")

    assert said.code == 2
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said.err)


def test_every_option_is_in_the_table():
    """An option that is added comes with something nobody should type into it; flags have no value."""
    tried = {argument for _, arguments in BAD for argument in arguments if argument.startswith("--")}
    known = {
        option
        for command in _all_commands(get_command(cli))
        for parameter in command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False)
        for option in parameter.opts
    }

    assert known - tried == set()


def _all_commands(group: Any) -> list[Any]:
    return [command for _, command in _named_commands(group)]


def _named_commands(group: Any, *above: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _named_commands(command, *above, name)
        else:
            yield (*above, name), command


def test_what_is_given_twice_is_refused_in_every_command(command, here: Path):
    """Of two values nobody knows which is meant; what may be said again, as `--need`, is taken."""
    tried = 0
    for name, one in _named_commands(get_command(cli)):
        for parameter in one.params:
            if parameter.param_type_name != "option" or parameter.is_flag or parameter.multiple:
                continue
            option = max(parameter.opts, key=len)
            said = command(*name, option, "1", option, "1", "--json")
            assert (said.code, said.err) == (2, f"{option}: {TWICE}\n"), name
            tried += 1

    assert tried > 80
    needs = ("--need", "codes", "--need", "deposit")
    assert TWICE not in command("advise", "--carrier", "ctm", *SOON, *needs).err
