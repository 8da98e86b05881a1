"""A terminal with colour and movement; the only module that draws with Rich."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, TextIO

from rich.console import Console
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from signoff.channels.terminal.screen import Row, Tone
from signoff.cli.screens import MARKS, Cell, Link, printable

_STYLES = {Tone.PLAIN: "", Tone.QUIET: "dim", Tone.GOOD: "green", Tone.PROBLEM: "bold red"}


class RichScreen:
    """A terminal. NO_COLOR leaves out every colour and weight."""

    def __init__(self, stream: TextIO, *, width: int | None = None) -> None:
        colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
        self.console = Console(
            file=stream, highlight=False, markup=False, emoji=False, width=width, color_system=colours
        )

    def title(self, text: str) -> None:
        self.console.print()
        self._print(text, "bold cyan")

    def text(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._print(f"{MARKS[tone]}{text}", _STYLES[tone])

    def line(self, text: str) -> None:
        self.console.print(Text(printable(text), "bold"), soft_wrap=True)

    def pairs(self, rows: Sequence[Row], *, total: Row | None = None) -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim")
        grid.add_column(justify="right" if total else "left", overflow="fold")
        for label, value in rows:
            grid.add_row(Text(printable(label)), Text(printable(value)))
        if total:
            grid.add_row(Text(printable(total[0]), "bold not dim"), Text(printable(total[1]), "bold"))
        self.console.print(grid)

    def paper(self, paragraphs: Sequence[str]) -> None:
        self.console.print(Panel(Text(printable("\n\n".join(paragraphs))), padding=(1, 2)))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for place, header in enumerate(headers):
            holds_links = any(isinstance(row[place], Link) for row in rows)
            table.add_column(Text(header), overflow="fold", no_wrap=holds_links)
        for row in rows:
            table.add_row(*(self._cell(cell) for cell in row))
        self.console.print(table)

    def prompt(self, text: str) -> None:
        self.console.print(Text(printable(text), "bold"), end="")

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        with self.console.status(Text(printable(text), "dim"), spinner="dots"):
            yield

    def _cell(self, cell: Cell) -> Text:
        if isinstance(cell, Link):
            style = Style(link=cell.address) if self.console.color_system else Style()
            return Text(cell.text, style)
        return Text(printable(cell))

    def _print(self, text: str, style: str) -> None:
        self.console.print(Text(printable(text), style))
