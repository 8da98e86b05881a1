"""Which carriers a number, a SIM number or a network code may belong to: a hint to ask about, never a reason to refuse.

Ranges show who a block was first given to, not who serves the number today; many ICCID headers are UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from signoff.catalogue.pack import Catalogue, Country, NumberRange, Operator, Pack, Stated, Status
from signoff.domain.line import Identifier, IdentifierKind

ICCID_TELECOM = "89"  # ITU-T E.118


@dataclass(frozen=True, slots=True)
class Match:
    """One entry of the lists that fits: whose it is, and from where that is known."""

    carrier_id: str  # empty for an operator without a pack
    holder: str  # that operator's name; empty when there is a pack
    country: str
    entry: str  # the range, the header or the code
    sources: tuple[str, ...]
    is_ceased: bool = False
    is_sample: bool = False


def candidates(identifier: Identifier, catalogue: Catalogue) -> list[str]:
    """The ids of the carriers it may be a line of, most likely first; carriers that have ceased come last."""
    find = _by_number if identifier.kind is IdentifierKind.NUMBER else _by_iccid
    found = find(identifier.value, catalogue)
    return sorted(found, key=lambda carrier_id: catalogue.packs[carrier_id].status.value is Status.CEASED)


def range_matches(number: str, catalogue: Catalogue) -> list[Match]:
    """Whose ranges an E.164 number lies in, the longest first; one for each carrier."""
    found: list[Match] = []
    for country in catalogue.countries.values():
        calling_code = f"+{country.calling_code}"
        if number.startswith(calling_code):
            national = number.removeprefix(calling_code)
            found += _in_country(national, country, catalogue)
    return sorted(found, key=lambda match: (-len(match.entry), match.is_ceased))


def header_matches(iccid: str, catalogue: Catalogue) -> list[Match]:
    """Whose ICCID header a card's number begins with; what is shorter than a header may go on as any of them."""
    return [
        match
        for match in _headers(catalogue)
        if iccid.startswith(match.entry) or match.entry.startswith(iccid)
    ]


def network_matches(code: str, catalogue: Catalogue) -> list[Match]:
    """Whose network has this code, written as 455-01."""
    return [match for match in _networks(catalogue) if match.entry == code]


def network_country(code: str, catalogue: Catalogue) -> str:
    """The country of a network code by those of its carriers, empty for one that is not ours."""
    own = code.partition("-")[0]
    return next((match.country for match in _networks(catalogue) if match.entry.partition("-")[0] == own), "")


def iccid_country(iccid: str, catalogue: Catalogue) -> str:
    """The country of a card by its number, empty for one that is not ours."""
    return next(
        (
            country.id
            for country in catalogue.countries.values()
            if iccid.startswith(ICCID_TELECOM + country.calling_code)
        ),
        "",
    )


def without_known_header(country: str, catalogue: Catalogue) -> list[str]:
    """The carriers of a country whose ICCID header nobody knows: a card can never exclude them."""
    return [
        pack.id
        for pack in catalogue.packs.values()
        if pack.country.id == country and pack.iccid_headers.value is None
    ]


def _by_number(number: str, catalogue: Catalogue) -> list[str]:
    """The longest match among operating carriers wins; a ceased carrier is named when its match is as long."""
    matches = range_matches(number, catalogue)
    longest = max((len(match.entry) for match in matches if not match.is_ceased), default=0)
    return [
        match.carrier_id
        for match in matches
        if match.carrier_id
        and (len(match.entry) >= longest if match.is_ceased else len(match.entry) == longest)
    ]


def _by_iccid(iccid: str, catalogue: Catalogue) -> list[str]:
    """The carrier whose header it carries; else those of the country whose header nobody knows."""
    known = [match for match in header_matches(iccid, catalogue) if iccid.startswith(match.entry)]
    if known:
        return [match.carrier_id for match in known if match.carrier_id]
    return without_known_header(iccid_country(iccid, catalogue), catalogue)


def _in_country(national: str, country: Country, catalogue: Catalogue) -> Iterator[Match]:
    for pack in _packs_of(country, catalogue):
        if (found := _longest(national, pack.number_ranges)) is not None:
            prefix, block = found
            is_ceased = pack.status.value is Status.CEASED
            yield Match(pack.id, "", country.id, prefix, block.sources, is_ceased, block.is_sample)
    for operator in country.other_operators:
        if (found := _longest(national, operator.number_ranges)) is not None:
            prefix, block = found
            yield Match("", operator.name, country.id, prefix, block.sources, is_sample=block.is_sample)


def _packs_of(country: Country, catalogue: Catalogue) -> list[Pack]:
    return [pack for pack in catalogue.packs.values() if pack.country.id == country.id]


def _longest(national: str, ranges: Iterable[NumberRange]) -> tuple[str, NumberRange] | None:
    fitting = (
        (prefix, block)
        for block in ranges
        if len(national) == block.digits
        for prefix in block.prefixes
        if national.startswith(prefix)
    )
    return max(fitting, key=lambda found: len(found[0]), default=None)


def _headers(catalogue: Catalogue) -> Iterator[Match]:
    return _stated(catalogue, lambda one: one.iccid_headers)


def _networks(catalogue: Catalogue) -> Iterator[Match]:
    return _stated(catalogue, lambda one: one.networks)


def _stated(
    catalogue: Catalogue, of: Callable[[Pack | Operator], Stated[tuple[str, ...]]]
) -> Iterator[Match]:
    """What packs, and after them carriers without one, state as theirs."""
    for pack in catalogue.packs.values():
        own, is_ceased = of(pack), pack.status.value is Status.CEASED
        for entry in own.value or ():
            yield Match(pack.id, "", pack.country.id, entry, own.sources, is_ceased, own.is_sample)
    for country in catalogue.countries.values():
        for operator in country.other_operators:
            other = of(operator)
            for entry in other.value or ():
                yield Match("", operator.name, country.id, entry, other.sources)
