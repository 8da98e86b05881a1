"""`no_background` (bronze): nothing in a pack rests on what somebody happens to remember."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, citations

_MEMORY = re.compile(r"\bBK\b|\bbackground knowledge\b|\bfrom memory\b|\bcommon knowledge\b", re.IGNORECASE)


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each source that is no source."""
    for key, cited in citations(pack):
        for name in cited:
            if _MEMORY.search(name):
                yield Fault(PACK_FILE, f"{key}.source", f"{name} is memory, not a source: leave the fact out")
    for source in pack.own_sources.values():
        if _MEMORY.search(f"{source.key} {source.title}"):
            yield Fault(PACK_FILE, f"sources.{source.key}", "is memory, not a source: leave its facts out")


RULE = Rule("no_background", Level.BRONZE, find)
