"""What every channel is handed of the catalogue, by the names under which it knows it: words and readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict

from signoff.catalogue import matching, reading, wording
from signoff.catalogue.display import grouped_number
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.texts import Texts
from signoff.domain.carrier import Carrier
from signoff.domain.line import Contact, Identifier


class Handed(TypedDict):
    """The fields that the parts of portal and terminal share; `unreadable` is what the readers raise."""

    carriers: Mapping[str, Carrier]
    say: Callable[..., str]
    count: Callable[[str, str, int], str]
    money: Callable[[int, str, str], str]
    amount: Callable[[int, str], str]
    day: Callable[[date, str], str]
    instant: Callable[[datetime, str, str], str]
    read_identifier: Callable[[str, Carrier], Identifier]
    read_contact: Callable[[str, str], Contact]
    read_wanted_on: Callable[[str, date], date | None]
    read_name: Callable[[str], str]
    read_code: Callable[[str], str]
    read_destination: Callable[[str], str]
    unreadable: type[Exception]
    candidates: Callable[[Identifier], Sequence[str]]
    show_identifier: Callable[[str], str]


def handed(catalogue: Catalogue, texts: Texts) -> Handed:
    """Words and readers of these packs, to be unpacked into a channel's parts."""
    return Handed(
        carriers=catalogue.carriers,
        say=texts.say,
        count=texts.count,
        money=wording.money,
        amount=wording.amount,
        day=wording.day,
        instant=wording.instant,
        read_identifier=reading.read_identifier,
        read_contact=reading.read_contact,
        read_wanted_on=reading.read_wanted_on,
        read_name=reading.read_name,
        read_code=reading.read_code,
        read_destination=reading.read_destination,
        unreadable=reading.Unreadable,
        candidates=lambda identifier: matching.candidates(identifier, catalogue),
        show_identifier=grouped_number,
    )
