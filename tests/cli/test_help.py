"""`--help` in every language, and the texts of the command line: each one there is used, each one used is there."""

from __future__ import annotations

import re
import unicodedata
from importlib import metadata
from pathlib import Path

import pytest

import signoff
from signoff.catalogue.texts import Texts, common_texts
from signoff.cli.words import language_of
from tests.cli.commands import in_own_process

TEXTS = Texts({})
SOURCE = Path(signoff.__file__).parent
COMMANDS = [
    (),
    ("up",),
    ("demo",),
    ("end",),
    ("identify",),
    ("verify",),
    ("carriers",),
    ("packs",),
    ("packs", "check"),
    ("packs", "new"),
    ("log",),
    ("log", "audit"),
    ("log", "witness"),
    ("lines",),
    ("lines", "show"),
    ("lines", "swap-sim"),
    ("lines", "lock"),
    ("lines", "hold"),
    ("lines", "port-out"),
    ("lines", "suspend"),
    ("lines", "news-key"),
    ("serve",),
    ("work",),
    ("migrate",),
    ("staff",),
    ("staff", "add"),
    ("staff", "list"),
    ("staff", "revoke"),
    ("staff", "demo"),
]


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("arguments", COMMANDS)
def test_every_command_explains_itself(command, arguments, language):
    """What it does, its options and an example; in one language, within the width of the terminal."""
    said = command(*arguments, "--lang", language, "--help")

    about = TEXTS.say(f"cli.about.{'_'.join(arguments).replace('-', '_') or 'signoff'}", language)
    assert said.code == 0
    assert about[:12] in said.out
    assert TEXTS.say("cli.help.examples", language) in said.out
    assert "signoff" in said.out
    assert not re.search(r"\bcli\.[a-z]", said.out)


def test_a_command_alone_shows_the_help(command):
    """Whoever types only the name sees what there is."""
    assert command().out == command("--help").out
    assert command().code == 0


def test_help_lines_fit_a_narrow_terminal(command, monkeypatch: pytest.MonkeyPatch):
    """Chinese signs are two columns wide and marks on Khmer letters take none: both are counted so."""
    monkeypatch.setenv("COLUMNS", "60")

    for language in TEXTS.languages:
        for line in command("up", "--help", "--lang", language).out.splitlines():
            wide = sum(ord(sign) > 0x2E80 for sign in line)
            unseen = sum(unicodedata.category(sign) in ("Mn", "Cf") for sign in line)
            assert len(line) + wide - unseen <= 62


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh-Hans"),
    ],
)
def test_the_language_is_that_of_the_environment(environment, language):
    """By the variables of every other program; what is not offered becomes the nearest, else English."""
    assert language_of(environment, ("en", "zh-Hans")) == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh_HK.UTF-8", "zh-Hant"),
        ("zh_MO", "zh-Hant"),
        ("yue_HK.UTF-8", "zh-Hant"),
        ("zh_CN.UTF-8", "zh-Hans"),
        ("pt_BR.UTF-8", "pt"),
        ("pt_PT", "pt"),
        ("km_KH.UTF-8", "km"),
    ],
)
def test_each_locale_gets_its_language_and_script(locale, language):
    """The script follows the region; Portuguese is one language here."""
    assert language_of({"LANG": locale}, ("en", "zh-Hans", "zh-Hant", "pt", "km")) == language


def test_every_text_of_the_command_line_is_used_and_every_used_one_there():
    """Keys put together at run time are known by their first part."""
    code = "".join(
        path.read_text("utf-8") for path in [*SOURCE.glob("cli/*.py"), *SOURCE.glob("channels/terminal/*.py")]
    )
    whole = set(re.findall(r"[\"'](cli\.[a-z_]+\.[a-z_.]+[a-z])[\"']", code))
    begun = set(re.findall(r"[\"'](cli\.[a-z_.]+\.)\{", code)) | {"cli.option."}
    known = {key for key in common_texts()["en"] if key.startswith("cli.")}

    assert whole - known == set()
    assert {key for key in known - whole if not key.startswith(tuple(begun))} == set()


def test_the_installed_command_starts():
    """As a process of its own, with no terminal and no language set."""
    said = in_own_process("--help")

    assert said.code == 0
    assert "signoff verify" in said.out
    assert said.err == ""


def test_the_version_is_that_of_the_installed_program(command):
    """Said alone, before anything else is looked at."""
    said = command("--version")

    assert (said.code, said.out) == (0, f"signoff {metadata.version('signoff')}\n")
