"""The person at the keyboard: shows a question and waits for a line, while everything else goes on."""

from __future__ import annotations

import asyncio
import os
import sys

from signoff.channels.terminal.screen import Left, Question, Tone
from signoff.cli.screens import CommandScreen
from signoff.cli.words import Words

_READ_BYTES = 4096  # a terminal hands over at most one line of this size


def is_at_terminal(*, as_json: bool) -> bool:
    """Whether somebody can be asked: who types sees the questions (with `as_json` they go to stderr)."""
    asked_on = sys.stderr if as_json else sys.stdout
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, asked_on))


class Keyboard:
    """Lines from standard input, without a thread, so that Ctrl-C ends the waiting."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._waiting = b""
        self._has_ended = False

    async def line(self) -> str:
        """The next line, without its end. Raises Left at the end of the input (Ctrl-D)."""
        while b"\n" not in self._waiting and not self._has_ended:
            await self._ready()
            read = os.read(self._descriptor, _READ_BYTES)
            self._waiting += read
            self._has_ended = not read
        line, end, self._waiting = self._waiting.partition(b"\n")
        if not line and not end:
            raise Left
        return line.decode("utf-8", "replace").rstrip("\r")

    async def _ready(self) -> None:
        loop = asyncio.get_running_loop()
        ready = loop.create_future()

        def found() -> None:
            if not ready.done():
                ready.set_result(None)

        loop.add_reader(self._descriptor, found)
        try:
            await ready
        finally:
            loop.remove_reader(self._descriptor)


class PersonAtKeyboard:
    """Whoever sits at the terminal."""

    def __init__(self, words: Words, screen: CommandScreen, keyboard: Keyboard) -> None:
        self._words = words
        self._screen = screen
        self._keyboard = keyboard

    async def answer(self, question: Question, problem: str) -> str:
        """The line that was typed. Raises Left."""
        screen, words = self._screen, self._words
        if problem:
            screen.text(problem, Tone.PROBLEM)
        screen.text("")
        screen.text(question.label)
        if question.hint:
            screen.text(question.hint, Tone.QUIET)
        for place, choice in enumerate(question.choices, start=1):
            screen.text(words("cli.prompt.choice", place=place, title=choice.title))
            if choice.hint:
                screen.text(f"     {choice.hint}", Tone.QUIET)
        if question.enter:
            screen.prompt(f"[{words('cli.prompt.enter', meaning=question.enter)}] ")
        elif question.choices:
            screen.prompt(f"[{words('cli.prompt.choose', count=len(question.choices))}] ")
        screen.prompt("› ")
        return await self._keyboard.line()
