"""`terms_sourced` (gold): no term of leaving is a sample any more; the carrier or a law said every one."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, term_values


def find(pack: Pack, _around: Surroundings) -> Iterator[Fault]:
    """A fault for each sample."""
    for key, stated in term_values(pack):
        if stated.is_sample:
            yield Fault(PACK_FILE, key, "is a sample; ask the carrier and cite it")


RULE = Rule("terms_sourced", Level.GOLD, find)
