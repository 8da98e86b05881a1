"""Advice in words, for pages, commands and programs: what to do with a line, why, what it costs and what follows when.

`domain/consequence.py` decides; every sentence here carries its sources or says that it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from signoff.catalogue.leaving import Leaving, leaving
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.texts import Texts
from signoff.domain.consequence import Counsel, MoneyNote, counsel
from signoff.domain.lapse import DatedStep, LapseStep
from signoff.domain.situation import Situation
from signoff.traveller.saying import Said, Speech


@dataclass(frozen=True, slots=True)
class MoneyView:
    """One note on money; `amount` is empty where the traveller named none."""

    about: str
    label: str
    amount: str
    said: Said


@dataclass(frozen=True, slots=True)
class DateView:
    """Something that happens to the line; `on` is None where the day is not known."""

    what: str
    label: str
    on: date | None
    when: Said


@dataclass(frozen=True, slots=True)
class AdviceView:
    """The answer in one language."""

    carrier_id: str
    carrier: str
    answers: str
    """Who answers for the line today, by name."""

    advice: str
    answer: str
    meaning: str
    on: date | None
    reasons: tuple[Said, ...]
    money: tuple[MoneyView, ...]
    dates: tuple[DateView, ...]

    @property
    def sayings(self) -> Iterator[Said]:
        """Everything that is said, in the order of the page."""
        yield from self.reasons
        yield from (note.said for note in self.money)
        yield from (one.when for one in self.dates)

    @property
    def record(self) -> dict[str, object]:
        """For programs."""
        return {
            "carrier": self.carrier_id,
            "advice": self.advice,
            "date": self.on.isoformat() if self.on else None,
            "reasons": [said.record for said in self.reasons],
            "money": {note.about: note.said.record | {"amount": note.amount or None} for note in self.money},
            "dates": [
                {"what": one.what, "date": one.on.isoformat() if one.on else None}
                | one.when.record
                | {"text": f"{one.label}: {one.when.text}"}
                for one in self.dates
            ],
        }


def advise(
    catalogue: Catalogue, texts: Texts, carrier_id: str, situation: Situation, language: str
) -> AdviceView:
    """The advice for a line of this carrier. Raises KeyError for a carrier there is not."""
    found = leaving(catalogue, carrier_id, situation.today)
    return view_of(counsel(situation, found.known), Speech(texts, language, found))


def view_of(found: Counsel, speech: Speech) -> AdviceView:
    """A decided advice in words."""
    known: Leaving = speech.leaving
    area = "advice.ended" if found.has_ended else "advice"
    special = "advice.void" if found.is_void else "advice.held_up" if found.is_held_up else area
    special = "advice.switched_off" if found.is_switched_off else special
    return AdviceView(
        carrier_id=known.carrier_id,
        carrier=speech.carrier(known.carrier_id),
        answers=speech.carrier(known.answers_id),
        advice=found.advice.value,
        answer=speech.say(f"{area}.answer.{found.advice}"),
        meaning=speech.say(f"{special}.meaning.{found.advice}"),
        on=found.on,
        reasons=tuple(speech.reason("advice.reason", reason) for reason in found.reasons),
        money=tuple(_money(note, speech) for note in found.money),
        dates=tuple(_date(one, speech) for one in found.dates),
    )


def _money(note: MoneyNote, speech: Speech) -> MoneyView:
    return MoneyView(
        about=note.about.value,
        label=speech.say(f"advice.about.{note.about}"),
        amount=speech.money(note.amount_minor) if note.amount_minor is not None else "",
        said=speech.reason("advice.money", note.reason),
    )


def _date(one: DatedStep, speech: Speech) -> DateView:
    if one.on is not None:
        text = speech.day(one.on) if one.topics else speech.say("advice.when.said", day=speech.day(one.on))
    elif one.step is LapseStep.EXPIRES and one.topics:
        has_code = _has_balance_code(speech.leaving)
        key = "advice.when.validity" if has_code else "advice.when.validity_asked"
        text = speech.say(key, days=speech.leaving.known.days("prepaid_validity"))
    elif one.days is None:
        text = speech.say("advice.when.unknown")
    elif one.days == 0:
        text = speech.say("advice.when.days_now")
    else:
        text = speech.say("advice.when.days", days=one.days)
    label = speech.say(f"advice.step.{one.step}")
    return DateView(one.step.value, label, one.on, speech.cited(text, one.topics))


def _has_balance_code(known: Leaving) -> bool:
    """Whether a code is known, with its source, that shows what is on a prepaid line and until when."""
    return any(one.purpose == "balance" for one in (*known.contacts, *known.codes))
