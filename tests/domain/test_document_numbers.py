"""Numbers of documents: form, check signs against published examples, what is the same number, the same picture."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.document_numbers import (
    SAME_PICTURE_BITS_MAX,
    document_index,
    ends_alike,
    hong_kong_check,
    hong_kong_number,
    is_same_picture,
    macau_number,
    mainland_birth,
    mainland_check,
    mainland_holds,
    mainland_sex,
    same_number,
)


def test_the_mainlands_number_holds_by_its_standard() -> None:
    """The example of GB 11643-1999, with the birth and sex that stand in it."""
    number = "11010519491231002X"
    assert mainland_holds(number)
    assert mainland_birth(number) == date(1949, 12, 31)
    assert mainland_sex(number) == "F"
    assert not mainland_holds("110105194912310021")
    assert not mainland_holds("11010519491331002" + mainland_check("11010519491331002"))


@given(digits=st.from_regex(r"[1-9][0-9]{16}", fullmatch=True), at=st.integers(0, 16), sign=st.integers(0, 9))
def test_one_wrong_digit_of_the_mainlands_number_is_always_noticed(digits: str, at: int, sign: int) -> None:
    """The check sign is a remainder by eleven: every single digit matters."""
    changed = digits[:at] + str(sign) + digits[at + 1 :]
    assert (mainland_check(changed) == mainland_check(digits)) == (changed == digits)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("A123456(3)", "A1234563"),
        ("a 123456 (3)", "A1234563"),
        ("AB987654(3)", "AB9876543"),
        ("A123456(4)", None),
        ("123456(3)", None),
        ("G548207(A)", "G548207A"),
    ],
)
def test_a_hong_kong_number_is_one_if_its_check_sign_holds(text: str, number: str | None) -> None:
    """One or two letters; a check sign of ten is written A."""
    assert hong_kong_number(text) == number


@given(
    letters=st.from_regex(r"[A-Z]{1,2}", fullmatch=True),
    digits=st.from_regex(r"[0-9]{6}", fullmatch=True),
    at=st.integers(0, 5),
    sign=st.integers(0, 9),
)
def test_a_hong_kong_number_with_one_wrong_digit_has_another_check_sign(
    letters: str, digits: str, at: int, sign: int
) -> None:
    """Where the numbers differ in one digit, the check signs differ."""
    changed = digits[:at] + str(sign) + digits[at + 1 :]
    is_same = hong_kong_check(letters, changed) == hong_kong_check(letters, digits)
    assert is_same == (changed == digits)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234567(8)", "12345678"),
        ("5/123456/7", "51234567"),
        ("7123456(0)", "71234560"),
        ("2234567(8)", None),
        ("1234567", None),
    ],
)
def test_of_a_macau_number_the_form_is_all_that_can_be_looked_at(text: str, number: str | None) -> None:
    """How its last digit is made has not been published."""
    assert macau_number(text) == number


@pytest.mark.parametrize(
    ("read", "registered", "is_same"),
    [
        ("E12345678", "e 1234 5678", True),
        ("A1234563", "A123456(3)", True),
        ("A1234563", "A123456", True),
        ("A1234563", "A123456(4)", False),
        ("12345678", "1234567(8)", True),
        ("12345678", "1234567", True),
        ("E12345678", "E1234567", False),
        ("E12345678", "E12345679", False),
        ("", "", False),
    ],
)
def test_only_the_very_same_number_is_the_same(read: str, registered: str, is_same: bool) -> None:
    """Spaces and brackets do not matter; records may leave out a check sign that stands in brackets."""
    assert same_number(read, registered) == is_same


def test_the_end_of_a_number_must_be_long_enough_to_tell() -> None:
    """Four characters at least."""
    assert ends_alike("E12345678", "5678")
    assert not ends_alike("E12345678", "678")
    assert not ends_alike("E12345678", "5679")
    assert not ends_alike("E12345678", "")


def test_a_document_is_found_again_however_its_number_is_written() -> None:
    """Kind, issuer and number make the text that is hashed; another of any makes another."""
    found = document_index("hong_kong_id", "HKG", "A1234563")
    assert document_index("hong_kong_id", "hkg", "A123456(3)") == found
    assert document_index("passport", "HKG", "A1234563") != found
    assert document_index("hong_kong_id", "HKG", "A1234564") != found


def test_pictures_are_the_same_up_to_a_distance() -> None:
    """At the limit they are, one bit further they are not."""
    assert is_same_picture(0, 2**SAME_PICTURE_BITS_MAX - 1)
    assert not is_same_picture(0, 2 ** (SAME_PICTURE_BITS_MAX + 1) - 1)
