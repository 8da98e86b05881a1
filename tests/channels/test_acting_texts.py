"""The words for who acts for a holder: complete in each language, each one used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signoff import channels
from signoff.catalogue.languages import OFFERED
from signoff.catalogue.texts import common_texts
from signoff.catalogue.writing import placeholders
from signoff.channels.counter.acting import PAPER_REFUSALS
from signoff.domain.acting import PaperStatus
from signoff.domain.third_party import MoneyTo, Paper, Right

COMMON = common_texts()
FOLDER = Path(channels.__file__).parent
SOURCES = [
    *FOLDER.rglob("*.html"),
    *FOLDER.rglob("*.py"),
    *(FOLDER.parent / "engine").glob("*.py"),
    *(FOLDER.parent / "evidence").glob("*.py"),
    *(FOLDER.parent / "cli").glob("*.py"),
]
KEY = re.compile(r"['\"](acting\.(?!html\b)[a-z0-9_.]*[a-z0-9])['\"]")


def built() -> set[str]:
    """The keys put together from values."""
    return {
        *(f"acting.right.{one}" for one in Right),
        *(f"acting.signs_as.{one}" for one in Right),
        *(f"acting.paper.{one}" for one in Paper),
        *(f"acting.status.{one}" for one in ("missing", *PaperStatus)),
        *(f"acting.doubt.{one}" for one in ("not_enough", *PAPER_REFUSALS)),
        *(f"acting.money.{one}" for one in MoneyTo),
        *(f"acting.papers.money_{one}" for one in MoneyTo),
        *(f"acting.papers.{one}" for one in ("also_shop", "shop", "sign_there")),
        *(f"acting.{one}" for one in ("agreement", "compared", "uncompared")),
    }


def keys(language: str) -> set[str]:
    """All of the area."""
    return {key for key in COMMON[language] if key.startswith("acting.")}


def test_every_key_that_is_asked_for_exists_and_none_is_left_over() -> None:
    """In pages, at the terminal, in the agreement and on the certificate."""
    asked = {key for source in SOURCES for key in KEY.findall(source.read_text(encoding="utf-8"))}
    assert keys("en") == asked | built()


@pytest.mark.parametrize("language", OFFERED)
def test_every_language_says_all_of_it(language: str) -> None:
    """Key by key, with the same placeholders."""
    assert keys(language) == keys("en")
    for key in keys("en"):
        assert placeholders(COMMON[language][key]) == placeholders(COMMON["en"][key]), key
