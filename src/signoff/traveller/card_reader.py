"""Identify as a channel is given it: with the carriers' facts, the clock and the words at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from signoff.catalogue.pack import Catalogue
from signoff.domain.identify import Finding, Identification
from signoff.domain.line import Identifier, IdentifierKind
from signoff.domain.wording import Say
from signoff.traveller.card_signs import is_printed_form
from signoff.traveller.identify import Signs, bare_digits, identify
from signoff.traveller.other_line import other_line
from signoff.traveller.telling import GeneralPlan, Telling, general_plan


@dataclass(frozen=True, slots=True)
class CardReader:
    """Reads signs of a card and tells whose it is; keeps nothing."""

    catalogue: Catalogue
    now: Callable[[], datetime]
    say: Say
    day: Callable[[date, str], str]

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose carriers are known."""
        return tuple(self.catalogue.countries)

    def read(self, signs: Signs) -> Identification:
        """Who answers for the line today. Raises NotUnderstood."""
        return identify(signs, self.catalogue, self.now().date())

    def plan(self, found: Identification) -> GeneralPlan | None:
        """What helps with any card of the country, where the carrier is none of ours or cannot be told."""
        return None if found.carrier else general_plan(found.country, self.catalogue, self.now().date())

    def other_line(self, identifier: Identifier, carrier_id: str) -> Finding | None:
        """What of a number or card speaks for another carrier than the one it was given for."""
        return other_line(identifier, carrier_id, self.catalogue)

    def is_confirmed_by_card(self, carrier_id: str) -> bool:
        """Whether it is known how the numbers on the carrier's cards begin, so that one can confirm it."""
        return self.catalogue.packs[carrier_id].iccid_headers.value is not None

    def printed_on_card(self, text: str, carrier_id: str) -> Identifier | None:
        """The shorter number that some carriers print on their cards, where this one does."""
        digits = bare_digits(text)
        is_one = is_printed_form(digits, self.catalogue.packs[carrier_id])
        return Identifier(IdentifierKind.ICCID, digits) if is_one else None

    def telling(self, language: str) -> Telling:
        """The words for an answer."""
        return Telling(self.say, self.day, language, frozenset(self.catalogue.packs))
