"""A plan as an iCalendar file (RFC 5545): a whole day for each task and each date to watch, with an alarm before it.

It holds no number and no name. The same plan gives the same entries, so that reading it in twice makes no doubles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from signoff.catalogue.texts import Texts
from signoff.traveller.plan import PlanView, TaskView

# A visit wants a day's notice, and what happens to the line a week's: there is still time to top up then.
TASK_ALARM_DAYS = 1
WATCH_ALARM_DAYS = 7

_MORNING = timedelta(hours=9)


def calendar(view: PlanView, texts: Texts, made_at: datetime) -> bytes:
    """The file; `made_at` is aware. Raises KeyError for a language without these texts."""

    def say(key: str, **values: object) -> str:
        return texts.say(key, view.language, view.carrier_id, **values)

    found = begun("Plan", view.language)
    found.add("name", say("plan.calendar.name", carrier=view.carrier))
    found.add("x-wr-calname", say("plan.calendar.name", carrier=view.carrier))
    for uid, title, text, on, days_before in _entries(view, say("plan.page.say")):
        alarm = alarm_before(say("plan.calendar.alarm", title=title), days_before)
        found.add_component(whole_day(f"{uid}@plan.signoff", title, text, on, made_at, alarm))
    return bytes(found.to_ical())


def begun(product: str, language: str) -> Calendar:
    """A file without entries yet."""
    found = Calendar()
    found.add("prodid", f"-//Signoff//{product}//{language.upper()}")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    return found


def whole_day(uid: str, title: str, text: str, on: date, made_at: datetime, alarm: Alarm) -> Event:
    """An entry of one day."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at)
    event.add("summary", title)
    event.add("description", text)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # a reminder does not make anybody busy
    event.add_component(alarm)
    return event


def _entries(view: PlanView, say_title: str) -> Iterator[tuple[str, str, str, date, int]]:
    for task in view.tasks:
        yield _uid(view, task.word), task.title, _text(task, say_title), task.on, TASK_ALARM_DAYS
    for one in view.watch:
        if one.on is not None and one.on >= view.today:
            title = f"{view.carrier}: {one.label}"
            yield _uid(view, one.what), title, one.when.text, one.on, WATCH_ALARM_DAYS


def _text(task: TaskView, say_title: str) -> str:
    parts = [task.text, *task.notes, *(f"• {said.text}" for said in task.items)]
    for contact in (*task.contacts, *task.offices):
        mark = f" ({contact.mark})" if contact.mark else ""
        parts.append(f"{contact.label}: {contact.value}{mark}")
    if task.script:
        parts.append(say_title)
        parts += [f"{line.name}: {line.text}" for line in task.script]
    return "\n".join(parts)


def _uid(view: PlanView, what: str) -> str:
    key = f"{view.carrier_id}/{view.leaving_on.isoformat()}/{what}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def alarm_before(text: str, days_before: int) -> Alarm:
    """In the morning of the day so many days before: an entry of a whole day begins at midnight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", _MORNING - timedelta(days=days_before))
    return alarm
