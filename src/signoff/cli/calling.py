"""How this program can be called again from where it was called now, so that what is printed can be typed."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path


def command() -> str:
    """The program's name where the shell finds it, else the way to it."""
    found = Path(sys.executable).parent / "signoff"
    if shutil.which("signoff") or not found.exists():
        return "signoff"
    inside = found.is_relative_to(Path.cwd())
    return shlex.quote(str(found.relative_to(Path.cwd()) if inside else found))
