"""What staff do for a customer: who stands there, the card, the signature, pictures, money, what is stuck, the bag.

They do most of it as they should, and some of it as they must not: without having looked, alone where it takes two,
or in a role that may not. `counter_audit.py` says which of it the product should have taken.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.counter_case import Document
from signoff.domain.staff import Role
from signoff.staff import Staff
from tests.sim import papers
from tests.sim.books import OK, PlantedLine
from tests.sim.staffed import Served

SURE = timedelta(minutes=50)
"""A little less than a visit."""

WRONG_CARD = "8985300000000000001"
STROKES = "M 0 0 L 9 9"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(eq=False, kw_only=True)
class AtTheCounter(Served):
    """One customer, with those of the staff who deal with them."""

    other: PlantedLine | None
    """A line to which the money is to go, and which is ended soon after."""

    @property
    def name(self) -> str:
        """What they sign with."""
        return f"Customer {'ABCDEFGHIJ'[self.number % 10]}"

    def _last(self, what: str, staff: Staff | None = None) -> datetime | None:
        """When this was last done, by one of the staff or by anybody."""
        found = [
            deed.ended_at
            for deed in self.deeds
            if deed.what == what and deed.is_done and (staff is None or deed.staff == staff)
        ]
        return found[-1] if found else None

    def _is_fresh(self, at: datetime | None) -> bool:
        return at is not None and self.world.clock() - at < SURE

    # ------------------------------------------------------------ who stands there

    async def know(self, staff: Staff) -> None:
        """Make sure in this visit who speaks: by the paper in the shop, by a code read aloud on the telephone."""
        if staff.role is not Role.AGENT:
            if not self._is_fresh(self._last("CheckIdentity", staff)):
                await self.check_paper(staff)
            return
        seen = await self.looks(staff)
        if seen is None or seen.is_authenticated or (not seen.case.code and seen.case.requirement is None):
            return
        if seen.case.state in ("open", "agreed"):
            code = await self.code(lambda said: self.takes(staff, said))
            if code:
                await self.takes(staff, a.GiveCode(code))
                await self.sort(staff)

    async def check_paper(self, staff: Staff) -> bool:
        """Look at a paper: at times it is somebody else's at first."""
        if self.dice.random() < 0.2:
            await self.does(staff, act.CheckIdentity(Document.PASSPORT, is_holder=False))
        is_seen = await self.does(staff, act.CheckIdentity(Document.PASSPORT, is_holder=True)) == OK
        if is_seen:
            await self.sort(staff)
        return is_seen

    async def sort(self, staff: Staff) -> None:
        """All that was asked for is theirs, where that is asked."""
        seen = await self.looks(staff)
        if seen is not None and seen.requests:
            await self.does(staff, act.SortRequests(tuple(one.id for one in seen.requests), ()))

    async def code(self, say: Callable[[a.Answer], Awaitable[str]]) -> str:
        """The newest code on the phone, after one was asked for; empty when none came."""
        if await say(a.WantCode()) != OK:
            return ""
        before = await self._codes()
        for _ in range(8):
            await self.world.passes(2.0)
            found = await self._codes()
            if len(found) > len(before) or self.dice.random() < 0.2:
                break
        found = await self._codes()
        if found and self.dice.random() < 0.05:
            return "000000"
        return found[-1] if found else ""

    async def _codes(self) -> list[str]:
        messages = await self.world.sandbox.books.outbox(self.line.numbers[0])
        return [
            found[0]
            for message in messages
            if message.key.startswith(f"{self.case_id}/code/") and (found := _CODE.search(message.text))
        ]

    async def prove_in_person(self) -> bool:
        """With the card, or with a second person's word where it is lost; at times too soon."""
        clerk = self.staff(Role.CLERK)
        if self.dice.random() < 0.2:
            await self.does(clerk, act.ProveInPerson())
        await self.know(clerk)
        if self.dice.random() < 0.3:
            return await self._prove_without_card(self.dice.choice((clerk, self.staff(Role.SUPERVISOR))))
        if self.dice.random() < 0.3:
            await self.does(clerk, act.ScanCard(WRONG_CARD))
            if self.dice.random() < 0.5:
                await self.does(clerk, act.ProveInPerson())
            await self.does(clerk, act.UndoScan())
        await self.does(clerk, act.ScanCard(self.line.iccid))
        return await self.does(clerk, act.ProveInPerson()) == OK

    async def _prove_without_card(self, staff: Staff) -> bool:
        await self.know(staff)
        await self.does(staff, act.AskApproval(Approved.PROVE_WITHOUT_CARD))
        await self._approve(staff)
        return await self.does(staff, act.ProveInPerson()) == OK

    async def sign_in_person(self, text_sha256: str) -> bool:
        """On the screen; at times by a clerk who has not looked at who signs."""
        clerk = self.staff(Role.CLERK, self.dice.choice((1, 1, 1, 2)))
        if self.dice.random() > 0.1:
            await self.know(clerk)
        signed = a.SignAgreement(self.name, "", text_sha256)
        return await self.does(clerk, act.SignInPerson(signed, STROKES)) == OK

    # ------------------------------------------------------------ what takes somebody else

    async def decide_picture(self) -> None:
        """Open it and say what it is; at times without, or by somebody who did not open it."""
        office, chief = self.staff(Role.BACK_OFFICE), self.staff(Role.SUPERVISOR)
        seen = await self.looks(office)
        if seen is None or not seen.picture:
            return
        if self.dice.random() < 0.3:
            await self.opens_picture(chief)
        if self.dice.random() < 0.3:
            await self.does(office, act.DecideDocument(seen.picture, is_accepted=True))
        await self.opens_picture(office)
        shown = [deed.said for deed in self.deeds if deed.what == "ShowDocument" and deed.is_done]
        is_right = bool(shown) and papers.RIGHT.encode() in shown[-1]
        doubt = "" if is_right else "name_differs"
        await self.does(office, act.DecideDocument(seen.picture, is_right, doubt))

    async def _approve(self, asked_by: Staff) -> None:
        """A supervisor decides; at times it is tried by who asked."""
        chief, second = self.staff(Role.SUPERVISOR), self.staff(Role.SUPERVISOR, 2)
        seen = await self.looks(chief)
        waiting = [one.number for one in seen.approvals if one.state == "open"] if seen is not None else []
        if not waiting:
            return
        if self.dice.random() < 0.5:
            await self.does(asked_by, act.DecideApproval(waiting[-1], is_granted=True))
        decides = second if asked_by == chief else chief
        is_granted = self.dice.random() < 0.85
        await self.does(decides, act.DecideApproval(waiting[-1], is_granted))

    async def solve(self) -> None:
        """See to what cannot go on by itself: again, by hand, elsewhere, or given up."""
        office = self.dice.choice((self.staff(Role.BACK_OFFICE), self.staff(Role.SUPERVISOR)))
        seen = await self.looks(office)
        for trouble in seen.troubles if seen is not None else ():
            if trouble.may_retry and (trouble.step == "cut" or self.dice.random() < 0.4):
                await self.does(office, act.RetryCall(trouble.key))
            elif trouble.may_give_up and (self.dice.random() < 0.4 or not trouble.ways):
                await self._by_two(office, Approved.GIVE_UP_STEP, trouble.key)
            elif trouble.ways:
                await self._by_two(office, Approved.CORRECT_DESTINATION, trouble.key, trouble.ways[-1])
            elif trouble.may_attest:
                await self.does(office, act.AttestStep(trouble.key))
        await self.world.passes(20.0)

    async def _by_two(self, staff: Staff, what: Approved, key: str, way: PayoutWay | None = None) -> None:
        """Ask, have it agreed to, do it; at times it is tried before."""
        is_given_up = what is Approved.GIVE_UP_STEP
        asked = act.AskApproval(what, key, way, "nobody is there" if is_given_up else self.name)

        def done(number: int) -> act.Act:
            if is_given_up:
                return act.GiveUpStep(key, "nobody is there", number)
            return act.CorrectPayout(key, way, self.name, number)

        if self.dice.random() < 0.3:
            await self.does(staff, done(0))
        await self.does(staff, asked)
        if self.dice.random() < 0.2:
            await self.does(staff, done(1))
        await self._approve(staff)
        seen = await self.looks(staff)
        for one in seen.approvals if seen is not None else ():
            if one.state == "granted" and one.key == key:
                await self.does(staff, done(one.number))
                if self.dice.random() < 0.3:
                    await self.does(staff, done(one.number))

    # ------------------------------------------------------------ the end of a visit

    async def pay(self) -> None:
        """What is owed at the shop; twice is too much."""
        clerk = self.staff(Role.CLERK)
        seen = await self.looks(clerk)
        if seen is not None and not seen.is_authenticated and seen.case.state in ("closing", "ended"):
            await self.check_paper(clerk)
            seen = await self.looks(clerk)
        if seen is None or not seen.owed_minor:
            return
        for _ in range(self.dice.choice((1, 1, 2))):
            await self.does(clerk, act.TakePayment(seen.owed_minor, self.planted.currency))

    async def bag(self) -> bool:
        """The card is handed in."""
        return await self.does(self.staff(Role.CLERK), act.BagCard(f"bag {self.number}")) == OK

    async def destroy(self) -> None:
        """By two people; at times one tries to be both."""
        one, two = self.staff(Role.CLERK), self.staff(Role.CLERK, 2)
        for staff in (one, *self.dice.choice(((), (one,))), two):
            await self.does(staff, act.DestroyCard())

    # ------------------------------------------------------------ what nobody should do

    async def overstep(self) -> None:
        """Something that this role may not do, or somebody of another carrier; or a question and its answer."""
        roll = self.dice.random()
        if roll < 0.1:
            await self.looks(self.staff(Role.AUDITOR))
        elif roll < 0.2:
            other = "ctm" if self.tenant_id != "ctm" else "smart_kh"
            await self.looks(self.staff(Role.CLERK, 9, serves=other))
        elif roll < 0.4:
            await self.tells(a.AskHelp("When is my last day?"))
            await self.does(self.staff(Role.AGENT), act.WriteMessage("Today."))
        elif roll < 0.5:
            said = self.dice.choice((a.Withdraw(), a.ConfirmLine(), a.ReportLoss()))
            await self.takes(self.staff(self.dice.choice((Role.BACK_OFFICE, Role.AUDITOR))), said)
        else:
            role, said_ = self.dice.choice(
                (
                    (Role.AGENT, act.CheckIdentity(Document.PASSPORT, is_holder=True)),
                    (Role.BACK_OFFICE, act.CheckIdentity(Document.PASSPORT, is_holder=True)),
                    (Role.AGENT, act.ProveInPerson()),
                    (Role.AUDITOR, act.WriteMessage("hello")),
                    (Role.AUDITOR, act.AskApproval(Approved.PROVE_WITHOUT_CARD)),
                    (Role.CLERK, act.DecideDocument(1, is_accepted=True)),
                    (Role.CLERK, act.RetryCall(f"{self.case_id}/cut/1")),
                    (Role.AGENT, act.DestroyCard()),
                    (Role.BACK_OFFICE, act.DecideApproval(1, is_granted=True)),
                )
            )
            await self.does(self.staff(role), said_)
