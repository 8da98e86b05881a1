"""`succession` (bronze): a carrier that has ceased leads to its successor, which has a pack and operates."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack, Status
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault when a ceased carrier leads nowhere, or an operating one names a successor."""
    has_ceased = pack.status.value is Status.CEASED
    if pack.successor is None:
        if has_ceased:
            yield Fault(PACK_FILE, "successor", "a carrier that has ceased needs the id of its successor")
        return
    if not has_ceased:
        yield Fault(PACK_FILE, "successor", "only a carrier that has ceased has a successor")
    successor = around.catalogue.packs.get(pack.successor)
    if successor is None or successor.status.value is Status.CEASED:
        yield Fault(PACK_FILE, "successor", f"there is no operating carrier {pack.successor}")


RULE = Rule("succession", Level.BRONZE, find)
