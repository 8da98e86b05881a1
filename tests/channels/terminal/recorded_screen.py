"""A screen that remembers what it was to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from signoff.channels.terminal.screen import Row, Tone


@dataclass
class RecordedScreen:
    """Remembers every text, one a line."""

    lines: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        self.lines.append(text)

    def text(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self.lines.append(text)

    def line(self, text: str) -> None:
        self.lines.append(text)

    def pairs(self, rows: Sequence[Row], *, total: Row | None = None) -> None:
        self.lines += [f"{label}: {value}" for label, value in (*rows, *([total] if total else []))]

    def paper(self, paragraphs: Sequence[str]) -> None:
        self.lines += paragraphs

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        self.lines.append(text)
        yield

    @property
    def shown(self) -> str:
        """Everything that was shown."""
        return "\n".join(self.lines)
