"""A person at the terminal: answers what its conversation asks, one line at a time, with slips and second thoughts.

The conversation is the product's; beneath it the person's own voice carries each answer to whichever process lives.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signoff.channels.terminal.parts import PhoneMessage, TerminalParts
from signoff.channels.terminal.screen import Blocked, Left, Question
from signoff.channels.terminal.walk import Walk
from signoff.channels.terminal.wishes import Given, find_wish
from signoff.cli import parts as command_parts
from signoff.cli.words import Words
from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.refusal import Refusal
from signoff.domain.requirement import SimAnswer
from signoff.domain.view import AgreementView, CaseView
from tests.channels.terminal.recorded_screen import RecordedScreen
from tests.sim import sight, stillness
from tests.sim.books import UNANSWERED
from tests.sim.ways import AtTheDesk

if TYPE_CHECKING:
    from tests.sim.people import Somebody

WORDS = {
    a.ConfirmLine: "confirm",
    a.WantCode: "code",
    a.GiveCode: "prove",
    a.AcknowledgeLosses: "losses",
    a.GiveOtherContact: "contact",
    a.ChooseMoneyWay: "way",
    a.SignAgreement: "sign",
    a.HandleSim: "sim",
    a.Withdraw: "withdraw",
    a.ReopenAnswer: "reopen",
}
PATIENCE_SECONDS = 900.0


@dataclass
class Typed:
    """The last line at each question, and the choices that were there."""

    lines: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def note(self, question: Question, line: str) -> None:
        """Remember a line."""
        self.lines[question.field] = line.strip()
        self.choices[question.field] = tuple(choice.value for choice in question.choices)

    def chosen(self, question: str) -> str:
        """The choice that was named, by its place or by itself."""
        line, choices = self.lines.get(question, ""), self.choices.get(question, ())
        is_place = line.isdecimal() and len(line) < 3 and 0 < int(line) <= len(choices)
        return choices[int(line) - 1] if is_place else line

    def means(self, answer: a.Answer) -> bool:
        """Whether an answer is what was typed."""
        line = self.lines.get
        match answer:
            case a.GiveCode():
                return answer.code == line("code")
            case a.SignAgreement():
                return (answer.name, answer.code) == (line("name"), line("code"))
            case a.GiveOtherContact(None):
                return self.chosen("contact_by") == "claim_code"
            case a.GiveOtherContact(contact) if contact is not None:
                return contact.value == line("other_contact")
            case a.ChooseMoneyWay():
                place = line(f"destination_{answer.way}", "") if answer.destination else ""
                return (str(answer.way), answer.destination) == (self.chosen("way"), place)
            case a.HandleSim():
                return str(answer.how) == self.chosen("sim")
            case a.ReopenAnswer():
                return str(answer.requirement) == self.chosen("reopen")
            case a.Withdraw():
                return "withdraw" in (self.chosen("withdraw"), line("withdraw", "").removeprefix("/"))
        return True


@dataclass(eq=False)
class Counterpart:
    """The desk as the conversation has it: the person's own voice, which insists until it is answered."""

    person: Somebody
    typed: Typed
    shown: CaseView | None = None

    async def view(self, token: str) -> CaseView:
        return self._showing(await self.person.look())

    async def agreement(self, token: str, language: str) -> AgreementView | None:
        shown: AgreementView | None = await self.person.world.speak(
            lambda desk: desk.agreement(token, language)
        )
        return shown

    async def answer(self, token: str, answer: a.Answer, *, key: str, source: str) -> Refusal | None:
        assert self.shown is not None
        if not self.typed.means(answer):
            self.person.world.finding(
                f"person {self.person.number} typed {self.typed.lines}, and it became {answer}"
            )
        saying = await self.person.say(WORDS[type(answer)], answer, self.shown)
        if saying is None or saying.answer == UNANSWERED:
            raise Left
        return saying.answer  # type: ignore[no-any-return]  # a refusal or None

    async def changes(self, token: str) -> AsyncIterator[CaseView]:
        """The view now and after each change, as the desk's own, but with the patience of the world's clocks."""
        version, nap = -1, 1.0
        while True:
            view = self._showing(await self.person.look())
            if view.version != version:
                version, nap = view.version, 1.0
                yield view
            elif any(step.state == "needs_person" for step in view.steps):
                raise Left
            if view.state in ("withdrawn", "lapsed") or (view.state == "ended" and not view.is_waiting):
                return
            nap = min(nap * 2, 1_200.0)
            self.person.turn += 1
            if self.person.is_tired:
                raise Left
            await self.person.rest(nap)

    def _showing(self, view: CaseView | None) -> CaseView:
        if view is None:
            raise Left
        self.shown = view
        return view

    async def ask(self, ask: a.Ask, *, key: str, source: str) -> Asked | Refusal:
        raise AssertionError("the wish is said before there is a conversation")

    async def document(self, token: str, kind: str) -> bytes | None:
        raise AssertionError("a conversation writes no files")

    async def claim(self, case_code: str, claim_code: str, *, source: str) -> str | Refusal:
        raise AssertionError("claims are made with a command of their own")


@dataclass(eq=False)
class AtTheTerminal(AtTheDesk):
    """Speaks as at the desk, but says what the conversation made of the lines that were typed."""

    screen: RecordedScreen = field(default_factory=RecordedScreen)
    typed: Typed = field(default_factory=Typed)
    has_tried_to_stay: bool = False
    nap: float = 5.0

    def __post_init__(self) -> None:
        self.desk = Counterpart(self.person, self.typed)

    @property
    def parts(self) -> TerminalParts:
        """What the command hands in, with the clock of the world."""
        words = Words(stillness.texts(), self.person.ask.language)
        return replace(command_parts.parts(words, stillness.catalogue()), now=self.person.world.clock)

    async def wish(self) -> a.Ask | None:
        """The wish as the conversation understood it; None when it was left."""
        person = self.person
        number = person.ask.identifier
        given = Given(
            carrier=person.ask.carrier_id,
            number=number.value if number.kind == "number" else None,
            iccid=number.value if number.kind == "iccid" else None,
        )
        try:
            return await find_wish(self.parts, self.screen, self, given, person.ask.language)
        except Left:
            return None

    async def walk(self) -> bool:
        """As far as it goes now; whether there is anything to come back for."""
        person = self.person
        walk = Walk(
            parts=self.parts,
            desk=self.desk,
            screen=self.screen,
            person=self,
            token=person.token or "",
            language=person.ask.language,
            source="",
            phone=self._phone,
        )
        try:
            view = await walk.go()
        except Left:
            return False
        except Blocked:
            return True
        finally:
            self._judge()
        return view.state == "agreed"

    async def _phone(self, _: CaseView) -> Sequence[PhoneMessage]:
        messages = await self.person.world.sandbox.books.outbox(self.person.planted.line.numbers[0])
        return [PhoneMessage(message.sent_at, message.text) for message in messages]

    def _judge(self) -> None:
        """Nothing on the screen is somebody else's, or tells of the inside."""
        # The phone that is shown is the line's own, whoever else speaks of that line.
        shown = sight.plain(self.screen.shown)
        leaked = [word for word in sight.foreign(self.person.world, self.person) if word in shown]
        if leaked or "Traceback" in shown:
            self.person.world.finding(
                f"person {self.person.number}: the terminal shows {leaked or 'the inside'}"
            )
        self.screen.lines.clear()

    # ------------------------------------------------------------ the keyboard

    async def answer(self, question: Question, problem: str) -> str:
        """The line that is typed."""
        line = await self._line(question, problem)
        self.typed.note(question, line)
        return line

    async def _line(self, question: Question, problem: str) -> str:
        person, dice = self.person, self.person.world.dice
        if problem:
            self.screen.lines.append(problem)
        self.screen.lines += [question.label, question.hint, *(choice.title for choice in question.choices)]
        await person.world.passes(dice.uniform(0.5, 6.0))
        person.turn += 1
        if person.is_tired:
            raise Left
        if person.token is not None and person.turn > person.gives_up_after and person.aim != "leave":
            return self._turning_back(question)
        if person.slips and dice.random() < person.slips / 4:
            return dice.choice(("/help", "/phone", "/again", "/change", "/withdraw", "…", "7" * 40))
        typed: str = await getattr(self, f"_{question.field}", self._chosen)(question, problem)
        return typed

    def _turning_back(self, question: Question) -> str:
        if question.field == "withdraw":
            return "withdraw"
        if self.has_tried_to_stay or self.person.aim != "stay":
            raise Left
        self.has_tried_to_stay = True
        return "/withdraw"

    async def _chosen(self, question: Question, _: str) -> str:
        """The first of several, or an empty line."""
        return "1" if question.choices else ""

    async def _contact(self, question: Question, _: str) -> str:
        return self.person.ask.contact.value

    async def _on(self, question: Question, problem: str) -> str:
        wanted_on = self.person.ask.wanted_on
        return "" if wanted_on is None or problem else wanted_on.isoformat()

    async def _withdraw(self, question: Question, _: str) -> str:
        """Typed by a slip: only who wants to stay says yes."""
        return "withdraw" if self.person.aim == "stay" else "stay"

    async def _reopen(self, question: Question, _: str) -> str:
        values = [choice.value for choice in question.choices]
        return str(self.person.world.dice.choice([*values, ""]))

    async def _look_again(self, question: Question, _: str) -> str:
        self.nap = min(self.nap * 2, 1_200.0)
        await self.person.rest(self.nap)
        return ""

    async def _send_code(self, question: Question, _: str) -> str:
        self.nap = 5.0
        return ""

    async def _code(self, question: Question, problem: str) -> str:
        person, dice = self.person, self.person.world.dice
        if person.aim == "guess" or dice.random() < person.slips / 2:
            return f"{dice.randrange(10**6):06}"
        for _ in range(4):
            received = await person.received()
            if received:
                return str(received[-1])
            await person.rest(15.0)
        return "/again"

    async def _name(self, question: Question, problem: str) -> str:
        slips = not problem and self.person.world.dice.random() < self.person.slips / 3
        return " " if slips else self.person.name

    async def _contact_by(self, question: Question, _: str) -> str:
        return "contact" if self.person.other_contact is not None else "claim_code"

    async def _other_contact(self, question: Question, problem: str) -> str:
        person = self.person
        slips = not problem and person.world.dice.random() < person.slips
        other = person.other_contact
        return person.planted.line.numbers[0] if slips or other is None else other.value

    async def _way(self, question: Question, _: str) -> str:
        values = [choice.value for choice in question.choices]
        return str(self.person.world.dice.choice([one for one in values if one != "other_line"] or values))

    async def _destination_bank_transfer(self, question: Question, problem: str) -> str:
        slips = not problem and self.person.world.dice.random() < self.person.slips
        return "" if slips else self.person.destination

    async def _destination_cash_at_shop(self, question: Question, _: str) -> str:
        return self.person.name

    async def _destination_other_line(self, question: Question, _: str) -> str:
        return self.person.other_line

    async def _sim(self, question: Question, _: str) -> str:
        dice = self.person.world.dice
        values = [choice.value for choice in question.choices]
        if question.enter and dice.random() < 0.5:
            return ""
        how = str(dice.choice(values))
        if how == SimAnswer.DELETED_ON_DEVICE:
            await self.person.world.sandbox.hands.device_deleted(self.person.planted.line.iccid)
        return how
