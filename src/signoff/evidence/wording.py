"""What the documents need from whoever knows the reader's language: sentences, money, days, instants, numbers.

Handed in by the caller, since texts live in the catalogue, which `evidence` does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from signoff.domain.money import Money


class Say(Protocol):
    """Looks a text up by its dotted key and fills in its placeholders."""

    def __call__(self, key: str, /, **values: str) -> str:
        """The finished text; raises KeyError for a key that the language does not have."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's way of saying things; `instant` takes the IANA time zone whose clock is meant."""

    say: Say
    money: Callable[[Money], str]
    day: Callable[[date], str]
    instant: Callable[[datetime, str], str]  # date and time of day; the zone is named by the document itself
    number: Callable[[str], str]  # an E.164 number, grouped for reading
    amount: Callable[[int], str] = str  # a count or size, with the language's separators
