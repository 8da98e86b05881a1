"""Tell which of the given files have space at the end of a line or no single newline at their end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path


def findings(path: Path) -> Iterator[str]:
    """What is wrong with one file, line by line."""
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: space at the end of the line"
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield f"{path}: a file ends with one newline"


def main(arguments: list[str]) -> int:
    """Print the findings of all files; 1 when there are any."""
    found = [finding for argument in arguments for finding in findings(Path(argument))]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
