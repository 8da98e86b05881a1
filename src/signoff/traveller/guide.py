"""What channels are handed: advice and plans for the lines of all carriers, on the day it is where the line is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from signoff.catalogue.leaving import answering, leaving
from signoff.catalogue.pack import Catalogue, Source
from signoff.catalogue.texts import Texts
from signoff.domain.situation import Situation
from signoff.traveller.advise import AdviceView
from signoff.traveller.advise import advise as advised
from signoff.traveller.asking import Answers, read_situation
from signoff.traveller.calendar import calendar as drawn_up
from signoff.traveller.plan import PlanView, make_plan
from signoff.traveller.printing import draw
from signoff.traveller.saying import Said, Speech


@dataclass(frozen=True, slots=True)
class Footnote:
    """A source with its number on a page; the address is empty where there is none."""

    number: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The sources of everything that is said on one page, numbered in the order in which they come."""

    notes: tuple[Footnote, ...]
    numbers: dict[Source, int]

    def of(self, said: Said) -> tuple[int, ...]:
        """The numbers behind a sentence; none for one that gives no known fact."""
        return tuple(self.numbers[source] for source in said.sources if source in self.numbers)


@dataclass(frozen=True, slots=True)
class Guide:
    """Advice and plans. Every carrier id must be one of `carriers`."""

    catalogue: Catalogue
    texts: Texts
    now: Callable[[], datetime]

    @property
    def carriers(self) -> tuple[str, ...]:
        """The carriers whose lines are known here, also those that are gone."""
        return tuple(self.catalogue.packs)

    def answering(self, carrier_id: str) -> str:
        """The carrier that is asked about these lines: this one, or the successor of one that is gone."""
        return answering(self.catalogue, carrier_id)

    def currency(self, carrier_id: str) -> str:
        """The currency a carrier's amounts are read in."""
        return self.catalogue.packs[carrier_id].country.currency

    def today(self, carrier_id: str) -> date:
        """The day it is where the carrier's lines are."""
        return self.now().astimezone(ZoneInfo(self.catalogue.packs[carrier_id].country.time_zone)).date()

    def situation(self, carrier_id: str, answers: Answers) -> Situation:
        """What was typed, read. Raises Unfit."""
        return read_situation(answers, today=self.today(carrier_id), currency=self.currency(carrier_id))

    def advise(self, carrier_id: str, situation: Situation, language: str) -> AdviceView:
        """What to do with the line."""
        return advised(self.catalogue, self.texts, carrier_id, situation, language)

    def plan(self, carrier_id: str, situation: Situation, language: str) -> PlanView:
        """How to do it, day by day."""
        return make_plan(self.catalogue, self.texts, carrier_id, situation, language)

    def calendar(self, view: PlanView) -> bytes:
        """A plan as an iCalendar file."""
        return drawn_up(view, self.texts, self.now())

    def pdf(self, view: PlanView) -> bytes:
        """A plan to print."""
        notes = self.footnotes(view.carrier_id, view.sayings, view.language)
        return draw(
            view,
            self.texts,
            notes.of,
            [(one.number, f"{one.text} {one.url}".strip()) for one in notes.notes],
            self.now(),
        )

    def footnotes(self, carrier_id: str, sayings: Iterable[Said], language: str) -> Footnotes:
        """The sources behind what is said, numbered."""
        found = leaving(self.catalogue, carrier_id, self.today(carrier_id))
        speech = Speech(self.texts, language, found)
        sources = list(dict.fromkeys(source for said in sayings for source in said.sources))
        return Footnotes(
            notes=tuple(
                Footnote(number, speech.source(source), source.url)
                for number, source in enumerate(sources, start=1)
            ),
            numbers={source: number for number, source in enumerate(sources, start=1)},
        )
