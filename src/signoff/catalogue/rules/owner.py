"""`owner` (bronze): somebody is named who keeps the pack."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault when nobody is named."""
    if not pack.owner.strip():
        yield Fault(PACK_FILE, "owner", "name who keeps this pack and answers questions about it")


RULE = Rule("owner", Level.BRONZE, find)
