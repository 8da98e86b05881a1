"""Which carriers a number or a SIM number may belong to: a hint to ask about, never a reason to refuse.

Ranges show who a block was first given to, not who serves the number today; many ICCID headers are UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable

from signoff.catalogue.pack import Catalogue, Country, NumberRange, Pack, Status
from signoff.domain.line import Identifier, IdentifierKind

_ICCID_TELECOM = "89"


def candidates(identifier: Identifier, catalogue: Catalogue) -> list[str]:
    """The ids of the carriers it may be a line of, most likely first; carriers that have ceased come last."""
    find = _by_number if identifier.kind is IdentifierKind.NUMBER else _by_iccid
    found = [
        carrier_id
        for country in catalogue.countries.values()
        for carrier_id in find(identifier.value, country, _packs_of(country, catalogue))
    ]
    return sorted(found, key=lambda carrier_id: catalogue.packs[carrier_id].status.value is Status.CEASED)


def _packs_of(country: Country, catalogue: Catalogue) -> list[Pack]:
    return [pack for pack in catalogue.packs.values() if pack.country.id == country.id]


def _by_number(value: str, country: Country, packs: list[Pack]) -> list[str]:
    """The longest match among operating carriers wins; a ceased carrier is named when its match is as long."""
    calling_code = f"+{country.calling_code}"
    if not value.startswith(calling_code):
        return []
    national = value.removeprefix(calling_code)
    matches = {pack.id: _match_length(national, pack.number_ranges) for pack in packs}
    elsewhere = [_match_length(national, operator.number_ranges) for operator in country.other_operators]
    ceased = {pack.id for pack in packs if pack.status.value is Status.CEASED}
    longest = max(
        [*elsewhere, *(match for pack_id, match in matches.items() if pack_id not in ceased)], default=0
    )
    if longest:
        found = [pack_id for pack_id, match in matches.items() if match == longest and pack_id not in ceased]
    else:
        found = []
    return found + [pack_id for pack_id in ceased if matches[pack_id] >= max(longest, 1)]


def _match_length(national: str, ranges: Iterable[NumberRange]) -> int:
    return max(
        (
            len(prefix)
            for block in ranges
            if len(national) == block.digits
            for prefix in block.prefixes
            if national.startswith(prefix)
        ),
        default=0,
    )


def _by_iccid(value: str, country: Country, packs: list[Pack]) -> list[str]:
    """The carrier whose header it carries; else those of the country whose header nobody knows."""
    known = [
        pack.id for pack in packs for header in pack.iccid_headers.value or () if value.startswith(header)
    ]
    if known:
        return known
    others = (header for operator in country.other_operators for header in operator.iccid_headers)
    if not value.startswith(_ICCID_TELECOM + country.calling_code) or any(map(value.startswith, others)):
        return []
    return [pack.id for pack in packs if pack.iccid_headers.value is None]
