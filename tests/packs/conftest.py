"""The built-in packs."""

from __future__ import annotations

import pytest

from signoff.catalogue.pack import Catalogue
from signoff.catalogue.packs import load


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All of them."""
    return load()
