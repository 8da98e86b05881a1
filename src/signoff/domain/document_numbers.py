"""Numbers of documents: form, check sign where its rule is public, comparing and finding them again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

# GB 11643-1999: weights 2^(18-i) modulo 11, and the sign for each remainder.
_MAINLAND_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_MAINLAND_SIGNS = "10X98765432"
_MAINLAND = re.compile(r"[1-9][0-9]{16}[0-9X]")

# Hong Kong: one or two letters, six digits, a check sign in brackets. No letter counts 36, A to Z 10 to 35.
_HONG_KONG = re.compile(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?")
_NO_LETTER = 36

# Macau: seven digits, the first of which is 1, 5 or 7, and one more, in brackets or after a stroke. How that last digit
# is made has not been published: it is UNKNOWN, so the form alone is looked at.
_MACAU = re.compile(r"([157])/?([0-9]{6})(?:\(([0-9])\)|/([0-9])|([0-9]))")

_CHECK_SIGN_LAST = re.compile(r"\(([0-9A-Z])\)\s*$")


def mainland_holds(number: str) -> bool:
    """Whether a number of the mainland's resident identity card has its form, a possible birth and its check sign."""
    return (
        _MAINLAND.fullmatch(number) is not None
        and mainland_birth(number) is not None
        and number[17] == mainland_check(number[:17])
    )


def mainland_check(digits: str) -> str:
    """The check sign of seventeen digits (GB 11643-1999, MOD 11-2 of ISO 7064)."""
    pairs = zip(digits, _MAINLAND_WEIGHTS, strict=True)
    return _MAINLAND_SIGNS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def mainland_birth(number: str) -> date | None:
    """The birth that stands in the number."""
    try:
        return date.fromisoformat(number[6:14])
    except ValueError:
        return None


def mainland_sex(number: str) -> str:
    """The sex that stands in the number: odd for men, even for women."""
    return "M" if int(number[16]) % 2 else "F"


def hong_kong_number(text: str) -> str | None:
    """The number without brackets if text is one whose check sign holds."""
    found = _HONG_KONG.fullmatch(re.sub(r"\s", "", text.upper()))
    if found is None:
        return None
    letters, digits, check = found.groups()
    return letters + digits + check if hong_kong_check(letters, digits) == check else None


def hong_kong_check(letters: str, digits: str) -> str:
    """The check sign of a Hong Kong number: weights 9 to 2, so that all with the sign itself divide by 11."""
    values = [int(letter, 36) for letter in letters]
    values = [*[_NO_LETTER] * (2 - len(values)), *values, *(int(digit) for digit in digits)]
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def macau_number(text: str) -> str | None:
    """The eight digits if text has the form of a Macau resident's number; no more than the form can be looked at."""
    found = _MACAU.fullmatch(re.sub(r"\s", "", text))
    return "".join(part for part in found.groups() if part) if found else None


def plain_number(number: str) -> str:
    """A number as it is compared and indexed: letters and digits only."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def same_number(read: str, registered: str) -> bool:
    """Whether both are the same number; records may leave out a check sign that is printed in brackets."""
    one, other = plain_number(read), plain_number(registered)
    without = len(one) - 1
    is_bracketed = _HONG_KONG.fullmatch(one) is not None or _MACAU.fullmatch(one) is not None
    is_written_whole = _CHECK_SIGN_LAST.search(registered) is not None
    return bool(one) and (one == other or (is_bracketed and not is_written_whole and one[:without] == other))


NUMBER_ENDS_MIN = 4
"""Fewer last characters than this tell nobody apart."""


def ends_alike(read: str, ends: str) -> bool:
    """Whether a number ends in these characters, of which there must be enough."""
    other = plain_number(ends)
    return len(other) >= NUMBER_ENDS_MIN and plain_number(read).endswith(other)


def document_index(kind: str, country: str, number: str) -> str:
    """What a document is found again by, to be put through a keyed hash: never to be stored as it is."""
    return "\x1f".join((kind, country.upper(), plain_number(number)))


def bits_apart(one: int, other: int) -> int:
    """How many bits of two perceptual hashes differ, of 256."""
    return (one ^ other).bit_count()


SAME_PICTURE_BITS_MAX = 40
"""Two hashes that differ by no more are of the same picture, written anew, made smaller or cropped a little.

Measured on drawn documents: the same up to 28 apart, others of the same kind from 58 on.
"""


def is_same_picture(one: int, other: int) -> bool:
    """Whether two perceptual hashes are of one picture."""
    return bits_apart(one, other) <= SAME_PICTURE_BITS_MAX


COUNTRY_OF: Mapping[str, str] = {"mainland_id": "CHN", "macau_id": "MAC", "hong_kong_id": "HKG"}
"""The issuer of cards on which no zone names it."""
