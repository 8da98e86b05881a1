"""Mobile numbers as people write them, for any of several countries; `reading.py` reads one for a known country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from signoff.catalogue.reading import Unreadable, read_identifier_in

_NOT_MOBILE = "reading.identifier.not_mobile"
_OTHER_COUNTRY = "reading.identifier.other_country"


@dataclass(frozen=True, slots=True)
class Dialled:
    """One way to read a number. It is not whole when the 0 is missing that its country writes in front.

    Whether it is mobile is what the library says, which misses some ranges that carriers have.
    """

    country: str
    number: str  # E.164 with plus
    is_whole: bool
    is_mobile: bool
    is_assigned: bool = True  # whether there are such numbers at all, as far as the library knows


def numbers_in(digits: str, countries: Iterable[str]) -> list[Dialled]:
    """Every way to read digits (with a plus in front or not) in these countries, whole ones and mobile ones first.

    Raises Unreadable with the nearest country's reason when there is none.
    """
    found: list[Dialled] = []
    problems: list[Unreadable] = []
    for country in countries:
        try:
            number = read_identifier_in(digits, country).value
        except Unreadable as problem:
            problems.append(problem)
            if problem.key == _NOT_MOBILE:
                wire = phonenumbers.parse(digits, country)
                number = phonenumbers.format_number(wire, phonenumbers.PhoneNumberFormat.E164)
                is_whole, is_assigned = _is_whole(digits, number, country), phonenumbers.is_valid_number(wire)
                found.append(Dialled(country, number, is_whole, is_mobile=False, is_assigned=is_assigned))
            continue
        found.append(Dialled(country, number, _is_whole(digits, number, country), is_mobile=True))
    if not found:
        raise min(problems, key=lambda problem: problem.key == _OTHER_COUNTRY)
    return sorted(found, key=lambda one: (not one.is_mobile, not one.is_whole))


def foreign_calling_code(digits: str) -> str:
    """The calling code of a number of any country, empty when it is none; without a plus only of a valid number."""
    is_international = digits.startswith(("+", "00"))
    try:
        parsed = phonenumbers.parse(f"+{digits.lstrip('+').removeprefix('00')}", None)
    except phonenumbers.NumberParseException:
        return ""
    is_one = phonenumbers.is_possible_number if is_international else phonenumbers.is_valid_number
    return str(parsed.country_code) if is_one(parsed) else ""


def without_stray_zero(digits: str, countries: Iterable[str]) -> str:
    """The digits without a 0 behind the code of a country whose numbers have none: +853 (0) 6681 2345."""
    for country in countries:
        if phonenumbers.ndd_prefix_for_region(country, True) is None:
            code = phonenumbers.country_code_for_region(country)
            found = re.fullmatch(rf"(?:\+|00)?{code}0([0-9]+)", digits)
            if found and foreign_calling_code(f"+{code}{found[1]}"):
                return f"+{code}{found[1]}"
    return digits


def as_dialled(prefix: str, country: str) -> str:
    """The beginning of a number as people of the country write it: with the 0 in front, where they have one."""
    return f"{phonenumbers.ndd_prefix_for_region(country, True) or ''}{prefix}"


def _is_whole(digits: str, number: str, country: str) -> bool:
    national = phonenumbers.national_significant_number(phonenumbers.parse(number, None))
    return digits != national or phonenumbers.ndd_prefix_for_region(country, True) is None
