"""Customers who are not the holder, and say so: heirs, parents, officers, and who has a power of attorney.

They show papers on the table of a shop or in pictures, or give up, or take it back; or the holder comes. They have
dice and lines of their own, as in `customers.py`, where the rest of their life is; `acting_audit.py` judges it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain.acting import PaperStatus
from signoff.domain.carrier import PayoutWay
from signoff.domain.counter_case import Document
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.third_party import Paper, Right
from signoff.domain.view import ActingView, CaseView, PaperView
from signoff.staff import Staff
from tests.sim import papers, staff_rules
from tests.sim.books import OK
from tests.sim.customers import Customer

if TYPE_CHECKING:
    from tests.sim.world import World

WORLDS = 1 / 20
"""In so many worlds somebody acts for a holder."""

NUMBER = 30
HOLDER = "Chan Tai Man"
"""As records have every holder of these worlds."""
TURNS_OUT = {"": 6, "takes it back": 1, "holder comes": 2, "other right": 1}
"""What becomes of it, besides papers that are in order and whoever gives up."""

LATER = 0.15
"""How often the line is to end so late that papers have lapsed by then."""

BAD_ONE_IN = 6
"""So many papers are not what they must be."""


def has_deputies(seed: int) -> bool:
    """Whether somebody acts for a holder in the world of this seed."""
    return _dice(seed).random() < WORLDS


def _dice(seed: int) -> random.Random:
    return random.Random(f"deputies {seed}")


async def draw(world: World) -> list[Deputy]:
    """Nobody, or one of them."""
    dice = _dice(world.seed)
    if dice.random() >= WORLDS or world.plan.poll_seconds < 1:  # looked for so often, days would be long
        return []
    deputy = await Deputy.drawn(world, NUMBER, dice)
    deputy.comes_by = dice.choice(("link", "link", "shop"))
    deputy.right = dice.choice([*Right])
    if dice.random() < LATER:
        deputy.ask = replace(deputy.ask, wanted_on=world.clock().date() + timedelta(days=40))
    deputy.tells_after = dice.choice((1, 1, 3, 5))
    deputy.turns_out = dice.choices(list(TURNS_OUT), list(TURNS_OUT.values()))[0]
    deputy.turns_after = deputy.tells_after + dice.randint(1, 9)
    world.books.customers.append(deputy)
    world.tell(f"{deputy}")
    world.tell(
        f"they act by {deputy.right} from {deputy.tells_after} on, {deputy.turns_out} {deputy.turns_after}"
    )
    return [deputy]


@dataclass(eq=False, kw_only=True)
class Deputy(Customer):
    """One of them."""

    right: Right = Right.HEIR
    tells_after: int = 1
    turns_out: str = ""
    turns_after: int = 0
    acts: bool = False
    """Whether it was said, and not taken back."""

    @property
    def rule(self) -> staff_rules.ThirdParty:
        """What the carrier's file asks of them."""
        return staff_rules.third_party(self.tenant_id, self.right)

    async def view(self) -> CaseView | None:
        """What the link shows; in a shop what the clerk reads to them, once they know who is there."""
        found = await super().view()
        if found is None or found.state != "open" or self.comes_by != "shop" or not self.acts:
            return found
        seen = await self.looks(self.speaker)
        return seen.case if seen is not None and seen.is_authenticated else found

    async def _act(self, view: CaseView) -> None:
        if self.turn >= self.tells_after and not self.acts and self.tells_after:
            await self._tell_acting(self.right)
            self.tells_after = 0
        if self.turns_out and self.turn >= self.turns_after and self.acts:
            await self._turn_out()
        if self.acts and view.acting is not None and self.dice.random() < 0.15:
            await self._grab(view)
        if self.acts and view.acting is not None and _waiting(view.acting):
            await self.decide_papers(view.acting)
        elif self.acts and view.requirement is RequirementKind.PROVE_AUTHORITY and view.acting is not None:
            await self._show_papers(view.acting)
        else:
            await super()._act(view)

    # ------------------------------------------------------------ what is said

    async def _tell_acting(self, right: Right | None) -> None:
        """By the link or to a clerk."""
        said = a.ActFor(right, HOLDER if right is not None else "")
        by_clerk = self.comes_by == "shop"
        answer = await (self.takes(self.staff(Role.CLERK), said) if by_clerk else self.tells(said))
        if answer == OK:
            self.acts = right is not None

    async def _turn_out(self) -> None:
        """It was not so; or the holder comes themselves; or it is another right."""
        out, self.turns_out = self.turns_out, ""
        if out == "takes it back":
            await self._tell_acting(None)
        elif out == "other right":
            self.right = self.dice.choice([*Right])
            await self._tell_acting(self.right)
        else:
            clerk = self.staff(Role.CLERK)
            if self.dice.random() < 0.3:
                await self.does(clerk, act.CheckIdentity(Document.PASSPORT, is_holder=True))
            if await self.does(clerk, act.HolderIsHere()) == OK:
                self.acts, self.comes_by = False, "shop"
                await self.check_paper(clerk)

    async def _grab(self, view: CaseView) -> None:
        """Name an account of one's own, which nobody asks for."""
        if view.requirement in (RequirementKind.CHOOSE_MONEY_WAY, None):
            return
        way = a.ChooseMoneyWay(PayoutWay.BANK_TRANSFER, self.own_account)
        await (self.takes(self.speaker, way) if self.comes_by == "shop" else self.tells(way))

    @property
    def own_account(self) -> str:
        """Where no money of the holder may go."""
        return f"000{self.number}-{self.world.seed:07}-9"

    # ------------------------------------------------------------ papers

    async def _show_papers(self, view: ActingView) -> None:
        """By pictures, where these are taken and somebody feels like it; else in a shop."""
        missing = [one.paper for one in view.papers if one.status in (None, PaperStatus.REFUSED)]
        if self.comes_by == "link" and (not view.takes_pictures or self.dice.random() < 0.1):
            if self.dice.random() < 0.5 and missing:
                await self._send(missing[0])
            self.comes_by = "shop"
        if self.comes_by == "link":
            for paper in missing:
                if self.dice.random() < 0.9:
                    await self._send(paper)
        else:
            await self.lay_papers(self.staff(Role.CLERK))

    async def _send(self, paper: Paper) -> str:
        what = papers.OTHER if self.dice.randrange(BAD_ONE_IN) == 0 else papers.RIGHT
        data = papers.photo(what, f"{paper} {len(self.deeds)} of {self.number} of {self.world.seed}")
        deed, key = self._deed(None, "ShowPaper", (paper, data)), self._key()
        picture = DocumentPicture(paper.value, data, "photo.jpg")
        await self._until(deed, lambda app: app.desk.show_document(self.token, picture, key=key))
        return deed.answer

    async def decide_papers(self, view: ActingView) -> None:
        """The back office opens each picture and says what it is; at times without having opened it."""
        office = self.staff(Role.BACK_OFFICE)
        for one in _waiting(view):
            if self.dice.random() < 0.2:
                await self.does(office, act.DecidePaper(one.number, True, "", *_named(one.paper)))
            picture = await self.opens_picture(office, one.number)
            is_right = picture is not None and papers.RIGHT.encode() in picture[::-1]
            doubt = "" if is_right else "not_enough"
            await self.does(office, act.DecidePaper(one.number, is_right, doubt, *_named(one.paper)))

    async def lay_papers(self, staff: Staff) -> bool:
        """All of them before one of the staff; at times one is not there, or is not what it must be."""
        asked = [*self.rule.papers]
        if self.dice.random() < 0.2:
            asked.remove(self.dice.choice(asked))
        for name in asked:
            if self.dice.randrange(BAD_ONE_IN) == 0:
                await self.does(staff, act.CheckPaper(Paper(name), is_good=False))
            await self.does(staff, act.CheckPaper(Paper(name), True, *_named(name)))
        await self.sort(staff)
        return len(asked) == len(self.rule.papers)

    async def know(self, staff: Staff) -> None:
        """Whoever acts shows their papers, and coming again their own document."""
        if not self.acts or staff.role is Role.AGENT:
            await super().know(staff)
        elif not self._is_fresh(self._last("CheckPaper", staff)):
            await self.lay_papers(staff)

    async def check_paper(self, staff: Staff) -> bool:
        """That of the holder, where nobody acts for them."""
        if self.acts:
            return await self.lay_papers(staff)
        return await super().check_paper(staff)

    async def _answer(self, view: CaseView) -> bool:
        if self.acts and view.requirement is RequirementKind.PROVE_AUTHORITY:
            await self._wait(view)
            return True
        return await super()._answer(view)


def _named(paper: str) -> tuple[str, ...]:
    """Who stands on it as the holder, as somebody types it."""
    return () if paper == "own_identity" else (HOLDER,)


def _waiting(view: ActingView) -> list[PaperView]:
    return [one for one in view.papers if one.status is PaperStatus.WAITS]
