"""The `signoff` command. `commands.py` has every command with its options; each does its work in a module of its name.

What takes long to load is loaded by the command that needs it (`loading.py`), so that the others start at once.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING

from signoff.cli.loading import lazily

if TYPE_CHECKING:
    from signoff.cli import running
else:
    running = lazily("signoff.cli.running")


def main(arguments: Sequence[str] | None = None) -> int:
    """The entry point: runs one command (None: what was typed) and tells the exit code."""
    # While modules are still loaded, Ctrl-C ends the process without a traceback.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        run = running.run
    finally:
        signal.signal(signal.SIGINT, before)
    return run(arguments)
