"""Asking until the answer can be used, and the words that can be typed at any question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from signoff.channels.terminal.parts import PhoneMessage
from signoff.channels.terminal.screen import Left, Person, Question, Screen, Tone
from signoff.channels.terminal.words import Words

WITHDRAW, PHONE, AGAIN, CHANGE, LEAVE = "/withdraw", "/phone", "/again", "/change", "/leave"
"""Typed as an answer; no number, name, date or code begins with a slash. Any other such word tells them all."""

Read = TypeVar("Read")
Messages = Callable[[], Awaitable[Sequence[PhoneMessage]]]


class WithdrawalWanted(Exception):
    """The person does not want to end the line any more."""


class AnotherCodeWanted(Exception):
    """The code did not come, or is of no use any more."""


class ChangeWanted(Exception):
    """Where money or news go is to be said anew."""


@dataclass(slots=True)
class Conversation:
    """One person at one screen. `problem` is what was wrong with the last answer; the next question tells it.

    `shown_sha256` names the agreement that was shown last: another one is shown before it is signed.
    `codes_from` tells from when another code can be had, if that is still to come.
    """

    words: Words
    screen: Screen
    person: Person
    time_zone: str = ""
    phone: Messages | None = None
    has_case: bool = False
    may_withdraw: bool = False
    may_change: bool = False
    problem: str = ""
    shown_sha256: str = ""
    codes_from: Callable[[], datetime | None] = lambda: None

    async def say(self, question: Question) -> str:
        """What was typed; words with a slash are dealt with here.

        Raises Left, WithdrawalWanted, AnotherCodeWanted, ChangeWanted.
        """
        while True:
            problem, self.problem = self.problem, ""
            typed = (await self.person.answer(question, problem)).strip()
            if not typed.startswith("/") or " " in typed:
                return typed
            await self._command(typed, question)

    async def press(self, question: Question) -> None:
        """Enter alone, or a word with a slash: anything else that is typed is no consent."""
        while await self.say(question):
            self.problem = self.words.t("cli.end.only_enter", meaning=question.enter)

    async def choose(self, question: Question) -> str:
        """The value of one of the choices, named by its place (from 1) or by itself; empty if that is allowed."""
        while True:
            typed = await self.say(question)
            if not typed and question.enter:
                return ""
            for place, choice in enumerate(question.choices, start=1):
                if typed == choice.value or (typed.isdecimal() and len(typed) < 4 and int(typed) == place):
                    return choice.value
            self.problem = self.words.t("portal.problems.choice_missing")

    async def read(
        self,
        question: Question,
        reader: Callable[[str], Read],
        *,
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> Read:
        """What a reader makes of the answer, asked until it can; `words` has other texts for some of its reasons."""
        while True:
            typed = await self.say(question)
            try:
                return reader(typed)
            except self.words.parts.unreadable as unreadable:
                key = str(getattr(unreadable, "key", "portal.problems.unreadable"))
                self.problem = self.words.t(words.get(key, key))

    async def _command(self, typed: str, question: Question) -> None:
        if typed == LEAVE:
            raise Left
        if typed == WITHDRAW and self.may_withdraw:
            raise WithdrawalWanted
        if typed == CHANGE and self.may_change:
            raise ChangeWanted
        if typed == AGAIN and question.is_of_code:
            wait = self.code_wait()
            if not wait:
                raise AnotherCodeWanted
            self.problem = wait
        elif typed == PHONE and self.phone is not None:
            await self._show_phone(self.phone)
        else:
            self.tell_commands(question)

    def code_wait(self) -> str:
        """In words, from when another code can be had; empty when one can be had now."""
        at = self.codes_from()
        if at is None:
            return ""
        return self.words.t("requirements.code.wait", time=self.words.instant(at, self.time_zone))

    def _meaning(self, command: str) -> str:
        is_unrecorded = command == LEAVE and not self.has_case
        return "leave_unrecorded" if is_unrecorded else command.removeprefix("/")

    async def _show_phone(self, phone: Messages) -> None:
        messages = await phone()
        self.screen.text(self.words.t("portal.sandbox.phone_title"), Tone.QUIET)
        if not messages:
            self.screen.text(self.words.t("portal.sandbox.no_messages"), Tone.QUIET)
        for message in messages:
            at = self.words.instant(message.sent_at, self.time_zone)
            self.screen.text(self.words.t("cli.end.message", at=at, text=message.text))

    def tell_commands(self, question: Question | None = None) -> None:
        """What can be typed instead of an answer."""
        is_known = {
            AGAIN: question is not None and question.is_of_code and self.codes_from() is None,
            PHONE: self.phone is not None,
            CHANGE: self.may_change,
            WITHDRAW: self.may_withdraw,
            LEAVE: True,
        }
        self.screen.text(self.words.t("cli.typed.title"), Tone.QUIET)
        self.screen.pairs(
            [
                (command, self.words.t(f"cli.typed.{self._meaning(command)}"))
                for command, is_there in is_known.items()
                if is_there
            ]
        )
