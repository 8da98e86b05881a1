"""Draws a plan as a PDF to print and to carry into a shop; the layout is in `evidence/templates/plan.typ`.

It holds no number and no name. The same plan for programs is embedded as `plan.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signoff.catalogue import wording
from signoff.catalogue.texts import Texts
from signoff.evidence.typesetting import typeset
from signoff.traveller.plan import ContactView, Line, PlanView, TaskView
from signoff.traveller.saying import Said

KEYWORD = "signoff.plan/1"

Page = dict[str, Any]
Numbers = Callable[[Said], tuple[int, ...]]


def draw(
    view: PlanView, texts: Texts, numbers: Numbers, sources: Sequence[tuple[int, str]], made_at: datetime
) -> bytes:
    """The PDF/A-3b; `numbers` gives the footnotes of a sentence, `sources` what they stand for."""
    page = page_of(view, texts, numbers, sources, made_at)
    body = json.dumps(view.record, ensure_ascii=False, sort_keys=True).encode()
    return typeset("plan", page, language=view.language, drawn_at=made_at, attachment=("plan.json", body))


def page_of(
    view: PlanView, texts: Texts, numbers: Numbers, sources: Sequence[tuple[int, str]], made_at: datetime
) -> Page:
    """What stands on the paper, for its layout."""

    def say(key: str, **values: object) -> str:
        return texts.say(key, view.language, view.carrier_id, **values)

    paper = _Paper(view, say, numbers)
    return _opening(view, say, made_at) | {
        "advice": paper.advice(),
        "tasks": {"heading": say("plan.page.tasks"), "rows": [paper.task(one) for one in view.tasks]},
        "words": {name: say(f"plan.page.{name}") for name in ("say", "say_hint", "way_on")},
        "watch": {
            "heading": say("plan.page.watch"),
            "rows": [paper.cited(one.when) | {"label": one.label} for one in view.watch],
        },
        "bring": paper.listed("bring_abroad" if view.is_abroad else "bring", view.bring),
        "notes": paper.listed("notes", view.notes),
        "holidays": holidays_line(view, say),
        "offices": {
            "heading": say("plan.page.offices"),
            "rows": [
                {"name": say(f"carriers.offices.{name}"), "contacts": [paper.contact(one) for one in found]}
                for name, found in view.offices
                if found
            ],
            "script": paper.script(view.complaint),
        },
        "sources": {
            "heading": say("plan.page.sources"),
            "rows": [f"{number}. {text}" for number, text in sources],
        },
    }


@dataclass(frozen=True, slots=True)
class _Paper:
    """The parts of a page of paper."""

    view: PlanView
    say: Callable[..., str]
    numbers: Numbers

    def cited(self, said: Said) -> Page:
        return {"text": said.text, "notes": ", ".join(map(str, self.numbers(said)))}

    def listed(self, name: str, rows: Sequence[Said]) -> Page:
        return {"heading": self.say(f"plan.page.{name}"), "rows": [self.cited(said) for said in rows]}

    def contact(self, one: ContactView) -> Page:
        notes = self.cited(one.said)["notes"]
        return {"kind": one.label, "value": one.value, "mark": one.mark, "notes": notes}

    def advice(self) -> Page:
        advice = self.view.advice
        return {
            "heading": self.say("plan.page.advice"),
            "answer": advice.answer,
            "meaning": advice.meaning,
            "reasons": [self.cited(said) for said in advice.reasons],
            "money": [
                self.cited(note.said) | {"label": f"{note.label} {note.amount}".strip()}
                for note in advice.money
            ],
        }

    def task(self, one: TaskView) -> Page:
        return {
            "day": f"{wording.day(one.on, self.view.language)} · {one.weekday}",
            "kind": self.say(f"plan.kind.{one.kind}"),
            "title": one.title,
            "text": one.text,
            "remarks": list(one.notes),
            "items": [self.cited(said) for said in one.items],
            "contacts": [self.contact(each) for each in one.contacts],
            "way_on": [self.contact(each) for each in one.offices],
            "script": self.script(one.script),
        }

    def script(self, lines: Sequence[Line]) -> list[Page]:
        return [{"language": line.language, "name": line.name, "text": line.text} for line in lines]


def _opening(view: PlanView, say: Callable[..., str], made_at: datetime) -> Page:
    """What the shared letter wants: head, foot, and that this is neither a specimen nor a case."""
    made_on = wording.day(view.today, view.language)
    when = wording.day(view.leaving_on, view.language)
    return {
        "keyword": KEYWORD,
        "title": say("plan.page.title_for", carrier=view.carrier),
        "label": say("plan.paper.label"),
        "carrier": say("plan.paper.author"),  # head, foot and author: the carrier has not written this
        "foot": made_on,
        "is_specimen": False,
        "specimen": {"word": "", "notice": ""},
        "is_dated": made_at is not None,
        "lead": say("plan.page.abroad") if view.is_abroad else say("plan.page.leaving", day=when),
        "made": say("plan.paper.made", day=made_on),
        "nothing_secret": say("plan.paper.nothing_secret"),
        "successor": say("plan.page.successor", carrier=view.carrier, successor=view.answers)
        if view.answers != view.carrier
        else "",
    }


def holidays_line(view: PlanView, say: Callable[..., str]) -> str:
    """The public holidays on the way, in one line; empty where they are UNKNOWN, which a note says."""
    if view.holidays is None:
        return ""
    if not view.holidays:
        return say("plan.page.no_holidays")
    days = [wording.day(day, view.language) for day in view.holidays]
    return say("plan.page.holidays", days=say("plan.page.between").join(days))
