"""What people type is read the way they mean it, and what cannot be meant gets its own message."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signoff.catalogue import reading
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.reading import (
    Unreadable,
    has_check_digit,
    read_code,
    read_contact,
    read_destination,
    read_identifier,
    read_name,
    read_wanted_on,
)
from signoff.catalogue.texts import Texts
from signoff.domain.carrier import Carrier
from signoff.domain.line import ContactKind, IdentifierKind
from tests.catalogue.dates import TODAY


@pytest.fixture(scope="module")
def macau(catalogue: Catalogue) -> Carrier:
    """A carrier in Macau."""
    return catalogue.carriers["ctm"]


@pytest.fixture(scope="module")
def cambodia(catalogue: Catalogue) -> Carrier:
    """A carrier in Cambodia."""
    return catalogue.carriers["smart_kh"]


def reason(call: object, *arguments: object) -> tuple[str, str]:
    """The field and the text with which a reader refuses."""
    assert callable(call)
    with pytest.raises(Unreadable) as error:
        call(*arguments)
    return error.value.field, error.value.key


@pytest.mark.parametrize(
    "typed",
    [
        "66812345",
        " 66812345 ",
        "6681 2345",
        "6681-2345",
        "6681.2345",
        "(853) 6681-2345",
        "+85366812345",
        "+853 6681 2345",
        "0085366812345",
        "00 853 6681 2345",
        "85366812345",
        "６６８１２３４５",
        "＋８５３　６６８１　２３４５",
        "٦٦٨١٢٣٤٥",
        "\u202d66812345\u202c",
        "6681\u200b2345",
        "6681\u20112345",
        "6681\u00a02345",
    ],
)
def test_a_macau_number_is_read_however_it_is_written(typed: str, macau: Carrier):
    """Prefixes, spaces, dashes, full-width digits and what copying leaves behind make no difference."""
    identifier = read_identifier(typed, macau)

    assert (identifier.kind, identifier.value) == (IdentifierKind.NUMBER, "+85366812345")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("098 123 456", "+85598123456"),
        ("98123456", "+85598123456"),
        ("+855 98 123 456", "+85598123456"),
        ("+855 098 123 456", "+85598123456"),
        ("855098123456", "+85598123456"),
        ("00855 98 123 456", "+85598123456"),
        ("096 123 4567", "+855961234567"),
        ("០៩៨១២៣៤៥៦", "+85598123456"),
    ],
)
def test_a_cambodian_number_is_read_with_and_without_its_zero(typed: str, value: str, cambodia: Carrier):
    """The zero in front belongs to calls within the country; Khmer digits are digits."""
    assert read_identifier(typed, cambodia).value == value


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u200b\u202e", "empty"),
        ("6" * 65, "too_long"),
        ("abc", "characters"),
        ("6681234a", "characters"),
        ("😀", "characters"),
        ("六六八一二三四五", "characters"),
        ("<script>alert(1)</script>", "characters"),
        ("' OR 1=1 --", "characters"),
        ("66+812345", "characters"),
        ("+", "characters"),
        ("½½½½½½½½", "characters"),
        ("66812345\n66812346", "length"),
        ("6681234", "length"),
        ("668123456", "length"),
        ("66812345668123", "length"),
        ("1000", "length"),
        ("+86 138 1234 5678", "other_country"),
        ("+855 98 123 456", "other_country"),
        ("00855 98 123 456", "other_country"),
        ("+1 202 555 0143", "other_country"),
        ("+999 12345678", "no_such_country"),
        ("28833833", "not_mobile"),
        ("+853 2883 3833", "not_mobile"),
        ("12345678", "not_mobile"),
        ("89853", "length"),
        ("8985301000000000", "iccid_length"),
        ("898530100000000000000", "iccid_length"),
        ("8985301000000000001", "iccid_check"),
    ],
)
def test_what_is_no_line_of_macau_gets_its_own_message(typed: str, key: str, macau: Carrier):
    """Other countries, landlines, short numbers, wrong digits: each is told apart."""
    assert reason(read_identifier, typed, macau) == ("identifier", f"reading.identifier.{key}")


@pytest.mark.parametrize(
    "typed",
    ["8985301 0000 0000 0000", "8985301000000000000", "898530100000000001", "89853010000000000004"],
)
def test_a_sim_number_is_read_with_its_spaces(typed: str, macau: Carrier):
    """18 digits as they are printed without a check digit, 19 and 20 with it."""
    identifier = read_identifier(typed, macau)

    assert (identifier.kind, identifier.value) == (IdentifierKind.ICCID, typed.replace(" ", ""))


@given(st.integers(0, 10**11 - 1), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_in_a_sim_number_is_noticed(rest: int, place: int, shift: int):
    """The check digit is there for exactly this."""
    digits = f"8985301{rest:011}"
    whole = next(digits + str(check) for check in range(10) if has_check_digit(digits + str(check)))

    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]

    assert not has_check_digit(wrong)


def test_a_number_of_every_range_of_every_pack_is_read(catalogue: Catalogue):
    """Whoever has such a number must be able to end its line: also of blocks the library knows in one list only."""
    for pack in catalogue.packs.values():
        for block in pack.number_ranges:
            for prefix in block.prefixes:
                national = prefix.ljust(block.digits, "5")
                number = f"+{pack.country.calling_code}{national}"
                assert reading.read_identifier_in(number, pack.country.id).value == number
                assert read_contact(number, pack.country.id).value == number


def test_a_number_in_another_carriers_range_is_read_all_the_same(macau: Carrier):
    """Ranges show who got a block first, not who serves the number today."""
    assert read_identifier("6221 2345", macau).value == "+85362212345"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("Ana.Wong@Example.COM", ContactKind.EMAIL, "Ana.Wong@example.com"),
        (" ana+sim@mail.example.org ", ContactKind.EMAIL, "ana+sim@mail.example.org"),
        ("ana＠example.com", ContactKind.EMAIL, "ana@example.com"),
        ("ana@例子.公司", ContactKind.EMAIL, "ana@xn--fsqu00a.xn--55qx5d"),
        ("66812345", ContactKind.PHONE, "+85366812345"),
        ("+86 138 1234 5678", ContactKind.PHONE, "+8613812345678"),
        ("0086 138 1234 5678", ContactKind.PHONE, "+8613812345678"),
        ("+1 (202) 555-0143", ContactKind.PHONE, "+12025550143"),
        ("+44 7400 123456", ContactKind.PHONE, "+447400123456"),
    ],
)
def test_a_contact_may_be_an_address_or_a_mobile_of_any_country(typed: str, kind: ContactKind, value: str):
    """The traveller is at home again by the time the answer comes."""
    contact = read_contact(typed, "MO")

    assert (contact.kind, contact.value) == (kind, value)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "empty"),
        ("a" * 255, "too_long"),
        ("@", "form"),
        ("ana@", "form"),
        ("@example.com", "form"),
        ("ana@example", "form"),
        ("ana@@example.com", "form"),
        ("ana@example..com", "form"),
        ("ana@.example.com", "form"),
        ("ana@-example.com", "form"),
        ("ana@127.0.0.1", "form"),
        ("ana@[127.0.0.1]", "form"),
        ("a.@example.com", "form"),
        (".a@example.com", "form"),
        ("a..b@example.com", "form"),
        ("a b@example.com", "form"),
        ('"a b"@example.com', "form"),
        ("ana@exam ple.com", "form"),
        ("ana@example.com\r\nBcc: all@example.com", "form"),
        ("ana@example.com,bob@example.com", "form"),
        ("<ana@example.com>", "form"),
        ("аna@example.com", "form"),
        ("ana@faß.example", "form"),
        ("x" * 65 + "@example.com", "form"),
        ("ana@" + "x" * 64 + ".com", "form"),
        ("ana", "form"),
        ("😀", "characters"),
        ("#", "characters"),
        ("12", "no_such_number"),
        ("1", "length"),
        ("28833833", "not_mobile"),
        ("+1 900 555 0143", "not_mobile"),
        ("+853 1234 5678", "no_such_number"),
        ("+853 6680", "no_such_number"),
        ("+999 12345678", "no_such_country"),
        ("1" * 30, "too_long"),
    ],
)
def test_a_contact_that_cannot_be_reached_gets_its_own_message(typed: str, key: str):
    """Nothing that could trip over a mail header, and no number that costs extra, is taken."""
    assert reason(read_contact, typed, "MO") == ("contact", f"reading.contact.{key}")


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-01",
        "2026-12-1",
        "2026/12/01",
        "2026.12.01",
        "２０２６－１２－０１",
        "2026年12月1日",
        " 2026-12-01 ",
    ],
)
def test_a_date_is_year_month_day(typed: str):
    """The order that is never misread, in the forms people write it in."""
    assert read_wanted_on(typed, TODAY) == date(2026, 12, 1)


@pytest.mark.parametrize("typed", ["", "  "])
def test_no_date_means_at_once(typed: str):
    """Nothing typed is an answer."""
    assert read_wanted_on(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1/12/2026", "form"),
        ("\u202e\u200b", "form"),  # marks that nobody sees are not nothing
        ("tomorrow", "form"),
        ("2026-12", "form"),
        ("2026-12-01T00:00", "form"),
        ("20261201", "form"),
        ("2026-02-30", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("0000-01-01", "no_such_day"),
        ("2026-11-21", "past"),
        ("2027-11-23", "too_far"),
        ("9999-12-31", "too_far"),
        ("2" * 65, "too_long"),
        (" " * 65, "too_long"),
    ],
)
def test_a_date_that_cannot_be_meant_gets_its_own_message(typed: str, key: str):
    """No such day, over, or too far away: each is told apart."""
    assert reason(read_wanted_on, typed, TODAY) == ("wanted_on", f"reading.wanted_on.{key}")


@given(st.integers(0, 365))
def test_every_day_of_the_coming_year_can_be_chosen(days: int):
    """Today and the 365th day are in."""
    wanted_on = TODAY + timedelta(days=days)

    assert read_wanted_on(wanted_on.isoformat(), TODAY) == wanted_on


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ana Wong", "Ana Wong"),
        ("  Ana \t Wong ", "Ana Wong"),
        ("陳大文", "陳大文"),
        ("陈大文（Chan Tai Man）", "陈大文（Chan Tai Man）"),
        ("João d'Assunção-Lopes, Jr.", "João d'Assunção-Lopes, Jr."),
        ("សុខ វិសាល", "សុខ វិសាល"),
        ("Jose\u0301", "José"),
        ("Ana\u200b Wong", "Ana Wong"),
    ],
)
def test_names_of_every_script_are_taken(typed: str, name: str):
    """Marks, hyphens and apostrophes belong to names."""
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("a" * 121, "too_long"),
        ("Ana1", "characters"),
        ("Ana <b>", "characters"),
        ("Robert'); DROP TABLE lines;--", "characters"),
        ("Ana 😀", "characters"),
        ("Ana\x00", "characters"),
        ("...", "no_letter"),
        ("\u3164\uffa0", "no_letter"),
    ],
)
def test_what_is_no_name_gets_its_own_message(typed: str, key: str):
    """A signature is a name."""
    assert reason(read_name, typed) == ("name", f"reading.name.{key}")


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "０１２３４５", "០១២៣៤៥"])
def test_a_code_is_six_digits(typed: str):
    """The first zero counts."""
    assert read_code(typed) == "012345"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("", "empty"), ("12345", "form"), ("1234567", "form"), ("12345a", "form"), ("1" * 65, "too_long")],
)
def test_what_is_no_code_gets_its_own_message(typed: str, key: str):
    """Nothing else is compared with the code that was sent."""
    assert reason(read_code, typed) == ("code", f"reading.code.{key}")


def test_a_destination_is_tidied_or_empty():
    """An account, a shop or a number; whether one is needed is for the rules to say."""
    assert read_destination("  BNU   1234-5678 / Ana Wong ") == "BNU 1234-5678 / Ana Wong"
    assert [read_destination(nothing) for nothing in (" ", "\u3164", "\u200b\u0301")] == ["", "", ""]
    assert reason(read_destination, "<b>") == ("destination", "reading.destination.characters")
    assert reason(read_destination, " " * 121) == ("destination", "reading.destination.too_long")


READERS = {
    "identifier in Macau": lambda text: reading.read_identifier_in(text, "MO"),
    "identifier in Cambodia": lambda text: reading.read_identifier_in(text, "KH"),
    "contact": lambda text: read_contact(text, "KH"),
    "wanted_on": lambda text: read_wanted_on(text, TODAY),
    "name": read_name,
    "code": read_code,
    "destination": read_destination,
}


def refusal(reader: str, text: str) -> str | None:
    """The text a reader refuses with; None when it reads."""
    try:
        READERS[reader](text)
    except Unreadable as unreadable:
        return unreadable.key
    return None


@pytest.mark.parametrize("reader", READERS)
@given(text=st.text(max_size=400) | st.text("0123456789+- @.aE٣８\u200b\ufdfa", max_size=300))
@example(text="\ud800")
@example(text="\x00")
@example(text="\ufdfa" * 60)
@example(text="@" * 254)
@example(text="a." * 127)
def test_any_text_is_read_or_refused_in_words(reader: str, text: str):
    """No input makes a reader fail in another way, and every refusal is worded in both languages."""
    key = refusal(reader, text)

    assert key is None or all(WORDS.has(key, language) for language in ("en", "zh-Hans"))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("character", ["6", " ", "a", "@", ".", "😀", "\u0301"])
def test_huge_input_is_refused_by_its_length_alone(reader: str, character: str):
    """A hundred thousand characters are not looked at one by one."""
    with pytest.raises(Unreadable, match="too_long"):
        READERS[reader](character * 100_000)


WORDS = Texts({})
