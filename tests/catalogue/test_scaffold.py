"""A new pack begins as a copy that already works."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.catalogue.check import LOADS, check_folders, level_of
from signoff.catalogue.pack import Standing
from signoff.catalogue.packs import load
from signoff.catalogue.rule import Level, identity_values, term_values
from signoff.catalogue.scaffold import new_pack
from signoff.catalogue.texts import Texts
from signoff.catalogue.toml_table import PackError
from tests.catalogue.dates import TODAY


def test_a_new_pack_passes_bronze_at_once(tmp_path: Path):
    """It runs in the sandbox before anything is filled in; what is missing is found by the check."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY)

    findings = check_folders(tmp_path, today=TODAY)

    assert folder == tmp_path / "seventh_mo"
    assert level_of("seventh_mo", findings) is Level.BRONZE
    assert {finding.pack for finding in findings if finding.level is Level.BRONZE} == set()


def test_a_new_pack_has_its_own_name_and_day(tmp_path: Path):
    """Nothing of the template's is left."""
    new_pack("seventh_mo", tmp_path, today=TODAY)

    catalogue = load(tmp_path)

    assert Texts(catalogue).say("carriers.name", "en", "seventh_mo") == "Seventh Mo"
    assert catalogue.packs["seventh_mo"].networks.searched_on == TODAY


def test_what_is_made_up_says_so_until_it_is_made_true(tmp_path: Path):
    """A new pack counts nothing as sourced, and silver names each thing that is still made up."""
    new_pack("seventh_mo", tmp_path, today=TODAY)
    pack = load(tmp_path).packs["seventh_mo"]

    stated = [one for _, one in (*identity_values(pack), *term_values(pack))]
    found = {one.key for one in check_folders(tmp_path, today=TODAY) if one.rule == "identity_real"}

    assert {one.standing for one in stated} == {Standing.SAMPLE, Standing.UNKNOWN}
    assert found == {
        "status",
        "names.en",
        "names.zh-Hans",
        "names.zh-Hant",
        "names.pt",
        "names.km",
        "number_ranges[1]",
        "channels[1]",
        "owner",
    }


@pytest.mark.parametrize("name", ["x~y", "claim", "static", "a,b", "Ab", "x", "verify"])
def test_a_pack_whose_folder_is_no_id_does_not_load(name: str, tmp_path: Path):
    """A copied folder is held to the same words as a new pack."""
    folder = new_pack("seventh_mo", tmp_path, today=TODAY).rename(tmp_path / name)
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"seventh_mo"', f'"{name}"'), encoding="utf-8")

    with pytest.raises(PackError, match="is no id for a pack"):
        load(tmp_path)

    assert (name, LOADS) in {(one.pack, one.rule) for one in check_folders(tmp_path, today=TODAY)}


@pytest.mark.parametrize(
    "name",
    ["", "7th", "Seventh", "a b", "../ctm", "common", "countries", "a" * 41, "a.b", "_x", "claim", "static"],
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
