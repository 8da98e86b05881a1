"""Begin a pack of a new carrier: scripts/new_pack.py NAME [FOLDER]; what to do next is printed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.scaffold import new_pack


def main(arguments: list[str]) -> int:
    """Make the folder; 0 when it is there, 2 when the name or the place is of no use."""
    name, folder = ([*arguments, ""])[:2] if arguments else ("", "")
    try:
        made = new_pack(name, Path(folder) if folder else BUILT_IN, today=datetime.now(UTC).date())
    except (ValueError, FileExistsError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{made} is there. Make it true, value by value, then: signoff packs check {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
