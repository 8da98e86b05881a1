"""`network_codes` (bronze): MCC-MNC codes have their form and belong to one carrier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings

_FORM = re.compile(r"[2-7][0-9]{2}-[0-9]{2,3}")  # ITU-T E.212; countries have 2 to 7 in front


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each code that is malformed, doubled or another carrier's."""
    codes = pack.networks.value or ()
    if len(set(codes)) < len(codes):
        yield Fault(PACK_FILE, "networks", "a code is there more than once")
    for code in codes:
        if not _FORM.fullmatch(code):
            yield Fault(PACK_FILE, "networks", f'{code} has not the form of an MCC-MNC, like "455-01"')
        for other in around.catalogue.packs.values():
            if other.id != pack.id and code in (other.networks.value or ()):
                yield Fault(PACK_FILE, "networks", f"{code} also belongs to {other.id}")
        for operator in pack.country.other_operators:
            if code in (operator.networks.value or ()):
                yield Fault(PACK_FILE, "networks", f"{code} also belongs to {operator.name}")
    for place, note in enumerate(pack.network_notes, start=1):
        if note.code not in codes:
            yield Fault(
                PACK_FILE, f"network_notes[{place}].code", f"{note.code} is none of the carrier's codes"
            )


RULE = Rule("network_codes", Level.BRONZE, find)
