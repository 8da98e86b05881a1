"""A plan in words: dated tasks with whom to reach, what to say and what to bring, each contact with its source.

`domain/plan.py` dates the tasks. `calendar.py` makes it an iCalendar file, `printing.py` a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from signoff.catalogue.display import grouped_number
from signoff.catalogue.free_days import HOLIDAYS, holidays_of
from signoff.catalogue.leaving import Contact, leaving
from signoff.catalogue.pack import UNKNOWN, Catalogue, ChannelKind, Confidence
from signoff.catalogue.scripts import read_scripts
from signoff.catalogue.texts import Texts
from signoff.catalogue.wording import day as day_in
from signoff.catalogue.wording import weekday
from signoff.domain.plan import Plan, Task
from signoff.domain.plan import plan as worked_out
from signoff.domain.situation import Situation
from signoff.domain.steps import Means, TaskKind
from signoff.traveller import bring, topping_up
from signoff.traveller.advise import AdviceView, DateView, view_of
from signoff.traveller.saying import Said, Speech, contact_record

_CARE = ("care", "self_service")
_CHECKING = ("balance", "service_menu", "self_service")
_FOR_CHECKING = frozenset({"check_line", "stop_add_ons", "top_up", "use_up"})
_WITH_REGULATOR = {  # what a carrier is asked for, and how the regulator is told that it did not help
    "end_line": "regulator_end",
    "ask_successor": "regulator_successor",
    "ask_pause": "regulator_pause",
    "lift_suspension": "regulator_switch_on",
    "switch_on": "regulator_switch_on",
    "suspend": "regulator_lost",
    "suspend_moved": "regulator_lost_successor",
}


@dataclass(frozen=True, slots=True)
class ContactView:
    """A way to somebody, in words; `mark` says that it is only reported, or nothing."""

    contact: Contact
    label: str
    value: str
    mark: str
    said: Said


@dataclass(frozen=True, slots=True)
class Line:
    """What to say, in one language."""

    language: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task; `items` are what it consists of, `offices` is the way on when nobody answers."""

    word: str
    kind: str
    on: date
    weekday: str
    title: str
    text: str
    notes: tuple[str, ...]
    items: tuple[Said, ...]
    contacts: tuple[ContactView, ...]
    offices: tuple[ContactView, ...]
    script: tuple[Line, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan in one language."""

    carrier_id: str
    carrier: str
    answers: str
    country: str
    language: str
    today: date
    leaving_on: date
    is_abroad: bool
    advice: AdviceView
    tasks: tuple[TaskView, ...]
    watch: tuple[DateView, ...]
    bring: tuple[Said, ...]
    contacts: tuple[ContactView, ...]
    offices: tuple[tuple[str, tuple[ContactView, ...]], ...]
    complaint: tuple[Line, ...]  # what to say to the regulator of each thing asked for; none where nothing is
    notes: tuple[Said, ...]
    holidays: tuple[date, ...] | None  # None: UNKNOWN for part of the plan

    @property
    def sayings(self) -> Iterator[Said]:
        """Everything that is said, in the order of the page; a contact stands with the tasks it serves."""
        yield from self.advice.sayings
        for task in self.tasks:
            yield from task.items
            yield from (one.said for one in (*task.contacts, *task.offices))
        yield from self.bring
        for _, found in self.offices:
            yield from (one.said for one in found)
        yield from self.notes

    @property
    def record(self) -> dict[str, object]:
        """For programs."""
        return {
            "carrier": self.carrier_id,
            "today": self.today.isoformat(),
            "leaving": self.leaving_on.isoformat(),
            "advice": self.advice.record,
            "tasks": [_task_record(task) for task in self.tasks],
            "watch": [
                {"what": one.what, "date": one.on.isoformat() if one.on else None} | one.when.record
                for one in self.watch
            ],
            "bring": [said.record for said in self.bring],
            "contacts": [contact_record(one.contact) for one in self.contacts],
            "offices": {name: [contact_record(one.contact) for one in found] for name, found in self.offices},
            "complaint": _script_record(self.complaint),
            "notes": [said.record for said in self.notes],
            "holidays": None if self.holidays is None else [day.isoformat() for day in self.holidays],
        }


def make_plan(
    catalogue: Catalogue, texts: Texts, carrier_id: str, situation: Situation, language: str
) -> PlanView:
    """The plan for a line of this carrier. Raises KeyError for a carrier there is not."""
    found = leaving(catalogue, carrier_id, situation.today)
    has_shop = any(one.kind is ChannelKind.SHOP for one in found.contacts)
    means = Means(has_codes=bool(found.codes), has_shop=has_shop)
    made = worked_out(situation, found.known, means, holidays_of(found.known))
    return _View(Speech(texts, language, found), made).whole()


class _View:
    """One plan on its way into words."""

    def __init__(self, speech: Speech, made: Plan) -> None:
        self._speech = speech
        self._made = made
        self._leaving = speech.leaving
        kind = made.situation.tariff_kind
        self._contacts = tuple(
            self._contact(one)
            for one in self._leaving.contacts
            if one.tariff_kind is None or kind in (None, one.tariff_kind)
        )
        self._regulator = tuple(
            self._contact(one, is_office=True) for one in self._leaving.offices.get("regulator", ())
        )

    def whole(self) -> PlanView:
        situation, speech, known = self._made.situation, self._speech, self._leaving
        advice = view_of(self._made.counsel, speech)
        return PlanView(
            carrier_id=known.carrier_id,
            carrier=speech.carrier(known.carrier_id),
            answers=speech.carrier(known.answers_id),
            country=known.country,
            language=speech.language,
            today=situation.today,
            leaving_on=situation.leaving_on,
            is_abroad=situation.is_abroad,
            advice=advice,
            tasks=tuple(self._task(task) for task in self._made.tasks),
            watch=advice.dates,
            bring=bring.papers(speech, situation),
            contacts=self._contacts,
            complaint=self._complaint(),
            offices=tuple(
                (name, tuple(self._contact(one, is_office=True) for one in found))
                for name, found in known.offices.items()
            ),
            notes=self._notes(),
            holidays=self._holidays() if self._made.holidays_known else None,
        )

    def _task(self, task: Task) -> TaskView:
        speech, word = self._speech, task.word
        return TaskView(
            word=word,
            kind=task.kind.value,
            on=task.on,
            weekday=weekday(task.on, speech.language),
            title=speech.say(f"plan.task.{word}.title", successor=speech.carrier(self._leaving.answers_id)),
            text=speech.say(f"plan.task.{word}.text", successor=speech.carrier(self._leaving.answers_id)),
            notes=tuple(self._task_notes(task)),
            items=self._items(task),
            contacts=self._for_task(task),
            offices=self._regulator if word in _WITH_REGULATOR else (),
            script=self._script(task.script, task.ends_on),
            after=task.after,
        )

    def _items(self, task: Task) -> tuple[Said, ...]:
        if task.word == "top_up":
            return topping_up.items(task.on, self._speech, self._made.situation)
        return bring.items(task.word, self._speech, self._made.situation)

    def _for_task(self, task: Task) -> tuple[ContactView, ...]:
        codes = tuple(self._contact(one, is_code=True) for one in self._leaving.codes)
        if task.word.startswith("codes"):
            is_own = task.word == "codes"
            return codes if is_own else tuple(one for one in codes if _is_for_any_phone(one.contact))
        if task.word in _FOR_CHECKING:
            found = tuple(one for one in self._contacts if one.contact.purpose in _CHECKING)
            wanted = "stop_vas" if task.word == "stop_add_ons" else "balance"
            top_up = self._leaving.top_up if task.word == "top_up" else ()
            ways = (self._contact(one, is_code=True) for one in top_up)
            return (*ways, *(one for one in codes if one.contact.purpose == wanted), *found)
        if task.kind is TaskKind.SELF:
            return ()
        found = tuple(one for one in self._contacts if one.contact.purpose in _CARE)
        if self._made.situation.is_lost:
            found = tuple(one for one in found if _is_for_any_phone(one.contact))
        shops_first = task.kind is TaskKind.VISIT
        return tuple(sorted(found, key=lambda one: (one.contact.kind is not ChannelKind.SHOP) is shops_first))

    def _task_notes(self, task: Task) -> list[str]:
        say, situation = self._speech.say, self._made.situation
        notes = []
        if task.word.startswith("codes") and situation.is_abroad:
            notes.append(say("plan.note.codes_abroad"))
        if task.is_too_late:
            notes.append(say("plan.note.too_late"))
        elif task.is_expiry_unknown:
            notes.append(say("plan.note.expiry_unknown"))
        if task.word == "pay_arrears" and any(one.word == "end_line" for one in self._made.tasks):
            notes.append(say("plan.note.no_waiting"))
        if task.is_call_instead:
            notes.append(say("plan.note.no_working_day"))
        if task.kind is TaskKind.CALL and task.is_day_off and not task.is_call_instead:
            notes.append(say("plan.note.day_off"))
        if task.kind is TaskKind.VISIT:
            notes.append(say("plan.note.hours_unknown"))
        if task.kind is TaskKind.CALL and not self._leaving.contacts:
            notes.append(say("plan.note.no_contact"))
        if task.kind is TaskKind.CALL and situation.is_abroad:
            notes.append(say("plan.note.from_abroad"))
        return notes

    def _complaint(self) -> tuple[Line, ...]:
        """What to say to the regulator: only what a task of this plan has asked the carrier for."""
        asked = dict.fromkeys(
            _WITH_REGULATOR[one.word] for one in self._made.tasks if one.word in _WITH_REGULATOR
        )
        return tuple(line for name in asked for line in self._script(name))

    def _script(self, name: str, ends_on: date | None = None) -> tuple[Line, ...]:
        if not name:
            return ()
        scripts, speech = read_scripts(), self._speech
        gone = self._leaving.carrier_id
        lines = []
        for language in scripts.languages(self._leaving.country, speech.language):
            text = scripts.texts[name][language]
            has_name = speech.texts.has("carriers.name", language, gone)
            carrier = speech.texts.say("carriers.name", language if has_name else "en", gone)
            on = day_in(ends_on or self._made.situation.leaving_on, language)
            name_of = speech.say(f"plan.language.{language}")
            lines.append(Line(language, name_of, text.format(day=on, carrier=carrier)))
        return tuple(lines)

    def _contact(self, contact: Contact, *, is_code: bool = False, is_office: bool = False) -> ContactView:
        return contact_view(self._speech, contact, is_code=is_code, is_office=is_office)

    def _holidays(self) -> tuple[date, ...]:
        first, last = self._made.situation.today, self._made.last_on
        is_holiday = holidays_of(self._leaving.known)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in days if is_holiday(day))

    def _notes(self) -> tuple[Said, ...]:
        """What holds for the whole plan: the holidays, the opening hours, the way on."""
        speech, notes = self._speech, []
        if self._made.holidays_known:
            notes.append(speech.cited(speech.say("plan.note.holidays"), (HOLIDAYS,)))
        else:
            notes.append(Said(speech.say("plan.note.holidays_unknown")))
        notes.append(Said(speech.say("plan.note.hours_unknown")))
        hours = self._leaving.known.fact("regulator_hours")
        if not hours.is_unknown:
            text = speech.say("plan.note.regulator_hours", hours=hours.value)
            notes.append(speech.cited(text, ("regulator_hours",)))
        return tuple(notes)


def _is_for_any_phone(contact: Contact) -> bool:
    """Whether a contact serves from a borrowed phone too: a code acts on the line that it is dialled from."""
    return contact.kind is not ChannelKind.USSD


def contact_view(
    speech: Speech, contact: Contact, *, is_code: bool = False, is_office: bool = False
) -> ContactView:
    """A contact in words; `is_code` for what is dialled, `is_office` for an authority's."""
    say = speech.say
    if is_code or contact.kind is ChannelKind.USSD:
        label = say(f"carriers.purposes.{contact.purpose}")
    elif is_office and contact.kind is ChannelKind.HOTLINE:
        label = say("plan.contact.short_number")  # on every network of the country
    else:
        label = say(f"carriers.kinds.{contact.kind}")
    weak = contact.confidence is Confidence.LOW
    shown = grouped_number(contact.value) if contact.kind is ChannelKind.PHONE else contact.value
    if contact.value == UNKNOWN:
        shown = say("carriers.name_unknown")
    return ContactView(
        contact=contact,
        label=label,
        value=shown,
        mark=say("carriers.confidence.low") if weak else "",
        said=Said(shown, contact.sources),
    )


def _task_record(task: TaskView) -> dict[str, object]:
    return {
        "task": task.word,
        "date": task.on.isoformat(),
        "kind": task.kind,
        "title": task.title,
        "text": task.text,
        "notes": list(task.notes),
        "items": [said.record for said in task.items],
        "contacts": [contact_record(one.contact) for one in task.contacts],
        "way_on": [contact_record(one.contact) for one in task.offices],
        "script": _script_record(task.script),
        "after": list(task.after),
    }


def _script_record(lines: tuple[Line, ...]) -> list[dict[str, str]]:
    return [{"language": line.language, "text": line.text} for line in lines]
