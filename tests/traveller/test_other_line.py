"""A card or number that speaks for another carrier is noticed; one that nobody is known to have excludes nobody."""

from __future__ import annotations

import pytest

from signoff.domain.line import Identifier, IdentifierKind
from signoff.traveller.other_line import other_line
from tests.traveller.journeys import GUIDE

CATALOGUE = GUIDE.catalogue
CARRIERS = tuple(CATALOGUE.packs)
IN_MACAU = ("ctm", "three_mo", "china_telecom_mo", "smartone_mo")
HEADERS = {
    "8985301": {"ctm", "smartone_mo"},  # who was SmarTone's is CTM's today
    "8985300": {"ctm", "smartone_mo"},
    "8985303": {"three_mo"},
    "8985309": {*IN_MACAU},  # in no list
    "8985501": set(),  # Cellcard's
    "8985502": {"smart_kh", "metfone_kh"},  # in no list
    "8986001": set(),  # of neither country
}


@pytest.mark.parametrize("carrier_id", CARRIERS)
@pytest.mark.parametrize("header", HEADERS)
def test_a_card_speaks_against_every_carrier_but_its_own(header: str, carrier_id: str) -> None:
    """Each known header against each of the six; what is UNKNOWN speaks against those of another country only."""
    card = Identifier(IdentifierKind.ICCID, header + "0" * 12)

    found = other_line(card, carrier_id, CATALOGUE)

    assert (found is None) is (carrier_id in HEADERS[header])
    if found is not None:
        assert found.reasons
        assert all(one.source.title for one in found.reasons)


def test_every_known_header_is_tried() -> None:
    """A new one has to be said here too."""
    known = {header for pack in CATALOGUE.packs.values() for header in pack.iccid_headers.value or ()}

    assert known <= set(HEADERS)


@pytest.mark.parametrize("carrier_id", CARRIERS)
def test_a_carriers_own_numbers_say_nothing_against_it(carrier_id: str) -> None:
    """Nor do those of the carrier that it took over, or that took it over."""
    pack = CATALOGUE.packs[carrier_id]
    for block in pack.number_ranges:
        if block.is_sample:
            continue
        for prefix in block.prefixes:
            number = f"+{pack.country.calling_code}{prefix.ljust(block.digits, '1')}"
            assert other_line(Identifier(IdentifierKind.NUMBER, number), carrier_id, CATALOGUE) is None, (
                number
            )


def test_a_number_of_another_is_noticed() -> None:
    """Whose range it lies in is told; it may have moved, so that is all."""
    found = other_line(Identifier(IdentifierKind.NUMBER, "+85510123456"), "metfone_kh", CATALOGUE)

    assert found is not None
    assert found.carriers == ("smart_kh",)
