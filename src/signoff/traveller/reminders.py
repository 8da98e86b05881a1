"""Reminders for what to watch after a line's end, on a page and as an iCalendar file; it holds no number and no name.

Which days these are is in `domain/watching.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from signoff.catalogue.leaving import leaving
from signoff.catalogue.pack import Catalogue
from signoff.catalogue.texts import Texts
from signoff.domain.watching import End, WatchDay, watch_days
from signoff.traveller.calendar import alarm_before, begun, whole_day
from signoff.traveller.saying import Said, Speech, plain

_ALARM_DAYS = 1
_OWN = frozenset({"should_be_dead", "first_statement", "second_statement", "expires"})


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day to watch; `on` is None where it is UNKNOWN, and `said` then says so."""

    what: str
    label: str
    on: date | None
    said: Said

    @property
    def record(self) -> dict[str, object]:
        """For programs."""
        return {"what": self.what, "date": self.on.isoformat() if self.on else None} | self.said.record


@dataclass(frozen=True, slots=True)
class RemindersView:
    """All of them, in one language."""

    carrier_id: str
    carrier: str
    end: End
    language: str
    reminders: tuple[Reminder, ...]


def make_reminders(
    catalogue: Catalogue,
    texts: Texts,
    carrier_id: str,
    end: End,
    language: str,
) -> RemindersView:
    """The reminders for a line that ended, or that is left to lapse."""
    known = leaving(catalogue, carrier_id, end.on)
    speech = Speech(texts, language, known)
    days = watch_days(end, known.known)
    return RemindersView(
        carrier_id,
        speech.carrier(carrier_id),
        end,
        language,
        tuple(_reminder(one, speech) for one in days),
    )


def calendar(view: RemindersView, texts: Texts, made_at: datetime) -> bytes:
    """The days that are known, as an iCalendar file."""

    def say(key: str, **values: object) -> str:
        return texts.say(key, view.language, view.carrier_id, **values)

    found = begun("Afterwards", view.language)
    found.add("x-wr-calname", say("after.reminders.calendar", carrier=view.carrier))
    for one in view.reminders:
        if one.on is not None:
            key = f"{view.carrier_id}/{view.end.on.isoformat()}/{one.what}"
            uid = f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@after.signoff"
            title = f"{view.carrier}: {one.label}"
            alarm = alarm_before(say("plan.calendar.alarm", title=title), _ALARM_DAYS)
            found.add_component(whole_day(uid, title, one.said.text, one.on, made_at, alarm))
    return bytes(found.to_ical())


def _reminder(day: WatchDay, speech: Speech) -> Reminder:
    what = day.watch.value
    label = speech.say(f"after.watch.{what}.title")
    if day.on is None:
        return Reminder(what, label, None, Said(speech.say("after.watch.unknown")))
    answers = speech.carrier(speech.leaving.answers_id)  # a successor's, where the line's carrier is gone
    text = speech.say(f"after.watch.{what}.text", day=speech.day(day.on), carrier=answers)
    said = plain(text) if what in _OWN else speech.cited(text, day.topics)
    return Reminder(what, label, day.on, said)
