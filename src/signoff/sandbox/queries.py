"""Reads the sandbox's named SQL queries from `sql/queries/`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def queries(topic: str) -> dict[str, str]:
    """The queries of one file, by name; a query starts at its line `-- name: ...`."""
    text = (files("signoff.sandbox") / "sql" / "queries" / f"{topic}.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return dict(zip(parts[::2], (body.strip() for body in parts[1::2]), strict=True))
