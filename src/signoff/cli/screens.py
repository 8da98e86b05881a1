"""The screens of the commands: plain lines here, a terminal's in `rich_screen.py`; channels know both as Screen."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

from signoff.channels.terminal.screen import Row, Screen, Tone
from signoff.cli.loading import lazily

if TYPE_CHECKING:
    from signoff.cli import rich_screen
else:
    rich_screen = lazily("signoff.cli.rich_screen")

MARKS = {Tone.PLAIN: "", Tone.QUIET: "", Tone.GOOD: "✓ ", Tone.PROBLEM: "! "}

# Signs that turn the direction of what follows could make a line say something else than it holds.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Link:
    """An address with a short text, which is enough where it can be clicked."""

    text: str
    address: str


Cell = str | Link


class CommandScreen(Screen, Protocol):
    """A screen that also has what only commands show."""

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Rows under headers."""

    def prompt(self, text: str) -> None:
        """What stands before the place where a person types."""


def screen_on(stream: TextIO) -> CommandScreen:
    """The screen for a stream: with colour and movement on a terminal, else plain lines."""
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return rich_screen.RichScreen(stream)
    return PlainScreen(stream)


def printable(text: str) -> str:
    """The text without anything that a terminal would obey."""
    shown = "".join(
        "\N{REPLACEMENT CHARACTER}"
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")
        else character
        for character in text
    )
    return _TURNING.sub("\N{REPLACEMENT CHARACTER}", shown)


class PlainScreen:
    """Plain lines: nothing moves, nothing is cut off, nothing is coloured."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waited_for = ""

    def title(self, text: str) -> None:
        self._line(f"\n{text}")

    def text(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._line(f"{MARKS[tone]}{text}")

    def line(self, text: str) -> None:
        self._line(text)

    def pairs(self, rows: Sequence[Row], *, total: Row | None = None) -> None:
        for label, value in (*rows, *([total] if total else [])):
            is_wide = unicodedata.east_asian_width(label[-1:] or " ") in "WF"
            self._line(f"  {label}：{value}" if is_wide else f"  {label}: {value}")

    def paper(self, paragraphs: Sequence[str]) -> None:
        for paragraph in paragraphs:
            self._line(f"  | {paragraph}")

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        for row in (headers, *rows):
            self._line("\t".join(cell.address if isinstance(cell, Link) else cell for cell in row))

    def prompt(self, text: str) -> None:
        self._stream.write(printable(text))
        self._stream.flush()

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        if text != self._waited_for:
            self._line(text)
        self._waited_for = text
        yield

    def _line(self, text: str) -> None:
        self._stream.write(f"{printable(text)}\n")
        self._stream.flush()
