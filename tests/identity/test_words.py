"""Every kind of document and every doubt has its words, in all languages."""

from __future__ import annotations

import pytest

from signoff.catalogue.languages import OFFERED
from signoff.catalogue.texts import Texts
from signoff.domain.identity_document import DocumentKind, ReadingDoubt


@pytest.mark.parametrize("language", OFFERED)
def test_nobody_is_left_without_a_word(language: str) -> None:
    """Of each doubt what to do, of each document what it is called; and no words that nothing uses."""
    texts = Texts({})
    for kind in DocumentKind:
        assert texts.has(f"identity.kind.{kind}", language), kind
    for doubt in ReadingDoubt:
        assert texts.has(f"identity.doubt.{doubt}", language), doubt
