"""How numbers are shown to people: grouped for reading, or masked where only a hint is due."""

from __future__ import annotations

import re

import phonenumbers

from signoff.domain.line import Contact, Identifier

MASK = "•"

_ACCOUNT = re.compile(r"\d(?:[ ./-]?\d)*")
_DIGITS_SHOWN = 4


def grouped_number(value: str) -> str:
    """An E.164 number in the groups its country writes, like `+853 6890 1001`."""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked_destination(way: str | None, text: str) -> str:
    """Where money goes, for whoever named it to know again: an account's last digits, a number's ends, initials."""
    if not text:
        return ""
    if way == "other_line":
        return masked(text)
    if way == "bank_transfer":
        account = max(_ACCOUNT.findall(text), key=_digit_count, default="")
        digits = "".join(character for character in account if character.isdigit())
        return f"{MASK * 3}{digits[-4:] if len(digits) > _DIGITS_SHOWN else digits[-1:]}"
    return " ".join(f"{word[0]}{MASK * 3}" for word in text.split()) if way == "cash_at_shop" else ""


def _digit_count(text: str) -> int:
    return sum(character.isdigit() for character in text)


def masked_value(value: object) -> str:
    """A number or an address as much as may be shown of it; empty for anything else."""
    return masked(value.value) if isinstance(value, Identifier | Contact) else ""


def masked(value: str) -> str:
    """A number, ICCID or mail address of which only the ends can be read: enough to know one's own."""
    if "@" in value:
        name, _, place = value.partition("@")
        return f"{name[:1]}{MASK * 3}@{place}"
    return f"{value[:4]}{MASK * max(len(value) - 7, 1)}{value[-3:]}"
