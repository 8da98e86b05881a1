"""People drawn from a world's dice: who leaves, who changes their mind, who drifts off, who tries somebody else's line.

They say things more than once, make slips of the pen, and look at the page again after each answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from signoff.desk import Asked
from signoff.domain import answer as a
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.refusal import Reason
from signoff.domain.requirement import RequirementKind, SimAnswer
from signoff.domain.view import CaseView
from tests.sim import claiming
from tests.sim.books import PlantedLine
from tests.sim.typist import AtTheTerminal
from tests.sim.visitor import AtThePortal
from tests.sim.voice import Voice
from tests.sim.ways import AtTheDesk
from tests.sim.writer import AtTheMail

if TYPE_CHECKING:
    from tests.sim.world import World

WAYS = {"desk": 5, "portal": 4, "terminal": 2}
WRITERS = 3
"""Of whoever comes to the desk one in so many, told by seed and number, wrote a mail first: the dice stay the same."""

AIMS = {"leave": 8, "stay": 3, "drift": 2, "guess": 2}
STALE = 0.5
"""How often somebody goes on from the page they had after their last word, without looking again."""

FOLLOWS = 0.5
"""How often a waiting page at the portal is live."""

TURNS_MAX = 70

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
OVER = ("ended", "withdrawn", "lapsed", "joined")


def crowd(world: World) -> list[Somebody]:
    """One to four people and what they want."""
    for number in range(world.dice.choices((1, 2, 3, 4), (12, 6, 2, 1))[0]):
        somebody = Somebody.drawn(world, number)
        world.books.people.append(somebody)
        world.tell(f"{somebody}")
    return list(world.books.people)


@dataclass(eq=False, kw_only=True)
class Somebody(Voice):
    """One person with one wish."""

    aim: str
    comes_by: str
    planted: PlantedLine
    ask: a.Ask
    name: str
    destination: str
    other_contact: Contact | None
    slips: float
    gives_up_after: int
    starts_after: float
    is_known: bool
    turn: int = 0
    think_seconds: float = 5.0

    def __post_init__(self) -> None:
        ways = {"desk": AtTheDesk, "mail": AtTheMail, "portal": AtThePortal, "terminal": AtTheTerminal}
        self.way = ways[self.comes_by](self)

    @classmethod
    def drawn(cls, world: World, number: int) -> Somebody:
        """Somebody, about one of the lines there are, or about a number that nobody has."""
        dice = world.dice
        planted = dice.choice(world.books.lines)
        is_known = dice.random() < 0.94
        identifier = Identifier(IdentifierKind.NUMBER, dice.choice(planted.line.numbers))
        if not is_known:
            identifier = Identifier(IdentifierKind.NUMBER, planted.line.numbers[0][:-3] + "987")
        elif dice.random() < 0.2:
            identifier = Identifier(IdentifierKind.ICCID, planted.line.iccid)
        today = world.clock().astimezone(ZoneInfo(planted.time_zone)).date()
        days = dice.choice((None, None, None, None, 0, 1, 3, 40, 366, -1))
        wanted_on = None if days is None else today + timedelta(days=days)
        contact = Contact(ContactKind.EMAIL, f"person{number}.{world.seed}@example.org")
        other = Contact(ContactKind.EMAIL, f"other{number}.{world.seed}@example.org")
        return cls(
            world=world,
            number=number,
            aim=dice.choices(list(AIMS), list(AIMS.values()))[0] if is_known else "guess",
            comes_by=_by_mail(dice.choices(list(WAYS), list(WAYS.values()))[0], world.seed + number),
            planted=planted,
            ask=a.Ask(planted.carrier_id, identifier, contact, wanted_on, dice.choice(("en", "zh-Hans"))),
            name=f"Person {_spelled(number)} Of {_spelled(world.seed)}",
            destination=f"000{number}-{world.seed:07}-1",
            other_contact=dice.choice((None, other)),
            slips=dice.choice((0.0, 0.0, 0.1, 0.3)),
            stutters=dice.choice((0.0, 0.2, 0.6)),
            gives_up_after=dice.randint(1, 11),
            starts_after=dice.choice((0.0, 0.0, 5.0, 90.0)),
            is_known=is_known,
        )

    def __str__(self) -> str:
        return (
            f"person {self.number} at the {self.comes_by} wants to {self.aim}:"
            f" {self.ask.identifier.value} of {self.ask.carrier_id}"
            f" on {self.ask.wanted_on}, turns back after {self.gives_up_after}, slips {self.slips:g}"
        )

    # ------------------------------------------------------------ a life

    @property
    def is_tired(self) -> bool:
        """Whether this has gone on for longer than anybody stays."""
        return self.turn >= TURNS_MAX

    @property
    def other_line(self) -> str:
        """A number of the same carrier that nobody has."""
        return self.planted.line.numbers[0][:-3] + "986"

    async def live(self) -> None:
        """From the wish to the end of patience."""
        await self.world.passes(self.starts_after)
        if isinstance(self.way, AtTheTerminal):
            await self._type(self.way)
        else:
            await self._want()
            await self._go_on()
        await claiming.come_back(self)

    async def _go_on(self) -> None:
        dice = self.world.dice
        while self.token is not None and not self.is_tired:
            after = self.said[-1].shown_after
            view = after if after is not None and dice.random() < STALE else await self.look()
            if view is None or (view.state in OVER and not view.is_waiting and not view.sim_answers):
                break
            self.turn += 1
            if self.turn > self.gives_up_after and self.aim != "leave":
                if self.aim == "stay":
                    await self.say("withdraw", a.Withdraw(), view)
                    await self._settle_down(view)
                break
            if not await self.act(view):
                break
            await self.world.passes(min(self.think_seconds, 40.0) * dice.uniform(0.3, 1.5))

    async def _type(self, terminal: AtTheTerminal) -> None:
        """Sit down at the terminal, and again when the day has come, or the one on which codes are to be had again."""
        ask = await terminal.wish()
        if ask is None:
            return
        self.ask = ask
        await self._want()
        while self.token is not None and not self.is_tired and await terminal.walk():
            self.turn += 1
            if not self.seen or self.aim != "leave":
                break
            blocked_until = self.seen[-1].codes_blocked_until
            if blocked_until is not None and blocked_until > self.world.clock():
                await self.world.sleep_until(self.number, blocked_until)
            else:
                await self._wait(self.seen[-1])

    async def rest(self, seconds: float) -> None:
        """Let time go by; when it is long, whoever is awake decides how fast."""
        if seconds > 40:
            await self.world.sleep_until(self.number, self.world.clock() + timedelta(seconds=seconds))
        else:
            await self.world.passes(seconds)

    async def _settle_down(self, view: CaseView) -> None:
        """Whoever wanted to stay and could not, looks on for a while."""
        after = await self.look()
        if after is not None and after.state in ("cutting", "closing"):
            for _ in range(3):
                await self.world.passes(30)
                await self.look()

    async def _want(self) -> None:
        while True:
            saying = await self.insist("ask", self.ask, None)
            if saying is not None and isinstance(saying.answer, Asked):
                self.token = saying.answer.token
                return
            if self.ask.wanted_on is not None and (
                saying is None or saying.reason in (Reason.DATE_PAST, Reason.DATE_TOO_FAR)
            ):
                self.ask = replace(self.ask, wanted_on=None)
                continue
            return

    # ------------------------------------------------------------ what is done about a page

    async def act(self, view: CaseView) -> bool:
        """Do what the page asks for; False when there is nothing to wait for."""
        if self.slips and self.world.dice.random() < self.slips / 2:
            await self._out_of_turn(view)
            return True
        if view.requirement is None:
            return await self._wait(view)
        self.think_seconds = 5.0
        if self.aim == "guess" and view.requirement is not RequirementKind.CONFIRM_LINE:
            return await self._guess(view)
        what, answer = await self._answer(view)
        if answer is None or await self.say(what, answer, view) is None:
            return await self._wait(view)
        return True

    async def _wait(self, view: CaseView) -> bool:
        if view.state == "agreed" and not view.is_waiting and view.quote is not None:
            zone = ZoneInfo(self.planted.time_zone)
            comes_at = datetime.combine(view.quote.last_on + timedelta(days=1), datetime.min.time(), zone)
            await self.world.sleep_until(self.number, comes_at + timedelta(minutes=1))
            return True
        if any(step.state == "needs_person" for step in view.steps):
            return False
        if view.state in OVER and not view.is_waiting:
            if not view.sim_answers or self.world.dice.random() < 0.5:
                return False
            await self.say(*await self._sim(view), view)
            return True
        self.think_seconds = min(self.think_seconds * 2, 1_200.0)
        if self.think_seconds > 40:
            await self.rest(self.think_seconds)
        elif isinstance(self.way, AtThePortal) and view.is_waiting and self.world.dice.random() < FOLLOWS:
            await self.until("the live page", partial(self.way.follow, view.version, self.think_seconds))
        return True

    async def _answer(self, view: CaseView) -> tuple[str, Any]:
        slip = self.world.dice.random() < self.slips
        match view.requirement:
            case RequirementKind.CONFIRM_LINE:
                return "confirm", a.ConfirmLine()
            case RequirementKind.PROVE_POSSESSION:
                return await self._with_code(view, slip, lambda code: ("prove", a.GiveCode(code)))
            case RequirementKind.ACKNOWLEDGE_LOSSES:
                ties = view.ties[1:] if slip else view.ties
                return "losses", a.AcknowledgeLosses(ties, view.losses_digest)
            case RequirementKind.GIVE_OTHER_CONTACT:
                own = Contact(ContactKind.PHONE, self.planted.line.numbers[0])
                return "contact", a.GiveOtherContact(own if slip else self.other_contact)
            case RequirementKind.CHOOSE_MONEY_WAY:
                return "way", self._way(view, slip)
            case RequirementKind.SIGN_AGREEMENT if view.agreement is not None:
                text = "0" * 64 if slip and self.world.dice.random() < 0.3 else view.agreement.text_sha256
                name = " " if slip and self.world.dice.random() < 0.3 else self.name
                return await self._with_code(
                    view, slip, lambda code: ("sign", a.SignAgreement(name, code, text))
                )
            case RequirementKind.HANDLE_SIM:
                return await self._sim(view)
        return "", None

    def _way(self, view: CaseView, slip: bool) -> a.ChooseMoneyWay:
        dice = self.world.dice
        ways: list[Any] = [*view.payout_ways, *view.collect_ways]
        if slip:
            return a.ChooseMoneyWay(
                dice.choice([*PayoutWay, *CollectWay]), dice.choice(("", self.destination))
            )
        way = dice.choice([way for way in ways if way != PayoutWay.OTHER_LINE] or ways)
        if isinstance(way, CollectWay):
            return a.ChooseMoneyWay(way, "")
        places = {PayoutWay.CASH_AT_SHOP: self.name, PayoutWay.OTHER_LINE: self.other_line}
        return a.ChooseMoneyWay(way, places.get(way, self.destination))

    async def _sim(self, view: CaseView) -> tuple[str, Any]:
        how = self.world.dice.choice(view.sim_answers)
        if how is SimAnswer.DELETED_ON_DEVICE:
            await self.world.sandbox.hands.device_deleted(self.planted.line.iccid)
        return "sim", a.HandleSim(how)

    async def _with_code(self, view: CaseView, slip: bool, make: Any) -> tuple[str, Any]:
        code = view.code
        now = self.world.clock()
        is_dead = (
            code is None or code.tries_left == 0 or (code.expires_at is not None and code.expires_at <= now)
        )
        if is_dead:
            if code is not None and code.may_ask_at is not None and code.may_ask_at > now and not slip:
                return "", None
            return "code", a.WantCode()
        received = await self.received()
        if not received or (slip and self.world.dice.random() < 0.4):
            if slip:
                return cast(tuple[str, Any], make(f"{self.world.dice.randrange(10**6):06}"))
            return "", None
        given = self.world.dice.choice(received) if slip else received[-1]
        return cast(tuple[str, Any], make(given))

    async def received(self) -> list[str]:
        """The codes on the phone of the line, oldest first."""
        messages = await self.world.sandbox.books.outbox(self.planted.line.numbers[0])
        return [
            found[0]
            for message in messages
            if "/code/" in message.key and (found := _CODE.search(message.text))
        ]

    async def _guess(self, view: CaseView) -> bool:
        code = view.code
        now = self.world.clock()
        if code is None or code.tries_left == 0 or (code.expires_at is not None and code.expires_at <= now):
            if code is not None and code.may_ask_at is not None and code.may_ask_at > now:
                return await self._wait(view)
            await self.say("code", a.WantCode(), view)
        else:
            await self.say("prove", a.GiveCode(f"{self.world.dice.randrange(10**6):06}"), view)
        return True

    async def _out_of_turn(self, view: CaseView) -> None:
        sayings: list[tuple[str, Any]] = [
            ("confirm", a.ConfirmLine()),
            ("code", a.WantCode()),
            ("prove", a.GiveCode("123456")),
            ("losses", a.AcknowledgeLosses(view.ties, view.losses_digest)),
            ("contact", a.GiveOtherContact(self.other_contact)),
            ("way", a.ChooseMoneyWay(PayoutWay.CASH_AT_SHOP, self.destination)),
            ("sign", a.SignAgreement(self.name, "123456", "0" * 64)),
            ("sim", a.HandleSim(SimAnswer.LATER)),
            ("reopen", a.ReopenAnswer(RequirementKind.GIVE_OTHER_CONTACT)),
            ("reopen", a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY)),
        ]
        await self.say(*self.world.dice.choice(sayings), view)


def _by_mail(way: str, number: int) -> str:
    return "mail" if way == "desk" and number % WRITERS == 0 else way


def _spelled(number: int) -> str:
    """A number in letters: names have no digits."""
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))
