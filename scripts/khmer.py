"""Mark where a line may break in the Khmer texts: Khmer has no spaces between words, so a zero-width one is put there.

Run it (`make khmer`) after a Khmer text was changed; texts that are marked already stay as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

PACKS = Path(__file__).parents[1] / "src" / "signoff" / "packs"
BREAK = "\N{ZERO WIDTH SPACE}"
UNMARKED = ("messages.toml",)
"""An SMS is paid by the character, and phones know where Khmer breaks."""

_VALUE = re.compile(r'^(\s*[\w-]+ = ")(.*)(")$')
_RUN = re.compile("[\u1780-\u17d3\u17d7\u17dc\u17dd]+")  # letters and signs of Khmer, without its punctuation
_NO_BREAK_BEFORE = "\u17d7"  # the sign that repeats a word stays with it


def files() -> list[Path]:
    """Every file of Khmer texts whose lines are broken on a page."""
    common = PACKS / "common"
    found = [
        common / "scripts.toml",
        common / "letters.toml",
        *common.glob("text/km/*.toml"),
        *PACKS.glob("*/text/km.toml"),
    ]
    return sorted(file for file in found if file.name not in UNMARKED)


def marked(text: str, words_of: Callable[[str], list[str]]) -> str:
    """A text with a break between the words of each run of Khmer letters."""

    def broken(run: re.Match[str]) -> str:
        return BREAK.join(words_of(run[0])).replace(BREAK + _NO_BREAK_BEFORE, _NO_BREAK_BEFORE)

    return _RUN.sub(broken, text.replace(BREAK, ""))


def main() -> int:
    """Mark all files; print those that changed."""
    from khmercut import tokenize  # noqa: PLC0415 - its model is only read when it is needed

    for file in files():
        lines = file.read_text(encoding="utf-8").split("\n")
        new = [
            f"{found[1]}{marked(found[2], tokenize)}{found[3]}" if (found := _VALUE.match(line)) else line
            for line in lines
        ]
        if new != lines:
            file.write_text("\n".join(new), encoding="utf-8")
            print(file.relative_to(PACKS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
