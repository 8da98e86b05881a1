"""Digits that can be read in two countries, and texts with more than one number: nothing is dropped without a word."""

from __future__ import annotations

import pytest

from tests.traveller.test_identify import found

FIXED = (
    "8396 8899",
    "8800 7777",
    "8898 0888",
    "8597 1234",
)  # offices, whose digits would be mobile in Cambodia


@pytest.mark.parametrize("number", FIXED)
@pytest.mark.parametrize("country", ["", "MO"])
def test_a_whole_fixed_number_of_macau_is_no_mobile_number_of_cambodia_without_its_0(
    number: str, country: str
):
    """It had been answered with Cambodian carriers, even where Macau was said; that reading is told beside."""
    it = found(value=number, country=country)

    assert (it.country, it.carrier) == ("MO", None)
    assert it.reasons[0].said.word == "number_not_mobile"
    assert not {"smart_kh", "metfone_kh"} & {*it.alternatives}
    assert [said.values["country"] for said in it.cautions if said.word == "also_reads"] == ["KH"]


@pytest.mark.parametrize("number", FIXED)
def test_where_cambodia_is_said_it_is_read_there_and_macau_told_beside(number: str):
    """The person knows where the card was bought."""
    it = found(value=number, country="KH")

    assert it.country == "KH"
    assert it.reasons[0].said.word != "number_not_mobile"
    assert "MO" in [said.values["country"] for said in it.cautions if said.word == "also_reads"]


def test_a_number_of_no_network_is_told_of_the_country_that_was_said():
    """Not of the one in which it has as many digits as a whole number."""
    it = found(value="23 123 456", country="KH")

    assert it.reasons[0].said.values["country"] == "KH"


@pytest.mark.parametrize(
    "text",
    [
        "66812345 or 63812345",
        "66812345, 63812345",
        "6681 2345 / 6381 2345",
        "66812345 63812345",
        "66812345、63812345",
        "66812345和63812345",
        "+853 6681 2345 ou +853 6381 2345",
        "my number is 66812345, or maybe 6381 2345",
    ],
)
def test_of_two_numbers_of_two_carriers_both_are_told(text: str):
    """The second had been dropped without a word, and the first told as fairly sure."""
    it = found(value=text)

    assert [reason.value for reason in it.reasons] == ["+853 6681 2345", "+853 6381 2345"]
    assert {it.carrier, *it.alternatives} >= {"ctm", "three_mo"}
    assert it.sureness.value == "low"
    assert "contradiction" in [said.word for said in it.cautions]


@pytest.mark.parametrize(
    "text", ["66812345 since 12.02.2024", "66812345 or 66812345", "66812345 (office: 2833 3833)"]
)
def test_a_day_or_the_same_number_again_is_no_second_sign(text: str):
    """Nor is a number that no card belongs to."""
    it = found(value=text)

    assert (it.carrier, it.sureness.value, len(it.reasons)) == ("ctm", "medium", 1)
