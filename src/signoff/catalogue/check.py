"""Checks packs by the rules in `rules/`; each finding names the rule, the file and the key. Pages: docs/packs/rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from signoff.catalogue.languages import OFFERED
from signoff.catalogue.pack import Catalogue, Pack
from signoff.catalogue.packs import BUILT_IN, carrier_of, load_countries, load_pack, pack_folders
from signoff.catalogue.rule import Level, Rule, Surroundings
from signoff.catalogue.rules import (
    advice_covers,
    advice_holds,
    channels,
    country,
    examples_at_borders,
    examples_cover,
    examples_hold,
    iccid_headers,
    identity_real,
    network_codes,
    no_background,
    number_ranges,
    owner,
    sources_cited,
    sources_dated,
    sources_fresh,
    succession,
    terms,
    terms_sourced,
    texts_clean,
    texts_complete,
    texts_known,
    values_stated,
)
from signoff.catalogue.texts import Texts, common_texts, needed_keys, shipped_texts
from signoff.catalogue.toml_table import PackError
from signoff.catalogue.writing import placeholders
from signoff.domain.carrier import Carrier

LOADS = "loads"
"""The rule that comes before all others (bronze): the files can be read and every key is known."""

RULES: tuple[Rule, ...] = (
    owner.RULE,
    succession.RULE,
    country.RULE,
    sources_cited.RULE,
    sources_dated.RULE,
    values_stated.RULE,
    no_background.RULE,
    texts_known.RULE,
    texts_clean.RULE,
    number_ranges.RULE,
    network_codes.RULE,
    iccid_headers.RULE,
    channels.RULE,
    terms.RULE,
    examples_hold.RULE,
    advice_holds.RULE,
    identity_real.RULE,
    texts_complete.RULE,
    examples_cover.RULE,
    advice_covers.RULE,
    examples_at_borders.RULE,
    sources_fresh.RULE,
    terms_sourced.RULE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one pack (`common` for the common texts), with the rule that found it."""

    pack: str
    rule: str
    level: Level
    file: str
    key: str
    problem: str

    @property
    def message(self) -> str:
        """The finding in one line: pack, rule and level, file, key, problem."""
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{self.pack}: [{self.rule}, {self.level}] {place}: {self.problem}"


def check(catalogue: Catalogue, today: date) -> list[Finding]:
    """What the rules find in packs that load."""
    around = Surroundings(
        catalogue=catalogue, languages=Texts(catalogue).languages, common=shipped_texts(), today=today
    )
    return [
        Finding(pack.id, rule.name, rule.level, fault.file, fault.key, fault.problem)
        for pack in catalogue.packs.values()
        for rule in RULES
        for fault in rule.find(pack, around)
    ]


def check_folders(*extras: Path | None, today: date) -> list[Finding]:
    """The same for the common texts, the built-in packs and those of extra folders, whether they load or not."""
    folders = [BUILT_IN, *(extra for extra in extras if extra is not None)]
    try:
        common = _check_shipped()
        countries = load_countries(folders)
        found = pack_folders(folders)
    except PackError as error:
        return [_unloaded("common", error)]
    packs: dict[str, Pack] = {}
    carriers: dict[str, Carrier] = {}
    unloaded = []
    for pack_id, folder in found.items():
        try:
            pack = load_pack(folder, countries)
            carriers[pack_id] = carrier_of(pack)
            packs[pack_id] = pack
        except PackError as error:
            unloaded.append(_unloaded(pack_id, error))
    return [*common, *unloaded, *check(Catalogue(packs, carriers, countries), today)]


@cache
def _check_shipped() -> tuple[Finding, ...]:
    """What is wrong with the common texts of this release, which stay as they are. Raises PackError."""
    return tuple(check_common())


def check_common(folder: Path = BUILT_IN / "common" / "text") -> list[Finding]:
    """What is wrong with the common texts: unclean ones, ones a language lacks, placeholders that differ.

    A language that is being written and not offered yet is not looked at.
    Raises PackError when a file cannot be read.
    """
    texts = {tag: own for tag, own in common_texts(folder).items() if tag in OFFERED}
    needed = {key for language in texts.values() for key in needed_keys(language)}
    return [
        finding
        for language, own in texts.items()
        for finding in (
            *_unclean(language, own),
            *_unlike(language, own, texts.get("en", {})),
            *_lacking(language, own, needed),
        )
    ]


def level_of(pack_id: str, findings: Iterable[Finding]) -> Level | None:
    """The level a pack has reached, from all findings about it; None when it has not even reached bronze."""
    faulty = {finding.level for finding in findings if finding.pack == pack_id}
    reached = None
    for level in Level:
        if level in faulty:
            break
        reached = level
    return reached


def _unclean(language: str, own: Mapping[str, str]) -> Iterator[Finding]:
    for key, text in own.items():
        for problem in texts_clean.problems(key, text):
            yield _of_common(texts_clean.RULE, language, key, problem)


def _unlike(language: str, own: Mapping[str, str], english: Mapping[str, str]) -> Iterator[Finding]:
    """Texts whose placeholders are not those of the English text."""
    for key in own.keys() & english.keys():
        if placeholders(own[key]) != placeholders(english[key]):
            yield _of_common(texts_known.RULE, language, key, "has not the placeholders of the English text")


def _lacking(language: str, own: Mapping[str, str], needed: set[str]) -> Iterator[Finding]:
    for key in sorted(needed - own.keys()):
        yield _of_common(texts_complete.RULE, language, key, "is missing in this language")


def _of_common(rule: Rule, language: str, key: str, problem: str) -> Finding:
    area, _, inner = key.partition(".")
    return Finding("common", rule.name, rule.level, f"text/{language}/{area}.toml", inner, problem)


def _unloaded(pack_id: str, error: PackError) -> Finding:
    return Finding(pack_id, LOADS, Level.BRONZE, error.file.name, error.key, error.problem)
