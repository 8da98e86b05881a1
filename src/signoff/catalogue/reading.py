"""Reads what people type into domain values: numbers, SIM numbers, contacts, dates, names and codes.

Every reader bounds the length first, and raises `Unreadable` with the text that says what is wrong.
`matching.py` finds the carriers a number may belong to.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.visible import is_seen

TYPED_LENGTH_MAX = 64  # longer than any number, date or code with its spaces
EMAIL_LENGTH_MAX = 254  # RFC 5321 with its erratum 1690
NAME_LENGTH_MAX = 120
DAYS_AHEAD_MAX = 365
CODE_DIGITS = 6

_NUMBER_LENGTH_MAX = 15  # ITU-T E.164
_DIALLED_LENGTH_MAX = 12  # a number of ours with its country's code and nothing in front; none begins with 89
_ICCID_LENGTHS = (18, 19, 20)  # ITU-T E.118 allows 19 with the check digit; cards carry 18 to 20
_ICCID_START = "89"  # ITU-T E.118: telecommunication
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_EMAIL_LOCAL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE | re.ASCII
)
_EMAIL_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Two standards for domain names spell these letters differently: mail could go to a stranger.
_AMBIGUOUS_LETTERS = "ßς"
_DATE = re.compile(r"([0-9]{4})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})日?")

Form = Literal["NFC", "NFKC"]


class Unreadable(ValueError):
    """What was typed into `field` cannot be meant; `key` is the text that says why (area `reading`)."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(f"{field}: {key}")
        self.field = field
        self.key = key


def read_identifier(text: str, carrier: Carrier) -> Identifier:
    """The mobile number or SIM number somebody typed for a line of this carrier. Raises Unreadable."""
    return read_identifier_in(text, carrier.country)


def read_identifier_in(text: str, country: str) -> Identifier:
    """The same for any carrier of a country (ISO 3166). Raises Unreadable."""
    typed = _bounded(text, "identifier", TYPED_LENGTH_MAX)
    number = _dialled(typed, "identifier")
    if _looks_like_iccid(number):
        return Identifier(IdentifierKind.ICCID, _iccid(number))
    return Identifier(IdentifierKind.NUMBER, _mobile_of(number, country))


def read_contact(text: str, country: str) -> Contact:
    """A mail address, or a mobile number of any country (without its code: of `country`). Raises Unreadable."""
    typed = _bounded(text, "contact", EMAIL_LENGTH_MAX)
    if "@" in typed:
        return Contact(ContactKind.EMAIL, _email(typed))
    if any(character.isalpha() for character in typed):
        raise Unreadable("contact", "reading.contact.form")
    return Contact(ContactKind.PHONE, _reachable(_dialled(typed, "contact"), country))


def read_wanted_on(text: str, today: date, days_ahead_max: int = DAYS_AHEAD_MAX) -> date | None:
    """The date somebody wants (year, month, day); None when nothing was typed. Raises Unreadable."""
    typed = _tidy(text, "wanted_on", TYPED_LENGTH_MAX)
    if not typed and text.strip():  # marks that nobody sees are not nothing
        raise Unreadable("wanted_on", "reading.wanted_on.form")
    if not typed:
        return None
    found = _DATE.fullmatch(_ascii_digits(typed))
    if found is None:
        raise Unreadable("wanted_on", "reading.wanted_on.form")
    try:
        wanted_on = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Unreadable("wanted_on", "reading.wanted_on.no_such_day") from None
    if wanted_on < today:
        raise Unreadable("wanted_on", "reading.wanted_on.past")
    if wanted_on > today + timedelta(days=days_ahead_max):
        raise Unreadable("wanted_on", "reading.wanted_on.too_far")
    return wanted_on


def read_name(text: str) -> str:
    """A person's name in any script, spaces tidied. Raises Unreadable."""
    typed = " ".join(_bounded(text, "name", NAME_LENGTH_MAX, form="NFC").split())
    if not all(_is_of_a_name(character) for character in typed):
        raise Unreadable("name", "reading.name.characters")
    if not any(character.isalpha() and is_seen(character) for character in typed):
        raise Unreadable("name", "reading.name.no_letter")
    return typed


def read_code(text: str, field: str = "code") -> str:
    """The six digits of a code that was sent. Raises Unreadable."""
    typed = _ascii_digits(_bounded(text, field, TYPED_LENGTH_MAX))
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise Unreadable(field, "reading.code.form")
    return digits


def read_destination(text: str) -> str:
    """Where money should go: an account, a shop or a number, spaces tidied; empty when nothing was typed.

    Raises Unreadable.
    """
    typed = " ".join(_tidy(text, "destination", NAME_LENGTH_MAX, form="NFC").split())
    if not all(unicodedata.category(character)[0] in "LMNPZ" for character in typed):
        raise Unreadable("destination", "reading.destination.characters")
    return typed if is_seen(typed) else ""


def _bounded(text: str, field: str, length_max: int, form: Form = "NFKC") -> str:
    """The tidied text, refused when it is too long or nothing is left of it."""
    typed = _tidy(text, field, length_max, form)
    if not typed:
        raise Unreadable(field, f"reading.{_topic(field)}.empty")
    return typed


def _tidy(text: str, field: str, length_max: int, form: Form = "NFKC") -> str:
    """The text without odd forms and invisible characters, refused before any other work when it is too long."""
    if len(text) > length_max:
        raise Unreadable(field, f"reading.{_topic(field)}.too_long")
    normal = unicodedata.normalize(form, text)
    return "".join(character for character in normal if unicodedata.category(character) != "Cf").strip()


def _topic(field: str) -> str:
    return field if field in ("identifier", "contact", "wanted_on", "name", "destination") else "code"


def _ascii_digits(text: str) -> str:
    """The text with the digits of every script (Khmer ones too) as 0 to 9."""
    return "".join(
        character if (digit := unicodedata.decimal(character, None)) is None else str(digit)
        for character in text
    )


def _dialled(typed: str, field: str) -> str:
    """The digits of a number, with a plus in front when there was one."""
    number = re.sub(r"[\s().\-/\u2010-\u2015\u2212\u30fb]", "", _ascii_digits(typed))
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise Unreadable(field, f"reading.{field}.characters")
    # Dialled from abroad: no national number of these countries begins so, while Cambodia's own prefix differs.
    return f"+{number[2:]}" if number.startswith("00") else number


def _looks_like_iccid(number: str) -> bool:
    return number.startswith(_ICCID_START) and len(number) > _DIALLED_LENGTH_MAX


def _iccid(digits: str) -> str:
    if len(digits) not in _ICCID_LENGTHS:
        raise Unreadable("identifier", "reading.identifier.iccid_length")
    if len(digits) > min(_ICCID_LENGTHS) and not has_check_digit(digits):
        raise Unreadable("identifier", "reading.identifier.iccid_check")
    return digits


def calling_code_of(country: str) -> str:
    """The calling code of a country (ISO 3166) without plus; "0" for no country."""
    return str(phonenumbers.country_code_for_region(country))


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit (Luhn) of those before it."""
    doubled = [int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _mobile_of(number: str, country: str) -> str:
    """The E.164 form of a mobile number of one country."""
    parsed = _parsed(number, country, "identifier")
    if parsed.country_code != phonenumbers.country_code_for_region(country):
        raise Unreadable("identifier", "reading.identifier.other_country")
    possible = phonenumbers.is_possible_number_for_type_with_reason(parsed, PhoneNumberType.MOBILE)
    if possible is not ValidationResult.IS_POSSIBLE:
        raise Unreadable("identifier", "reading.identifier.length")
    if not _is_mobile(parsed):
        raise Unreadable("identifier", "reading.identifier.not_mobile")
    return _e164(parsed)


def _reachable(number: str, country: str) -> str:
    """The E.164 form of a mobile number of any country; only those get messages, and none costs extra."""
    parsed = _parsed(number, country, "contact")
    if _is_mobile(parsed):
        return _e164(parsed)
    if not phonenumbers.is_valid_number(parsed):
        raise Unreadable("contact", "reading.contact.no_such_number")
    raise Unreadable("contact", "reading.contact.not_mobile")


def _is_mobile(parsed: phonenumbers.PhoneNumber) -> bool:
    """Whether mobile phones have such numbers: by its form, or because its block was given to a mobile carrier.

    The library's two lists differ: +853 682, 683 and 689 are in the second one only.
    """
    if phonenumbers.number_type(parsed) in _MOBILE:
        return True
    from phonenumbers.carrier import name_for_valid_number  # noqa: PLC0415 - a list of all countries, seldom needed

    possible = phonenumbers.is_possible_number_for_type_with_reason(parsed, PhoneNumberType.MOBILE)
    if possible is not ValidationResult.IS_POSSIBLE:
        return False
    is_unknown = phonenumbers.number_type(parsed) == PhoneNumberType.UNKNOWN
    return is_unknown and bool(name_for_valid_number(parsed, "en"))


def _parsed(number: str, country: str, field: str) -> phonenumbers.PhoneNumber:
    if len(number) > _NUMBER_LENGTH_MAX + len("+000"):
        raise Unreadable(field, f"reading.{field}.too_long")
    try:
        return phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as problem:
        if problem.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            raise Unreadable(field, f"reading.{field}.no_such_country") from None
        raise Unreadable(field, f"reading.{field}.length") from None


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _email(typed: str) -> str:
    """The address with its domain in lower case and ASCII; what a header or a shell could trip over is refused."""
    local, _, domain = typed.rpartition("@")
    if any(letter in domain for letter in _AMBIGUOUS_LETTERS):
        raise Unreadable("contact", "reading.contact.form")
    try:
        labels = domain.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        raise Unreadable("contact", "reading.contact.form") from None
    is_domain = len(labels) > 1 and all(_EMAIL_LABEL.fullmatch(label) for label in labels)
    if not is_domain or labels[-1].isdigit() or len(local) > 64 or not _EMAIL_LOCAL.fullmatch(local):
        raise Unreadable("contact", "reading.contact.form")
    return f"{local}@{'.'.join(labels)}"


def _is_of_a_name(character: str) -> bool:
    """Letters and marks of every script, and what stands between the parts of names."""
    return (
        unicodedata.category(character)[0] in "LM"
        or character in " .,'-()\u2019\u2010\u00b7\u30fb\uff08\uff09"
    )
