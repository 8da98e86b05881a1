"""What the tests of the command line share: commands run in this process or in their own, and what they said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Said, in_process


@pytest.fixture(autouse=True)
def _no_logs_left() -> Iterator[None]:
    """A command lets logs go to the stderr of its test: none of that outlives the test."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.setLevel(level)
    for handler in root.handlers:
        if handler not in before:
            root.removeHandler(handler)


@pytest.fixture
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No data directory, database or language of whoever runs the tests."""
    for name in (
        "SIGNOFF_DATA_DIR",
        "SIGNOFF_DATABASE_URL",
        "SIGNOFF_PACKS_DIR",
        "SIGNOFF_ADDRESS",
        "SIGNOFF_TRUSTED_PROXY",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def command(own_place: None) -> Callable[..., Said]:
    """Runs a command in this process; there is no terminal to ask at."""
    return in_process
