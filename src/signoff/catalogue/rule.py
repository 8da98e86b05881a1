"""What a rule for packs is: a name, a level, and a search for faults. The rules are in `rules/`, run by `check.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signoff.catalogue.pack import Catalogue, Pack, Stated
from signoff.catalogue.third_parties import values_of


class Level(StrEnum):
    """How good a pack is whose rules of this level, and of those before it, find nothing."""

    BRONZE = "bronze"  # it can be used in the sandbox
    SILVER = "silver"  # every offered language, every branch of the fees
    GOLD = "gold"  # looked at again within a year, its borders shown


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may look at besides the pack: the other packs, the common texts, the day of the check."""

    catalogue: Catalogue
    languages: tuple[str, ...]
    common: Mapping[str, Mapping[str, str]]  # language -> dotted key -> text
    today: date


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a key of a file, which is named from the pack's folder."""

    file: str
    key: str
    problem: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; its page is docs/packs/rules/<name>.md."""

    name: str
    level: Level
    find: Callable[[Pack, Surroundings], Iterator[Fault]]


PACK_FILE = "pack.toml"
EXAMPLES_FILE = "examples.toml"


def text_file(language: str) -> str:
    """The file of a pack's texts in a language, from its folder."""
    return f"text/{language}.toml"


def identity_values(pack: Pack) -> Iterator[tuple[str, Stated[object]]]:
    """Every stated value of a pack that says who the carrier is or what is known of it, by dotted key."""
    yield "status", pack.status
    yield "networks", pack.networks
    yield "iccid_headers", pack.iccid_headers
    for language, name in pack.names.items():
        yield f"names.{language}", name
    for place, name in enumerate(pack.other_names, start=1):
        yield f"other_names[{place}]", name
    if pack.confused_with.value:
        yield "confused_with", pack.confused_with
    for fact in pack.facts:
        yield f"facts.{fact.topic}", fact.stated


def term_values(pack: Pack) -> Iterator[tuple[str, Stated[object]]]:
    """Every stated value of a pack that an ending is decided by, by dotted key."""
    for key, stated in pack.policy.values.items():
        yield f"policy.{key}", stated
    for key, stated in pack.assurance.values.items():
        yield f"assurance.{key}", stated
    for key, stated in values_of(pack.third_parties).items():
        yield f"third_parties.{key}", stated
    for tariff in pack.tariffs.values():
        for key, stated in tariff.values.items():
            yield f"tariffs.{tariff.id}.{key}", stated


def sample_keys(pack: Pack) -> frozenset[str]:
    """The dotted keys of everything in a pack that is made up."""
    stated = {key for key, one in (*identity_values(pack), *term_values(pack)) if one.is_sample}
    ranges = {f"number_ranges[{n}]" for n, one in enumerate(pack.number_ranges, start=1) if one.is_sample}
    return frozenset(
        stated | ranges | {f"channels[{n}]" for n, one in enumerate(pack.channels, start=1) if one.is_sample}
    )


def citations(pack: Pack) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every place of a pack that cites sources, by dotted key, with the keys it cites."""
    for key, stated in (*identity_values(pack), *term_values(pack)):
        yield key, stated.sources
    for place, numbers in enumerate(pack.number_ranges, start=1):
        yield f"number_ranges[{place}]", numbers.sources
    for place, channel in enumerate(pack.channels, start=1):
        yield f"channels[{place}]", channel.sources
    for place, rejected in enumerate(pack.rejected, start=1):
        yield f"rejected[{place}]", rejected.sources
    for place, network_note in enumerate(pack.network_notes, start=1):
        yield f"network_notes[{place}]", network_note.sources
