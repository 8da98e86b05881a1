"""A plan as an iCalendar file: whole days with alarms that any calendar reads, and nothing personal in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from signoff.traveller.asking import Answers
from signoff.traveller.plan import PlanView
from tests.traveller.journeys import GUIDE, LANGUAGES, on

TYPED = Answers("prepaid", "plastic", on(16), expires=on(30), balance="44.44")


def view(language: str = "en", carrier_id: str = "metfone_kh", typed: Answers = TYPED) -> PlanView:
    return GUIDE.plan(carrier_id, GUIDE.situation(carrier_id, typed), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_and_every_date_to_watch_is_an_entry(language: str):
    """A whole day each, with the title and what is to be done, and an alarm in a morning before."""
    made = view(language)
    calendar = Calendar.from_ical(GUIDE.calendar(made))
    events = calendar.walk("VEVENT")

    assert not calendar.errors
    assert [calendar["version"], calendar["method"]] == ["2.0", "PUBLISH"]
    assert len(events) == len(made.tasks) + 4
    assert [event.decoded("dtstart") for event in events[: len(made.tasks)]] == [
        task.on for task in made.tasks
    ]
    for event in events:
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        (alarm,) = event.walk("VALARM")
        assert isinstance(start, date)
        assert not isinstance(start, datetime)
        assert end - start == timedelta(days=1)
        assert str(event["summary"]) in str(alarm["description"])
        assert alarm["action"] == "DISPLAY"
        assert timedelta(days=-7) <= alarm.decoded("trigger") < timedelta(0)
        assert event.decoded("dtstamp").tzinfo is not None


def test_the_file_is_as_rfc_5545_wants_it():
    """Lines end with CRLF and have at most 75 octets, also with Khmer and Chinese in them."""
    content = GUIDE.calendar(view("zh-Hans"))

    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert line.decode("utf-8") is not None


def test_the_same_plan_gives_the_same_entries():
    """Read in twice, in whichever language, it makes no doubles; another departure is another plan."""

    def uids(made: PlanView) -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(GUIDE.calendar(made)).walk("VEVENT")]

    first = uids(view())
    assert len(set(first)) == len(first)
    assert uids(view("zh-Hans")) == first
    assert not set(uids(view(typed=Answers("prepaid", "plastic", on(17), expires=on(30))))) & set(first)


def test_a_date_that_is_over_or_not_known_is_no_entry():
    """Only days that are to come can be reminded of."""
    gone = view(typed=Answers("prepaid", "plastic", on(16), expires=on(-70)))
    unknown = view(carrier_id="three_mo", typed=Answers("prepaid", "plastic", on(16)))

    for made, to_come in ((gone, 2), (unknown, 0)):
        events = Calendar.from_ical(GUIDE.calendar(made)).walk("VEVENT")
        assert len(events) == len(made.tasks) + to_come


def test_nothing_personal_is_in_the_file():
    """Not even the balance that was typed."""
    assert b"44.44" not in GUIDE.calendar(view())
