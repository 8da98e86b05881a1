"""The tables `[third_parties.<right>]` of a pack: what is asked of who acts for a holder, and whose the money is.

What a pack leaves out is as `packs/common/third_parties.toml` has it; the values are those of `domain/third_party.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from signoff.catalogue.pack import Stated
from signoff.catalogue.toml_table import Table, a_whole_number, a_word, list_of, read_file
from signoff.domain.step_up import Channel
from signoff.domain.third_party import STRICT, TAKES_PAPERS, MoneyTo, Paper, Right, ThirdParty

COMMON = Path(__file__).parent.parent / "packs" / "common" / "third_parties.toml"


@dataclass(frozen=True, slots=True)
class PackThirdParty:
    """What the pack states for one right, each value with what stands behind it."""

    papers: Stated[tuple[Paper, ...]]
    channels: Stated[tuple[Channel, ...]]
    papers_days: Stated[int]
    stop_hours: Stated[int]
    money_to: Stated[MoneyTo]

    @property
    def values(self) -> Mapping[str, Stated[object]]:
        """Every stated value by its key."""
        return {key: getattr(self, key) for key in KEYS}


KEYS = ("papers", "channels", "papers_days", "stop_hours", "money_to")

PackThirdParties = Mapping[Right, PackThirdParty]


def read_third_parties(table: Table) -> PackThirdParties:
    """The tables as they stand, over the common ones. Raises PackError."""
    common = _common()
    found = {
        right: _read(table.table(right), common[right]) if table.has(right) else common[right]
        for right in Right
    }
    table.finish()
    return found


def values_of(stated: PackThirdParties) -> Mapping[str, Stated[object]]:
    """Every stated value by its key below `third_parties`."""
    return {f"{right}.{key}": one for right, rule in stated.items() for key, one in rule.values.items()}


def third_parties_of(stated: PackThirdParties) -> Mapping[Right, ThirdParty]:
    """The rules of an ending. What is UNKNOWN, or cannot be meant, is as strict as can be."""
    found = {}
    for right, rule in stated.items():
        strict = STRICT[right]
        papers, channels = rule.papers.value or (), rule.channels.value or ()
        stop_hours, papers_days = rule.stop_hours.value, rule.papers_days.value
        found[right] = ThirdParty(
            papers=papers if Paper.OWN_IDENTITY in papers else strict.papers,
            channels=tuple(one for one in channels if one in TAKES_PAPERS) or strict.channels,
            papers_days=strict.papers_days if papers_days is None else papers_days,
            stop_hours=strict.stop_hours if stop_hours is None else stop_hours,
            money_to=rule.money_to.value or strict.money_to,
        )
    return found


@cache
def _common() -> PackThirdParties:
    table = read_file(COMMON).table("third_parties")
    return {right: _read(table.table(right), None) for right in Right}


def _read(table: Table, common: PackThirdParty | None) -> PackThirdParty:
    """One right; without common values every key must be there."""
    readers = {
        "papers": list_of(a_word(Paper)),
        "channels": list_of(a_word(Channel)),
        "papers_days": a_whole_number,
        "stop_hours": a_whole_number,
        "money_to": a_word(MoneyTo),
    }
    stated = {
        key: table.stated(key, read) if common is None else table.stated_or(key, read, common.values[key])
        for key, read in readers.items()
    }
    table.finish()
    return PackThirdParty(**stated)  # type: ignore[arg-type]  # each key is read by its own reader
