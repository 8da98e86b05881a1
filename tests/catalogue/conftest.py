"""A copy of the built-in packs that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import BUILT_IN, load

Spoil = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The built-in packs."""
    return load()


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Copies packs and countries into a folder and replaces one text in one file; gives the folder back."""

    def change(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "packs"
        if not folder.exists():
            shutil.copytree(BUILT_IN, folder, ignore=shutil.ignore_patterns("common", "_template"))
        spoiled = folder / file
        text = spoiled.read_text(encoding="utf-8") if spoiled.exists() else ""
        assert old in text, f"{file} does not have {old!r}"
        spoiled.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change
