"""How old a source is, in words of each language: what packs write in English stays English nowhere else."""

from __future__ import annotations

import re

import pytest

from signoff.catalogue.dating import in_words
from signoff.catalogue.packs import load
from signoff.catalogue.texts import Texts

CATALOGUE = load()
TEXTS = Texts(CATALOGUE)
PLACES = (CATALOGUE.packs, CATALOGUE.countries, CATALOGUE.elsewhere)
SOURCES = [place.sources for places in PLACES for place in places.values()]
WRITTEN = {source.dated for sources in SOURCES for source in sources.values()}


def test_packs_write_it_in_every_way() -> None:
    """Otherwise what follows tells nothing."""
    assert {"undated", "to 2026-07", "2017 to 2023"} < WRITTEN
    assert any(one.startswith("before ") for one in WRITTEN)


@pytest.mark.parametrize("language", TEXTS.languages)
def test_how_old_a_source_is_is_said_in_the_readers_language(language: str) -> None:
    """Years and days as they are, the words around them by their texts."""
    for dated in WRITTEN:
        said = in_words(dated, TEXTS.say, language)
        assert re.findall("[0-9-]+", said) == re.findall("[0-9-]+", dated)
        if language == "en":
            assert said == dated
        else:
            assert not re.search(r"\b(undated|to|before)\b", said), said
