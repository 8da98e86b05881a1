"""A number or SIM number hints at the carriers it may belong to, and never excludes what is not known."""

from __future__ import annotations

import pytest

from signoff.catalogue.matching import candidates
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.pack import Catalogue, Status
from signoff.catalogue.packs import load
from signoff.catalogue.reading import read_identifier
from signoff.domain.line import Identifier, IdentifierKind
from tests.catalogue.conftest import Spoil


@pytest.mark.parametrize(
    ("number", "carriers"),
    [
        ("+85366812345", ["ctm"]),
        ("+85366991234", ["china_telecom_mo"]),
        ("+85362212345", ["three_mo"]),
        ("+85362001234", ["ctm", "smartone_mo"]),
        ("+85362441234", ["three_mo", "smartone_mo"]),
        ("+85366901234", []),
        ("+85598123456", ["smart_kh"]),
        ("+855961234567", ["smart_kh"]),
        ("+855971234567", ["metfone_kh"]),
        ("+85512345678", []),
        ("+8613812345678", []),
    ],
)
def test_the_longest_range_wins(number: str, carriers: list[str], catalogue: Catalogue):
    """3 Macau's blocks lie within CTM's; a ceased carrier comes after the one that serves the number now."""
    assert candidates(Identifier(IdentifierKind.NUMBER, number), catalogue) == carriers


@pytest.mark.parametrize(
    ("iccid", "carriers"),
    [
        ("898530100000000001", ["ctm"]),
        ("898530300000000001", ["three_mo"]),
        ("898530000000000001", ["smartone_mo"]),
        ("898530700000000001", ["china_telecom_mo"]),
        ("898550100000000001", []),
        ("898550600000000001", ["metfone_kh", "smart_kh"]),
        ("898600000000000001", []),
    ],
)
def test_an_unknown_header_leaves_those_whose_header_nobody_knows(
    iccid: str, carriers: list[str], catalogue: Catalogue
):
    """An ICCID can confirm CTM or 3 Macau; it cannot tell the others apart."""
    assert candidates(Identifier(IdentifierKind.ICCID, iccid), catalogue) == carriers


@pytest.mark.parametrize("place", [0, 1, 999])
def test_made_up_numbers_are_good_for_their_carrier(place: int, catalogue: Catalogue):
    """Every carrier's demonstration numbers are read, and lead back to it."""
    for pack in catalogue.packs.values():
        number = demo_number(pack, place)

        identifier = read_identifier(number, catalogue.carriers[pack.id])

        assert identifier.value == number
        found = candidates(identifier, catalogue)
        assert pack.id == (found[-1] if pack.status.value is Status.CEASED else found[0])


def test_made_up_numbers_differ(catalogue: Catalogue):
    """A thousand of them are a thousand."""
    for pack in catalogue.packs.values():
        assert len({demo_number(pack, place) for place in range(1000)}) == 1000


def test_there_is_no_made_up_number_beyond_the_last(catalogue: Catalogue):
    """A prefix has room for so many, and no more."""
    with pytest.raises(ValueError, match="no room"):
        demo_number(catalogue.packs["ctm"], 100_000)
    with pytest.raises(ValueError, match="in no range"):
        demo_number(catalogue.packs["ctm"], 0, prefix="9")


def test_a_longer_range_of_a_carrier_without_a_pack_wins(spoil: Spoil):
    """Guangxing's block stays its own, even within a wide block of CTM's."""
    catalogue = load(spoil("ctm/pack.toml", '"62", ', '"62", "669", '))

    assert candidates(Identifier(IdentifierKind.NUMBER, "+85366901234"), catalogue) == []
    assert candidates(Identifier(IdentifierKind.NUMBER, "+85366981234"), catalogue) == ["ctm"]


def test_a_ceased_carrier_is_not_named_where_a_longer_range_is_in_use(spoil: Spoil):
    """A piece of its block that was given on belongs to the new one."""
    catalogue = load(spoil("three_mo/pack.toml", '"622", ', '"622", "6251", '))

    assert candidates(Identifier(IdentifierKind.NUMBER, "+85362512345"), catalogue) == ["three_mo"]
    assert candidates(Identifier(IdentifierKind.NUMBER, "+85362522345"), catalogue) == ["ctm", "smartone_mo"]
