"""How a web channel's templates speak: texts, amounts, days and links, in one language and one carrier's wording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Protocol
from urllib.parse import urlencode

from signoff.channels.web.forms import Problem
from signoff.domain.carrier import Carrier
from signoff.domain.wording import Say


class Speech(Protocol):
    """What words are made with."""

    @property
    def say(self) -> Say: ...

    @property
    def count(self) -> Callable[[str, str, int], str]: ...

    @property
    def money(self) -> Callable[[int, str, str], str]: ...

    @property
    def amount(self) -> Callable[[int, str], str]: ...

    @property
    def day(self) -> Callable[[date, str], str]: ...

    @property
    def instant(self) -> Callable[[datetime, str, str], str]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """How a template speaks: one language, one carrier's wording, one time zone."""

    parts: Speech
    language: str
    is_explicit: bool  # the address names the language, so links go on naming it
    carrier: Carrier | None = None

    def t(self, key: str, **values: object) -> str:
        """The text of a key, in the carrier's own wording where it has one."""
        carrier_id = self.carrier.id if self.carrier else None
        return self.parts.say(key, self.language, carrier_id, **values)

    def money(self, amount_minor: int, currency: str) -> str:
        """An amount with its currency."""
        return self.parts.money(amount_minor, currency, self.language)

    def amount(self, number: int) -> str:
        """A whole number."""
        return self.parts.amount(number, self.language)

    def day(self, on: date) -> str:
        """A date."""
        return self.parts.day(on, self.language)

    def instant(self, at: datetime) -> str:
        """An instant in the carrier's time zone; only on pages about a carrier."""
        if self.carrier is None:
            raise LookupError("an instant needs a carrier's time zone")
        return self.parts.instant(at, self.language, self.carrier.time_zone)

    def carrier_name(self, carrier_id: str) -> str:
        """What the carrier is called in this language."""
        return self.parts.say("carriers.name", self.language, carrier_id)

    def href(self, path: str) -> str:
        """A link within the portal that keeps the chosen language."""
        return with_language(path, self.language) if self.is_explicit else path

    def message(self, problem: Problem) -> str:
        """A problem in words; a refusal's tries left and time to wait are added as sentences."""
        values = dict(problem.values)
        until, tries_left = values.pop("until", None), values.pop("tries_left", None)
        said = self.t(problem.key, **values)
        if isinstance(tries_left, int):
            said = self.t("refusals.and_then", first=said, next=self.tries(tries_left))
        if isinstance(until, datetime) and self.carrier is not None:
            again = self.t("refusals.until", time=self.instant(until))
            said = self.t("refusals.and_then", first=said, next=again)
        return said

    def tries(self, count: int) -> str:
        """How many tries a code has left."""
        if not count:
            return self.t("refusals.no_tries_left")
        return self.parts.count("refusals.tries_left", self.language, count)

    def listed(self, items: Sequence[str]) -> str:
        """Names in a row, as this language separates them."""
        return (
            reduce(lambda first, after: self.t("portal.list.pair", first=first, next=after), items)
            if items
            else ""
        )


def with_language(path: str, one: str) -> str:
    """A link that names a language."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': one})}"
