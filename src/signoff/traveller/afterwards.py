"""What channels are handed for the time after the end: statements read, letters written, reminders; all in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from signoff.domain.dispute import Recipient
from signoff.domain.watching import End
from signoff.traveller import dispute_paper, reminders
from signoff.traveller.dispute import (
    CHARGES_MAX,
    Dispute,
    DisputeView,
    letter_languages,
    make_dispute,
)
from signoff.traveller.guide import Footnotes, Guide
from signoff.traveller.reminders import RemindersView
from signoff.traveller.statement import Findings, Hints, read_statement
from signoff.traveller.statement_text import Unreadable

AHEAD_DAYS_MAX = 3 * 365
"""No balance is known to last so long, and no calendar holds the days after the last one there is."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Every carrier id must be one of the guide's."""

    guide: Guide

    def find(self, content: bytes, carrier_id: str, ended_on: date, hints: Hints) -> Findings:
        """What a statement shows. Raises Unreadable."""
        return read_statement(content, self.guide.catalogue, carrier_id, ended_on, hints)

    def letter_languages(self, carrier_id: str) -> tuple[str, ...]:
        """The languages a carrier can be written to in."""
        return letter_languages(self.guide.catalogue, carrier_id)

    def dispute(
        self, dispute: Dispute, recipient: Recipient, language: str, letter_language: str = ""
    ) -> DisputeView:
        """The letter for one recipient. Raises Unreadable without a claim, with too many, or for nobody there is."""
        if not any(amount_minor > 0 for _, amount_minor in dispute.claimed):
            raise Unreadable("no_charges")
        if len(dispute.charges) > CHARGES_MAX:
            raise Unreadable("too_many_charges", max=CHARGES_MAX)
        catalogue, texts, today = self.guide.catalogue, self.guide.texts, self.guide.today(dispute.carrier_id)
        try:
            return make_dispute(catalogue, texts, dispute, recipient, language, today, letter_language)
        except KeyError:
            raise Unreadable("no_recipient", "to") from None

    def footnotes(self, view: DisputeView) -> Footnotes:
        """The sources of a letter's sheet, numbered."""
        return self.guide.footnotes(view.dispute.carrier_id, view.addressed.sayings, view.language)

    def pdf(self, view: DisputeView) -> bytes:
        """The letter to print."""
        notes = self.footnotes(view)
        rows = [f"{one.number}. {one.text} {one.url}".strip() for one in notes.notes]
        today = self.guide.today(view.dispute.carrier_id)
        return dispute_paper.draw(view, self.guide.texts, notes.of, rows, today, self.guide.now())

    def end(self, carrier_id: str, ended_on: date | None, expires_on: date | None) -> End:
        """How the line ends, by the one day that was given. Raises Unreadable for both, none, or one far ahead."""
        if ended_on is not None and expires_on is not None:
            raise Unreadable("either", "expires")
        end = End(expires_on, is_lapse=True) if expires_on else End(ended_on) if ended_on else None
        if end is None:
            raise Unreadable("neither", "ended")
        if end.on > self.guide.today(carrier_id) + timedelta(days=AHEAD_DAYS_MAX):
            raise Unreadable("far", "expires" if end.is_lapse else "ended", days=AHEAD_DAYS_MAX)
        return end

    def reminders(self, carrier_id: str, end: End, language: str) -> RemindersView:
        """The days to watch."""
        return reminders.make_reminders(self.guide.catalogue, self.guide.texts, carrier_id, end, language)

    def calendar(self, view: RemindersView) -> bytes:
        """The days to watch as an iCalendar file."""
        return reminders.calendar(view, self.guide.texts, self.guide.now())


def letter_text(view: DisputeView) -> str:
    """All languages of a letter as one text, each under its name."""
    letters = view.addressed.letters
    if len(letters) == 1:
        return letters[0].text
    return "\n\n".join(f"[{one.name}]\n\n{one.text}" for one in letters)
