"""`sources_cited` (bronze): every source that is cited is there, and every source of the pack is cited."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, citations


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each missing source, and for each that nothing cites."""
    cited: set[str] = set()
    for key, sources in citations(pack):
        cited.update(sources)
        for source in sources:
            if source not in pack.sources:
                yield Fault(
                    PACK_FILE, f"{key}.source", f"there is no source {source}, here or in the country's file"
                )
    for source in pack.own_sources:
        if source not in cited:
            yield Fault(PACK_FILE, f"sources.{source}", "nothing cites this source; remove it")


RULE = Rule("sources_cited", Level.BRONZE, find)
