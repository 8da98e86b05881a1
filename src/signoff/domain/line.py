"""A line as the carrier's records know it, and the identifier a person typed for it.

These values hold personal data: they pass through `desk`, `engine` and `systems`, are stored sealed, and never
enter a fact. What facts may know of a line is `LineTraits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.carrier import TariffKind


class IdentifierKind(StrEnum):
    """What a person gave to say which line is meant."""

    NUMBER = "number"
    ICCID = "iccid"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A line as a person gave it, in canonical form: E.164 with plus for a number, digits for an ICCID."""

    kind: IdentifierKind
    value: str


class ContactKind(StrEnum):
    """Where an answer can be sent."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Contact:
    """Where news goes, in canonical form: address in lower-case domain, or E.164 with plus."""

    kind: ContactKind
    value: str


class SimKind(StrEnum):
    """What carries the subscription."""

    PLASTIC = "plastic"
    ESIM = "esim"


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription in the carrier's records. `handle` is the carrier's own key for it."""

    handle: str
    numbers: tuple[str, ...]  # MSISDNs in E.164 with plus; the first one receives codes
    iccid: str
    imsi: str
    eid: str  # empty for a plastic SIM
    sim_kind: SimKind
    tariff_id: str
    tariff_kind: TariffKind


@dataclass(frozen=True, slots=True)
class LineTraits:
    """What a fact may know of a line: nothing that points at a person."""

    sim_kind: SimKind
    number_count: int
    tariff_id: str
    tariff_kind: TariffKind


ICCID_DIGITS_MIN = 18
"""An ICCID without its check digit; the same card may be typed with and without it (ITU-T E.118)."""


def same_line(identifier: Identifier) -> str:
    """What all ways to type one number or card have in common."""
    is_iccid = identifier.kind is IdentifierKind.ICCID
    return f"{identifier.kind}/{identifier.value[:ICCID_DIGITS_MIN] if is_iccid else identifier.value}"


_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Dots in a name do not matter there, and both are one place (support.google.com/mail/answer/7436150)."""


def same_inbox(contact: Contact) -> str:
    """What all ways to write to one inbox have in common: letter case and a `+tag` reach the same person.

    Dots do where the provider says so, and nowhere else: elsewhere they are two people.
    """
    name, at, place = contact.value.lower().partition("@")
    if not at:
        return contact.value
    if place in _WITHOUT_DOTS:
        name, place = name.replace(".", ""), _WITHOUT_DOTS[place]
    tagged = name.lstrip("+")  # what a name begins with is no tag: nobody stands before it
    name = name[: len(name) - len(tagged)] + tagged.partition("+")[0]
    return f"{name}@{place}"
