"""What a number says: whose range it lies in, by the longest match over all lists; and what a short number says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from signoff.catalogue.dialling import (
    Dialled,
    as_dialled,
    foreign_calling_code,
    numbers_in,
    without_stray_zero,
)
from signoff.catalogue.display import grouped_number
from signoff.catalogue.matching import Match, range_matches
from signoff.catalogue.pack import Catalogue, Channel, ChannelKind, Country, Pack, Standing, Status
from signoff.domain.identify import Cited, Finding, Reason, Said, SignKind, Sureness
from signoff.traveller.sources import cited, sureness_of


def number_finding(digits: str, catalogue: Catalogue, country: str = "") -> Finding:
    """Whose number it was first, and who has it today. Raises Unreadable for what is no number.

    `country` is where the card was bought, if that is known: a number without its country's code is read there first.
    """
    places = sorted(catalogue.countries, key=lambda one: one != country)
    digits = without_stray_zero(digits, places)
    code = foreign_calling_code(digits) if digits.startswith(("+", "00")) or len(digits) > 11 else ""
    if code and code not in {one.calling_code for one in catalogue.countries.values()}:
        return _of_elsewhere(digits, code, catalogue)
    ways = numbers_in(digits, places)
    # What is in a carrier's range is mobile, whatever the library says of it.
    mobile = [way for way in ways if way.is_mobile or _sourced_matches(way.number, catalogue)]
    # A whole number of wires comes before one that would be mobile if only it had its 0.
    fixed = [way for way in ways if way not in mobile and way.is_whole and way.is_assigned]
    found = mobile + fixed
    found.sort(key=lambda way: (way.country != country if country else False, not way.is_whole))
    if not found or found[0] in fixed:
        first = next(iter(found), next((way for way in ways if way.country == country), ways[0]))
        word = "number_not_mobile" if first.is_assigned else "number_not_assigned"
        said = Said(word, {"country": first.country})
        reason = Reason(SignKind.NUMBER, digits, said, _range_source(first.country, catalogue))
        also, cautions = _other_readings(mobile, catalogue)
        return Finding(
            SignKind.NUMBER, Sureness.MEDIUM, (reason,), country=first.country, also=also, cautions=cautions
        )
    return _in_range(found[0], found[1:], catalogue)


def _in_range(way: Dialled, others: list[Dialled], catalogue: Catalogue) -> Finding:
    matches = _sourced_matches(way.number, catalogue)
    shown = grouped_number(way.number)
    if not matches:
        carriers = tuple(pack.id for pack in operating_in(way.country, catalogue))
        near = [*_sourced_matches(f"{way.number}0", catalogue), *_sourced_matches(way.number[:-1], catalogue)]
        begins = {"prefix": as_dialled(near[0].entry, way.country)} if near else {}
        said = Said("number_digits", begins) if near else Said("number_no_range", {"country": way.country})
        reason = Reason(SignKind.NUMBER, shown, said, _range_source(way.country, catalogue))
        _, cautions = _other_readings(others, catalogue)
        return Finding(
            SignKind.NUMBER, Sureness.LOW, (reason,), carriers, country=way.country, cautions=cautions
        )
    longest = [match for match in matches if len(match.entry) == len(matches[0].entry)]
    # Where a carrier that is gone and its successor have the same range, the number came from the one that is gone.
    match = next((one for one in longest if one.is_ceased), longest[0])
    source = cited(match.sources, catalogue, match.country, match.carrier_id)
    word = "number_former" if match.is_ceased else "number_range" if match.carrier_id else "number_other"
    said = Said(
        word,
        {"prefix": as_dialled(match.entry, match.country), "carrier": match.carrier_id, "name": match.holder},
    )
    sureness = Sureness.MEDIUM.at_most(sureness_of(source))
    also, cautions = _doubts(way, others, match, matches, catalogue)
    return Finding(
        SignKind.NUMBER,
        Sureness.LOW if any(doubt.word != "also_reads" for doubt in cautions) else sureness,
        (Reason(SignKind.NUMBER, shown, said, source),),
        (match.carrier_id,) if match.carrier_id else (),
        match.holder,
        way.country,
        also,
        cautions,
    )


def _doubts(
    way: Dialled, others: list[Dialled], match: Match, matches: list[Match], catalogue: Catalogue
) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    """Who else it may be and why: a wider range in use by another carrier, a missing 0, another country."""
    also: list[str] = []
    cautions: list[Said] = []
    in_use = next((one for one in matches if one.carrier_id and not one.is_ceased), None)
    pack = catalogue.packs.get(match.carrier_id)
    if match.is_ceased and in_use is not None and pack is not None and in_use.carrier_id != pack.successor:
        also.append(in_use.carrier_id)
        cautions.append(
            Said(
                "number_in_use",
                {"prefix": as_dialled(in_use.entry, way.country), "carrier": in_use.carrier_id},
            )
        )
    if not way.is_whole:
        cautions.append(Said("number_without_zero", {"country": way.country}))
    readers, readings = _other_readings(others, catalogue)
    return (*also, *readers), (*cautions, *readings)


def _other_readings(others: list[Dialled], catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[Said, ...]]:
    """What the same digits would be in another country, and whose."""
    also: list[str] = []
    cautions: list[Said] = []
    for other in others:
        also += [one.carrier_id for one in _sourced_matches(other.number, catalogue)[:1] if one.carrier_id]
        cautions.append(
            Said("also_reads", {"country": other.country, "number": grouped_number(other.number)})
        )
    return tuple(also), tuple(cautions)


def _sourced_matches(number: str, catalogue: Catalogue) -> list[Match]:
    return [match for match in range_matches(number, catalogue) if not match.is_sample]


def _of_elsewhere(digits: str, code: str, catalogue: Catalogue) -> Finding:
    said = Said("number_elsewhere", {"code": code})
    reason = Reason(SignKind.NUMBER, digits, said, _range_source(next(iter(catalogue.countries)), catalogue))
    return Finding(SignKind.NUMBER, Sureness.MEDIUM, (reason,))


def _range_source(country: str, catalogue: Catalogue) -> Cited:
    """The list of ranges of a country that was searched."""
    for operator in catalogue.countries[country].other_operators:
        for block in operator.number_ranges:
            if not block.is_sample and block.sources:
                return cited(block.sources, catalogue, country)
    for pack in operating_in(country, catalogue):
        for block in pack.number_ranges:
            if not block.is_sample and block.sources:
                return cited(block.sources, catalogue, country, pack.id)
    raise LookupError(f"no list of ranges for {country}")


def operating_in(country: str, catalogue: Catalogue) -> list[Pack]:
    """The carriers of a country that there are today, as a source says; none that is made up."""
    return [
        pack
        for pack in catalogue.packs.values()
        if pack.country.id == country
        and pack.status.standing is Standing.SOURCED
        and pack.status.value is not Status.CEASED
    ]


def dialled_finding(code: str, catalogue: Catalogue, today: date, country: str = "") -> Finding | None:
    """Whose short number or code it is; None for one that nobody is known to have."""
    places = [one for one in catalogue.countries.values() if country in ("", one.id)]
    for place in places:
        for common in place.common_codes:
            if common.code == code:
                return _common(code, place, common.sources, catalogue)
    found = [
        (pack, channel)
        for pack in catalogue.packs.values()
        if pack.country in places
        for channel in _codes(pack)
        if channel.value == code
    ]
    if found:
        return _of_channel(code, *found[0], catalogue, today)
    alike = [
        (pack, channel)
        for pack in catalogue.packs.values()
        if pack.country in places
        for channel in _codes(pack)
        if channel.kind is ChannelKind.USSD and len(code) > 2 and channel.value.startswith(code.rstrip("#"))
    ]
    if alike:
        pack, channel = alike[0]
        said = Said("code_like", {"code": channel.value, "carrier": pack.id})
        return _code_finding(code, said, Sureness.LOW, pack, channel, catalogue)
    return _office(code, places, catalogue)


def _codes(pack: Pack) -> Iterator[Channel]:
    for channel in pack.channels:
        if channel.kind in (ChannelKind.HOTLINE, ChannelKind.USSD) and not channel.is_sample:
            yield channel


def _of_channel(code: str, pack: Pack, channel: Channel, catalogue: Catalogue, today: date) -> Finding:
    is_valid = channel.is_valid_on(today)
    word = "code_of" if is_valid else "code_past"
    said = Said(word, {"carrier": pack.id, "until": channel.valid_to})
    return _code_finding(code, said, Sureness.MEDIUM if is_valid else Sureness.LOW, pack, channel, catalogue)


def _code_finding(
    code: str, said: Said, sureness: Sureness, pack: Pack, channel: Channel, catalogue: Catalogue
) -> Finding:
    source = cited(channel.sources, catalogue, pack.country.id, pack.id, channel.confidence)
    reason = Reason(SignKind.DIALLED, code, said, source)
    sureness = sureness.at_most(sureness_of(source))
    return Finding(SignKind.DIALLED, sureness, (reason,), (pack.id,), country=pack.country.id)


def _common(code: str, place: Country, sources: tuple[str, ...], catalogue: Catalogue) -> Finding:
    said = Said("code_common", {"country": place.id})
    reason = Reason(SignKind.DIALLED, code, said, cited(sources, catalogue, place.id))
    carriers = tuple(pack.id for pack in operating_in(place.id, catalogue))
    return Finding(SignKind.DIALLED, Sureness.LOW, (reason,), carriers, country=place.id)


def _office(code: str, places: list[Country], catalogue: Catalogue) -> Finding | None:
    """A number of the regulator, the police and so on: it tells the country only."""
    for place in places:
        for office, channels in place.offices.items():
            for channel in channels:
                if channel.kind is ChannelKind.HOTLINE and channel.value == code and not channel.is_sample:
                    said = Said("code_office", {"office": office, "country": place.id})
                    source = cited(channel.sources, catalogue, place.id, confidence=channel.confidence)
                    reason = Reason(SignKind.DIALLED, code, said, source)
                    carriers = tuple(pack.id for pack in operating_in(place.id, catalogue))
                    return Finding(SignKind.DIALLED, Sureness.LOW, (reason,), carriers, country=place.id)
    return None
