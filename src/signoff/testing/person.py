"""A scripted person who walks a case from the wish to its end over a `Desk`, and says again what was not answered.

Every saying has a fixed key, and an answer once received is remembered: what is said twice is what was never
acknowledged. `audit.py` looks at what is left behind.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from signoff.desk import Asked, Desk
from signoff.domain import answer as a
from signoff.domain.case import OVER, State
from signoff.domain.line import Contact, Line
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.domain.view import CaseView
from signoff.sandbox.box import Sandbox

PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.005

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_SHOWN_AGAIN = {Reason.QUOTE_CHANGED, Reason.QUOTE_OLD, Reason.AGREEMENT_CHANGED, Reason.LOSSES_CHANGED}

Got = TypeVar("Got")


class Stuck(Exception):
    """The person was refused what the case had asked for, or was left waiting."""


class Phone(Protocol):
    """What a person holds in their hand."""

    async def code(self, case_id: str, nth: int) -> str:
        """The `nth` code (from 1) that a case sent to this phone, once it is there. Raises Stuck."""

    async def delete_profile(self) -> None:
        """Delete the eSIM profile; nothing happens to a plastic SIM."""


@dataclass(frozen=True, slots=True)
class SandboxPhone:
    """The phone of a line that was planted in the sandbox."""

    sandbox: Sandbox
    line: Line

    async def code(self, case_id: str, nth: int) -> str:
        """Read it from the outbox, where it carries the key of its intent."""
        key, loop = f"{case_id}/code/{nth}", asyncio.get_running_loop()
        ends_at = loop.time() + PATIENCE_SECONDS
        while loop.time() < ends_at:
            for message in await self.sandbox.books.outbox(self.line.numbers[0]):
                if message.key == key and (found := _CODE.search(message.text)):
                    return found[0]
            await asyncio.sleep(LOOK_SECONDS)
        raise Stuck("no code came")

    async def delete_profile(self) -> None:
        """As its device does."""
        if self.line.eid:
            await self.sandbox.hands.device_deleted(self.line.iccid)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the person will say; `other_contact` None takes a claim code."""

    ask: a.Ask
    name: str = "Ana Lei"
    other_contact: Contact | None = None
    destination: str = "0001-234567-8"


async def _at_once() -> None:
    """Nothing to wait for."""


@dataclass(slots=True)
class Person:
    """One person with one wish. After an exception of `lost` the same is said again, once `again` is over."""

    desk: Desk
    phone: Phone
    plan: Plan
    key: str
    source: str = "somewhere"
    lost: tuple[type[Exception], ...] = ()
    again: Callable[[], Awaitable[None]] = _at_once
    token: str | None = None
    said: dict[str, Refusal | None] = field(default_factory=dict)

    @property
    def case_id(self) -> str:
        """The id in the private link. Raises Stuck before anything was asked."""
        if self.token is None:
            raise Stuck("nothing was asked yet")
        return self.token.split("~")[1]

    async def walk(self) -> CaseView:
        """Ask, answer whatever is asked, and stay until nothing changes any more; the last view. Raises Stuck."""
        view = await self.view()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not _is_still(view):
                view = await self._insist(self._follow)
        return view

    async def walk_to(self, requirement: RequirementKind) -> CaseView:
        """Answer what is asked before `requirement`; the view that asks for it. Raises Stuck when it is over first."""
        token = await self.ask()
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for view in self.desk.changes(token):
                is_signing = requirement is RequirementKind.SIGN_AGREEMENT
                if view.requirement is requirement and (view.agreement is not None or not is_signing):
                    return view
                await self.act(view)
        raise Stuck("the case was over first")

    async def ask(self) -> str:
        """Record the wish, once; the private link's token. Raises Stuck when it is refused."""
        while self.token is None:
            asked = await self._insist(
                lambda: self.desk.ask(self.plan.ask, key=f"{self.key}/ask", source=self.source)
            )
            if isinstance(asked, Asked):
                self.token = asked.token
            else:
                await _wait_if_busy(asked)
        return self.token

    async def view(self) -> CaseView:
        """What the link shows now."""
        token = await self.ask()
        return await self._insist(lambda: self.desk.view(token))

    async def say(self, what: str, answer: a.Answer) -> Refusal | None:
        """Give one answer under the key named by `what`; what was acknowledged before is not said again."""
        token = await self.ask()
        while what not in self.said:
            refusal = await self._insist(
                lambda: self.desk.answer(token, answer, key=f"{self.key}/{what}", source=self.source)
            )
            if refusal is not None and refusal.may_pass:
                await _wait_if_busy(refusal)
            else:
                self.said[what] = refusal
        return self.said[what]

    async def code(self, nth: int) -> str:
        """Read the `nth` code of this case. Raises Stuck when none comes."""
        return await self._insist(lambda: self.phone.code(self.case_id, nth))

    async def prove(self) -> None:
        """Confirm the line and give the code that came to it. Raises Stuck."""
        await self._comply("confirm", a.ConfirmLine())
        await self._comply("code/1", a.WantCode())
        await self._comply("possession", a.GiveCode(await self.code(1)))

    async def act(self, view: CaseView) -> None:
        """Answer the requirement that the case asks for first, if it asks for one. Raises Stuck."""
        match view.requirement:
            case RequirementKind.CONFIRM_LINE | RequirementKind.PROVE_POSSESSION:
                await self.prove()
            case RequirementKind.ACKNOWLEDGE_LOSSES:
                await self._comply_anew("losses", a.AcknowledgeLosses(view.ties, view.losses_digest))
            case RequirementKind.GIVE_OTHER_CONTACT:
                await self._comply_anew("contact", a.GiveOtherContact(self.plan.other_contact))
            case RequirementKind.CHOOSE_MONEY_WAY:
                way = (view.payout_ways or view.collect_ways)[0]
                await self._comply_anew("way", a.ChooseMoneyWay(way, self.plan.destination))
            case RequirementKind.SIGN_AGREEMENT if view.agreement is not None:
                if not await self._has_code_to_sign():
                    return  # the account is read again first, and the agreement shown anew
                signature = a.SignAgreement(self.plan.name, await self.code(2), view.agreement.text_sha256)
                await self._comply_anew("signature", signature)
            case RequirementKind.HANDLE_SIM:
                await self._insist(self.phone.delete_profile)
                await self._comply("sim", a.HandleSim(view.sim_answers[0]))
            case _:
                pass  # the carrier's systems are at work

    async def _follow(self) -> CaseView:
        view: CaseView | None = None
        async for view in self.desk.changes(await self.ask()):
            await self.act(view)
        if view is None:
            raise Stuck("the case showed nothing")
        return view

    async def _comply(self, what: str, answer: a.Answer) -> None:
        refusal = await self.say(what, answer)
        if refusal is not None and refusal.reason not in _SHOWN_AGAIN:
            raise Stuck(f"{what}: {refusal.reason}")

    async def _has_code_to_sign(self) -> bool:
        old = sum(
            what.startswith("code/2") and refusal is not None and refusal.reason is Reason.QUOTE_OLD
            for what, refusal in self.said.items()
        )
        what = f"code/2/{old}" if old else "code/2"
        await self._comply(what, a.WantCode())
        return self.said[what] is None

    async def _comply_anew(self, what: str, answer: a.Answer) -> None:
        """What the case asks again although it was answered is said again, as something new."""
        turn = sum(said.startswith(f"{what}/") for said in self.said) + 1
        await self._comply(f"{what}/{turn}", answer)

    async def _insist(self, call: Callable[[], Awaitable[Got]]) -> Got:
        while True:
            try:
                return await call()
            except self.lost:
                await self.again()


async def _wait_if_busy(refusal: Refusal) -> None:
    if not refusal.may_pass:
        raise Stuck(refusal.reason)
    await asyncio.sleep(LOOK_SECONDS)


def _is_still(view: CaseView) -> bool:
    """The case is over, and its certificate drawn if it ended."""
    return view.state in OVER and not (view.state == State.ENDED and view.is_waiting)
