"""What is printed to be typed can be typed: the program's name, or the way to it where the shell does not find it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from signoff.cli.calling import command
from tests.cli.commands import in_process


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program in a folder of its own below the place where one stands, which the shell does not search."""
    program = tmp_path / ".venv" / "bin" / "signoff"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(program.with_name("python")))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return program


def test_where_the_shell_finds_it_the_name_is_enough(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the way to it from here, or from anywhere."""
    ways = [command()]
    (elsewhere := beside.parents[2] / "elsewhere").mkdir()
    monkeypatch.chdir(elsewhere)
    ways.append(command())
    monkeypatch.setenv("PATH", str(beside.parent))

    assert ways == [".venv/bin/signoff", str(beside)]
    assert command() == "signoff"


def test_a_new_pack_names_commands_that_can_be_typed(beside: Path, tmp_path: Path) -> None:
    """Both the demo and the check."""
    said = in_process("packs", "new", "river_mobile", "--in", str(tmp_path / "packs"))

    assert said.code == 0, said.err
    assert ".venv/bin/signoff demo --carrier river_mobile" in said.out
    assert ".venv/bin/signoff packs check" in said.out


def test_asking_how_far_the_database_is_makes_none(tmp_path: Path) -> None:
    """Neither a folder nor a database, and it says that there is none."""
    place = tmp_path / "data"

    said = in_process("migrate", "--data-dir", str(place))

    assert said.code == 1
    assert "There is no database in" in said.err
    assert not place.exists()
