"""`signoff carriers`, `packs check`, `packs new`: what is known, whether it is in order, and how to begin another."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.catalogue.packs import load
from signoff.cli import calling

CATALOGUE = load()


def test_all_carriers_are_named_with_what_stands_behind_them(command):
    """Names in all scripts, country, whether it operates, its successor, and each value as sourced, sample, unknown."""
    told = command("carriers", "--json")

    found = {carrier["id"]: carrier for carrier in told.json["carriers"]}
    assert told.code == 0
    assert set(found) == set(CATALOGUE.packs)
    assert found["smartone_mo"]["status"] == "ceased"
    assert found["smartone_mo"]["successor"] == "ctm"
    assert found["ctm"]["status"] == "operating"
    assert found["ctm"]["names"]["zh-Hans"] == "澳门电讯"
    assert found["smart_kh"]["country"] == "KH"
    for carrier in found.values():
        assert "policy.notice_days" in carrier["sample"] + carrier["sourced"]
        assert not set(carrier["sample"]) & set(carrier["sourced"])


@pytest.mark.parametrize(("language", "name"), [("en", "Ceased; now CTM"), ("zh-Hans", "现为澳门电讯")])
def test_a_carrier_that_is_gone_leads_to_its_successor(command, language, name):
    """In the reader's language, in plain lines without a terminal."""
    said = command("carriers", "--lang", language)

    assert name in said.out
    assert "\x1b" not in said.out


def test_the_built_in_packs_reach_silver_and_not_yet_gold(command):
    """Exit code 0 at the default level; at gold, the samples that carriers have not confirmed are listed."""
    silver, gold = command("packs", "check", "--json"), command("packs", "check", "--level", "gold", "--json")

    assert silver.code == 0
    assert silver.json["ok"] is True
    assert {pack["pack"] for pack in silver.json["packs"]} == {"common", *CATALOGUE.packs}
    assert gold.code == 1
    assert gold.json["ok"] is False
    assert {finding["level"] for pack in gold.json["packs"] for finding in pack["findings"]} == {"gold"}


def test_a_fault_in_a_pack_is_named_by_rule_file_and_key(command, tmp_path: Path):
    """Exit code 1; the message says where to look."""
    assert command("packs", "new", "seventh_mo", "--in", str(tmp_path)).code == 0
    pack = tmp_path / "seventh_mo" / "pack.toml"
    pack.write_text(pack.read_text("utf-8").replace('owner = "', 'owner = "" # "'), "utf-8")

    said, told = command("packs", "check", str(tmp_path)), command("packs", "check", str(tmp_path), "--json")

    assert said.code == told.code == 1
    assert "seventh_mo: [owner, bronze] pack.toml" in said.out
    (faulty,) = [one for one in told.json["packs"] if one["pack"] == "seventh_mo"]
    assert faulty["level"] is None
    assert {"rule": "owner", "level": "bronze"}.items() <= faulty["findings"][0].items()


@pytest.mark.parametrize("content", ["not toml [", 'id = "another"', ""])
def test_a_pack_that_cannot_be_read_is_a_finding(command, tmp_path: Path, content: str):
    """Whatever is in the file: no traceback, exit code 1, and the other packs are checked all the same."""
    (tmp_path / "broken_mo").mkdir()
    (tmp_path / "broken_mo" / "pack.toml").write_text(content, "utf-8")

    told = command("packs", "check", str(tmp_path), "--json")

    assert told.code == 1
    found = {pack["pack"]: pack for pack in told.json["packs"]}
    assert found["broken_mo"]["findings"][0]["rule"] == "loads"
    assert found["ctm"]["level"] == "silver"


def test_packs_of_the_environment_are_checked_and_named(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """SIGNOFF_PACKS_DIR adds to what there is."""
    command("packs", "new", "seventh_mo", "--in", str(tmp_path))
    monkeypatch.setenv("SIGNOFF_PACKS_DIR", str(tmp_path))

    assert "seventh_mo" in {pack["pack"] for pack in command("packs", "check", "--json").json["packs"]}
    assert "seventh_mo" in {carrier["id"] for carrier in command("carriers", "--json").json["carriers"]}


def test_a_folder_of_packs_that_is_not_there_is_told(command, monkeypatch: pytest.MonkeyPatch):
    """SIGNOFF_PACKS_DIR with a slip of the pen: exit code 1 and the place."""
    monkeypatch.setenv("SIGNOFF_PACKS_DIR", "/nowhere/at/all")

    said = command("carriers")

    assert said.code == 1
    assert "/nowhere/at/all" in said.err
    assert "Traceback" not in said.err


def test_a_new_pack_works_at_once_and_says_what_comes_next(command, tmp_path: Path):
    """It runs as it is (bronze); the next commands are there to copy, and silver names what is made up."""
    said = command("packs", "new", "seventh_mo", "--in", str(tmp_path))
    again = command("packs", "new", "seventh_mo", "--in", str(tmp_path))

    assert said.code == 0
    assert f"signoff packs check {tmp_path / 'seventh_mo'}" in said.out
    assert (
        f"SIGNOFF_PACKS_DIR={tmp_path} {calling.command()} demo --carrier seventh_mo --out demo" in said.out
    )
    checked = command("packs", "check", str(tmp_path / "seventh_mo"))
    assert checked.code == 1
    assert "names.en: is made up" in checked.out
    assert command("packs", "check", str(tmp_path / "seventh_mo"), "--level", "bronze").code == 0
    assert again.code == 2
    assert again.err.startswith("NAME: ")
