"""Thieves drawn from a world's dice: with the victim's SIM, with their link, or asking beside them for the same line.

They try to end the line and to have its money; the holder reads what they are sent, and stops it by one tap. They have
dice and lines of their own; how they speak is in `staffed.py`, and `thief_audit.py` says what may have come of it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from signoff.catalogue.numbers import demo_number
from signoff.domain import answer as a
from signoff.domain.carrier import PayoutWay
from signoff.domain.identity import IdentityStatus
from signoff.domain.line import Contact, ContactKind, Identifier, IdentifierKind
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.sandbox.planting import Planting
from tests.sim import papers, stillness
from tests.sim.books import OK, PlantedLine
from tests.sim.customers import OVER, Customer
from tests.sim.planting import money

if TYPE_CHECKING:
    from tests.sim.world import World

WORLDS = 1 / 10
"""In so many worlds there is a thief."""

KINDS = {"swapped": 3, "forged": 3, "link": 3, "beside": 3}
"""Has the new SIM; and a document that staff take for the holder's; has the link; asks beside the holder."""

HOLDER, THIEF = 40, 41
FIRST_PLACE = 900
TURNS_MAX = 24
VAIN_MAX = 6
"""After so many turns in a row in which nothing came of anything, nobody goes on."""

ON_THE_DAY = 3
"""How often a thief looks on the day whether what the holder signed is void by now."""

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def has_thieves(seed: int) -> bool:
    """Whether there is a thief in the world of this seed."""
    return _dice(seed).random() < WORLDS


def _dice(seed: int) -> random.Random:
    return random.Random(f"thieves {seed}")


async def draw(world: World) -> list[Theft]:
    """None, or one."""
    dice = _dice(world.seed)
    if dice.random() >= WORLDS or world.plan.poll_seconds < 1:  # looked for so often, days would be long
        return []
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    registered = f"registered{HOLDER}.{world.seed}@example.org"
    planted = await _planted(world, dice, registered)
    holder = Robbed.of(world, dice, HOLDER, planted, registered)
    thief = Thief.of(world, dice, THIEF, planted, registered)
    theft = Theft(world, kind, holder, thief, starts_after=dice.choice((0.0, 5.0, 60.0)))
    thief.has_paper = papers.RIGHT if kind == "forged" else dice.choice((papers.OTHER, papers.UNREADABLE))
    thief.holder = holder
    thief.has_phone = kind != "link"
    world.books.thefts.append(theft)
    world.tell(f"thief, {kind}: {planted.line.numbers[0]} of {planted.carrier_id}, {planted.tariff_id}")
    return [theft]


async def _planted(world: World, dice: random.Random, registered: str) -> PlantedLine:
    """A line whose holder is reached elsewhere, too."""
    catalogue = stillness.catalogue()
    carrier_id = dice.choice(sorted(catalogue.carriers))
    carrier = catalogue.carriers[carrier_id]
    tariff = dice.choice(sorted(carrier.tariffs.values(), key=lambda one: one.id))
    amounts = money(dice, world.clock(), tariff.kind == "prepaid", carrier.time_zone)
    planting = Planting(
        carrier_id=carrier_id,
        numbers=(demo_number(catalogue.packs[carrier_id], FIRST_PLACE),),
        tariff_id=tariff.id,
        tariff_kind=tariff.kind,
        currency=carrier.currency,
        time_zone=carrier.time_zone,
        contacts=(Contact(ContactKind.EMAIL, registered),),
        **amounts,
    )
    line = await world.sandbox.plant_line(planting)
    amounts.pop("add_ons", None)
    return PlantedLine(carrier_id, tariff.id, carrier.time_zone, carrier.currency, line, **amounts)


@dataclass(eq=False, kw_only=True)
class ByLink(Customer):
    """Somebody who speaks by a link."""

    has_phone: bool = True

    @classmethod
    def of(cls, world: World, dice: random.Random, number: int, planted: PlantedLine, registered: str) -> Any:
        """Somebody about this line."""
        contact = Contact(ContactKind.EMAIL, f"link{number}.{world.seed}@example.org")
        identifier = Identifier(IdentifierKind.NUMBER, planted.line.numbers[0])
        return cls(
            world=world,
            number=number,
            dice=dice,
            planted=planted,
            line=planted.line,
            ask=a.Ask(planted.carrier_id, identifier, contact, None, dice.choice(("en", "zh-Hans"))),
            other=None,
            registered=registered,
            comes_by="link",
            happens="",
            happens_after=0,
            is_told=False,
            gives_up_after=TURNS_MAX,
            starts_after=0.0,
        )

    @property
    def account(self) -> str:
        """Where they want the money."""
        return f"000{self.number}-{self.world.seed:07}-{self.number}"

    async def _choose_way(self, view: CaseView) -> bool:
        ways: list[Any] = [way for way in view.payout_ways if way is not PayoutWay.OTHER_LINE]
        ways = [PayoutWay.BANK_TRANSFER] if PayoutWay.BANK_TRANSFER in ways else ways
        way = self.dice.choice(ways or [*view.collect_ways])
        return await self._say(a.ChooseMoneyWay(way, self.account if way in ways else "")) == OK

    async def _codes(self) -> list[str]:
        """All that came to the phone, for whichever case; nothing to who has no phone."""
        if not self.has_phone:
            return []
        messages = await self.world.sandbox.books.outbox(self.line.numbers[0])
        return [
            found[0]
            for one in messages
            if "/code/" in one.key and (found := _CODE.search(one.text)) is not None
        ]

    async def go_on(self, until: tuple[str, ...]) -> None:
        """Do whatever the page asks for until the case is in one of these states, or for as long as anybody would."""
        vain = 0
        while self.turn < TURNS_MAX and vain < VAIN_MAX:
            self.turn += 1
            view = await self.view()
            if view is None or view.state in (*until, *OVER):
                return
            before = len(self.deeds)
            if view.identity in (IdentityStatus.WAITS, IdentityStatus.READING):
                await self._be_looked_at(view)
            elif view.requirement is not None:
                await self._answer(view)
            vain = 0 if any(deed.is_done for deed in self.deeds[before:]) else vain + 1
            await self.world.passes(self.dice.uniform(1, 12))


@dataclass(eq=False, kw_only=True)
class Thief(ByLink):
    """Whoever is not the holder, and says nothing of it."""

    has_paper: str = papers.OTHER
    holder: Robbed | None = None
    looked_at: str = ""
    """The case that staff have before them, where it is not the one that was asked for."""

    @property
    def case_id(self) -> str:
        """Their own, or the holder's that it went on in."""
        return self.looked_at or super().case_id

    async def _be_looked_at(self, view: CaseView) -> None:
        """Staff look at the picture where it lies: once the request went on in the holder's case, there."""
        for case_id in dict.fromkeys((super().case_id, self.holder.case_id if self.holder else "")):
            self.looked_at = case_id
            if case_id:
                await super()._be_looked_at(view)
        self.looked_at = ""

    async def _identify(self, view: CaseView) -> bool:
        data = papers.photo(self.has_paper, f"{self.number} of {self.world.seed}, photo {len(self.deeds)}")
        return await self.shows(data) == OK

    async def code(self, say: Any) -> str:
        """One that came, or a guess."""
        found = await super().code(say)
        return found or f"{self.dice.randrange(10**6):06}"

    async def grab(self) -> None:
        """Whatever a link lets somebody say, in any order."""
        for _ in range(self.dice.randint(3, 9)):
            view = await self.view()
            if view is None or view.state in OVER:
                return
            await self._grab(view)
            await self.world.passes(self.dice.uniform(1, 15))

    async def _grab(self, view: CaseView) -> None:
        mine = Contact(ContactKind.EMAIL, f"thief{self.number}.{self.world.seed}@example.org")
        text = view.agreement.text_sha256 if view.agreement is not None else "0" * 64
        said: list[a.Answer] = [
            a.GiveOtherContact(mine),
            a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY),
            a.ReopenAnswer(RequirementKind.GIVE_OTHER_CONTACT),
            a.ChooseMoneyWay(PayoutWay.BANK_TRANSFER, self.account),
            a.AcknowledgeLosses(view.ties, view.losses_digest),
            a.SignAgreement(self.name, f"{self.dice.randrange(10**6):06}", text),
        ]
        if self.dice.random() < 0.2:
            await self._identify(view)
        elif view.requirement is not None and self.dice.random() < 0.4:
            await self._answer(view)
        else:
            await self._say(self.dice.choice(said))


@dataclass(eq=False, kw_only=True)
class Robbed(ByLink):
    """The holder: reads what they sign, and what they are sent."""

    async def _sign(self, text_sha256: str) -> bool:
        """Only where the page says that the money goes to their own account."""
        view = await self.view()
        if view is None or view.agreement is None or view.requirement is not RequirementKind.SIGN_AGREEMENT:
            return False
        if view.destination_masked and not view.destination_masked.endswith(self.account[-2:]):
            await self._say(a.ReopenAnswer(RequirementKind.CHOOSE_MONEY_WAY))
            return False
        return await super()._sign(view.agreement.text_sha256)

    async def stop_it(self) -> None:
        """Look at what was sent, and stop the ending by one tap."""
        await self.read_warnings()
        if self.stop_links:
            await self.stop()


@dataclass(eq=False)
class Theft:
    """One holder and one thief."""

    world: World
    kind: str
    holder: Robbed
    thief: Thief
    starts_after: float

    @property
    def planted(self) -> PlantedLine:
        """The line."""
        return self.holder.planted

    @property
    def case_ids(self) -> list[str]:
        """The cases of both."""
        return [one.case_id for one in (self.holder, self.thief) if one.case_id]

    @property
    def swaps(self) -> list[Any]:
        """When the line got another SIM, by the thief."""
        return self.thief.swaps

    async def live(self) -> None:
        """From the wish to the end of patience."""
        await self.world.passes(self.starts_after)
        if self.kind in ("swapped", "forged"):
            await self._by_sim()
        else:
            await self._by_case()

    async def _by_sim(self) -> None:
        """The thief has the number moved to a SIM of theirs, and asks for the end; the holder is asleep at first."""
        await self.thief.swap_sim()
        if not await self.thief.begun(None):
            return
        await self.thief.go_on(("agreed", "cutting", "closing"))
        if self.kind == "forged":
            hours = self.holder.dice.uniform(0.1, 20.0)
            await self.world.sleep_until(self.holder.number, self.world.clock() + timedelta(hours=hours))
        await self.holder.stop_it()

    async def _by_case(self) -> None:
        """The holder ends their line on a later day; the thief comes in between."""
        holder, thief = self.holder, self.thief
        today = self.world.clock().date()
        holder.ask = replace(holder.ask, wanted_on=today + timedelta(days=3))
        if not await holder.begun(None):
            return
        if self.kind == "beside":
            await holder.go_on(("agreed",))
            await self._beside(thief)
            return
        thief.token = holder.token
        grabbing = self.world.loop.create_task(thief.grab())
        try:
            await holder.go_on(("agreed",))
            await grabbing
            await holder.go_on(("agreed",))
            await thief.grab()
        finally:
            grabbing.cancel()

    async def _beside(self, thief: Thief) -> None:
        """With a new SIM and a request of their own; and on the day, when it is looked at what was signed for."""
        await thief.swap_sim()
        if not await thief.begun(None):
            return
        await thief.go_on(("agreed",))
        await thief.grab()
        wanted_on = self.holder.ask.wanted_on
        assert wanted_on is not None
        midnight = datetime.combine(wanted_on + timedelta(days=1), time(), ZoneInfo(self.planted.time_zone))
        await self.world.sleep_until(thief.number, midnight + timedelta(minutes=1))
        for _ in range(ON_THE_DAY):
            thief.turn = 0
            await thief.go_on(("agreed",))
            await self.world.passes(thief.dice.uniform(5, 40))
        await thief.grab()
