"""The sandbox's SQL files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import signoff.sandbox
from signoff.sandbox.queries import queries


def test_every_query_has_a_name_that_the_code_uses() -> None:
    """What nothing uses is deleted."""
    code = "".join(path.read_text() for path in Path(str(files(signoff.sandbox))).glob("*.py"))
    folder = files(signoff.sandbox) / "sql" / "queries"

    for path in folder.iterdir():
        named = queries(path.name.removesuffix(".sql"))
        assert named
        for name, query in named.items():
            assert f'"{name}"' in code, f"{path.name}: nothing uses {name}"
            assert query.endswith(";")
