"""Each rule for packs finds what it is there for, and says where."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from signoff.catalogue.check import LOADS, RULES, Finding, check_common, check_folders, level_of
from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.rule import Level
from tests.catalogue.conftest import Spoil
from tests.catalogue.dates import TODAY

PACK = "ctm/pack.toml"
PLANTED: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "planted.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def before() -> set[Finding]:
    """What is found when nothing is planted."""
    return set(check_folders(today=TODAY))


@pytest.mark.parametrize("case", PLANTED)
def test_a_rule_finds_what_was_planted(case: str, spoil: Spoil, before: set[Finding]):
    """The finding names the rule and the key, and its message the file as well."""
    planted = PLANTED[case]
    rule, key = planted["rule"], planted["key"]

    folder = spoil(planted["file"], planted["old"], planted["new"])
    findings = set(check_folders(folder, today=TODAY)) - before

    found = [finding for finding in findings if finding.rule == rule and key in finding.key]
    assert found, "\n".join(finding.message for finding in findings)
    assert rule in found[0].message
    assert key in found[0].message
    assert found[0].file in found[0].message


def test_every_rule_has_a_planted_fault():
    """No rule stands untested."""
    assert {rule.name for rule in RULES} | {LOADS} == {planted["rule"] for planted in PLANTED.values()}


def test_the_built_in_packs_are_silver(before: set[Finding]):
    """Nothing is found but samples, which keep a pack from gold."""
    assert {finding.message for finding in before if finding.rule != "terms_sourced"} == set()
    assert level_of("ctm", before) is Level.SILVER


def test_a_pack_that_does_not_load_hides_no_other(spoil: Spoil):
    """One broken pack is a finding; the others are checked all the same."""
    folder = spoil(PACK, 'id = "ctm"', 'id = "cmt"')
    folder = spoil("three_mo/pack.toml", '"455-03"', '"45503"')

    rules = {(finding.pack, finding.rule) for finding in check_folders(folder, today=TODAY)}

    assert {("ctm", LOADS), ("three_mo", "network_codes")} <= rules


def test_a_pack_with_a_bronze_fault_has_no_level(spoil: Spoil):
    """Levels build on each other."""
    findings = check_folders(spoil(PACK, '"455-01"', '"45501"'), today=TODAY)

    assert level_of("ctm", findings) is None
    assert level_of("three_mo", findings) is Level.SILVER


def test_a_year_later_the_packs_want_to_be_looked_at_again():
    """What was checked once is not known for ever."""
    findings = check_folders(today=date(2027, 11, 23))

    assert {"sources_fresh"} == {finding.rule for finding in findings} - {"terms_sourced"}


def common_text(folder: Path, english: str, chinese: str) -> Path:
    """Common texts of one file in two languages."""
    for language, text in (("en", english), ("zh-Hans", chinese)):
        (folder / language).mkdir(parents=True)
        (folder / language / "portal.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("english", "chinese", "rule"),
    [
        ('hello = "Hello"\nbye = "Bye"', 'hello = "你好"', "texts_complete"),
        ('hello = "Hello"', 'hello = "你好"\nbye = "再见"', "texts_complete"),
        ('hello = "Hello {name}"', 'hello = "你好"', "texts_known"),
        ('hello = "Hello"', 'hello = "<p>你好"', "texts_clean"),
    ],
)
def test_common_texts_are_checked_too(english: str, chinese: str, rule: str, tmp_path: Path):
    """They are complete, alike in their placeholders, and clean."""
    findings = check_common(common_text(tmp_path / "text", english, chinese))

    assert [finding.rule for finding in findings] == [rule]
    assert "portal.toml" in findings[0].message


def test_plural_forms_differ_by_language(tmp_path: Path):
    """English has two, Chinese one: neither lacks anything."""
    folder = common_text(
        tmp_path / "text",
        '[days]\none = "{number} day"\nother = "{number} days"',
        '[days]\nother = "{number} 天"',
    )

    assert check_common(folder) == []


def test_every_rule_has_a_page():
    """A finding can be looked up: the rule's page has its name and level, and no page is left over."""
    pages = Path(BUILT_IN).parents[2] / "docs" / "packs" / "rules"
    levels = {rule.name: rule.level for rule in RULES} | {LOADS: Level.BRONZE}

    assert {page.stem for page in pages.glob("*.md")} == set(levels)
    for name, level in levels.items():
        first, _, rest = (pages / f"{name}.md").read_text(encoding="utf-8").partition("\n")
        assert first == f"# `{name}` ({level})"
        assert len(rest.split()) > 20
