"""Customers drawn from a world's dice: they come to the counter or call, show documents, and have news of their line.

They have dice and lines of their own: a world without any is the same as if there were none anywhere. How they and
the staff speak is in `staffed.py`, what staff do in `at_counter.py`; `counter_audit.py` judges it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from signoff.catalogue.numbers import demo_number
from signoff.domain import answer as a
from signoff.domain.carrier import CollectWay, PayoutWay
from signoff.domain.event import LineChange
from signoff.domain.identity import IdentityStatus
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.standing import Hold
from signoff.domain.view import CaseView
from signoff.sandbox.planting import Planting
from tests.sim import papers, stillness
from tests.sim.at_counter import AtTheCounter
from tests.sim.books import OK, PlantedLine
from tests.sim.planting import money

if TYPE_CHECKING:
    from tests.sim.world import World

WORLDS = 1 / 5
"""In so many worlds somebody comes to the counter."""

COMES_BY = {"shop": 4, "phone": 3, "link": 4}
HAPPENS = {"": 5, "swapped before": 4, "swap": 2, "hold": 3, "loss": 2, "large": 1, "owed": 2}
STOPS = 0.3
"""How often whoever is registered for a line stops its ending while it waits for its day."""

FIRST_NUMBER = 20
TURNS_MAX = 45
OVER = ("ended", "withdrawn", "lapsed", "joined")


def has_customers(seed: int) -> bool:
    """Whether somebody comes to the counter in the world of this seed."""
    return _dice(seed).random() < WORLDS


def _dice(seed: int) -> random.Random:
    return random.Random(f"customers {seed}")


async def draw(world: World) -> list[Customer]:
    """Nobody, or one or two of them, with their lines."""
    dice = _dice(world.seed)
    if dice.random() >= WORLDS:
        return []
    for place in range(dice.choices((1, 2), (3, 1))[0]):
        customer = await Customer.drawn(world, FIRST_NUMBER + place, dice)
        world.books.customers.append(customer)
        world.tell(f"{customer}")
    return list(world.books.customers)


async def _planted(
    world: World, dice: random.Random, place: int, *, is_large: bool, registered: str = ""
) -> PlantedLine:
    """A line with a plastic card."""
    catalogue = stillness.catalogue()
    known = dice.choice(world.books.lines).carrier_id
    carrier_id = known if dice.random() < 0.6 else dice.choice(sorted(catalogue.carriers))
    carrier, pack = catalogue.carriers[carrier_id], catalogue.packs[carrier_id]
    tariff = dice.choice(sorted(carrier.tariffs.values(), key=lambda one: one.id))
    amounts = money(dice, world.clock(), tariff.kind == "prepaid", carrier.time_zone)
    if is_large:
        amounts |= {"balance_minor" if tariff.kind == "prepaid" else "deposit_minor": 100_001}
    reached = (Contact(ContactKind.EMAIL, registered),) if registered else ()
    planting = Planting(
        carrier_id=carrier_id,
        numbers=(demo_number(pack, place),),
        tariff_id=tariff.id,
        tariff_kind=tariff.kind,
        currency=carrier.currency,
        time_zone=carrier.time_zone,
        contacts=dice.choice(((), reached)),
        **amounts,
    )
    line = await world.sandbox.plant_line(planting)
    amounts.pop("add_ons", None)
    return PlantedLine(carrier_id, tariff.id, carrier.time_zone, carrier.currency, line, **amounts)


@dataclass(eq=False, kw_only=True)
class Customer(AtTheCounter):
    """One of them, with one wish."""

    comes_by: str
    happens: str
    happens_after: int
    is_told: bool
    """Whether the carrier's system tells news of what happens to the line."""

    gives_up_after: int
    starts_after: float
    think_seconds: float = 5.0
    turn: int = 0

    @classmethod
    async def drawn(cls, world: World, number: int, dice: random.Random) -> Self:
        """Somebody with a line, and what will happen to it."""
        happens = dice.choices(list(HAPPENS), list(HAPPENS.values()))[0]
        place = 500 + (number - FIRST_NUMBER) * 10
        registered = dice.choice(("", f"registered{number}.{world.seed}@example.org"))
        planted = await _planted(world, dice, place, is_large=happens == "large", registered=registered)
        other = await _planted(world, dice, place + 1, is_large=False) if dice.random() < 0.5 else None
        contact = Contact(ContactKind.EMAIL, f"customer{number}.{world.seed}@example.org")
        identifier = Identifier(IdentifierKind.NUMBER, planted.line.numbers[0])
        return cls(
            world=world,
            number=number,
            dice=dice,
            planted=planted,
            line=planted.line,
            ask=a.Ask(planted.carrier_id, identifier, contact, None, dice.choice(("en", "zh-Hans"))),
            other=other,
            registered=registered,
            comes_by=dice.choices(list(COMES_BY), list(COMES_BY.values()))[0],
            happens=happens,
            happens_after=dice.randint(1, 9),
            is_told=dice.random() < 0.5,
            gives_up_after=dice.choice((3, 8, TURNS_MAX, TURNS_MAX, TURNS_MAX, TURNS_MAX, TURNS_MAX)),
            starts_after=dice.choice((0.0, 0.0, 5.0, 60.0)),
        )

    def __str__(self) -> str:
        return (
            f"customer {self.number} by {self.comes_by}: {self.ask.identifier.value} of {self.tenant_id},"
            f" {self.planted.tariff_id}; {self.happens or 'nothing'} after {self.happens_after},"
            f" {'told' if self.is_told else 'silently'}; turns back after {self.gives_up_after}"
        )

    # ------------------------------------------------------------ a life

    async def live(self) -> None:
        """From the wish to the end of patience."""
        await self.world.passes(self.starts_after)
        if self.happens == "swapped before":
            await self.swap_sim()
        elif self.happens == "owed":
            await self.hold_up_billing()
        roles = {"shop": Role.CLERK, "phone": Role.AGENT}
        by = self.staff(roles[self.comes_by]) if self.comes_by in roles else None
        if by is not None and self.dice.random() < 0.3:
            await self.finds(by)
        if not await self.begun(by):
            return
        while self.turn < TURNS_MAX:
            self.turn += 1
            await self._happen()
            view = await self.view()
            await self.read_warnings()
            if view is None or (view.state in OVER and not view.is_waiting):
                break
            if self.turn > self.gives_up_after and view.may_withdraw:
                await self._say(a.Withdraw())
                continue
            if self.dice.random() < 0.12:
                await self.overstep()
            await self._act(view)
            await self.world.passes(self.dice.uniform(1, 10))
        await self.lift_holds()
        await self._after()

    async def _happen(self) -> None:
        """What other hands do to the line meanwhile."""
        if self.turn != self.happens_after:
            return
        change = None
        if self.happens == "swap":
            await self.swap_sim()
            self.gives_up_after = min(self.gives_up_after, self.turn + 12)
            change = LineChange.SIM_CHANGED
        elif self.happens == "hold":
            await self.put_hold(self.dice.choice([*Hold]))
            change = LineChange.HELD
        if change is not None and self.is_told:
            await self.news(change)

    async def _act(self, view: CaseView) -> None:
        if view.holds:
            await self._let_go()
        elif view.may_report_loss and self.happens == "loss" and self.turn >= self.happens_after:
            await self._lose()
        elif any(step.state == "needs_person" for step in view.steps):
            await self.solve()
        elif self.happens == "owed" and view.state == "closing":
            self.happens = "owed late"
            await self.world.sandbox.hands.owe(self.planted.handle, 500)
        elif view.state == "agreed" and self.stop_links and self.dice.random() < STOPS:
            await self.stop()
        elif view.identity in (IdentityStatus.WAITS, IdentityStatus.READING):
            await self._be_looked_at(view)
        elif view.requirement is None or not await self._answer(view):
            await self._wait(view)
        else:
            self.think_seconds = 5.0

    async def _wait(self, view: CaseView) -> None:
        if view.state == "agreed" and not view.is_waiting and view.quote is not None:
            zone = ZoneInfo(self.planted.time_zone)
            comes_at = datetime.combine(view.quote.last_on + timedelta(days=1), datetime.min.time(), zone)
            await self.world.sleep_until(self.number, comes_at + timedelta(minutes=1))
            return
        self.think_seconds = min(self.think_seconds * 2, 1_800.0)
        if self.think_seconds > 40:
            at = self.world.clock() + timedelta(seconds=self.think_seconds)
            await self.world.sleep_until(self.number, at)
        else:
            await self.world.passes(self.think_seconds)

    async def _let_go(self) -> None:
        """Whoever cannot end a held line has the hold lifted, or stays."""
        if self.dice.random() < 0.25:
            await self._say(a.Withdraw())
            return
        await self.lift_holds()
        if self.is_told:
            await self.news(LineChange.LET_GO)
        else:
            at = self.world.clock() + timedelta(hours=6, minutes=5)
            await self.world.sleep_until(self.number, at)

    async def _lose(self) -> None:
        """The SIM is gone: from now on it is signed for in a shop."""
        self.happens = "lost"
        if self.comes_by != "link":
            await self.know(self.speaker)
        await self._say(a.ReportLoss())
        self.comes_by = "shop"

    @property
    def speaker(self) -> Any:
        """Who of the staff takes down what this customer says."""
        return self.staff(Role.CLERK if self.comes_by == "shop" else Role.AGENT)

    async def _say(self, said: a.Answer) -> str:
        if self.comes_by == "link":
            return await self.tells(said)
        if self.dice.random() > 0.1:
            await self.know(self.speaker)
        if self.dice.random() < 0.3:
            await self.looks(self.speaker)
        return await self.takes(self.speaker, said)

    # ------------------------------------------------------------ what is asked

    async def _answer(self, view: CaseView) -> bool:
        """Do what the page asks for; False when it cannot be done now."""
        match view.requirement:
            case RequirementKind.CONFIRM_LINE:
                return await self._say(a.ConfirmLine()) == OK
            case RequirementKind.PROVE_POSSESSION if self.comes_by == "shop":
                return await self.prove_in_person()
            case RequirementKind.PROVE_POSSESSION:
                code = await self.code(self._say)
                return code != "" and await self._say(a.GiveCode(code)) == OK
            case RequirementKind.PROVE_IDENTITY:
                return await self._identify(view)
            case RequirementKind.ACKNOWLEDGE_LOSSES:
                return await self._say(a.AcknowledgeLosses(view.ties, view.losses_digest)) == OK
            case RequirementKind.GIVE_OTHER_CONTACT:
                return await self._say(a.GiveOtherContact(None)) == OK
            case RequirementKind.CHOOSE_MONEY_WAY:
                return await self._choose_way(view)
            case RequirementKind.SIGN_AGREEMENT if view.agreement is not None:
                return await self._sign(view.agreement.text_sha256)
            case RequirementKind.HANDLE_SIM:
                return await self._hand_in(view)
        return False

    async def _choose_way(self, view: CaseView) -> bool:
        """Where the money goes; some choose another line that is ended soon after."""
        other = self.other
        if PayoutWay.OTHER_LINE in view.payout_ways and other is not None:
            number = other.line.numbers[0]
            if await self._say(a.ChooseMoneyWay(PayoutWay.OTHER_LINE, number)) == OK:
                today = self.world.clock().date()
                await self.world.sandbox.hands.end(other.handle, quarantined_until_on=today)
                return True
        ways: list[Any] = [way for way in view.payout_ways if way is not PayoutWay.OTHER_LINE]
        way = CollectWay.AT_SHOP if CollectWay.AT_SHOP in view.collect_ways else None
        way = way or self.dice.choice(ways or [*view.collect_ways])
        place = "" if isinstance(way, CollectWay) else f"000{self.number}-{self.world.seed:07}-2"
        return await self._say(a.ChooseMoneyWay(way, place)) == OK

    async def _sign(self, text_sha256: str) -> bool:
        if self.comes_by == "shop":
            return await self.sign_in_person(text_sha256)
        code = await self.code(self._say)
        return code != "" and await self._say(a.SignAgreement(self.name, code, text_sha256)) == OK

    async def _hand_in(self, view: CaseView) -> bool:
        if self.comes_by == "shop":
            return await self.bag()
        # To an agent nobody can show any more who they are: no code comes to a line that is cut.
        return await self.tells(a.HandleSim(self.dice.choice(view.sim_answers))) == OK

    async def _identify(self, view: CaseView) -> bool:
        """Show a document: by a photo, or in the shop."""
        if self.comes_by != "shop" and self.dice.random() < 0.75:
            kinds = (papers.RIGHT, papers.RIGHT, papers.OTHER, papers.UNREADABLE)
            what = self.dice.choice(kinds)
            data = papers.photo(what, f"{self.number} of {self.world.seed}, photo {len(self.deeds)}")
            return await self.shows(data) == OK
        return await self.check_paper(self.staff(Role.CLERK))

    async def _be_looked_at(self, view: CaseView) -> None:
        if view.identity is IdentityStatus.WAITS:
            await self.decide_picture()
        else:
            await self._wait(view)

    async def _after(self) -> None:
        """What is left to do in the shop."""
        if self.comes_by == "shop":
            await self.pay()
            await self.bag()
            await self.destroy()
