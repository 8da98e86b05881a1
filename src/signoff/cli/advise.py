"""`signoff advise`: what to do with a line, why, what it costs and what follows when; no database and no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from signoff.channels.terminal.screen import Tone
from signoff.cli.failures import Wrong
from signoff.cli.output import Output
from signoff.cli.parts import load_catalogue
from signoff.config import Settings
from signoff.domain.situation import Situation
from signoff.traveller.advise import AdviceView
from signoff.traveller.asking import Answers, Unfit
from signoff.traveller.guide import Footnotes, Guide

_OPTIONS = {"needs": "--need"}


@dataclass(frozen=True, slots=True)
class Journey:
    """What was typed of the line and the journey."""

    carrier: str
    answers: Answers


def advise(out: Output, settings: Settings, journey: Journey) -> None:
    """Tell the advice. Raises Wrong for an option that cannot be meant."""
    guide, situation = read(out, settings, journey)
    view = guide.advise(journey.carrier, situation, out.words.language)
    notes = guide.footnotes(journey.carrier, view.sayings, out.words.language)
    out.screen.title(f"{view.carrier}: {view.answer}")
    show_advice(out, view, notes)
    show_sources(out, notes)
    out.result(view.record)


def read(out: Output, settings: Settings, journey: Journey) -> tuple[Guide, Situation]:
    """The guide and the situation that was typed. Raises Wrong."""
    guide = open_guide(out, settings, journey.carrier)
    try:
        return guide, guide.situation(journey.carrier, journey.answers)
    except Unfit as unfit:
        first = unfit.problems[0]
        option = _OPTIONS.get(first.field, f"--{first.field}")
        raise Wrong(option, out.words(first.key, **first.values)) from None


def open_guide(out: Output, settings: Settings, carrier: str) -> Guide:
    """What advises, for a carrier that is known. Raises Wrong."""
    catalogue = load_catalogue(out, settings)
    guide = Guide(catalogue, out.words.knowing(catalogue).texts, lambda: datetime.now(UTC))
    if carrier not in guide.carriers:
        known = ", ".join(guide.carriers)
        raise Wrong("--carrier", out.words("advice.problem.carrier_unknown", known=known))
    return guide


def show_advice(out: Output, view: AdviceView, notes: Footnotes) -> None:
    """The advice with its reasons, money and dates; sources as numbers."""
    screen, words = out.screen, out.words
    screen.text(view.meaning, Tone.GOOD)
    screen.title(words("advice.page.why"))
    for said in view.reasons:
        screen.text(f"{'•' if said.sources else '?'} {with_notes(said.text, notes.of(said))}")
    if view.money:
        screen.title(words("advice.page.money"))
        rows = [(f"{one.label} {one.amount}".strip(), one.said) for one in view.money]
        screen.pairs([(label, with_notes(said.text, notes.of(said))) for label, said in rows])
    if view.dates:
        screen.title(words("advice.page.dates"))
        screen.pairs([(one.label, with_notes(one.when.text, notes.of(one.when))) for one in view.dates])


def show_sources(out: Output, notes: Footnotes) -> None:
    """What the numbers stand for."""
    if notes.notes:
        out.screen.title(out.words("plan.page.sources"))
    for note in notes.notes:
        out.screen.text(f"[{note.number}] {note.text} {note.url}".strip(), Tone.QUIET)


def with_notes(text: str, numbers: tuple[int, ...]) -> str:
    """A sentence with the numbers of its sources."""
    return f"{text} {''.join(f'[{number}]' for number in numbers)}" if numbers else text
