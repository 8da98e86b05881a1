"""How numbers are shown to people: grouped for reading, or masked where only a hint is due."""

from __future__ import annotations

import phonenumbers

MASK = "•"


def grouped_number(value: str) -> str:
    """An E.164 number in the groups its country writes, like `+853 6890 1001`."""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked(value: str) -> str:
    """A number, ICCID or mail address of which only the ends can be read: enough to know one's own."""
    if "@" in value:
        name, _, place = value.partition("@")
        return f"{name[:1]}{MASK * 3}@{place}"
    return f"{value[:4]}{MASK * max(len(value) - 7, 1)}{value[-3:]}"
