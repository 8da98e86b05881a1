"""`signoff reconcile`, as a person runs it: exit codes, one object, a revived line named."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.cli.commands import in_process
from tests.conftest import NewDatabase


@pytest.fixture(scope="module")
def place(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[str, ...]]:
    """A database with one ending in it, and the options that name it."""
    dsn, data = new_database(), tmp_path_factory.mktemp("reconcile") / "data"
    options = ("--database-url", dsn, "--data-dir", str(data))
    played = in_process("demo", "--carrier", "ctm", "--out", str(data.parent / "out"), "--json", *options)
    assert played.code == 0, played.err
    return dsn, options


def test_nothing_is_found_and_an_orphan_is(place: tuple[str, tuple[str, ...]]) -> None:
    """The bill of the ended line is opened behind the product's back: exit code 1, the case and the cure."""
    dsn, options = place
    clean = in_process("reconcile", "--carrier", "ctm", "--json", *options)
    with psycopg.connect(dsn) as owner:
        revive = (
            "update sandbox.bills set closed_at = null from sandbox.lines line"
            " where line.handle = bills.handle and line.ended_at is not null"
        )
        assert owner.execute(revive).rowcount == 1

    found = in_process("reconcile", "--carrier", "ctm", "--json", *options)
    told = in_process("reconcile", *options)

    assert (clean.code, clean.json["orphans"]) == (0, 0)
    assert (found.code, found.json["orphans"]) == (1, 1)
    (survivor,) = found.json["carriers"][0]["survivors"]
    assert (survivor["lives_in"], survivor["cure"]) == ("billing", "close_billing")
    assert told.code == 1
    assert survivor["case"] in told.out


def test_a_carrier_nobody_knows_is_refused(place: tuple[str, tuple[str, ...]]) -> None:
    """With those there are."""
    refused = in_process("reconcile", "--carrier", "vodafone", *place[1])

    assert refused.code == 2
    assert "ctm" in refused.err


def test_words_in_another_language(place: tuple[str, tuple[str, ...]], tmp_path: Path) -> None:
    """The table and its sentence."""
    del tmp_path
    assert "網絡" in in_process("reconcile", "--carrier", "ctm", "--lang", "zh-Hant", *place[1]).out
