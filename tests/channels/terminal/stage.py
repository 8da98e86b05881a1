"""A terminal without one: a person who follows a script, a desk that shows prepared views, a walk through them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from signoff.catalogue import packs, texts
from signoff.catalogue.handed import handed
from signoff.channels.terminal.parts import TerminalParts
from signoff.channels.terminal.screen import Left, Question
from signoff.channels.terminal.walk import Walk
from signoff.desk import Asked
from signoff.domain.answer import Answer, Ask
from signoff.domain.refusal import Refusal
from signoff.domain.view import AgreementView, CaseView
from tests.channels.first_view import NOW
from tests.channels.terminal.recorded_screen import RecordedScreen

CATALOGUE = packs.load(None)
TEXTS = texts.Texts(CATALOGUE)
LANGUAGES = TEXTS.languages


def parts() -> TerminalParts:
    """What the terminal is handed in the product, with a clock that stands still."""
    return TerminalParts(
        **handed(CATALOGUE, TEXTS),
        now=lambda: NOW,
    )


@dataclass
class ScriptedPerson:
    """Types what the script has for the field of a question, in turn; with Enter where it has nothing."""

    script: Mapping[str, Sequence[str]]
    questions: list[Question] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    async def answer(self, question: Question, problem: str) -> str:
        asked = sum(one.field == question.field for one in self.questions)
        self.questions.append(question)
        self.problems += [problem] if problem else []
        typed = self.script.get(question.field, ())
        if asked < len(typed):
            return typed[asked]
        if question.enter:
            return ""
        raise Left


@dataclass
class PreparedDesk:
    """Shows one view after the other; each accepted answer leads to the next, `refusals` are given first."""

    views: Sequence[CaseView]
    refusals: list[Refusal] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    place: int = 0
    wordings: Mapping[str, AgreementView] = field(default_factory=dict)

    async def ask(self, ask: Ask, *, key: str, source: str) -> Asked | Refusal:
        raise LookupError(key)

    async def view(self, token: str) -> CaseView:
        return self.views[self.place]

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        return self.wordings.get(language)

    async def answer(self, token: str, answer: Answer, *, key: str, source: str) -> Refusal | None:
        self.answers.append(answer)
        return self.refusals.pop(0) if self.refusals else None

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        for place, view in enumerate(self.views):
            self.place = place
            yield view

    async def document(self, token: str, kind: str) -> bytes | None:
        return None

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        raise LookupError(case_code)


def walk(desk: PreparedDesk, screen: RecordedScreen, person: ScriptedPerson, *, language: str = "en") -> Walk:
    """A walk through what the desk shows."""
    return Walk(
        parts=parts(),
        desk=desk,
        screen=screen,
        person=person,
        token="token",
        language=language,
        source="terminal",
    )
