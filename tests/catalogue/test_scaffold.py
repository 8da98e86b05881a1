"""A new pack begins as a copy that already works."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.catalogue.check import check_folders, level_of
from signoff.catalogue.packs import load
from signoff.catalogue.rule import Level
from signoff.catalogue.scaffold import new_pack
from signoff.catalogue.texts import Texts
from tests.catalogue.dates import TODAY


def test_a_new_pack_passes_bronze_at_once(tmp_path: Path):
    """It runs in the sandbox before anything is filled in; what is missing is found by the check."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY)

    findings = check_folders(tmp_path, today=TODAY)

    assert folder == tmp_path / "seventh_mo"
    assert level_of("seventh_mo", findings) in (Level.BRONZE, Level.SILVER)
    assert {finding.pack for finding in findings if finding.level is Level.BRONZE} == set()


def test_a_new_pack_has_its_own_name_and_day(tmp_path: Path):
    """Nothing of the template's is left."""
    new_pack("seventh_mo", tmp_path, today=TODAY)

    catalogue = load(tmp_path)

    assert Texts(catalogue).say("carriers.name", "en", "seventh_mo") == "Seventh Mo"
    assert catalogue.packs["seventh_mo"].own_sources["SITE"].checked_on == TODAY


@pytest.mark.parametrize(
    "name", ["", "7th", "Seventh", "a b", "../ctm", "common", "countries", "a" * 41, "a.b", "_x"]
)
def test_a_name_that_is_no_id_is_refused(name: str, tmp_path: Path):
    """Nothing is written outside the folder, or beside the carriers."""
    with pytest.raises(ValueError, match="no id for a pack"):
        new_pack(name, tmp_path, today=TODAY)

    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_is_there_is_not_overwritten(tmp_path: Path):
    """Work is never lost to a scaffold."""
    new_pack("seventh_mo", tmp_path, today=TODAY)

    with pytest.raises(FileExistsError):
        new_pack("seventh_mo", tmp_path, today=TODAY)
