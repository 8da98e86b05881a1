"""What was played, of which worlds: a long run that was ended goes on where it was, and several nights add up.

A line of the file stands for seeds in a row. Worlds are the same as long as product and simulation are, to the byte.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".sim" / "played.jsonl"

ROW = 25
"""Seeds of a line: so many are played again at the most when a run is ended."""


@cache
def worlds() -> str:
    """A name for all that a world is made of: product and simulation, byte by byte."""
    told = hashlib.sha256()
    for folder in ("src/signoff", "tests/sim"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:12]


@dataclass
class Played:
    """The file, and what was played of these worlds."""

    path: Path = FILE
    seeds: set[int] = field(default_factory=set)
    _row: dict[int, list[str]] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for line in self.lines():
            if line["worlds"] == worlds():
                self.seeds.update(range(line["first"], line["first"] + line["count"]))

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """All there is, of whatever worlds."""
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)

    def note(self, seed: int, findings: list[str], counts: Mapping[str, int]) -> None:
        """One more was played; seeds come in order."""
        if self._row and seed != max(self._row) + 1:
            self.write()
        self._row[seed] = findings
        self._counts.update(counts)
        if len(self._row) >= ROW or findings:
            self.write()

    def write(self) -> None:
        """Write down what was not yet."""
        if not self._row:
            return
        line = {
            "worlds": worlds(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "first": min(self._row),
            "count": len(self._row),
            "found": {seed: findings for seed, findings in self._row.items() if findings},
            "counts": dict(self._counts),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.seeds.update(self._row)
        self._row, self._counts = {}, Counter()
