"""`signoff plan`: dated tasks until the departure, on the screen, as PDF, for a calendar or for programs."""

from __future__ import annotations

from pathlib import Path

from signoff.catalogue import wording
from signoff.channels.terminal.screen import Tone
from signoff.cli.advise import Journey, read, show_advice, show_sources, with_notes
from signoff.cli.files import write
from signoff.cli.output import Output
from signoff.config import Settings
from signoff.traveller.guide import Footnotes
from signoff.traveller.plan import ContactView, PlanView, TaskView
from signoff.traveller.printing import holidays_line


def plan(
    out: Output, settings: Settings, journey: Journey, *, pdf: Path | None = None, ics: Path | None = None
) -> None:
    """Make the plan and write its files. Raises Wrong for an option that cannot be meant."""
    guide, situation = read(out, settings, journey)
    view = guide.plan(journey.carrier, situation, out.words.language)
    written = []
    for option, place, make in (("--pdf", pdf, guide.pdf), ("--ics", ics, guide.calendar)):
        if place is not None:
            write(out, option, place, make(view))
            written.append(str(place))
    show(out, view, guide.footnotes(journey.carrier, view.sayings, out.words.language))
    for place_written in written:
        out.screen.text(place_written, Tone.GOOD)
    out.result(view.record | {"files": written})


def show(out: Output, view: PlanView, notes: Footnotes) -> None:
    """The plan on the screen, with its sources at the end."""
    screen, words = out.screen, out.words
    screen.title(words("plan.page.title_for", carrier=view.carrier))
    when = words("plan.page.abroad")
    if not view.is_abroad:
        when = words("plan.page.leaving", day=wording.day(view.leaving_on, words.language))
    screen.text(when)
    if view.answers != view.carrier:
        screen.text(words("plan.page.successor", carrier=view.carrier, successor=view.answers))
    screen.title(view.advice.answer)
    show_advice(out, view.advice, notes)
    for number, task in enumerate(view.tasks, start=1):
        _show_task(out, task, number, notes)
    screen.title(words("plan.page.bring_abroad" if view.is_abroad else "plan.page.bring"))
    for said in view.bring:
        screen.text(f"• {with_notes(said.text, notes.of(said))}")
    screen.title(words("plan.page.offices"))
    for name, found in view.offices:
        if found:
            screen.text(words(f"carriers.offices.{name}"))
            _show_contacts(out, found, notes)
    if view.complaint:
        screen.text(words("plan.page.say"))
        screen.pairs([(line.name, line.text) for line in view.complaint])
    screen.title(words("plan.page.notes"))
    if line := holidays_line(view, words):
        screen.text(f"• {line}")
    for said in view.notes:
        screen.text(f"• {with_notes(said.text, notes.of(said))}")
    show_sources(out, notes)


def _show_task(out: Output, task: TaskView, number: int, notes: Footnotes) -> None:
    screen, words = out.screen, out.words
    screen.title(f"{number}. {wording.day(task.on, words.language)} · {task.weekday} – {task.title}")
    screen.text(task.text)
    for note in task.notes:
        screen.text(note, Tone.QUIET)
    for said in task.items:
        screen.text(f"  • {with_notes(said.text, notes.of(said))}")
    _show_contacts(out, task.contacts, notes)
    if task.script:
        screen.text(words("plan.page.say"))
        screen.pairs([(line.name, line.text) for line in task.script])
    if task.offices:
        screen.text(words("plan.page.way_on"))
        _show_contacts(out, task.offices, notes)


def _show_contacts(out: Output, contacts: tuple[ContactView, ...], notes: Footnotes) -> None:
    rows = []
    for one in contacts:
        mark = f" ({one.mark})" if one.mark else ""
        rows.append((one.label, with_notes(f"{one.value}{mark}", notes.of(one.said))))
    if rows:
        out.screen.pairs(rows)
