"""`sources_fresh` (gold): whatever a pack says was looked at again within a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings, identity_values

AGE_DAYS_MAX = 365


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each source and each UNKNOWN that nobody has looked at for a year."""
    oldest_on = around.today - timedelta(days=AGE_DAYS_MAX)
    for source in pack.own_sources.values():
        if source.checked_on is not None and source.checked_on < oldest_on:
            yield Fault(
                PACK_FILE, f"sources.{source.key}.checked_on", f"{source.checked_on} is over a year ago"
            )
    for key, stated in identity_values(pack):
        if stated.searched_on is not None and stated.searched_on < oldest_on:
            yield Fault(
                PACK_FILE, f"{key}.searched_on", f"{stated.searched_on} is over a year ago; look again"
            )


RULE = Rule("sources_fresh", Level.GOLD, find)
