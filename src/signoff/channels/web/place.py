"""Where templates and files of the pages lie, and the address of each file, which changes with its contents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FILES = HERE / "static"


@cache
def templates_beside(folder: Path) -> Environment:
    """The templates of a channel in this folder, and the shared ones; compiled once in a process."""
    return Environment(
        loader=FileSystemLoader([folder / "templates", TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def addresses_of_files() -> Callable[[str], str]:
    """Tells the address of a file by its name."""
    version = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(FILES.iterdir()))).hexdigest()[:12]
    return lambda name: f"/static/{name}?v={version}"
