"""Puts reasons and facts into words with their sources: what rests on nothing known says so, a weak source is named.

`advise.py` and `plan.py` speak through a `Speech`; the sentences are texts of the areas `advice` and `plan`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from signoff.catalogue import dating, wording
from signoff.catalogue.leaving import Contact, Leaving
from signoff.catalogue.pack import Confidence, Source
from signoff.catalogue.texts import Texts
from signoff.domain.advice import Reason
from signoff.domain.identify import Cited

UNKNOWN = "UNKNOWN"
"""What stands in place of a source for programs, where nothing is known."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what stands behind it. A plain one is no claim; any other without sources says UNKNOWN."""

    text: str
    sources: tuple[Source, ...] = ()
    is_plain: bool = False

    @property
    def record(self) -> dict[str, object]:
        """For programs."""
        nothing = None if self.is_plain else UNKNOWN
        return {"text": self.text, "source": [source_record(one) for one in self.sources] or nothing}


def plain(text: str) -> Said:
    """A piece of counsel that claims nothing about a carrier."""
    return Said(text, is_plain=True)


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, about one carrier."""

    texts: Texts
    language: str
    leaving: Leaving

    def say(self, key: str, **values: object) -> str:
        """A text by its key."""
        return self.texts.say(key, self.language, self.leaving.carrier_id, **values)

    def carrier(self, carrier_id: str) -> str:
        """What a carrier is called."""
        return self.texts.say("carriers.name", self.language, carrier_id)

    def day(self, on: date) -> str:
        """A date in words."""
        return wording.day(on, self.language)

    def money(self, amount_minor: int) -> str:
        """An amount in the currency of the place."""
        return wording.money(amount_minor, self.leaving.currency, self.language)

    def reason(self, table: str, reason: Reason) -> Said:
        """A reason in words, `table` being where its word stands (`advice.reason`)."""
        text = self.say(f"{table}.{reason.word}", **self._values(reason.topics))
        return self.cited(text, reason.topics)

    def cited(self, text: str, topics: tuple[str, ...]) -> Said:
        """A sentence with the sources of the topics it rests on, marked where they are weak."""
        sources = dict.fromkeys(source for topic in topics for source in self.leaving.sources.get(topic, ()))
        weak = [topic for topic in topics if self.leaving.confidences.get(topic) is Confidence.LOW]
        if topics and len(weak) == len(topics):
            text = self.say("advice.reported", text=text)
        return Said(text, tuple(sources))

    def source(self, source: Source) -> str:
        """A source in words."""
        dated = dating.in_words(source.dated, self.texts.say, self.language)
        return self.say(
            "advice.source",
            title=source.title,
            dated=dated,
            confidence=self.say(f"carriers.confidence.{source.confidence or Confidence.LOW}"),
            day=self.day(source.checked_on) if source.checked_on else dated,
        )

    def _values(self, topics: tuple[str, ...]) -> dict[str, str]:
        values = {}
        for topic in topics:
            value = self.leaving.known.fact(topic).value or ""
            values[topic] = self.day(date.fromisoformat(value)) if _DAY.fullmatch(value) else value
        return values


def source_record(source: Source | Cited) -> dict[str, object]:
    """A source, for programs."""
    return {
        "key": source.key,
        "title": source.title,
        "url": source.url or None,
        "dated": source.dated,
        "checked_on": source.checked_on.isoformat() if source.checked_on else None,
        "confidence": str(source.confidence or Confidence.LOW),
    }


def contact_record(contact: Contact) -> dict[str, object]:
    """A contact, for programs."""
    return {
        "kind": contact.kind.value,
        "value": contact.value,
        "purpose": contact.purpose,
        "confidence": contact.confidence.value,
        "source": [source_record(one) for one in contact.sources],
    }
