"""What is understood of lines of words: zones, rows that lie askew, print that contradicts, cards by their number."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signoff.domain.document_numbers import mainland_check
from signoff.domain.identity_document import DocumentKind, DocumentReading, ReadingDoubt
from signoff.domain.machine_zone import check_digit
from signoff.identity.confined.answer import Line, Words
from signoff.identity.faces import dates_in
from signoff.identity.understanding import understood
from tests.identity.eyes import MEASURES, words

TODAY = date(2026, 11, 22)
PASSPORT = (
    "Passport No. E12345678",
    "Surname CHEN",
    "Given names XIAOMING",
    "姓名 陈小明",
    "Date of birth 07 MAR 1990",
    "Date of expiry 06 AUG 2029",
    "POCHNCHEN<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<",
    "E123456782CHN9003071M2908063<<<<<<<<<<<<<<08",
)
PERMIT = (
    "往来港澳通行证",
    "姓名 陈小明",
    "CHEN, XIAOMING",
    "出生日期 1990.03.07",
    "有效期限 2019.08.07-2029.08.06",
    "C12345678",
    "CSC123456788<2908063<9003071<8",
)
MAINLAND = (
    ("姓名 陈小明", "出生 1990 年 3 月 7 日", "公民身份号码", "110105199003070019"),
    ("居民身份证", "有效期限 2015.01.01-2035.01.01"),
)
HONG_KONG = (
    "香港永久性居民身份證",
    "陳大文",
    "CHAN, Tai Man",
    "出生日期 Date of Birth 07-03-1990",
    "A123456(3)",
)
MACAU = (
    "澳門居民身份證",
    "姓 Apelido 陳 CHAN",
    "名 Nome 大文 TAI MAN",
    "姓名 陳大文",
    "出生日期 Data de nascimento 07-03-1990",
    "有效期至 Valido ate 06-08-2029",
    "1234567(8)",
)


def read(*texts: str) -> DocumentReading:
    """The reading of one picture with these lines."""
    return understood([words(*texts)], TODAY)


def test_a_passport_is_read_and_its_print_confirms_it() -> None:
    """Every field, from the zone; name and number stand in the print too."""
    reading = read(*PASSPORT)
    assert reading.kind is DocumentKind.PASSPORT
    assert (reading.surname, reading.given_names, reading.native_name) == ("CHEN", "XIAOMING", "陈小明")
    assert (reading.number, reading.country, reading.sex) == ("E12345678", "CHN", "M")
    assert (reading.birth, reading.expiry) == (date(1990, 3, 7), date(2029, 8, 6))
    assert reading.is_name_confirmed
    assert reading.is_number_checked
    assert reading.doubts == frozenset()
    assert reading.held == ("number", "birth", "expiry", "optional", "composite")


@pytest.mark.parametrize(
    ("instead", "doubt"),
    [
        ("Date of birth 08 MAR 1990", ReadingDoubt.FACE_DIFFERS),
        ("Passport No. E12345679", ReadingDoubt.FACE_DIFFERS),
    ],
)
def test_print_that_says_another_thing_than_the_zone_raises_a_doubt(
    instead: str, doubt: ReadingDoubt
) -> None:
    """One of them was misread, or altered."""
    label = instead.split(" ", maxsplit=1)[0]
    lines = [instead if line.startswith(label) and "expiry" not in line else line for line in PASSPORT]
    assert doubt in read(*lines).doubts


def test_a_printed_birth_is_held_against_the_zones_even_where_it_is_the_only_date() -> None:
    """By its label."""
    assert ReadingDoubt.FACE_DIFFERS in read("Date of birth 08 MAR 1990", *PASSPORT[-2:]).doubts
    assert read("Date of birth 07 MAR 1990", *PASSPORT[-2:]).doubts == frozenset()


def test_a_name_that_only_the_zone_says_is_not_confirmed() -> None:
    """Nor one that the print says otherwise."""
    assert not read(*PASSPORT[-2:]).is_name_confirmed
    assert not read(*(line.replace("Surname CHEN", "Surname CHENG") for line in PASSPORT)).is_name_confirmed


def test_a_native_name_counts_only_if_it_sounds_like_the_zones() -> None:
    """Chinese signs are misread for others that look alike."""
    assert read(*(line.replace("陈小明", "陈小阴") for line in PASSPORT)).native_name == ""


def test_a_number_that_the_print_does_not_show_is_not_checked() -> None:
    """E and O weigh the same; a Khmer number has digits only, so its check digit is enough."""
    assert not read(*PASSPORT[1:]).is_number_checked
    khmer = (
        "IDKHM6945827195<<<<<<<<<<<<<<<",
        "7301175F3010138KHM<<<<<<<<<<<2",
        "PICH<<SOVANN<<<<<<<<<<<<<<<<<<",
    )
    reading = read("PICH SOVANN", *khmer)
    assert reading.kind is DocumentKind.KHMER_ID
    assert reading.is_number_checked
    assert reading.is_name_confirmed


def test_two_numbers_that_hold_are_settled_by_the_print_or_not_at_all() -> None:
    """The specimen of Doc 9303 can be read with L or with 1 at its start."""
    zone = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    assert ReadingDoubt.AMBIGUOUS in read(*zone).doubts
    settled = read("L898902C3", *zone)
    assert settled.doubts == frozenset()
    assert settled.number == "L898902C3"
    assert settled.is_specimen  # Utopia has no others
    assert read("1898902C3", *zone).number == "1898902C3"
    assert ReadingDoubt.AMBIGUOUS in read("L898902C3", "1898902C3", *zone).doubts


def test_the_permit_has_its_name_from_the_print() -> None:
    """Two ways of writing it confirm each other; its one line has no room for it."""
    reading = read(*PERMIT)
    assert reading.kind is DocumentKind.TRAVEL_PERMIT
    assert (reading.surname, reading.given_names, reading.native_name) == ("CHEN", "XIAOMING", "陈小明")
    assert reading.is_name_confirmed
    assert (reading.number, reading.expiry) == ("C12345678", date(2029, 8, 6))
    assert not read(*(line.replace("XIAOMING", "DAMING") for line in PERMIT)).is_name_confirmed


def test_the_permit_of_those_who_live_there_has_three_lines() -> None:
    """Issued by the mainland under a code that begins with C; otherwise as Doc 9303 says."""
    first = f"CRCHNH12345678{check_digit('H12345678')}{'<' * 15}"
    second = "9003071M2908063CHN<<<<<<<<<<<"
    digit = check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
    reading = read(first, f"{second}{digit}", "CHAN<<TAI<MAN<<<<<<<<<<<<<<<<<")
    assert (reading.kind, reading.number) == (DocumentKind.TRAVEL_PERMIT, "H12345678")


def test_the_mainlands_card_needs_both_its_sides() -> None:
    """Name, number, birth and sex from the front, the days from the back."""
    number = "11010519900307001" + mainland_check("11010519900307001")
    front = words(*MAINLAND[0][:-1], number)
    reading = understood([front, words(*MAINLAND[1])], TODAY)
    assert reading.kind is DocumentKind.MAINLAND_ID
    assert (reading.native_name, reading.number, reading.sex) == ("陈小明", number, "M")
    assert (reading.birth, reading.issued, reading.expiry) == (
        date(1990, 3, 7),
        date(2015, 1, 1),
        date(2035, 1, 1),
    )
    assert understood([words(*MAINLAND[1]), front], TODAY).expiry == date(2035, 1, 1)
    assert understood([front], TODAY).expiry is None
    for_ever = understood([front, words("居民身份证", "有效期限 2015.01.01-长期")], TODAY)
    assert for_ever.never_expires
    other = understood([words("姓名 陈小明", "出生 1990 年 3 月 8 日", number)], TODAY)
    assert ReadingDoubt.FACE_DIFFERS in other.doubts


def test_the_card_of_hong_kong_is_known_by_its_title_and_number() -> None:
    """Chinese and Latin name confirm each other; a number whose check sign fails is none."""
    reading = read(*HONG_KONG)
    assert (reading.kind, reading.number) == (DocumentKind.HONG_KONG_ID, "A1234563")
    assert (reading.surname, reading.given_names, reading.native_name) == ("CHAN", "TAI MAN", "陳大文")
    assert reading.is_name_confirmed
    assert reading.birth == date(1990, 3, 7)
    assert read(*HONG_KONG[:-1], "A123456(4)").number == ""
    assert read(*HONG_KONG[1:]).kind is None


def test_the_card_of_macau_has_a_number_that_nothing_checks() -> None:
    """It counts for its own holder only."""
    reading = read(*MACAU)
    assert (reading.kind, reading.number) == (DocumentKind.MACAU_ID, "12345678")
    assert not reading.is_number_checked
    assert (reading.surname, reading.given_names) == ("CHAN", "TAI MAN")
    assert reading.is_name_confirmed
    assert reading.expiry == date(2029, 8, 6)
    assert read(*MACAU, "1234567(9)").number == ""


@pytest.mark.parametrize("angle", [-170.0, -90.0, -14.0, 0.0, 9.0, 90.0, 180.0])
def test_however_a_picture_lies_its_rows_are_in_order(angle: float) -> None:
    """Upright, askew, on its side, on its head; each row in two parts."""
    turn = math.radians(angle)
    lines = []
    for at, text in enumerate(PASSPORT):
        half = len(text) // 2
        for across, part in ((-300.0, text[:half]), (300.0, text[half:])):
            down = 60.0 * at - 250
            x = 750 + across * math.cos(turn) - down * math.sin(turn)
            y = 500 + across * math.sin(turn) + down * math.cos(turn)
            lines.append(Line(part, 0.99, x, y, 590.0, 40.0, angle))
    reading = understood([Words(MEASURES, 1, tuple(reversed(lines)))], TODAY)
    assert (reading.number, reading.birth) == ("E12345678", date(1990, 3, 7))


def test_a_zone_that_does_not_hold_is_told_with_what_the_photo_lacks() -> None:
    """Nothing of it is kept."""
    broken = (PASSPORT[-2], PASSPORT[-1].replace("E12345678", "E12345679"))
    reading = read(*broken)
    assert reading.number == ""
    assert reading.doubts == {ReadingDoubt.CHECK_DIGIT}
    poor = words(*broken)
    for changed, doubt in (
        ({"brightness": 20.0}, ReadingDoubt.TOO_DARK),
        ({"brightness": 250.0, "contrast": 10.0}, ReadingDoubt.TOO_BRIGHT),
        ({"sharpness": 3.0}, ReadingDoubt.BLURRED),
        ({"glare": 0.05}, ReadingDoubt.GLARE),
        ({"width": 400, "height": 300}, ReadingDoubt.TOO_SMALL),
        ({"width": 1301}, ReadingDoubt.CROPPED),
    ):
        measures = replace(MEASURES, **changed)
        assert doubt in understood([replace(poor, measures=measures)], TODAY).doubts


def test_a_good_picture_of_something_else_says_so() -> None:
    """No words, or words of no document."""
    assert read().doubts == {ReadingDoubt.NO_DOCUMENT}
    assert read("Menu", "Noodles 45", "Tea 12").doubts == {ReadingDoubt.NO_ZONE}


def test_specimens_are_known_in_the_languages_of_documents() -> None:
    """English, both Chinese scripts and Portuguese."""
    for word in ("SPECIMEN", "样 本", "樣本", "Espécime".replace("é", "e")):
        assert read(*PASSPORT, word).is_specimen
    assert not read(*PASSPORT).is_specimen


@given(
    lines=st.lists(
        st.one_of(st.text(max_size=60), st.sampled_from([*PASSPORT, *PERMIT, *HONG_KONG, *MACAU]))
    ),
    at=st.integers(0, 40),
    sign=st.characters(categories=("L", "N", "P", "S", "Z")),
)
def test_whatever_words_come_a_reading_is_made_of_them(lines: list[str], at: int, sign: str) -> None:
    """The words are a stranger's: none of them brings about an error."""
    shown = ["".join(one if one.isprintable() else " " for one in line) for line in lines]
    changed = [line[:at] + sign + line[at:] for line in shown]
    assert understood([words(*shown), words(*changed)], TODAY).picture_hashes == (1, 1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2020.04.12-2030.04.12", [date(2020, 4, 12), date(2030, 4, 12)]),
        ("1990 年 3 月 7 日", [date(1990, 3, 7)]),
        ("07-03-1990", [date(1990, 3, 7)]),
        ("07/03/1990 - 08/03/2000", [date(1990, 3, 7), date(2000, 3, 8)]),
        ("07 MAR 1990", [date(1990, 3, 7)]),
        ("7 March 1990", [date(1990, 3, 7)]),
        ("31.02.1990", []),
        ("E123456782", []),
    ],
)
def test_dates_are_read_as_documents_write_them(text: str, days: list[date]) -> None:
    """Year first, day first, months by name."""
    assert list(dates_in(text)) == days
