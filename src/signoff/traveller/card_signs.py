"""What the signs of a card say: its ICCID, whole or in part, and its IMSI or the network code in front of it."""

from __future__ import annotations

from signoff.catalogue.matching import (
    ICCID_TELECOM,
    Match,
    header_matches,
    iccid_country,
    network_country,
    network_matches,
    without_known_header,
)
from signoff.catalogue.pack import Catalogue, Fact, Pack
from signoff.catalogue.reading import has_check_digit
from signoff.domain.identify import Cited, Finding, Reason, Said, SignKind, Sureness
from signoff.traveller.number_signs import operating_in
from signoff.traveller.sources import cited, sureness_of

ICCID_DIGITS_MIN, ICCID_DIGITS_MAX = 18, 20  # ITU-T E.118 has 19; cards carry 18 to 20
IMSI_DIGITS = 15  # ITU-T E.212
CODE_DIGITS = 5  # country and network, as Macau and Cambodia have them
PRINTED_DIGITS = 13  # 3 Macau's own form takes so many

HEADER_DIGITS = 7  # ITU-T E.118: 89, the country and the issuer
_PRINTED_FACT = "registration"


def iccid_finding(digits: str, catalogue: Catalogue) -> Finding:
    """Whose card it is by its number."""
    if not digits.startswith(ICCID_TELECOM):
        return _printed_digits(digits, catalogue)
    country = iccid_country(digits, catalogue)
    if not country:
        return _of_elsewhere(SignKind.ICCID, digits, "iccid_elsewhere", _header_source(catalogue))
    matches = [match for match in header_matches(digits, catalogue) if not match.is_sample]
    full = [match for match in matches if digits.startswith(match.entry)]
    if full:
        return _known_header(digits, full[0], catalogue)
    if matches:
        return _short_iccid(digits, country, matches, catalogue)
    header = digits[:HEADER_DIGITS]
    open_ones = tuple(_open(country, catalogue))
    said = Said("iccid_unknown", {"header": header, "country": country, "carriers": open_ones})
    source = _header_source(catalogue, country)
    reason = Reason(SignKind.ICCID, digits, said, source)
    # Also whose header is known may have another one: a header in no list excludes nobody.
    everybody = tuple(pack.id for pack in operating_in(country, catalogue))
    return Finding(
        SignKind.ICCID, Sureness.LOW, (reason,), everybody, country=country, cautions=_check(digits)
    )


def _known_header(digits: str, match: Match, catalogue: Catalogue) -> Finding:
    source = cited(match.sources, catalogue, match.country, match.carrier_id)
    word = "iccid_header" if match.carrier_id else "iccid_other"
    said = Said(word, {"header": match.entry, "carrier": match.carrier_id, "name": match.holder})
    cautions = _check(digits)
    is_whole = len(digits) >= ICCID_DIGITS_MIN
    sureness = Sureness.HIGH if is_whole else Sureness.MEDIUM
    if cautions:
        sureness = Sureness.LOW
    elif not is_whole:
        cautions = (Said("iccid_partial"),)
    return Finding(
        SignKind.ICCID,
        sureness.at_most(sureness_of(source)),
        (Reason(SignKind.ICCID, digits, said, source),),
        (match.carrier_id,) if match.carrier_id else (),
        match.holder,
        match.country,
        cautions=cautions,
    )


def _short_iccid(digits: str, country: str, matches: list[Match], catalogue: Catalogue) -> Finding:
    """Too few digits to tell: any of those that begin so, and all others, who may have a header that no list has."""
    carriers = dict.fromkeys(match.carrier_id for match in matches if match.carrier_id)
    carriers |= dict.fromkeys(pack.id for pack in operating_in(country, catalogue))
    said = Said("iccid_short", {"country": country, "digits": HEADER_DIGITS})
    source = cited(matches[0].sources, catalogue, country, matches[0].carrier_id)
    reason = Reason(SignKind.ICCID, digits, said, source)
    return Finding(SignKind.ICCID, Sureness.LOW, (reason,), tuple(carriers), country=country)


def _check(digits: str) -> tuple[Said, ...]:
    """What is odd about a whole number: the last digit proves the others."""
    is_whole = ICCID_DIGITS_MIN < len(digits) <= ICCID_DIGITS_MAX
    return (Said("check_digit"),) if is_whole and not has_check_digit(digits) else ()


def is_printed_form(digits: str, pack: Pack) -> bool:
    """Whether so many digits are what the carrier itself has its customers read off their cards."""
    is_one = (
        len(digits) == PRINTED_DIGITS and digits.isdigit() and not digits.startswith(("0", ICCID_TELECOM))
    )
    return is_one and any(_is_printed(fact) for fact in pack.facts)


def _is_printed(fact: Fact) -> bool:
    return fact.topic == _PRINTED_FACT and fact.stated.value == str(PRINTED_DIGITS)


def _printed_digits(digits: str, catalogue: Catalogue) -> Finding:
    """The 13 digits some cards carry instead of the whole number: who asks for them, nothing more."""
    for pack in catalogue.packs.values():
        for fact in pack.facts:
            if _is_printed(fact):
                source = cited(fact.stated.sources, catalogue, pack.country.id, pack.id)
                said = Said("iccid_printed", {"carrier": pack.id, "digits": PRINTED_DIGITS})
                reason = Reason(SignKind.ICCID, digits, said, source)
                also = tuple(one.id for one in operating_in(pack.country.id, catalogue) if one.id != pack.id)
                return Finding(
                    SignKind.ICCID, Sureness.LOW, (reason,), (pack.id,), country=pack.country.id, also=also
                )
    return _of_elsewhere(SignKind.ICCID, digits, "iccid_elsewhere", _header_source(catalogue))


def imsi_finding(digits: str, catalogue: Catalogue) -> Finding:
    """Whose card it is by its IMSI, or by the network code it begins with."""
    code = f"{digits[:3]}-{digits[3:CODE_DIGITS]}"
    country = network_country(code, catalogue)
    if not country:
        return _of_elsewhere(SignKind.IMSI, code, "imsi_elsewhere", _network_source(catalogue))
    match = next((one for one in network_matches(code, catalogue) if not one.is_sample), None)
    if match is None:
        said = Said("imsi_unknown", {"code": code, "country": country})
        reason = Reason(SignKind.IMSI, code, said, _network_source(catalogue, country))
        return Finding(SignKind.IMSI, Sureness.LOW, (reason,), country=country)
    source = cited(match.sources, catalogue, country, match.carrier_id)
    notes = _notes(code, match, catalogue)
    is_past = match.is_ceased or any(note.said.word == "network_not_assigned" for note in notes)
    word = "imsi_other" if not match.carrier_id else "imsi_network_before" if is_past else "imsi_network"
    said = Said(word, {"code": code, "carrier": match.carrier_id, "name": match.holder})
    is_whole = len(digits) == IMSI_DIGITS
    sureness = Sureness.HIGH if is_whole else Sureness.MEDIUM
    return Finding(
        SignKind.IMSI,
        sureness.at_most(sureness_of(source)),
        (Reason(SignKind.IMSI, code, said, source), *notes),
        (match.carrier_id,) if match.carrier_id else (),
        match.holder,
        country,
        cautions=() if is_whole else (Said("imsi_partial"),),
    )


def _notes(code: str, match: Match, catalogue: Catalogue) -> list[Reason]:
    """What else is known of the code: switched off, given up, another carrier's before."""
    pack = catalogue.packs.get(match.carrier_id)
    return [
        Reason(
            SignKind.IMSI,
            code,
            Said(f"network_{note.word}", {"code": code, "since": note.since, "other": note.other}),
            cited(note.sources, catalogue, match.country, match.carrier_id),
        )
        for note in (pack.network_notes if pack is not None else ())
        if note.code == code
    ]


def _of_elsewhere(sign: SignKind, value: str, word: str, source: Cited) -> Finding:
    return Finding(sign, Sureness.MEDIUM, (Reason(sign, value, Said(word, {"code": value}), source),))


def _open(country: str, catalogue: Catalogue) -> list[str]:
    """The carriers there are whose header nobody knows."""
    there = {pack.id for pack in operating_in(country, catalogue)}
    return [one for one in without_known_header(country, catalogue) if one in there]


def _header_source(catalogue: Catalogue, country: str = "") -> Cited:
    """The list of headers that was searched in vain."""
    for match in header_matches("", catalogue):
        if not match.is_sample and country in ("", match.country):
            return cited(match.sources, catalogue, match.country, match.carrier_id)
    raise LookupError("no list of headers")


def _network_source(catalogue: Catalogue, country: str = "") -> Cited:
    """The list of networks that was searched in vain."""
    for pack in catalogue.packs.values():
        if not pack.networks.is_sample and pack.networks.sources and country in ("", pack.country.id):
            return cited(pack.networks.sources, catalogue, pack.country.id, pack.id)
    raise LookupError("no list of networks")
