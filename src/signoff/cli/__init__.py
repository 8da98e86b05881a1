"""The `signoff` command. `commands.py` has every command with its options; each does its work in a module of its name.

What takes long to load is loaded by the command that needs it (`loading.py`), so that the others start at once.
"""

from __future__ import annotations

from signoff.cli.running import run as main

__all__ = ["main"]
