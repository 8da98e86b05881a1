"""`iccid_headers` (bronze): headers have the form of ITU-T E.118 and one owner; who does not know says UNKNOWN."""

from __future__ import annotations

from collections.abc import Iterator

from signoff.catalogue.pack import Pack
from signoff.catalogue.rule import PACK_FILE, Fault, Level, Rule, Surroundings

_LENGTH_MAX = 7  # ITU-T E.118: 89, country code and issuer have at most seven digits


def find(pack: Pack, around: Surroundings) -> Iterator[Fault]:
    """A fault for each header that is malformed or another carrier's."""
    headers = pack.iccid_headers.value
    if headers is None:
        return
    if not headers:
        yield Fault(PACK_FILE, "iccid_headers", "name a header, or say unknown = true")
    start = f"89{pack.country.calling_code}"
    for header in headers:
        if not (header.isascii() and header.isdigit() and header.startswith(start) and header != start):
            yield Fault(PACK_FILE, "iccid_headers", f"{header} does not begin with {start} and an issuer")
        if len(header) > _LENGTH_MAX:
            yield Fault(PACK_FILE, "iccid_headers", f"{header} has more than {_LENGTH_MAX} digits")
        for other in around.catalogue.packs.values():
            if other.id != pack.id and header in (other.iccid_headers.value or ()):
                yield Fault(PACK_FILE, "iccid_headers", f"{header} also belongs to {other.id}")


RULE = Rule("iccid_headers", Level.BRONZE, find)
