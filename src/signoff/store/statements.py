"""The named statements of the `.sql` files: `-- name: what it is` begins each one."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def statements(aggregate: str) -> dict[str, bytes]:
    """All statements of `sql/<aggregate>.sql` by name."""
    text = resources.files("signoff.store").joinpath("sql", f"{aggregate}.sql").read_text("utf-8")
    pieces = _NAME.split(text)
    return {
        name: body.strip().rstrip(";").encode() for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }
