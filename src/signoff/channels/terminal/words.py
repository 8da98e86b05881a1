"""How the terminal speaks: one language, one carrier's wording, one time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from signoff.channels.terminal.parts import TerminalParts
from signoff.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language, in the wording of a carrier once it is known."""

    parts: TerminalParts
    language: str
    carrier_id: str | None = None

    def t(self, key: str, **values: object) -> str:
        """The text of a key."""
        return self.parts.say(key, self.language, self.carrier_id, **values)

    def money(self, amount_minor: int, currency: str) -> str:
        """An amount with its currency."""
        return self.parts.money(amount_minor, currency, self.language)

    def amount(self, number: int) -> str:
        """A whole number."""
        return self.parts.amount(number, self.language)

    def day(self, on: date) -> str:
        """A date."""
        return self.parts.day(on, self.language)

    def instant(self, at: datetime, time_zone: str) -> str:
        """An instant on the clock of a time zone."""
        return self.parts.instant(at, self.language, time_zone)

    def carrier_name(self, carrier_id: str) -> str:
        """What a carrier is called in this language."""
        return self.parts.say("carriers.name", self.language, carrier_id)

    def tries(self, count: int) -> str:
        """How many tries a code has left."""
        if not count:
            return self.t("refusals.no_tries_left")
        return self.parts.count("refusals.tries_left", self.language, count)

    def refusal(self, refusal: Refusal, time_zone: str) -> str:
        """A refusal in words, with the tries left and the time to wait."""
        said = self.t(f"refusals.{refusal.reason}")
        if refusal.tries_left is not None:
            said = self.t("refusals.and_then", first=said, next=self.tries(refusal.tries_left))
        if refusal.until is not None:
            again = self.t("refusals.until", time=self.instant(refusal.until, time_zone))
            said = self.t("refusals.and_then", first=said, next=again)
        return said

    def listed(self, items: Sequence[str]) -> str:
        """Names in a row, as this language separates them."""
        return reduce(lambda first, after: self.t("portal.list.pair", first=first, next=after), items)
