"""What a terminal can show, and who answers at it: the two sides that `walk.py` stands between."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Tone(StrEnum):
    """How a line is meant."""

    PLAIN = "plain"
    QUIET = "quiet"  # a hint
    GOOD = "good"
    PROBLEM = "problem"


Row = tuple[str, str]
"""A label and its value."""


class Screen(Protocol):
    """Shows things one below the other; texts are finished and may hold anything a person typed."""

    def title(self, text: str) -> None:
        """The start of something new."""

    def text(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """One paragraph."""

    def line(self, text: str) -> None:
        """What is copied as a whole, such as a link or a command: never broken or cut."""

    def pairs(self, rows: Sequence[Row], *, total: Row | None = None) -> None:
        """Labels with their values, and what they come to."""

    def paper(self, paragraphs: Sequence[str]) -> None:
        """A text to be signed."""

    def waiting(self, text: str) -> AbstractContextManager[None]:
        """Shows that something is being waited for, until the block ends."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers; `value` is what comes back."""

    value: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to type. With `choices` one of them; `enter` says in words what an empty line means, if anything.

    `field` names the question for whom no words are needed; at one `is_of_code` another code can be had.
    """

    field: str
    label: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    enter: str = ""
    is_of_code: bool = False


class Left(Exception):
    """The person stopped; the case stays as it is."""


class Blocked(Exception):
    """What is needed next cannot be given today, which was said; the case stays as it is."""


class Person(Protocol):
    """Whoever answers."""

    async def answer(self, question: Question, problem: str) -> str:
        """What is typed, as it is typed. `problem` says what was wrong with the last answer. Raises Left."""
