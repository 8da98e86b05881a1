"""Each source that a plan or an advice lists is cited in it, and each that is cited is listed."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from signoff.catalogue.pack import Confidence
from signoff.cli.advise import show_advice, show_sources
from signoff.cli.output import Output
from signoff.cli.plan import show as show_plan
from signoff.traveller.asking import Answers
from signoff.traveller.printing import page_of
from tests.traveller.journeys import GUIDE, NOW, TEXTS, answers, on

ALL = tuple(answers())


class _Screen:
    """Keeps what would be shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def title(self, text: str, *_: object) -> None:
        self.shown.append(text)

    text = title

    def pairs(self, rows: list[tuple[str, str]]) -> None:
        self.shown += [value for _, value in rows]


def _output(carrier: str) -> tuple[Output, _Screen]:
    screen = _Screen()

    class Words:
        language = "en"

        def __call__(self, key: str, **values: object) -> str:
            return TEXTS.say(key, self.language, carrier, **values)

    return cast(Output, SimpleNamespace(screen=screen, words=Words())), screen


def _cited_and_listed(shown: list[str]) -> tuple[set[str], list[str]]:
    listed = [found[1] for one in shown if (found := re.match(r"\[(\d+)\] ", one))]
    cited = {number for one in shown if not one.startswith("[") for number in re.findall(r"\[(\d+)\]", one)}
    return cited, listed


@pytest.mark.parametrize("carrier", GUIDE.carriers)
def test_a_plan_at_the_terminal_lists_what_it_cites_and_nothing_else(carrier: str):
    """Over every kind of line and journey; a contact that serves no task brings no source."""
    for typed in ALL:
        view = GUIDE.plan(carrier, GUIDE.situation(carrier, typed), "en")
        out, screen = _output(carrier)
        show_plan(out, view, GUIDE.footnotes(carrier, view.sayings, "en"))
        cited, listed = _cited_and_listed(screen.shown)

        assert listed == [str(number) for number in range(1, len(listed) + 1)]
        assert cited == set(listed), typed


@pytest.mark.parametrize("carrier", GUIDE.carriers)
def test_an_advice_lists_what_it_cites_and_nothing_else(carrier: str):
    """Over every kind of line and journey."""
    for typed in ALL:
        view = GUIDE.advise(carrier, GUIDE.situation(carrier, typed), "en")
        out, screen = _output(carrier)
        notes = GUIDE.footnotes(carrier, view.sayings, "en")
        show_advice(out, view, notes)
        show_sources(out, notes)
        cited, listed = _cited_and_listed(screen.shown)

        assert cited == set(listed), typed


@pytest.mark.parametrize("carrier", GUIDE.carriers)
def test_a_plan_on_paper_lists_what_it_cites_and_nothing_else(carrier: str):
    """The same for the PDF."""
    for typed in ALL:
        view = GUIDE.plan(carrier, GUIDE.situation(carrier, typed), "en")
        notes = GUIDE.footnotes(carrier, view.sayings, "en")
        sources = [(one.number, one.text) for one in notes.notes]
        page = page_of(view, TEXTS, notes.of, sources, NOW)
        listed = {row.partition(".")[0] for row in page.pop("sources")["rows"]}

        assert set(_numbers_in(page)) == listed, typed


def _numbers_in(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = part["notes"].split(", ") if isinstance(part.get("notes"), str) and part["notes"] else []
        return [*own, *(number for one in part.values() for number in _numbers_in(one))]
    return [number for one in part for number in _numbers_in(one)] if isinstance(part, list) else []


def test_a_fact_of_its_own_confidence_is_told_with_it():
    """That numbers go back is known from a carrier's terms: not as sure as what else stands there."""
    typed = Answers("postpaid", "plastic", on(16))
    view = GUIDE.advise("three_mo", GUIDE.situation("three_mo", typed), "en")
    known = [one.confidence for said in view.sayings for one in said.sources if one.key == "CTM-TC"]

    assert known == [Confidence.MEDIUM]
    assert GUIDE.catalogue.packs["three_mo"].sources["CTM-TC"].confidence is Confidence.HIGH
