"""`signoff watch`, as a person runs it: exit codes, one object, a charge found once."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.cli.commands import in_process
from tests.conftest import NewDatabase


@pytest.fixture(scope="module")
def place(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[str, ...]]:
    """A database with one ending in it, and the options that name it."""
    dsn, data = new_database(), tmp_path_factory.mktemp("watch") / "data"
    options = ("--database-url", dsn, "--data-dir", str(data))
    played = in_process(
        "demo", "--carrier", "ctm", "--out", str(Path(data.parent, "out")), "--json", *options
    )
    assert played.code == 0, played.err
    return dsn, options


def test_nothing_is_found_and_a_charge_is_once(place: tuple[str, tuple[str, ...]]) -> None:
    """Charged behind the product's back: exit code 1, and 0 the next time; a carrier nobody knows is refused."""
    dsn, options = place
    clean = in_process("watch", "--carrier", "ctm", "--json", *options)
    with psycopg.connect(dsn) as owner:
        charge = (
            "insert into sandbox.charges (carrier_id, handle, kind, amount_minor, currency, used_at, charged_at)"
            " select carrier_id, handle, 'renewal', 4800, currency, now(), now() from sandbox.lines"
            " where ended_at is not null"
        )
        assert owner.execute(charge).rowcount == 1

    found = in_process("watch", "--carrier", "ctm", "--json", *options)
    told = in_process("watch", "--lang", "zh-Hant", *options)
    refused = in_process("watch", "--carrier", "vodafone", *options)

    assert (clean.code, clean.json["breaches"], clean.json["carriers"][0]["lines"]) == (0, 0, 1)
    assert (found.code, found.json["breaches"]) == (1, 1)
    assert told.code == 0
    assert "受監察線路" in told.out
    assert refused.code == 2
    assert "ctm" in refused.err
