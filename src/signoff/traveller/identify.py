"""Identify: whose line or card it is, from whatever a person has. One value of any kind, or several signs together.

What each sign says is in `number_signs.py`, `card_signs.py` and `name_signs.py`; `domain/identify.py` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date

from signoff.catalogue.matching import header_matches, iccid_country, network_country
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.reading import Unreadable, has_check_digit
from signoff.catalogue.spelling import plain, with_digits, without_label
from signoff.domain.identify import Finding, Identification, SignKind, Succession, weigh
from signoff.traveller.card_signs import (
    CODE_DIGITS,
    HEADER_DIGITS,
    ICCID_DIGITS_MAX,
    IMSI_DIGITS,
    PRINTED_DIGITS,
    iccid_finding,
    imsi_finding,
)
from signoff.traveller.name_signs import country_finding, name_finding, web_finding
from signoff.traveller.number_signs import dialled_finding, number_finding
from signoff.traveller.sources import cited

TEXT_LENGTH_MAX = 200  # longer than any number, name or address; what is longer is a message, not a sign

_BETWEEN = re.compile(r"[\s().,\-/·•\u2010-\u2015\u2212\u30fb]")
_DIGITS = re.compile(r"(\+?[0-9]+)f?")  # an ICCID of 19 digits is filled up with an F in some phones
_CODE = re.compile(r"[*#][*#0-9]{1,30}")
_DAY = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}")
_APART = (re.compile("[,/;]"), re.compile(r"[\s,/;]+"))  # what stands between two numbers, the likelier first
_IMSI = re.compile(rf"[2-7][0-9]{{{IMSI_DIGITS - 1}}}")  # countries have 2 to 7 in front
_NETWORK = re.compile(r"[2-7][0-9]{4,5}")  # a network's code of 5 or 6 digits; no number of ours is so short
_SHORT = re.compile(r"[0-9]{3,4}")
_LONG_NUMBER = re.compile(r"\+?\(?[0-9][0-9\s().\-]{3,40}[0-9]")
_ICCID_BEGINNING = "89"
_PLUS = "+"  # in front of a telephone number and of nothing else; it is no digit
_IMEI_BEGINNINGS = (
    "35",
    "86",
)  # of nearly all phones sold; whoever has an IMSI that looks so says that it is one
_NAMED_DIGITS_MAX = 2  # "3" is a carrier, not a number
_AMBIGUOUS_DIGITS = 8  # a number of Macau's network of wires has so many and may begin like a card's


class NotUnderstood(ValueError):
    """What was typed into `field` is no sign of a card; `word` is the text that says why (`identify.problem`)."""

    def __init__(self, field: str, word: str) -> None:
        super().__init__(f"{field}: {word}")
        self.field = field
        self.word = word


@dataclass(frozen=True, slots=True)
class Signs:
    """What a person knows, as it was typed; empty where nothing was. `country` is one of ours by its code."""

    value: str = ""  # any of the others
    number: str = ""
    iccid: str = ""
    imsi: str = ""
    printed: str = ""
    shown: str = ""
    dialled: str = ""
    country: str = ""

    @property
    def are_none(self) -> bool:
        """Whether nothing is known."""
        return not any(text.strip() for text in astuple(self))


def identify(signs: Signs, catalogue: Catalogue, today: date) -> Identification:
    """Who answers for the line today, how sure that is, and why. Raises NotUnderstood."""
    if signs.are_none:
        raise NotUnderstood("value", "empty")
    if signs.country and signs.country not in catalogue.countries:
        raise NotUnderstood("country", "country")
    findings = list(_Reader(catalogue, today, signs.country).read(signs))
    return weigh(findings, succession(catalogue))


def bare_digits(text: str) -> str:
    """What was typed without label, blanks and hyphens, with digits of any script as ASCII."""
    _, rest = without_label(plain(text[:TEXT_LENGTH_MAX]))
    return _BETWEEN.sub("", with_digits(rest))


def succession(catalogue: Catalogue) -> dict[str, Succession]:
    """The carriers that are gone, with who answers for their lines."""
    return {
        pack.id: Succession(pack.successor, cited(pack.status.sources, catalogue, pack.country.id, pack.id))
        for pack in catalogue.packs.values()
        if pack.successor is not None and pack.status.sources
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    catalogue: Catalogue
    today: date
    country: str

    def read(self, signs: Signs) -> Iterator[Finding]:
        """What each sign says. Raises NotUnderstood for the first that says nothing."""
        if signs.value.strip():
            yield from self._anything(signs.value)
        if signs.number.strip():
            yield self._number("number", _digits_of("number", signs.number, "unread"))
        if signs.iccid.strip():
            yield self._iccid("iccid", _digits_of("iccid", signs.iccid, "iccid_digits"))
        if signs.imsi.strip():
            yield self._imsi("imsi", _digits_of("imsi", signs.imsi, "imsi_digits"))
        if signs.printed.strip():
            yield from self._words("printed", signs.printed, SignKind.PRINTED)
        if signs.shown.strip():
            yield from self._words("shown", signs.shown, SignKind.SHOWN)
        if signs.dialled.strip():
            yield self._dialled("dialled", _BETWEEN.sub("", with_digits(_tidied("dialled", signs.dialled))))
        if signs.country:
            yield country_finding(signs.country, self.catalogue)

    def _anything(self, text: str, field: str = "value", sign: SignKind = SignKind.NAME) -> Iterator[Finding]:
        kind, rest = without_label(_tidied(field, text))
        bare = _BETWEEN.sub("", with_digits(rest))
        if (digits := _DIGITS.fullmatch(bare)) is not None:
            yield from self._one_or_several(field, digits[1], kind, text, sign)
        elif _CODE.fullmatch(bare):
            yield self._dialled(field, bare)
        elif (web := web_finding(text, self.catalogue, sign)) is not None:
            yield web
        else:
            yield from self._mixed(field, rest, text, sign)

    def _one_or_several(
        self, field: str, digits: str, kind: str, text: str, sign: SignKind
    ) -> Iterator[Finding]:
        """Digits as one sign; what is none as a whole may be several numbers beside each other."""
        try:
            yield self._digits(field, digits, kind, text, sign)
        except NotUnderstood:
            for apart in _APART:
                parts = [_BETWEEN.sub("", part) for part in apart.split(with_digits(_tidied(field, text)))]
                numbers = [*dict.fromkeys(part for part in parts if part)]
                if len(numbers) > 1 and all(
                    _DIGITS.fullmatch(one) and self._is_number(one) for one in numbers
                ):
                    for one in numbers:
                        yield self._number(field, one)
                    return
            raise

    def _mixed(self, field: str, rest: str, text: str, sign: SignKind) -> Iterator[Finding]:
        """Numbers and words, or words alone."""
        found = [*_LONG_NUMBER.finditer(with_digits(rest))]
        number = found[0] if found else None
        words = rest if number is None else f"{rest[: number.start()]} {rest[number.end() :]}"
        name = name_finding(text if number is None else words, self.catalogue, sign)
        if number is not None:
            kind, _ = without_label(rest[max(number.start() - 12, 0) :].lstrip())
            first = self._digits(field, _BETWEEN.sub("", number[0]), kind, text, sign)
            yield first
            yield from self._further(field, first, found[1:])
        if name is not None:
            yield name
        elif number is None:
            raise NotUnderstood(field, "unread")

    def _further(self, field: str, first: Finding, others: list[re.Match[str]]) -> Iterator[Finding]:
        """What the other numbers of a text say: only those that tell a carrier, and no day."""
        found = [first]
        for other in others:
            digits = _BETWEEN.sub("", other[0])
            if _DAY.search(other[0]) or not self._is_number(digits):
                continue
            finding = self._number(field, digits)
            if (finding.carriers or finding.name) and finding not in found:
                found.append(finding)
                yield finding

    def _words(self, field: str, text: str, sign: SignKind) -> Iterator[Finding]:
        """What stands on a card may also be its number; what a phone shows, the code of its network."""
        yield from self._anything(text, field, sign)

    def _digits(self, field: str, digits: str, kind: str, text: str, sign: SignKind) -> Finding:
        if len(digits) <= _NAMED_DIGITS_MAX:
            if (name := name_finding(text, self.catalogue, sign)) is None:
                raise NotUnderstood(field, "short")
            return name
        if kind == "imei" or (not kind and _is_phone(digits)):
            raise NotUnderstood(field, "imei")
        if kind == "iccid" or (not kind and self._is_card_number(digits)):
            return self._iccid(field, digits)
        if kind == "imsi" or (not kind and self._is_imsi(digits)):
            return self._imsi(field, digits)
        if _SHORT.fullmatch(digits):
            return self._dialled(field, digits)
        return self._number(field, digits)

    def _is_card_number(self, digits: str) -> bool:
        if digits.startswith(_PLUS):
            return False
        if digits.startswith(_ICCID_BEGINNING) and len(digits) > IMSI_DIGITS:
            return True
        if len(digits) == _AMBIGUOUS_DIGITS:
            return any(digits.startswith(match.entry) for match in header_matches(digits, self.catalogue))
        if iccid_country(digits, self.catalogue):
            return True
        if (
            digits.startswith(_ICCID_BEGINNING)
            and len(digits) >= HEADER_DIGITS
            and not self._is_number(digits)
        ):
            return True
        return len(digits) == PRINTED_DIGITS and not digits.startswith("0") and not self._is_number(digits)

    def _is_imsi(self, digits: str) -> bool:
        is_ours = bool(network_country(f"{digits[:3]}-", self.catalogue))
        if is_ours and CODE_DIGITS <= len(digits) < IMSI_DIGITS:
            return True
        is_code = bool(_NETWORK.fullmatch(digits)) and not self._is_number(digits)
        return is_code or bool(_IMSI.fullmatch(digits))

    def _is_number(self, digits: str) -> bool:
        try:
            number_finding(digits, self.catalogue)
        except Unreadable:
            return False
        return True

    def _number(self, field: str, digits: str) -> Finding:
        try:
            return number_finding(digits, self.catalogue, self.country)
        except Unreadable:
            raise NotUnderstood(field, "number") from None

    def _iccid(self, field: str, digits: str) -> Finding:
        is_of_a_card = digits.startswith(_ICCID_BEGINNING) or len(digits) == PRINTED_DIGITS
        is_of_a_card = is_of_a_card and not digits.startswith(_PLUS)
        if len(digits) > ICCID_DIGITS_MAX or not is_of_a_card:
            raise NotUnderstood(field, "iccid_digits")
        return iccid_finding(digits, self.catalogue)

    def _imsi(self, field: str, digits: str) -> Finding:
        if not CODE_DIGITS <= len(digits) <= IMSI_DIGITS or digits.startswith(_PLUS):
            raise NotUnderstood(field, "imsi_digits")
        return imsi_finding(digits, self.catalogue)

    def _dialled(self, field: str, code: str) -> Finding:
        finding = dialled_finding(code, self.catalogue, self.today, self.country)
        if finding is None:
            raise NotUnderstood(field, "code")
        return finding


def _is_phone(digits: str) -> bool:
    """Whether digits are the number of a phone: an IMEI is as long as an IMSI, and its last digit proves the others."""
    return len(digits) == IMSI_DIGITS and digits.startswith(_IMEI_BEGINNINGS) and has_check_digit(digits)


def _tidied(field: str, text: str) -> str:
    if len(text) > TEXT_LENGTH_MAX:
        raise NotUnderstood(field, "too_long")
    return plain(text)


def _digits_of(field: str, text: str, word: str) -> str:
    """The digits of a field that takes nothing else."""
    kind, rest = without_label(_tidied(field, text))
    if kind == "imei":
        raise NotUnderstood(field, "imei")
    found = _DIGITS.fullmatch(_BETWEEN.sub("", with_digits(rest)))
    if found is None:
        raise NotUnderstood(field, word)
    return found[1]
