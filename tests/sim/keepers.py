"""People who keep a guided case: they report what they did themselves, in an order of their own, with files and notes.

They have dice of their own: a world without any is the same as if there were none anywhere. What they say is judged in
`guided_audit.py`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from signoff.catalogue.numbers import demo_number
from signoff.desk import Asked
from signoff.domain.guidance import Outcome, Task, Way
from signoff.domain.guided_view import GuidedView, Keep
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.traveller import keeping
from signoff.traveller.asking import Answers
from signoff.traveller.guide import Guide
from tests.sim import stillness
from tests.sim.guided_voice import GuidedVoice
from tests.sim.reports import Reports

if TYPE_CHECKING:
    from tests.sim.world import World

WORLDS = 1 / 3
"""In so many worlds somebody keeps a guided case."""

AIMS = {"finish": 10, "leave off": 2, "erase": 2, "drift": 2}
FIRST_NUMBER = 10
TURNS_MAX = 30
AT_ONCE = 0.1
"""How often two things are said at the same time, as from two pages."""

ERASED_IN_THE_END = 0.25


def has_keepers(seed: int) -> bool:
    """Whether somebody keeps a guided case in the world of this seed."""
    return _dice(seed).random() < WORLDS


def _dice(seed: int) -> random.Random:
    return random.Random(f"keepers {seed}")


def draw(world: World) -> list[Keeper]:
    """Nobody, or one or two of them."""
    dice = _dice(world.seed)
    if dice.random() >= WORLDS:
        return []
    for place in range(dice.choices((1, 2), (3, 1))[0]):
        keeper = Keeper.drawn(world, FIRST_NUMBER + place, dice)
        world.books.keepers.append(keeper)
        world.tell(f"{keeper}")
    return list(world.books.keepers)


@dataclass(eq=False, kw_only=True)
class Keeper(GuidedVoice):
    """One person with one guided case."""

    aim: str
    answers: Answers
    gives_up_after: int
    starts_after: float
    reports: Reports
    turn: int = 0
    words: list[str] = field(default_factory=list)
    """Whatever of theirs must be found nowhere in the open."""

    @classmethod
    def drawn(cls, world: World, number: int, dice: random.Random) -> Keeper:
        """Somebody with a plan for a line of any carrier; at times one of those that are planted."""
        catalogue = stillness.catalogue()
        carrier_id = dice.choice(sorted(catalogue.carriers))
        identifier = Identifier(
            IdentifierKind.NUMBER, demo_number(catalogue.packs[carrier_id], 7_000 + number)
        )
        if dice.random() < 0.3:
            planted = dice.choice(world.books.lines)
            carrier_id = planted.carrier_id
            identifier = Identifier(IdentifierKind.NUMBER, planted.line.numbers[0])
        elif dice.random() < 0.2:
            identifier = Identifier(IdentifierKind.ICCID, f"898530{number:02}{world.seed:011}")
        language = dice.choice(("en", "zh-Hans", "pt"))
        guide = Guide(catalogue, stillness.texts(), world.clock)
        answers = typed(dice, guide, carrier_id)
        situation = guide.situation(carrier_id, answers)
        plan = guide.plan(carrier_id, situation, language)
        ways = [keeping.way_of(plan), *([*Way] if keeping.may_lapse(situation) else [Way.ASK])]
        guidance = keeping.guidance_of(dice.choice(ways), situation, plan)
        contact = Contact(ContactKind.EMAIL, f"keeper{number}.{world.seed}@example.org")
        has_contact = dice.random() < 0.8
        keep = Keep(carrier_id, identifier, contact if has_contact else None, guidance, language, situation)
        return cls(
            world=world,
            number=number,
            dice=dice,
            keep=keep,
            aim=dice.choices(list(AIMS), list(AIMS.values()))[0],
            answers=answers,
            stutters=dice.choice((0.0, 0.2, 0.6)),
            gives_up_after=dice.randint(0, 11),
            starts_after=dice.choice((0.0, 0.0, 5.0, 60.0)),
            reports=Reports(dice, f"{number} of {world.seed}", dice.choice((0.0, 0.1, 0.3))),
            words=[f"{number}.{world.seed}@example.org"],
        )

    def __str__(self) -> str:
        guidance = self.keep.guidance
        days = {str(one.task): str(one.on) for one in guidance.tasks if one.on is not None}
        return (
            f"person {self.number} keeps a guided case to {self.aim} after {self.gives_up_after}:"
            f" {self.keep.identifier.value} of {self.keep.carrier_id}, {guidance.way}, {guidance.sim_kind},"
            f" {guidance.tariff_kind}, {days}, {'tells' if self.keep.contact else 'tells no'} address"
        )

    # ------------------------------------------------------------ a life

    async def live(self) -> None:
        """From the plan to the end of patience."""
        await self.world.passes(self.starts_after)
        await self.say(("keep", self.keep))
        answer = self.said[0].answer
        if not isinstance(answer, Asked):
            return
        self.token = answer.token
        while self.turn < TURNS_MAX and not self.is_erased:
            view = await self.look()
            if view is None or not await self._act(view):
                return
            self.turn += 1
            await self.world.passes(self.dice.uniform(1, 15))
        await self._go_on_erased()

    async def _act(self, view: GuidedView) -> bool:
        """Do something; False when there is nothing more to do."""
        if self.turn >= self.gives_up_after and self.aim != "finish":
            return await self._turn_back(view)
        if self.dice.random() < 0.06:
            await self.try_other_links()
        if view.current is None or view.state == "withdrawn":
            return await self._look_on(view)
        if view.current.state == "waits" and view.current.until is not None and self.dice.random() < 0.6:
            late = timedelta(minutes=self.dice.choice((1, 300)))
            await self.world.sleep_until(self.number, view.current.until + late)
            return True
        acts = [self._act_drawn(view)]
        if self.dice.random() < AT_ONCE:
            acts.append(self._act_drawn(view, is_other=True))
        await self.say(*acts)
        return True

    def _act_drawn(self, view: GuidedView, *, is_other: bool = False) -> tuple[str, Any]:
        if is_other and self.dice.random() < 0.25:
            return self.dice.choice(("withdraw", "erase", "erase")), None
        if self.dice.random() < 0.25:
            return "add", self.reports.file()
        assert view.current is not None
        return "say", self.reports.of(view.current.task, view.outcomes, view.sim_answers)

    async def _turn_back(self, view: GuidedView) -> bool:
        if self.aim == "drift":
            return False
        await self.say(("withdraw" if self.aim == "leave off" else "erase", None))
        self.aim = "finish"  # one look more, and what is said too late
        return True

    async def _look_on(self, view: GuidedView) -> bool:
        """What people do about a case that is over: wait for the certificate, report once more, or erase it."""
        roll = self.dice.random()
        if roll < 0.1:
            await self.say(("erase", None))
        elif roll < 0.4:
            await self.say(("say", self.reports.of(self.dice.choice([*Task]), (Outcome.DONE,), ())))
        elif roll < 0.5:
            await self.say(("withdraw", None))
        elif roll < 0.6:
            await self.say(("add", self.reports.file()))
        elif view.is_waiting:
            await self.until("the certificate", lambda: self.speak(lambda desk: desk.drawn(self.own)))
        else:
            return False
        return True

    async def _go_on_erased(self) -> None:
        """Whoever erased their case looks once more, and finds that it takes nothing."""
        if self.is_erased:
            await self.look()
            late = self.dice.choice((("add", self.reports.file()), ("erase", None), ("withdraw", None)))
            await self.say(late)

    # ------------------------------------------------------------ the end

    async def end(self) -> None:
        """When all is quiet: some erase it after all; then everybody looks at everything there is."""
        if self.token is None:
            return
        if not self.is_erased and self.dice.random() < ERASED_IN_THE_END:
            await self.say(("erase", None))
        await self.look()
        await self.look_through()


async def end(world: World) -> None:
    """All of them."""
    for keeper in world.books.keepers:
        await keeper.end()


def typed(dice: random.Random, guide: Guide, carrier_id: str) -> Answers:
    """What is typed to have a plan: a journey, how the line is paid, and what hangs on it."""
    today = guide.today(carrier_id)

    def on(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    leaving = dice.choice((0, 3, 20))
    back: Sequence[int | None] = (None, None, leaving + 200)
    back_days = dice.choice(back)
    kind = dice.choice(("prepaid", "postpaid", "unsure"))
    is_prepaid = kind == "prepaid"
    return Answers(
        kind,
        dice.choice(("plastic", "esim")),
        on(leaving),
        "" if back_days is None else on(back_days),
        balance=dice.choice(("", "12")) if is_prepaid else "",
        expires=dice.choice(("", on(15), on(40))) if is_prepaid else "",
        states=frozenset(dice.sample(("loan", "suspended", "lost"), dice.choice((0, 0, 1)))),
        needs=tuple(dice.sample(("bank_codes", "accounts", "wallet"), dice.choice((0, 1, 2)))),
    )
