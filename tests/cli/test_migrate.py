"""`signoff migrate`: the schema by halves, told to people and programs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from signoff.store import database
from tests.cli.commands import in_process


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release with one step more, whose second half is still to come."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder)
    for name in ("migrate", "migrations"):
        function = getattr(database, name)
        assert function.__kwdefaults__ == {"folder": database.MIGRATIONS}
        monkeypatch.setitem(function.__kwdefaults__, "folder", str(folder))
    return folder


def _migrate(dsn: str, *options: str) -> Any:
    said = in_process("migrate", *options, "--database-url", dsn, "--json")
    assert said.code == 0, said.err
    return said.json


def test_each_half_is_done_when_it_is_asked_for(database_dsn: str, steps: Path, tmp_path: Path) -> None:
    """Status does nothing; --before does the first half, --after the rest; asked again, nothing is left."""
    database.migrate(database_dsn)
    (steps / "9001_more.sql").write_text("create table public.more (word text);")
    (steps / "9002_more.after.sql").write_text("alter table public.more alter column word set not null;")

    status = _migrate(database_dsn)
    halves = [_migrate(database_dsn, half)["done"] for half in ("--before", "--before", "--after", "--after")]
    whole = _migrate(database_dsn, "--status")

    assert status["done"] == []
    assert [step["applied"] for step in status["steps"]][-2:] == [False, False]
    assert [step["half"] for step in status["steps"]][-2:] == ["before", "after"]
    assert halves == [["9001_more"], [], ["9002_more.after"], []]
    assert all(step["applied"] for step in whole["steps"])


def test_people_are_told_that_the_second_half_waits(database_dsn: str, steps: Path) -> None:
    """With the command that does it, in both languages."""
    database.migrate(database_dsn)
    (steps / "9001_more.after.sql").write_text("create table public.more (word text);")

    said = [
        in_process("migrate", "--database-url", database_dsn, "--lang", lang) for lang in ("en", "zh-Hans")
    ]

    assert [one.code for one in said] == [0, 0]
    assert all("signoff migrate --after" in one.out for one in said)


def test_only_one_half_can_be_asked_for() -> None:
    """Nothing is done, and the message names the options."""
    said = in_process("migrate", "--before", "--after", "--database-url", "postgresql://x@127.0.0.1:1/x")

    assert said.code == 2
    assert "--before, --after, --status" in said.err


def test_a_database_that_is_not_there_is_told_in_a_sentence() -> None:
    """As every command tells it."""
    said = in_process("migrate", "--database-url", "postgresql://x@127.0.0.1:1/x")

    assert said.code == 1
    assert "Traceback" not in said.err
