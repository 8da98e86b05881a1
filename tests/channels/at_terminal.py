"""Somebody at a command line, as the contract of channels drives them: they leave at the first question not meant."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from signoff.channels.terminal.screen import Left, Question
from signoff.channels.terminal.walk import Walk
from signoff.cli import parts as terminal
from signoff.cli.words import words_of
from signoff.desk import Asked
from signoff.domain.answer import Ask
from signoff.domain.line import Contact, ContactKind
from signoff.domain.requirement import ORDINARY, RequirementKind
from tests.channels.counter.stage import Counter
from tests.channels.holder import NAME, Holder
from tests.channels.terminal.recorded_screen import RecordedScreen

PATIENCE_SECONDS = 60.0


@dataclass
class Titled(RecordedScreen):
    """Remembers the titles apart."""

    titles: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        self.titles.append(text)
        super().title(text)


@dataclass
class Typist:
    """Types what meets one requirement, and leaves at the first question of another one; with None at any."""

    at: AtTheTerminal
    screen: Titled
    kind: RequirementKind | None
    questions: list[str] = field(default_factory=list)

    async def answer(self, question: Question, problem: str) -> str:
        assert not problem, problem
        if self.kind is None or self.at.asked(self.screen) is not self.kind:
            raise Left
        self.questions.append(question.field)
        match question.field:
            case "confirm" | "contact_by":
                return "1"
            case "send_code" | "tie":
                return ""
            case "code":
                return await self.at.holder.code()
            case "other_contact":
                return f"other-{self.at.holder.contact}"
            case "way":
                return "cash_at_shop"
            case "destination_cash_at_shop" | "name":
                return NAME
            case "sim":
                return "destroyed"
        raise AssertionError(question)


class AtTheTerminal:
    """A subscriber at a command line."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.token = ""
        self.words = words_of({}).knowing(holder.app.catalogue)
        self.parts = replace(terminal.parts(self.words, holder.app.catalogue), now=holder.app.clock)

    async def record(self) -> None:
        """As the command does once the wish is read."""
        holder = self.holder
        ask = Ask(
            holder.carrier_id, holder.identifier, Contact(ContactKind.EMAIL, holder.contact), None, "en"
        )
        asked = await holder.app.desk.ask(ask, key=f"terminal/{holder.name}", source=holder.name)
        assert isinstance(asked, Asked)
        self.token = asked.token

    async def link(self) -> str:
        """Told when it was recorded."""
        return self.token

    async def take_up(self, link: str) -> None:
        """`signoff end --resume`."""
        self.token = link

    def asked(self, screen: Titled) -> RequirementKind | None:
        """By the last title on the screen."""
        for kind in RequirementKind:
            name = self.holder.say(f"portal.part.{kind}")
            if kind in ORDINARY:
                number, count = ORDINARY.index(kind) + 1, len(ORDINARY)
                name = self.holder.say("portal.case.progress", number=number, count=count, name=name)
            if screen.titles and screen.titles[-1] == name:
                return kind
        return None

    async def _walk(self, kind: RequirementKind | None) -> tuple[Titled, Typist]:
        await self.holder.calm()
        screen = Titled()
        typist = Typist(self, screen, kind)
        walk = Walk(
            parts=self.parts,
            desk=terminal.desk_of(self.holder.app),
            screen=screen,
            person=typist,
            token=self.token,
            language="en",
            source=self.holder.name,
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                view = await walk.go()
        except Left:
            return screen, typist
        assert view.state == "ended", view
        screen.titles.clear()
        return screen, typist

    async def next(self) -> RequirementKind | None:
        """The title over the first question."""
        screen, _ = await self._walk(None)
        return self.asked(screen)

    async def meet(self) -> bool:
        """Until something else is asked; what is asked elsewhere has no question here."""
        _, typist = await self._walk(await self.next())
        return bool(typist.questions)

    async def certificate(self) -> bytes:
        """Put into the folder."""
        found = await self.holder.app.desk.document(self.token, "certificate")
        assert found is not None
        return found


async def at_the_terminal(holder: Holder, _: Counter) -> AtTheTerminal:
    """A terminal of their own."""
    return AtTheTerminal(holder)
