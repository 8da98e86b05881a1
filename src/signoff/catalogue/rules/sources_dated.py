"""`sources_dated` (bronze): every source says its title, how far it is relied on, and when it was checked."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack, Source
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each thing a source leaves out, in the pack and in its country's file."""
    for source in pack.own_sources.values():
        yield from _faults(PACK_FILE, source, around)
    for source in pack.country.sources.values():
        yield from _faults(f"countries/{pack.country.id}.toml", source, around)


def _faults(file: str, source: Source, around: Surroundings) -> Iterator[Fault]:
    key = f"sources.{source.key}"
    if not source.title.strip():
        yield Fault(file, f"{key}.title", "say what was read")
    if not source.dated.strip():
        yield Fault(file, f"{key}.dated", 'say how old the source is, or "undated"')
    if source.url and not source.url.startswith(("https://", "http://")):
        yield Fault(file, f"{key}.url", "must begin with https:// or http://")
    if source.confidence is None:
        yield Fault(file, f"{key}.confidence", "say high, medium or low")
    if source.checked_on is None:
        yield Fault(file, f"{key}.checked_on", "say on which day it was last checked")
    elif source.checked_on > around.today:
        yield Fault(file, f"{key}.checked_on", f"{source.checked_on} is still to come")


RULE = Rule("sources_dated", Level.BRONZE, find)
