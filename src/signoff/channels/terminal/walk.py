"""One case at a terminal, from where it stands to where nothing is needed for now: asks, shows, waits.

`answers.py` asks for one requirement, `panels.py` shows; what an answer means is decided behind the desk.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signoff.channels.terminal import panels
from signoff.channels.terminal.answers import ASKINGS, reopen
from signoff.channels.terminal.conversation import ChangeWanted, Conversation, WithdrawalWanted
from signoff.channels.terminal.parts import Phone, TerminalParts
from signoff.channels.terminal.screen import Choice, Person, Question, Screen
from signoff.channels.terminal.words import Words
from signoff.domain.answer import Answer, Withdraw
from signoff.domain.refusal import Refusal
from signoff.domain.requirement import ORDINARY, RequirementKind
from signoff.domain.view import CaseView, StepState, VoidView
from signoff.domain.waits import Waits

if TYPE_CHECKING:
    # What stands behind the desk takes long to load; only its name is needed here.
    from signoff.desk import Desk

_BEFORE_CUT = ("requested", "open", "agreed")


@dataclass(slots=True)
class Walk:
    """Goes on with the case of a private link's token. `source` says who speaks, for the limits."""

    parts: TerminalParts
    desk: Desk
    screen: Screen
    person: Person
    token: str
    language: str
    source: str
    phone: Phone | None = None
    tells_commands: bool = True
    _told: dict[str, StepState] = field(default_factory=dict)
    _claim_code: str | None = None
    _is_joining_told: bool = False
    _is_closing_told: bool = False
    _void: VoidView | None = None
    _part: str = ""
    _waits: Waits = field(default_factory=Waits)

    async def go(self) -> CaseView:
        """The case as it stands when nothing is needed for now: over, or waiting for its date.

        Raises Left when the person stops, Blocked when no code works today, NoSuchCase for a link that opens nothing.
        """
        changes = aiter(self.desk.changes(self.token))
        view = await anext(changes)
        talk = Conversation(
            Words(self.parts, self.language, view.carrier_id), self.screen, self.person, view.time_zone
        )
        talk.has_case = True
        self._look(talk, view)
        panels.about(self.screen, talk.words, view)
        if self.tells_commands:
            talk.tell_commands()
        if view.state == "ended" and view.sim_answers:
            await self._meet(talk, view)
        while True:
            self._show(talk, view)
            if view.requirement is not None:
                await self._meet(talk, view)
            elif not view.is_waiting:
                return self._finish(talk, view)
            later = await self._next(talk, view, changes)
            if later is None:
                return self._finish(talk, view)
            view = later

    def _look(self, talk: Conversation, view: CaseView) -> None:
        """What can be typed at a question depends on how far the case is."""
        talk.may_withdraw = view.may_withdraw
        talk.codes_from = lambda: self._waits.until(self.token, self.source, view, self.parts.now())
        talk.may_change = view.requirement is RequirementKind.SIGN_AGREEMENT and bool(view.may_reopen)
        if self.phone is not None:
            phone = self.phone
            talk.phone = lambda: phone(view)

    def _show(self, talk: Conversation, view: CaseView) -> None:
        """What is new since the last view."""
        self._look(talk, view)
        if view.joined is not None and not self._is_joining_told and view.state in _BEFORE_CUT:
            self._is_joining_told = True
            panels.joined(self.screen, talk.words, view)
        if view.void != self._void:
            self._void = view.void
            panels.void(self.screen, talk.words, view)
        if view.is_closed_elsewhere and view.state == "open" and not self._is_closing_told:
            self._is_closing_told = True
            self.screen.title(talk.words.t("portal.closed_elsewhere.title"))
            self.screen.text(talk.words.t("portal.closed_elsewhere.text"))
        if view.claim_code != self._claim_code:
            self._claim_code = view.claim_code
            panels.claim_code(self.screen, talk.words, view)
        panels.steps(self.screen, talk.words, view, self._told)
        self._told = {step.kind: step.state for step in view.steps}
        part = view.requirement.value if view.requirement else view.state
        if view.requirement is not None and part != self._part:
            name = talk.words.t(f"portal.part.{part}")
            self.screen.title(self._progress(talk, view.requirement, name))
        self._part = part

    @staticmethod
    def _progress(talk: Conversation, requirement: RequirementKind, name: str) -> str:
        if requirement not in ORDINARY:
            return name
        number, count = ORDINARY.index(requirement) + 1, len(ORDINARY)
        return talk.words.t("portal.case.progress", number=number, count=count, name=name)

    async def _next(
        self, talk: Conversation, view: CaseView, changes: AsyncIterator[CaseView]
    ) -> CaseView | None:
        if not view.is_waiting:
            return await anext(changes, None)
        with self.screen.waiting(talk.words.t("portal.at_work.title")):
            return await anext(changes, None)

    async def _meet(self, talk: Conversation, view: CaseView) -> None:
        """Ask until the answer was accepted, or something else is needed by now.

        After the end only the SIM is asked about, and nothing need be said of it.
        """
        view = await self._worded(view)
        kind = view.requirement or RequirementKind.HANDLE_SIM
        answer: Answer | None
        while True:
            try:
                answer = await ASKINGS[kind](talk, view)
            except WithdrawalWanted:
                answer = await self._withdraw(talk)
                if answer is None:
                    continue
            except ChangeWanted:
                answer = await self._change(talk, view)
                if answer is None:
                    continue
            if answer is None:
                return
            refusal = await self._say(answer)
            if refusal is None:
                return
            talk.problem = talk.words.refusal(refusal, view.time_zone)
            self._waits.keep(self.token, self.source, view, refusal)
            later = await self.desk.view(self.token)
            if later.version != view.version:
                return
            view = await self._worded(later)

    async def _worded(self, view: CaseView) -> CaseView:
        """The view with the agreement in the language that is spoken here."""
        if view.agreement is None or view.agreement.language in ("", self.language):
            return view
        agreement = await self.desk.agreement(self.token, self.language)
        return view if agreement is None else replace(view, agreement=agreement)

    async def _say(self, answer: Answer) -> Refusal | None:
        return await self.desk.answer(self.token, answer, key=secrets.token_hex(16), source=self.source)

    async def _change(self, talk: Conversation, view: CaseView) -> Answer | None:
        """What is to be said anew; None when it stays as it is."""
        talk.may_change = False
        try:
            return await reopen(talk, view)
        except WithdrawalWanted:
            return await self._withdraw(talk)
        finally:
            talk.may_change = True

    async def _withdraw(self, talk: Conversation) -> Answer | None:
        """The withdrawal, asked about once more; None when the ending goes on after all."""
        t = talk.words.t
        self.screen.text(t("portal.withdraw.meaning"))
        choices = (Choice("withdraw", t("portal.withdraw.button")), Choice("stay", t("portal.withdraw.back")))
        question = Question("withdraw", t("portal.withdraw.title"), choices=choices)
        may_change, talk.may_change = talk.may_change, False
        try:
            return Withdraw() if await talk.choose(question) == "withdraw" else None
        except WithdrawalWanted:
            return Withdraw()
        finally:
            talk.may_change = may_change

    def _finish(self, talk: Conversation, view: CaseView) -> CaseView:
        panels.standing(self.screen, talk.words, view)
        return view
