"""Lines for machines: fields, check digits and dates, beside another implementation; how misread ones are mended."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mrz.checker.td1 import TD1CodeChecker
from mrz.checker.td2 import TD2CodeChecker
from mrz.checker.td3 import TD3CodeChecker
from mrz.generator.td1 import TD1CodeGenerator
from mrz.generator.td2 import TD2CodeGenerator
from mrz.generator.td3 import TD3CodeGenerator

from signoff.domain.machine_zone import (
    LAYOUTS,
    Format,
    all_hold,
    check_digit,
    date_of,
    held,
    name_of,
    number_of,
    plain_line,
)
from signoff.domain.zone_repair import TO_DIGIT, TO_LETTER, formats_of, mended

# The specimens of ICAO Doc 9303, parts 5, 6 and 4.
SPECIMENS = {
    Format.TD1: (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    Format.TD2: ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    Format.TD3: (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
}
PERMIT = ("CSC123456788<2908063<9003071<8",)
CHINESE = ("POCHNCHEN<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<", "E123456782CHN9003071M2908063<<<<<<<<<<<<<<08")

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
numbers = st.text(LETTERS + "0123456789", min_size=5, max_size=9)
days = st.dates(date(1930, 1, 1), date(2025, 12, 31))
names = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=2).map(" ".join)
sexes = st.sampled_from("MF")


@pytest.mark.parametrize("format_", SPECIMENS)
def test_the_specimens_of_the_standard_hold(format_: Format) -> None:
    """Every check digit of Doc 9303's own examples."""
    lines = SPECIMENS[format_]
    assert all_hold(LAYOUTS[format_], lines)
    name = name_of(LAYOUTS[format_], lines)
    assert (name.surname, name.given_names, name.is_cut) == ("ERIKSSON", "ANNA MARIA", False)


@given(number=numbers, birth=days, expiry=days, surname=names, given_names=names, sex=sexes)
def test_zones_are_read_as_another_program_writes_and_reads_them(
    number: str, birth: date, expiry: date, surname: str, given_names: str, sex: str
) -> None:
    """What `mrz` writes holds here, field by field, and what holds here `mrz` calls right."""
    told = [f"{day:%y%m%d}" for day in (birth, expiry)]
    made = {
        Format.TD1: TD1CodeGenerator("ID", "PRT", number, told[0], sex, told[1], "PRT", surname, given_names),
        Format.TD2: TD2CodeGenerator("ID", "PRT", surname, given_names, number, "PRT", told[0], sex, told[1]),
        Format.TD3: TD3CodeGenerator("P", "PRT", surname, given_names, number, "PRT", told[0], sex, told[1]),
    }
    checkers = {Format.TD1: TD1CodeChecker, Format.TD2: TD2CodeChecker, Format.TD3: TD3CodeChecker}
    for format_, code in made.items():
        lines = str(code).split("\n")
        layout = LAYOUTS[format_]
        assert all_hold(layout, lines)
        assert number_of(layout, lines) == number
        assert [layout.fields[name].of(lines) for name in ("birth", "expiry", "sex")] == [*told, sex]
        checker = checkers[format_](str(code))
        assert checker.document_number_hash
        assert checker.final_hash
        for at in (6, 13):
            changed = [*lines]
            line = 0 if format_ is Format.TD1 else 1
            sign = changed[line][at]
            changed[line] = changed[line][:at] + ("1" if sign != "1" else "2") + changed[line][at + 1 :]
            assert ("composite" in held(layout, changed)) == checkers[format_]("\n".join(changed)).final_hash


def test_an_optional_field_may_go_unchecked_only_if_nothing_is_in_it() -> None:
    """Doc 9303-4: its check digit is a filler or nought then; with something in it, it must hold."""
    second = "E123456782CHN9003071M2908063{}<{}"
    for optional, holds in (("<" * 14, True), ("LF" + "<" * 12, False)):
        line = second.format(optional, "{}")
        line = line.format(check_digit(line[:10] + line[13:20] + line[21:43]))
        assert ("optional" in held(LAYOUTS[Format.TD3], (CHINESE[0], line))) == holds
        assert all_hold(LAYOUTS[Format.TD3], (CHINESE[0], line)) == holds


def test_the_line_of_the_permit_holds_field_by_field() -> None:
    """Its number, expiry and birth each have their digit, and all have one."""
    layout = LAYOUTS[Format.PERMIT]
    assert held(layout, PERMIT) == ("number", "birth", "expiry", "composite")
    assert number_of(layout, PERMIT) == "C12345678"
    assert layout.fields["birth"].of(PERMIT) == "900307"


def test_a_number_longer_than_its_field_goes_on_behind_it() -> None:
    """Doc 9303-5: a filler where the check digit would be, the rest and the digit in the optional field."""
    long = "D23145890734"
    digit = check_digit(long)
    first = f"I<UTOD23145890<734{digit}<<<<<<<<<<<"
    second = "7408122F1204159UTO<<<<<<<<<<<"
    composite = check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
    lines = (first, f"{second}{composite}", SPECIMENS[Format.TD1][2])
    assert all_hold(LAYOUTS[Format.TD1], lines)
    assert number_of(LAYOUTS[Format.TD1], lines) == long


@pytest.mark.parametrize(
    ("digits", "is_past", "day"),
    [
        ("261122", True, date(2026, 11, 22)),
        ("261123", True, date(1926, 11, 23)),
        ("740812", True, date(1974, 8, 12)),
        ("000229", True, date(2000, 2, 29)),
        ("261123", False, date(2026, 11, 23)),
        ("750101", False, date(2075, 1, 1)),
        ("760101", False, date(1976, 1, 1)),
        ("120415", False, date(2012, 4, 15)),
        ("990231", True, None),
        ("74<<<<", True, None),
        ("000229", False, date(2000, 2, 29)),
    ],
)
def test_two_digits_of_a_year_mean_one(digits: str, is_past: bool, day: date | None) -> None:
    """A birth is never to come; another day is within fifty years before and forty-nine after."""
    assert date_of(digits, date(2026, 11, 22), is_past=is_past) == day


@pytest.mark.parametrize("letter", sorted(TO_DIGIT))
def test_a_letter_where_a_digit_stands_is_taken_for_the_digit_it_looks_like(letter: str) -> None:
    """Every letter of the table, at every place of a date or check digit that has its digit."""
    digit = TO_DIGIT[letter]
    first, second = CHINESE
    # At the second place of this number a letter may stand too.
    places = [at for at in (*range(2, 10), *range(13, 20), *range(21, 28)) if second[at] == digit]
    for at in places:
        read = second[:at] + letter + second[at + 1 :]
        zone = mended(Format.TD3, (first, read))
        assert zone is not None
        assert zone.lines == CHINESE
        assert [(one.read, one.taken) for one in zone.repairs] == [(letter, digit)]


@pytest.mark.parametrize("digit", sorted(TO_LETTER))
def test_a_digit_where_a_letter_stands_is_taken_for_the_letter_it_looks_like(digit: str) -> None:
    """Every digit of the table, in the code, the issuer, the name or the nationality."""
    letter = TO_LETTER[digit]
    lines = (f"P<CHN{letter}AN<<X{letter}".ljust(44, "<"), CHINESE[1])
    zone = mended(Format.TD3, (f"P<CHN{digit}AN<<X{digit}".ljust(44, "<"), CHINESE[1]))
    assert zone is not None
    assert zone.lines == lines
    assert {one.field for one in zone.repairs} == {"name"}


def test_where_a_letter_may_stand_too_both_readings_are_told() -> None:
    """L and 1 weigh the same: the second place of the mainland's passports may be either."""
    first, second = CHINESE
    zone = mended(Format.TD3, (first, second.replace("E1", "EL")))
    assert zone is not None
    assert set(zone.numbers) == {"E12345678", "EL2345678"}


def test_nothing_is_mended_where_both_classes_may_stand_and_both_hold() -> None:
    """G and 6 weigh the same in a check digit: of a number of unknown form, two readings hold, and both are told."""
    number = "AG1234567"
    second = f"{number}{check_digit(number)}PRT9003071M2908063<<<<<<<<<<<<<<0"
    second += str(check_digit(second[:10] + second[13:20] + second[21:43]))
    zone = mended(Format.TD3, ("P<PRTSANTOS<<BEATRIZ".ljust(44, "<"), second))
    assert zone is not None
    assert {"AG1234567", "A61234567", "AG12345G7"} <= set(zone.numbers)


def test_a_number_that_looks_alike_and_does_not_hold_raises_no_doubt() -> None:
    """Of seven signs that look like others, none can be exchanged."""
    number = "AB1234507"
    second = f"{number}{check_digit(number)}PRT9003071M2908063<<<<<<<<<<<<<<0"
    second += str(check_digit(second[:10] + second[13:20] + second[21:43]))
    zone = mended(Format.TD3, ("P<PRTSANTOS<<BEATRIZ".ljust(44, "<"), second))
    assert zone is not None
    assert zone.numbers == (number,)


def test_a_form_that_is_known_settles_what_the_check_digit_cannot() -> None:
    """A mainland passport's eight digits are digits: a G among them is a 6."""
    number = "E12346678"
    second = f"{number}{check_digit(number)}CHN9003071M2908063<<<<<<<<<<<<<<0"
    second += str(check_digit(second[:10] + second[13:20] + second[21:43]))
    zone = mended(Format.TD3, (CHINESE[0], second.replace("E12346678", "E1234G678")))
    assert zone is not None
    assert zone.numbers == (number,)


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("EO2345678", "E02345678"),  # no O stands at the second place
        ("E1234S678", "E12345678"),
        ("5I2345678", "S12345678"),
        ("012345678", None),  # O begins no number of theirs
        ("EX2345678", None),  # X is no digit, and does not hold
        ("E1234T678", None),  # T looks like no digit
    ],
)
def test_a_number_of_a_known_form_is_mended_by_its_form(read: str, number: str | None) -> None:
    """Only where one class may stand, and only if it holds then."""
    true = number or "E12345678"
    second = f"{true}{check_digit(true)}CHN9003071M2908063<<<<<<<<<<<<<<0"
    second += str(check_digit(second[:10] + second[13:20] + second[21:43]))
    zone = mended(Format.TD3, (CHINESE[0], read + second[9:]))
    assert (zone and zone.numbers[0]) == number


@given(at=st.integers(0, 43), sign=st.sampled_from("0123456789"))
def test_a_wrong_digit_is_never_mended_into_another_document(at: int, sign: str) -> None:
    """One digit of the second line read as another: nothing holds, or number and days are the true ones."""
    first, second = CHINESE
    zone = mended(Format.TD3, (first, second[:at] + sign + second[at + 1 :]))
    if zone is not None:
        layout = LAYOUTS[Format.TD3]
        for name in ("number", "birth", "expiry"):
            assert layout.fields[name].of(zone.lines) == layout.fields[name].of(CHINESE)


@pytest.mark.parametrize("off", range(-6, 7))
def test_fillers_that_were_counted_wrong_do_not_matter(off: int) -> None:
    """A reader loses or adds signs in a long run of the same; the rest of the line tells how many there were."""
    first, second = SPECIMENS[Format.TD3]
    name = first.rstrip("<")
    zone = mended(Format.TD3, (name + "<" * (44 - len(name) + off), second))
    assert zone is not None
    assert zone.lines[0] == first
    chinese = CHINESE[1].replace("<" * 14, "<" * (14 + off))
    assert mended(Format.TD3, (CHINESE[0], chinese)) is not None


def test_a_line_that_lost_anything_else_does_not_hold() -> None:
    """A sign missing in the number, the birth or the expiry is not made up for."""
    for at in (2, 15, 23):
        second = CHINESE[1]
        assert mended(Format.TD3, (CHINESE[0], second[:at] + second[at + 1 :])) is None


def test_other_signs_for_the_filler_are_known_and_noise_is_left_out() -> None:
    """What readers of characters make of a filler."""
    assert plain_line("P＜utO eriksson《anna‹maria") == "P<UTOERIKSSON<<ANNA<MARIA"
    assert [format_ for format_, _ in formats_of(PERMIT)] == [Format.PERMIT]


def test_the_permit_is_mended_in_its_own_form() -> None:
    """A letter O in a number of digits, a digit 5 in the code, a second place that may be a letter but not O."""
    zone = mended(Format.PERMIT, ("C5C123456788<29O8063<9003071<8",))
    assert zone is not None
    assert zone.lines == PERMIT
    assert {(one.read, one.taken) for one in zone.repairs} == {("5", "S"), ("O", "0")}
    assert mended(Format.PERMIT, (PERMIT[0].replace("<", "K"),)) is None


def test_a_name_that_fills_its_field_may_be_cut() -> None:
    """No filler at the end says so."""
    lines = (f"P<CHN{'A' * 39}", CHINESE[1])
    assert name_of(LAYOUTS[Format.TD3], lines).is_cut
